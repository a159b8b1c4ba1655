/* organisation: a company that is guarded, and how it is kept */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "match/organisation.h"

#include "base/near.h"
#include "match/organisation_field.h"
#include "store/organisation.sql.h"
#include "store/returned.sql.h"
#include "value/ident.h"

enum {
	COMMUNITY_FIRST = 1,
	PART_LEAST = 3, /* bytes of a name by which another is meant */
	SHOWN_MOST = 80,
};

static const char *const rhythm_names[RHYTHM_COUNT] = {
    "at-once", "daily", "weekly"};

enum rhythm
rhythm_read(struct str s)
{
	for (enum rhythm r = RHYTHM_AT_ONCE; r < RHYTHM_COUNT; r++)
		if (str_eq(s, str_of(rhythm_names[r])))
			return r;
	return RHYTHM_COUNT;
}

const char *
rhythm_name(enum rhythm r)
{
	return r < RHYTHM_COUNT ? rhythm_names[r] : "unknown";
}

/* How many bear this name, and the last of them. */
static unsigned
by_name(struct store *s, struct arena *a, struct str name, int64_t *id)
{
	struct sql_cursor c;
	struct organisation_by_name_row row;
	unsigned n = 0;

	organisation_by_name(
	    s->db, store_index(s, a, "organisation.name", name), &c);
	while (organisation_by_name_next(&c, &row)) {
		*id = row.id;
		n++;
	}
	return n;
}

static bool
by_kvk(struct store *s, struct arena *a, struct str kvk, int64_t *id)
{
	struct organisation_by_kvk_row row;

	if (!organisation_by_kvk(
		s->db, store_index(s, a, "organisation.kvk", kvk), &row))
		return false;
	*id = row.id;
	return true;
}

enum err
organisation_find_listed(
    struct store *s, struct str by, int64_t *id, struct why *w)
{
	struct arena a;
	struct organisation_by_ref_row row;
	char kvk[9];
	enum err e = OK;

	arena_init(&a, 0);
	if (ref_is(by) && organisation_by_ref(s->db, by, &row)) {
		*id = row.id;
	} else if (kvk_read(by, kvk, NULL) == OK &&
	    by_kvk(s, &a, str_of(kvk), id)) {
		/* found */
	} else {
		unsigned n = by_name(s, &a, by, id);
		if (n == 0)
			e = why_set(w, ERR_ABSENT,
			    "no organisation has this reference, KvK number or "
			    "name: %.*s; `dijkwacht organisation list` shows "
			    "them",
			    STR_ARG(by));
		else if (n > 1)
			e = why_set(w, ERR_TAKEN,
			    "%u organisations are called %.*s: give the "
			    "reference",
			    n, STR_ARG(by));
	}
	arena_free(&a);
	return e;
}

/* Whether it holds a part, ASCII letters without case. */
static bool
holds(struct str name, struct str part)
{
	for (size_t i = 0; i + part.n <= name.n; i++)
		if (str_eq_nocase(str_upto(str_from(name, i), part.n), part))
			return true;
	return false;
}

/* The name that was meant: one that holds what was typed, else one that is
 * spelled nearly so. All are opened, which a slip is worth. */
static void
name_meant(struct store *s, struct str by, struct buf *meant)
{
	struct arena a;
	struct sql_cursor c;
	struct organisation_names_row row;
	bool found = false;
	size_t least = NEAR_EDITS_MAX + 1;

	arena_init(&a, 0);
	organisation_names(s->db, &c);
	while (!found && organisation_names_next(&c, &row)) {
		struct str name = store_open(
		    s, &a, "organisation.name", row.id, row.name_sealed);
		size_t edits = near_edits(by, name);
		found = by.n >= PART_LEAST && holds(name, by);
		if (found || (by.n >= PART_LEAST && edits < least)) {
			least = edits;
			buf_reset(meant);
			buf_str(meant, name);
		}
		arena_reset(&a);
	}
	sql_cursor_end(&c);
	arena_free(&a);
}

