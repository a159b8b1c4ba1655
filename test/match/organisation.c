/* tests of match/organisation: a company that is guarded, and how it is kept */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "match/organisation_field.h"

#include "store/organisation.sql.h"
#include "test/store/open_store.h"

struct told {
	struct buf said;
};

static void
news(void *ctx, struct str asset, const struct why *w)
{
	struct told *t = ctx;

	buf_fmt(&t->said, "%.*s: %s %s\n", STR_ARG(asset), err_name(w->err),
	    w->rule);
}

static struct organisation_kept
entered(struct open_store *o, const struct organisation *org, struct told *t)
{
	sql_begin(o->s.db);
	struct organisation_kept kept = organisation_enter(
	    &o->s, &o->a, org, o->person, NOON, t == NULL ? NULL : news, t);
	sql_commit(o->s.db);
	return kept;
}

static struct str
mail_of(struct open_store *o, int64_t id)
{
	struct contact_supplied_row row;

	if (!contact_supplied(o->s.db, id, &row))
		return STR("none");
	return store_open(
	    &o->s, &o->a, "contact.value", row.id, row.value_sealed);
}

TEST(one_bad_asset_costs_itself_only)
{
	struct open_store o;
	struct told t = {0};
	struct organisation org = {
	    .name = STR("Bakkerij Jansen"),
	    .assets =
		STR(" 203.0.113.0/29,;nl\t\r\nbakker.example 10.0.0.1 x/y"),
	    .source = STR("list.csv"),
	};

	store_world(&o);
	struct organisation_kept kept = entered(&o, &org, &t);

	ok(kept.added);
	ok(ref_is(kept.ref));
	is_int(kept.claims, 2);
	is_int(kept.refused, 3);
	is_int(kept.pending, 0);
	tells(buf_all(&t.said), "nl: refused nl is not a registered name");
	tells(buf_all(&t.said), "10.0.0.1: refused 10.0.0.1 is everyone's");
	tells(buf_all(&t.said), "x/y: syntax");
	buf_free(&t.said);
	store_world_end(&o);
}

TEST(again_brings_up_to_date)
{
	struct open_store o;
	struct organisation org = {
	    .name = STR("Bakkerij Jansen"),
	    .kvk = STR("12345678"),
	    .mail = STR("jan@bakker.example"),
	    .assets = STR("203.0.113.0/29"),
	    .source = STR("list.csv"),
	};

	store_world(&o);
	struct organisation_kept first = entered(&o, &org, NULL);

	org.name = STR("Jansen Brood B.V.");
	org.mail = STR("info@bakker.example");
	org.assets = STR("bakker.example");
	org.language = 1;
	org.rhythm = RHYTHM_WEEKLY;
	struct organisation_kept second = entered(&o, &org, NULL);

	is_int(second.id, first.id);
	ok(!second.added);
	is_str(second.ref, first.ref);
	is_int(count_of(&o, "SELECT count(*) FROM organisation"), 1);
	is_int(count_of(&o, "SELECT language FROM organisation"), 1);
	is_int(count_of(&o, "SELECT rhythm FROM organisation"), 2);
	is_int(count_of(&o, "SELECT count(*) FROM claim"), 2);
	is_str(mail_of(&o, first.id), STR("info@bakker.example"));
	is_int(count_of(&o, "SELECT count(*) FROM contact WHERE state = 1"), 1);
	org.mail = (struct str){0}; /* not given: the one there was stays */
	entered(&o, &org, NULL);
	is_str(mail_of(&o, first.id), STR("info@bakker.example"));
	org.mail = STR("jan@bakker.example");
	entered(&o, &org, NULL);
	is_str(mail_of(&o, first.id), STR("jan@bakker.example"));
	store_world_end(&o);
}

TEST(without_a_number_the_name_counts_when_one_bears_it)
{
	struct open_store o;
	struct organisation org = {
	    .name = STR("Jansen"), .source = STR("list.csv")};

	store_world(&o);
	int64_t id = entered(&o, &org, NULL).id;

	is_int(entered(&o, &org, NULL).id, id);
	org.kvk = STR("12345678");
	ok(entered(&o, &org, NULL).added); /* another one of that name */
	org.kvk = (struct str){0};
	ok(entered(&o, &org, NULL).added); /* two bear it: which is meant? */
	is_int(count_of(&o, "SELECT count(*) FROM organisation"), 3);
	store_world_end(&o);
}

TEST(a_conflict_is_told_each_time)
{
	struct open_store o;
	struct told t = {0};
	struct organisation org = {
	    .name = STR("B"),
	    .assets = STR("203.0.113.0/29"),
	    .source = STR("list.csv"),
	};

	store_world(&o);
	company(&o, "A", NULL, "203.0.113.0/29");
	for (int i = 0; i < 2; i++) {
		struct organisation_kept kept = entered(&o, &org, &t);
		is_int(kept.pending, 1);
		is_int(kept.claims, 0);
	}
	tells(buf_all(&t.said),
	    "203.0.113.0/29: taken 203.0.113.0/29 is another organisation's "
	    "already");
	buf_free(&t.said);
	store_world_end(&o);
}

static enum err
found(struct open_store *o, struct str by, int64_t *id, struct why *w)
{
	*id = 0;
	*w = (struct why){0};
	return organisation_find(&o->s, by, id, w);
}

