/* oncall: who of us is called outside working hours, and when */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "notify/oncall.h"

#include "match/organisation.h"
#include "notify/forget.h"
#include "store/erasure.sql.h"
#include "store/oncall.sql.h"
#include "store/organisation.sql.h"

enum { COMMUNITY_FIRST = 1 };

static void
contact_keep(struct store *s, struct arena *a, int64_t staff, int64_t kind,
    struct str value, int64_t now)
{
	int64_t id;

	if (value.n == 0)
		return;
	id = store_id(s, "contact");
	contact_add(s->db, id, staff, kind,
	    store_seal(s, a, "contact.value", id, value),
	    store_index(s, a, "contact.value", value), STR("on call"), now);
}

static int64_t
staff_keep(struct store *s, struct arena *a, const struct duty *d, int64_t now)
{
	struct oncall_staff_row row;
	struct str index = store_index(s, a, "organisation.name", d->name);
	struct str none = {0};

	if (!oncall_staff(s->db, index, &row)) {
		row.id = store_id(s, "organisation");
		organisation_add(s->db, row.id, store_ref(a),
		    store_seal(s, a, "organisation.name", row.id, d->name),
		    index, none, none, none, d->language, RHYTHM_AT_ONCE,
		    COMMUNITY_FIRST, now);
	}
	oncall_is_staff(s->db, row.id, d->language);
	return row.id;
}

/* True when the newest contact of that kind is this one, or neither is. */
static bool
is_reached(struct store *s, struct arena *a, int64_t staff, int64_t kind,
    struct str value)
{
	struct oncall_contact_row row;

	if (!oncall_contact(s->db, staff, kind, &row))
		return value.n == 0;
	return store_sealed_is(
	    s, a, "contact.value", row.id, value, row.value_sealed);
}

void
duty_add(struct store *s, struct arena *a, const struct duty *d, int64_t person,
    int64_t now)
{
	int64_t staff = staff_keep(s, a, d, now);

	if (!is_reached(s, a, staff, CONTACT_MAIL, d->mail) ||
	    !is_reached(s, a, staff, CONTACT_PHONE, d->phone)) {
		oncall_contacts_end(s->db, staff);
		contact_keep(s, a, staff, CONTACT_MAIL, d->mail, now);
		contact_keep(s, a, staff, CONTACT_PHONE, d->phone, now);
	}
	oncall_add(s->db, store_id(s, "on_call"), staff, d->from, d->until,
	    person, now);
}

static struct str
reached(struct store *s, struct arena *a, int64_t staff, int64_t kind)
{
	struct oncall_contact_row row;

	return oncall_contact(s->db, staff, kind, &row)
	    ? store_open(s, a, "contact.value", row.id, row.value_sealed)
	    : (struct str){0};
}

void
duty_open(
    struct store *s, struct arena *a, struct str name_sealed, struct duty *d)
{
	d->name =
	    store_open(s, a, "organisation.name", d->organisation, name_sealed);
	d->mail = reached(s, a, d->organisation, CONTACT_MAIL);
	d->phone = reached(s, a, d->organisation, CONTACT_PHONE);
}

bool
duty_now(struct store *s, struct arena *a, int64_t now, struct duty *d)
{
	struct oncall_now_row row;

	if (!oncall_now(s->db, now, &row))
		return false;
	*d = (struct duty){
	    .organisation = row.organisation,
	    .until = row.valid_until,
	    .language = row.language == LANG_EN ? LANG_EN : LANG_NL,
	};
	duty_open(s, a, row.name_sealed, d);
	return true;
}

struct str
duty_reach(struct store *s, struct arena *a, int64_t now)
{
	struct duty d;
	struct buf b = {0};

	if (!duty_now(s, a, now, &d))
		return (struct str){0};
	buf_fmt(&b, "%.*s, %.*s", STR_ARG(d.name),
	    STR_ARG(d.phone.n > 0 ? d.phone : d.mail));

	struct str text = arena_str(a, buf_all(&b));

	buf_free(&b);
	return text;
}

static void
contacts_forget(struct store *s, struct arena *a, int64_t staff)
{
	struct sql_cursor c;
	struct erasure_contacts_row row;
	struct buf ids = {0};

	erasure_contacts(s->db, staff, &c);
	while (erasure_contacts_next(&c, &row))
		buf_put(&ids, &row.id, sizeof(row.id));

	const int64_t *id = (const int64_t *)(const void *)ids.p;

	for (size_t i = 0; i < ids.n / sizeof(*id); i++) {
		struct buf nowhere = {0};
		buf_fmt(&nowhere, "(erased) %lld", (long long)id[i]);
		erasure_contact(s->db, id[i],
		    store_seal(s, a, "contact.value", id[i], FORGOTTEN),
		    store_index(s, a, "contact.value", buf_all(&nowhere)));
		buf_free(&nowhere);
	}
	buf_free(&ids);
}

enum err
duty_remove(struct store *s, struct arena *a, struct str name, int64_t now,
    struct why *w)
{
	struct oncall_staff_row row;
	struct forgotten sums = {0};

	if (!oncall_staff(
		s->db, store_index(s, a, "organisation.name", name), &row))
		return why_set(w, ERR_ABSENT,
		    "nobody of that name is on call; `dijkwacht oncall list` "
		    "shows who is");
	if (!company_silence(s, row.id, now, &sums))
		return why_set(w, ERR_BUSY,
		    "a mail to them is leaving at this moment; try again");
	oncall_remove(s->db, row.id);
	contacts_forget(s, a, row.id);
	return OK;
}