enum err
organisation_find(struct store *s, struct str by, int64_t *id, struct why *w)
{
	enum err e = organisation_find_listed(s, by, id, w);
	struct buf meant = {0};

	if (e == ERR_ABSENT)
		name_meant(s, by, &meant);
	if (meant.n > 0 && meant.n <= SHOWN_MOST && w != NULL) {
		*w = (struct why){0};
		e = why_set(w, ERR_ABSENT,
		    "no organisation has this reference, KvK number or name: "
		    "%.*s; did you mean \"%.*s\"? `dijkwacht organisation "
		    "list` shows all",
		    STR_ARG(by), STR_ARG(buf_all(&meant)));
	}
	buf_free(&meant);
	return e;
}

static struct str
mail_known(struct store *s, struct arena *a, int64_t organisation)
{
	struct contact_supplied_row row;

	if (!contact_supplied(s->db, organisation, &row))
		return (struct str){0};
	return store_open(s, a, "contact.value", row.id, row.value_sealed);
}

/* A list goes on to name what mail came back from; a person may know more. */
static bool
came_back(struct entering *e, struct str index)
{
	struct contact_is_bounced_row row;

	return !e->o->by_person &&
	    contact_is_bounced(
		e->s->db, e->kept->id, CONTACT_MAIL, index, &row);
}

static void
mail_keep(struct entering *e)
{
	struct store *s = e->s;
	struct arena *a = e->a;
	const struct organisation *o = e->o;
	int64_t organisation = e->kept->id;
	struct contact_by_value_row row;

	struct str index = store_index(s, a, "contact.value", o->mail);

	if (o->mail.n == 0 || came_back(e, index) ||
	    !organisation_field_take(
		e, FIELD_MAIL, mail_known(s, a, organisation), o->mail))
		return;

	if (!contact_by_value(s->db, organisation, CONTACT_MAIL, index, &row)) {
		row.id = store_id(s, "contact");
		contact_add(s->db, row.id, organisation, CONTACT_MAIL,
		    store_seal(s, a, "contact.value", row.id, o->mail), index,
		    o->source, e->now);
	}
	contact_retire_others(s->db, organisation, CONTACT_MAIL, row.id);
}

/* Said by people at the desk only: no list has it, so nothing is weighed. */
static void
post_keep(struct entering *e)
{
	struct store *s = e->s;
	int64_t organisation = e->kept->id;
	struct contact_by_value_row row;
	struct str post = e->o->post;

	if (post.n == 0)
		return;

	struct str index = store_index(s, e->a, "contact.value", post);

	if (!contact_by_value(s->db, organisation, CONTACT_POST, index, &row)) {
		row.id = store_id(s, "contact");
		contact_add(s->db, row.id, organisation, CONTACT_POST,
		    store_seal(s, e->a, "contact.value", row.id, post), index,
		    e->o->source, e->now);
	}
	contact_retire_others(s->db, organisation, CONTACT_POST, row.id);
}

static int64_t
said_or(unsigned said, int64_t otherwise)
{
	return said == ORGANISATION_UNSAID ? otherwise : (int64_t)said;
}

/* A language or rhythm as text, to be compared and told; absent: not said. */
static struct str
language_text(unsigned said)
{
	static const char *const codes[] = {"nl", "en"};

	return said < 2 ? str_of(codes[said]) : (struct str){0};
}

static struct str
rhythm_text(unsigned said)
{
	return said < RHYTHM_COUNT ? str_of(rhythm_name((enum rhythm)said))
				   : (struct str){0};
}

static void
add_new(struct entering *e)
{
	struct store *s = e->s;
	struct arena *a = e->a;
	const struct organisation *o = e->o;
	struct str absent = {0};
	int64_t id = store_id(s, "organisation");

	e->kept->id = id;
	e->kept->added = true;
	organisation_add(s->db, id, store_ref(a),
	    store_seal(s, a, "organisation.name", id, o->name),
	    store_index(s, a, "organisation.name", o->name),
	    o->kvk.n == 0 ? absent
			  : store_seal(s, a, "organisation.kvk", id, o->kvk),
	    o->kvk.n == 0 ? absent
			  : store_index(s, a, "organisation.kvk", o->kvk),
	    o->sector, said_or(o->language, 0),
	    said_or(o->rhythm, RHYTHM_AT_ONCE), COMMUNITY_FIRST, e->now);
	organisation_field_take(e, FIELD_NAME, absent, o->name);
	organisation_field_take(e, FIELD_KVK, absent, o->kvk);
	organisation_field_take(e, FIELD_SECTOR, absent, o->sector);
	organisation_field_take(
	    e, FIELD_LANGUAGE, absent, language_text(o->language));
	organisation_field_take(
	    e, FIELD_RHYTHM, absent, rhythm_text(o->rhythm));
}