TEST(found_by_reference_number_or_name)
{
	struct open_store o;
	struct why w;
	int64_t id;
	struct organisation org = {
	    .name = STR("Jansen"), .kvk = STR("12345678"), .source = STR("l")};

	store_world(&o);
	struct organisation_kept kept = entered(&o, &org, NULL);

	is_int(found(&o, kept.ref, &id, &w), OK);
	is_int(id, kept.id);
	is_int(found(&o, STR("12345678"), &id, &w), OK);
	is_int(id, kept.id);
	is_int(found(&o, STR("1234 5678"), &id, &w) == OK ? id : 0,
	    id); /* as value/ident reads it */
	is_int(found(&o, STR("Jansen"), &id, &w), OK);
	is_int(id, kept.id);
	is_int(found(&o, STR("jansen"), &id, &w), ERR_ABSENT);
	tells(str_of(w.rule), "no organisation has this reference");
	tells(str_of(w.rule), "did you mean \"Jansen\"?");
	is_int(found(&o, STR("nse"), &id, &w), ERR_ABSENT); /* a part */
	tells(str_of(w.rule), "did you mean \"Jansen\"?");
	is_int(found(&o, STR("Jnasen"), &id, &w), ERR_ABSENT);
	tells(str_of(w.rule), "did you mean \"Jansen\"?");
	is_int(found(&o, STR("Pietersen"), &id, &w), ERR_ABSENT);
	tells(str_of(w.rule), "name: Pietersen; `dijkwacht organisation list`");
	is_int(found(&o, STR("an"), &id, &w), ERR_ABSENT); /* too short */
	tells(str_of(w.rule), "name: an; `dijkwacht");
	w = (struct why){0};
	is_int(
	    organisation_find_listed(&o.s, STR("jansen"), &id, &w), ERR_ABSENT);
	tells(str_of(w.rule), "name: jansen; `dijkwacht organisation list`");
	is_int(found(&o, STR("0123456789abcdef"), &id, &w), ERR_ABSENT);
	is_int(found(&o, STR(""), &id, &w), ERR_ABSENT);
	org.kvk = STR("87654321");
	entered(&o, &org, NULL);
	is_int(found(&o, STR("Jansen"), &id, &w), ERR_TAKEN);
	tells(str_of(w.rule), "2 organisations are called Jansen");
	store_world_end(&o);
}

/* A reference, a number and a name that all look alike. */
TEST(a_name_that_looks_like_a_reference_is_found)
{
	struct open_store o;
	struct why w;
	int64_t id;

	store_world(&o);
	int64_t a = company(&o, "0123456789abcdef", NULL, "");

	is_int(found(&o, STR("0123456789abcdef"), &id, &w), OK);
	is_int(id, a);
	store_world_end(&o);
}

TEST(names_of_the_rhythms)
{
	is_int(rhythm_read(STR("at-once")), RHYTHM_AT_ONCE);
	is_int(rhythm_read(STR("daily")), RHYTHM_DAILY);
	is_int(rhythm_read(STR("weekly")), RHYTHM_WEEKLY);
	is_int(rhythm_read(STR("hourly")), RHYTHM_COUNT);
	is_int(rhythm_read(STR("")), RHYTHM_COUNT);
	is_text(str_of(rhythm_name(RHYTHM_COUNT)), "unknown");
}

static struct str
source_of(struct open_store *o, int64_t id, enum organisation_field f)
{
	struct organisation_field_get_row row;

	if (!organisation_field_get(o->s.db, id, f, &row))
		return STR("nobody");
	return arena_str(&o->a, row.source);
}

TEST(newer_wins_and_a_person_wins)
{
	struct open_store o;
	struct told t = {0};
	struct organisation list = {
	    .name = STR("Bakkerij Jansen"),
	    .mail = STR("list@bakker.example"),
	    .sector = STR("voeding"),
	    .source = STR("list.csv"),
	    .dated = NOON,
	    .language = ORGANISATION_UNSAID,
	    .rhythm = ORGANISATION_UNSAID,
	};
	struct organisation older = list, newer = list, person = list;

	store_world(&o);
	int64_t id = entered(&o, &list, &t).id;

	is_int(entered(&o, &list, &t).changed, 0); /* the same again */
	older.mail = STR("old@bakker.example");
	older.dated = NOON - 86400;
	older.source = STR("old.csv");
	struct organisation_kept kept = entered(&o, &older, &t);
	is_int(kept.changed, 0);
	is_int(kept.conflicts, 1);
	is_str(mail_of(&o, id), list.mail);
	is_str(source_of(&o, id, FIELD_MAIL), STR("list.csv"));
	tells(buf_all(&t.said),
	    "old@bakker.example: taken mail: "
	    "\"list@bakker.example\" stays, of list.csv");

	person.mail = STR("hand@bakker.example");
	person.sector = (struct str){0};
	person.by_person = true;
	person.dated = NOON - 2 * 86400; /* a word counts, however old */
	person.source = STR("jansen");
	is_int(entered(&o, &person, &t).changed, 1);
	is_str(mail_of(&o, id), person.mail);

	newer.mail = STR("new@bakker.example");
	newer.sector = STR("horeca");
	newer.dated = NOON + 86400;
	newer.source = STR("new.csv");
	kept = entered(&o, &newer, &t);
	is_int(kept.conflicts, 1); /* the mail address is a person's */
	is_int(kept.changed, 1);
	is_str(mail_of(&o, id), person.mail);
	is_str(source_of(&o, id, FIELD_SECTOR), STR("new.csv"));
	is_str(source_of(&o, id, FIELD_MAIL), STR("jansen"));
	is_str(source_of(&o, id, FIELD_RHYTHM), STR("nobody"));
	tells(
	    buf_all(&t.said), "a person); \"new@bakker.example\" is a list's");
	buf_free(&t.said);
	store_world_end(&o);
}
