/* tests of match/published: who may vouch for whom, and what is kept of it */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "match/published.h"

#include "base/time.h"
#include "match/organisation.h"
#include "store/claim.sql.h"
#include "store/organisation.sql.h"
#include "store/security_txt.sql.h"
#include "test/store/open_store.h"

/* A file at reached, for a company that claims domain. */
static void
is_chosen(const char *domain, const char *reached, bool names_us,
    const char *mails, const char *want)
{
	struct published p = {
	    .domain = str_of(domain),
	    .reached = str_of(reached),
	    .names_us = names_us,
	};
	struct str list = str_of(mails), mail;
	struct why w = {0};

	if (domain_suffixes_load() != OK)
		die("the Public Suffix List is missing");
	while (str_split(&list, ' ', &mail))
		p.mail[p.n++] = mail;

	struct str got = published_choose(&p, &w);

	is_text(got.n > 0 ? got : str_of(w.rule), want);
}

#define FOUND_ELSEWHERE                                                        \
	"it was found at another's domain, and its Canonical does not name "   \
	"the address that was asked"
#define ALL_FOREIGN                                                            \
	"its mail addresses are at another's domain, and its Canonical does "  \
	"not name the address that was asked"

TEST(who_may_vouch_for_whom)
{
	const char *b = "bakker.example", *www = "www.bakker.example";

	is_chosen(b, b, false, "info@bakker.example", "info@bakker.example");
	is_chosen(b, www, false, "a@bakker.example b@bakker.example",
	    "a@bakker.example");
	is_chosen(
	    b, b, false, "it@mail.bakker.example", "it@mail.bakker.example");
	/* the registrant of the whole has the part */
	is_chosen("shop.bakker.example", b, false, "info@bakker.example",
	    "info@bakker.example");
	/* the next best that lies there */
	is_chosen(b, b, false, "soc@helpers.example info@bakker.example",
	    "info@bakker.example");
	is_chosen(b, b, false, "soc@helpers.example", ALL_FOREIGN);
	is_chosen(b, b, true, "soc@helpers.example", "soc@helpers.example");
	is_chosen(
	    b, "host.example", false, "info@bakker.example", FOUND_ELSEWHERE);
	is_chosen(b, "host.example", true, "info@bakker.example",
	    "info@bakker.example");
	is_chosen(
	    b, "host.example", true, "soc@host.example", "soc@host.example");
	is_chosen(b, b, true, "", "it names no mail address");
}

TEST(a_name_that_looks_like_it_is_not_it)
{
	const char *b = "bakker.example";

	is_chosen(b, b, false, "info@nietbakker.example", ALL_FOREIGN);
	is_chosen(b, b, false, "info@bakker.example.zz", ALL_FOREIGN);
	is_chosen(b, "bakker.example.zz", false, "info@bakker.example",
	    FOUND_ELSEWHERE);
}

/* Customers of one platform have nothing of one another. */
TEST(beside_one_another_below_a_public_suffix)
{
	is_chosen("jansen.github.io", "jansen.github.io", false,
	    "info@jansen.github.io", "info@jansen.github.io");
	is_chosen("jansen.github.io", "jansen.github.io", false,
	    "info@thief.github.io", ALL_FOREIGN);
	is_chosen("jansen.github.io", "thief.github.io", false,
	    "info@jansen.github.io", FOUND_ELSEWHERE);
	is_chosen("a.co.uk", "b.co.uk", false, "info@a.co.uk", FOUND_ELSEWHERE);
}

/* Keeping. */

struct owner {
	int64_t id, claim;
};

static struct owner
owner(struct open_store *o)
{
	struct owner c = {0};
	struct organisation org = {
	    .name = STR("Bakkerij Jansen"),
	    .assets = STR("bakker.example"),
	    .language = ORGANISATION_UNSAID,
	    .rhythm = ORGANISATION_UNSAID,
	    .source = STR("list.csv"),
	};
	struct sql_cursor cursor;
	struct claim_of_organisation_row row;

	sql_begin(o->s.db);
	c.id =
	    organisation_enter(&o->s, &o->a, &org, o->person, NOON, NULL, NULL)
		.id;
	sql_commit(o->s.db);
	claim_of_organisation(o->s.db, c.id, &cursor);
	while (claim_of_organisation_next(&cursor, &row))
		c.claim = row.id;
	return c;
}

static enum published_outcome
keep(struct open_store *o, const struct owner *c,
    enum published_outcome outcome, const char *mail, int64_t now)
{
	struct published found = {
	    .expires = now + 30 * DAY, .language = STR("en")};
	struct published_answer answer = {
	    .claim = c->claim,
	    .organisation = c->id,
	    .person = o->person,
	    .now = now,
	    .outcome = outcome,
	    .found = &found,
	    .mail = str_of(mail),
	    .said = STR("as the test says"),
	};

	sql_begin(o->s.db);
	outcome = published_keep(&o->s, &o->a, &answer);
	sql_commit(o->s.db);
	return outcome;
}