static void
bring_up_to_date(struct entering *e)
{
	struct store *s = e->s;
	struct arena *a = e->a;
	const struct organisation *o = e->o;
	int64_t id = e->kept->id, language, rhythm;
	struct organisation_get_row old;

	if (!organisation_get(s->db, id, &old))
		die("organisation %lld is gone", (long long)id);

	struct str name =
	    store_open(s, a, "organisation.name", id, old.name_sealed);
	struct str sector = arena_str(a, old.sector);

	language = old.language;
	rhythm = old.rhythm;
	/* who has this number said it */
	organisation_field_take(e, FIELD_KVK, o->kvk, o->kvk);
	if (organisation_field_take(e, FIELD_NAME, name, o->name))
		name = o->name;
	if (organisation_field_take(e, FIELD_SECTOR, sector, o->sector))
		sector = o->sector;
	if (organisation_field_take(e, FIELD_LANGUAGE,
		language_text((unsigned)language), language_text(o->language)))
		language = o->language;
	if (organisation_field_take(e, FIELD_RHYTHM,
		rhythm_text((unsigned)rhythm), rhythm_text(o->rhythm)))
		rhythm = o->rhythm;
	organisation_set(s->db, id,
	    store_seal(s, a, "organisation.name", id, name),
	    store_index(s, a, "organisation.name", name), sector, language,
	    rhythm);
}

static bool
is_known(
    struct store *s, struct arena *a, const struct organisation *o, int64_t *id)
{
	if (o->kvk.n > 0)
		return by_kvk(s, a, o->kvk, id);
	return by_name(s, a, o->name, id) == 1;
}

/* The next word of a text of assets. */
static bool
asset_word(struct str *rest, struct str *word)
{
	const struct str between = STR(" \t\r\n,;");

	while (rest->n > 0 && str_find(between, rest->p[0]) < between.n)
		*rest = str_from(*rest, 1);

	size_t n = 0;

	while (n < rest->n && str_find(between, rest->p[n]) == between.n)
		n++;
	*word = str_upto(*rest, n);
	*rest = str_from(*rest, n);
	return n > 0;
}

void
organisation_assets(struct store *s, int64_t organisation, struct str assets,
    enum nature nature, int64_t from, int64_t until, struct str proof,
    int64_t person, int64_t now, struct organisation_kept *kept,
    asset_news *news, void *ctx)
{
	struct claim_request r = {
	    .organisation = organisation,
	    .person = person,
	    .now = now,
	    .nature = nature,
	    .from = from,
	    .until = until,
	    .proof = proof,
	};

	for (struct str word; asset_word(&assets, &word);) {
		struct why w = {0};
		enum err e = asset_read(word, &r.asset, &w);
		if (e != OK) {
			kept->refused++;
		} else if (claim_enter(s, &r, NULL, &w) == OK) {
			kept->claims++;
		} else {
			kept->pending++;
		}
		if (w.err != OK && news != NULL)
			news(ctx, word, &w);
	}
}

struct organisation_kept
organisation_enter(struct store *s, struct arena *a,
    const struct organisation *o, int64_t person, int64_t now, asset_news *news,
    void *ctx)
{
	struct organisation_kept kept = {0};
	struct organisation_get_row row;
	struct entering e = {s, a, o, now, &kept, news, ctx};

	if (is_known(s, a, o, &kept.id))
		bring_up_to_date(&e);
	else
		add_new(&e);
	mail_keep(&e);
	post_keep(&e);
	organisation_assets(s, kept.id, o->assets, NATURE_NONE, SQL_NULL_I64,
	    SQL_NULL_I64, o->source, person, now, &kept, news, ctx);
	if (organisation_get(s->db, kept.id, &row))
		kept.ref = arena_str(a, row.ref);
	return kept;
}

const char *
contact_kind_name(int64_t kind)
{
	static const char *const names[] = {"?", "mail", "phone", "post"};

	return names[kind >= CONTACT_MAIL && kind <= CONTACT_POST ? kind : 0];
}