static struct str
mail_at(struct open_store *o, const struct owner *c, int64_t now)
{
	struct contact_mail_row row;

	if (!contact_mail(o->s.db, c->id, now, &row))
		return STR("none");
	return store_open(
	    &o->s, &o->a, "contact.value", row.id, row.value_sealed);
}

static bool
is_due(struct open_store *o, int64_t now)
{
	struct sql_cursor c;
	struct security_txt_due_row row;
	bool any;

	security_txt_due(o->s.db, now, 10, &c);
	any = security_txt_due_next(&c, &row);
	sql_cursor_end(&c);
	return any;
}

TEST(a_contact_is_kept_until_the_file_expires)
{
	struct open_store o;

	store_world(&o);
	struct owner c = owner(&o);

	ok(is_due(&o, NOON));
	is_int(keep(&o, &c, PUBLISHED_USED, "info@bakker.example", NOON),
	    PUBLISHED_USED);
	is_text(mail_at(&o, &c, NOON), "info@bakker.example");
	is_text(mail_at(&o, &c, NOON + 30 * DAY - 1), "info@bakker.example");
	is_text(mail_at(&o, &c, NOON + 30 * DAY), "none");
	ok(!is_due(&o, NOON + 7 * DAY - 1));
	ok(is_due(&o, NOON + 7 * DAY));
	ok(is_due(&o, NOON - 30 * DAY)); /* a clock that was wrong */

	/* nobody said a language before */
	struct organisation_get_row row;
	ok(organisation_get(o.s.db, c.id, &row));
	is_int(row.language, 1);
	store_world_end(&o);
}

TEST(no_answer_changes_nothing_and_no_file_does)
{
	struct open_store o;

	store_world(&o);
	struct owner c = owner(&o);

	keep(&o, &c, PUBLISHED_USED, "info@bakker.example", NOON);
	keep(&o, &c, PUBLISHED_UNREACHED, "", NOON + DAY);
	is_text(mail_at(&o, &c, NOON + DAY), "info@bakker.example");
	ok(is_due(&o, NOON + 2 * DAY)); /* the next day, not the next week */
	keep(&o, &c, PUBLISHED_USED, "it@bakker.example", NOON + 2 * DAY);
	is_text(mail_at(&o, &c, NOON + 2 * DAY), "it@bakker.example");
	keep(&o, &c, PUBLISHED_NOTHING, "", NOON + 3 * DAY);
	is_text(mail_at(&o, &c, NOON + 3 * DAY), "none");
	store_world_end(&o);
}

TEST(an_address_that_mail_came_back_from_is_not_used_again)
{
	struct open_store o;
	struct contact_mail_row row;

	store_world(&o);
	struct owner c = owner(&o);

	keep(&o, &c, PUBLISHED_USED, "info@bakker.example", NOON);
	ok(contact_mail(o.s.db, c.id, NOON, &row));
	sql_begin(o.s.db);
	contact_set_state(o.s.db, row.id, CONTACT_BOUNCED);
	sql_commit(o.s.db);
	ok(is_due(&o, NOON + 7 * DAY));
	is_int(keep(&o, &c, PUBLISHED_USED, "info@bakker.example", NOON + DAY),
	    PUBLISHED_UNUSABLE);
	is_text(mail_at(&o, &c, NOON + DAY), "none");
	is_int(
	    keep(&o, &c, PUBLISHED_USED, "it@bakker.example", NOON + 2 * DAY),
	    PUBLISHED_USED);
	is_text(mail_at(&o, &c, NOON + 2 * DAY), "it@bakker.example");
	store_world_end(&o);
}

/* A supplied address goes before it, and once it bounced the site is asked. */
TEST(what_was_supplied_goes_first)
{
	struct open_store o;
	struct contact_supplied_row row;
	struct organisation org = {
	    .name = STR("Bakkerij Jansen"),
	    .mail = STR("info@bakker.example"),
	    .language = ORGANISATION_UNSAID,
	    .rhythm = ORGANISATION_UNSAID,
	    .source = STR("list.csv"),
	};

	store_world(&o);
	struct owner c = owner(&o);

	keep(&o, &c, PUBLISHED_USED, "lek@bakker.example", NOON);
	sql_begin(o.s.db);
	organisation_enter(&o.s, &o.a, &org, o.person, NOON, NULL, NULL);
	sql_commit(o.s.db);
	is_text(mail_at(&o, &c, NOON), "info@bakker.example");
	ok(!is_due(&o, NOON + 8 * DAY));
	ok(contact_supplied(o.s.db, c.id, &row));
	sql_begin(o.s.db);
	contact_set_state(o.s.db, row.id, CONTACT_BOUNCED);
	sql_commit(o.s.db);
	ok(is_due(&o, NOON + 8 * DAY));
	store_world_end(&o);
}

TEST(outcomes_have_names)
{
	is_text(str_of(published_name(PUBLISHED_USED)), "used");
	is_text(str_of(published_name(PUBLISHED_UNREACHED)), "not reached");
	is_text(str_of(published_name(PUBLISHED_OUTCOME_COUNT)), "unknown");
}
