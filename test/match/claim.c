/* tests of match/claim: what an asset is, and whose it becomes */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "match/claim.h"
#include "base/time.h"

#include "store/claim.sql.h"
#include "test/store/open_store.h"

static struct str
written(const char *text)
{
	static struct buf b;
	struct asset a;

	buf_reset(&b);
	if (asset_read(str_of(text), &a, NULL) == OK)
		asset_put(&b, &a);
	return buf_all(&b);
}

TEST(equal_assets_have_one_way_of_writing)
{
	is_int(domain_suffixes_load(), OK);
	is_text(written("203.0.113.0/29"), "203.0.113.0/29");
	is_text(written("203.0.113.7"), "203.0.113.7");
	is_text(written("203.0.113.7/32"), "203.0.113.7");
	is_text(written("2001:4860:0:0:0:0:0:0/32"), "2001:4860::/32");
	is_text(written("Bakker.Example."), "bakker.example");
	is_text(written("b\xc3\xa4"
			"cker.example"),
	    "xn--bcker-gra.example");
	is_text(written("as64500"), "AS64500");
	is_text(written("AS4200000000"), "AS4200000000");
	is_text(written("AS1.10"), "AS65546");
	is_text(written("as1.example"), "as1.example");
}

struct refused {
	const char *asset;
	enum err err;
	const char *rule;
};

TEST(what_is_refused_says_why)
{
	/* clang-format off */
	static const struct refused rows[] = {
	    {"10.0.0.0/8", ERR_REFUSED, "10.0.0.0/8 is everyone's"},
	    {"192.168.1.1", ERR_REFUSED, "private"},
	    {"127.0.0.1", ERR_REFUSED, "everyone's"},
	    {"fe80::1", ERR_REFUSED, "everyone's"},
	    {"0.0.0.0/0", ERR_REFUSED, "everyone's"},
	    {"64.0.0.0/7", ERR_REFUSED, "wider than any organisation's block (/8)"},
	    {"2600::/12", ERR_REFUSED, "wider than any organisation's block (/19)"},
	    {"nl", ERR_REFUSED, "nl is not a registered name: it has no dot"},
	    {"203.0.113.300", ERR_SYNTAX, "an address or prefix was expected"},
	    {"co.uk", ERR_REFUSED, "co.uk is a public suffix"},
	    {"AS0", ERR_RANGE, "AS 0 is nobody's"},
	    {"AS23456", ERR_RANGE, "RFC 6793"},
	    {"AS4294967296", ERR_RANGE, "at most 4294967295"},
	    {"203.0.113.5/29", ERR_RANGE, "203.0.113.0/29"},
	    {"203.0.113.0/33", ERR_RANGE, "0 to 32 bits"},
	    {"203.0.113.256", ERR_SYNTAX, ""},
	    {"1:2:3", ERR_SYNTAX, ""},
	    {"", ERR_SYNTAX, ""},
	    {"=cmd|' /C calc'!A0", ERR_SYNTAX, ""},
	    {"bakker example", ERR_SYNTAX, ""},
	    {"bakker..example", ERR_SYNTAX, ""},
	    {"-bakker.example", ERR_REFUSED, "begins or ends with a hyphen"},
	    {"www.bakker-.example", ERR_REFUSED, "begins or ends with a hyphen"},
	    {"AS1.65536", ERR_RANGE, "at most 65535"},
	    {"AS1.2.3", ERR_SYNTAX, ""},
	};
	/* clang-format on */

	is_int(domain_suffixes_load(), OK);
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct asset a;
		struct why w = {0};
		if (!is_int(asset_read(str_of(rows[i].asset), &a, &w),
			rows[i].err) ||
		    !tells(str_of(w.rule), rows[i].rule))
			tap_note("at \"%s\"", rows[i].asset);
	}
}

TEST(the_same_claim_again_changes_nothing)
{
	struct open_store o;

	store_world(&o);
	int64_t a = company(&o, "A", NULL, "203.0.113.0/29");

	is_int(claimed(&o, a, "203.0.113.0/29", NATURE_FIXED, SQL_NULL_I64,
		   SQL_NULL_I64),
	    OK);
	is_int(count_of(&o, "SELECT count(*) FROM claim"), 1);
	is_int(count_of(&o, "SELECT state FROM claim"), CLAIM_ENTERED);
	store_world_end(&o);
}

TEST(what_is_said_of_an_own_claim_is_changed)
{
	struct open_store o;
	int64_t june = 1780272000;

	store_world(&o);
	int64_t a = company(&o, "A", NULL, "203.0.113.0/29");

	is_int(
	    claimed(&o, a, "203.0.113.0/29", NATURE_SHARED, SQL_NULL_I64, june),
	    OK);
	is_int(count_of(&o, "SELECT count(*) FROM claim"), 1);
	is_int(count_of(&o, "SELECT nature FROM claim"), NATURE_SHARED);
	is_int(count_of(&o, "SELECT valid_until FROM claim"), june);
	/* what is not said stays */
	is_int(claimed(&o, a, "203.0.113.0/29", NATURE_NONE, SQL_NULL_I64,
		   SQL_NULL_I64),
	    OK);
	is_int(count_of(&o, "SELECT nature FROM claim"), NATURE_SHARED);
	is_int(count_of(&o, "SELECT valid_until FROM claim"), june);
	/* the next owner, and the first one cannot reach into that time */
	int64_t b = company(&o, "B", NULL, "");

	is_int(
	    claimed(&o, b, "203.0.113.0/29", NATURE_NONE, june, SQL_NULL_I64),
	    OK);
	is_int(claimed(&o, a, "203.0.113.0/29", NATURE_NONE, SQL_NULL_I64,
		   june + DAY),
	    ERR_TAKEN);
	is_int(count_of(
		   &o, "SELECT valid_until FROM claim WHERE organisation = 1"),
	    june);
	store_world_end(&o);
}

TEST(a_conflict_is_pending_and_stays_so)
{
	struct open_store o;

	store_world(&o);
	company(&o, "A", NULL, "203.0.113.0/29");
	int64_t b = company(&o, "B", NULL, "");

	for (int i = 0; i < 2; i++) /* the second time it says the same */
		is_int(claimed(&o, b, "203.0.113.0/29", NATURE_FIXED,
			   SQL_NULL_I64, SQL_NULL_I64),
		    ERR_TAKEN);
	is_int(count_of(&o, "SELECT count(*) FROM claim"), 2);
	is_int(count_of(&o,
		   "SELECT count(*) FROM claim WHERE organisation = 2 AND "
		   "state = 3 AND why <> ''"),
	    1);
	/* one that waits does not stand in a third one's way by itself */
	forced("UPDATE claim SET state = 5 WHERE organisation = 1");
	int64_t c = company(&o, "C", NULL, "");

	is_int(claimed(&o, c, "203.0.113.0/29", NATURE_FIXED, SQL_NULL_I64,
		   SQL_NULL_I64),
	    OK);
	store_world_end(&o);
}

TEST(a_pending_claim_is_decided_by_ending_the_other)
{
	struct open_store o;
	int64_t june = 1780272000;

	store_world(&o);
	int64_t a = company(&o, "A", NULL, "203.0.113.0/29");
	int64_t b = company(&o, "B", NULL, "203.0.113.0/29");

	is_int(
	    claimed(&o, b, "203.0.113.0/29", NATURE_NONE, june, SQL_NULL_I64),
	    ERR_TAKEN);
	is_int(count_of(&o, "SELECT state FROM claim WHERE organisation = 2"),
	    CLAIM_PENDING);
	is_int(
	    claimed(&o, a, "203.0.113.0/29", NATURE_NONE, SQL_NULL_I64, june),
	    OK);
	is_int(
	    claimed(&o, b, "203.0.113.0/29", NATURE_NONE, june, SQL_NULL_I64),
	    OK);
	is_int(count_of(&o, "SELECT state FROM claim WHERE organisation = 2"),
	    CLAIM_ENTERED);
	is_int(
	    count_of(&o, "SELECT valid_from FROM claim WHERE organisation = 2"),
	    june);
	store_world_end(&o);
}

TEST(times_that_do_not_meet_do_not_conflict)
{
	struct open_store o;
	int64_t day = 86400;

	store_world(&o);
	int64_t a = company(&o, "A", NULL, "");
	int64_t b = company(&o, "B", NULL, "");

	is_int(claimed(&o, a, "203.0.113.7", NATURE_FIXED, SQL_NULL_I64, NOON),
	    OK);
	/* until is not in it: the next may begin then */
	is_int(
	    claimed(&o, b, "203.0.113.7", NATURE_FIXED, NOON, NOON + day), OK);
	is_int(claimed(&o, a, "203.0.113.7", NATURE_FIXED, NOON + day,
		   SQL_NULL_I64),
	    OK);
	int64_t c = company(&o, "C", NULL, "");

	is_int(claimed(&o, c, "203.0.113.7", NATURE_FIXED, NOON + day - 1,
		   SQL_NULL_I64),
	    ERR_TAKEN);
	store_world_end(&o);
}

TEST(a_name_made_to_look_like_another_waits_for_a_person)
{
	struct open_store o;
	struct claim_decision d = {
	    .claim = 1,
	    .now = NOON,
	    .accept = true,
	    .from = SQL_NULL_I64,
	    .reason = STR("it is their name in Russia"),
	};
	struct why w = {0};

	store_world(&o);
	int64_t a = company(&o, "A", NULL, "");

	for (int i = 0; i < 2; i++)
		is_int(claimed(&o, a, "xn--80ak6aa92e.example", NATURE_NONE,
			   NOON, SQL_NULL_I64),
		    ERR_REFUSED);
	is_int(count_of(&o,
		   "SELECT count(*) FROM claim WHERE state = 3 AND why = 'its "
		   "letters only look like those of a to z'"),
	    1);
	is_int(count_of(&o, "SELECT count(*) FROM job"), 0);
	sql_begin(o.s.db);
	is_int(claim_decide_on(&o.s, &d, &w), OK);
	sql_commit(o.s.db);
	/* nobody else had it: it begins when it did */
	is_int(
	    count_of(&o, "SELECT valid_from FROM claim WHERE state = 2"), NOON);
	is_int(count_of(&o, "SELECT count(*) FROM job"), 1);
	store_world_end(&o);
}

static enum err
decided(struct open_store *o, int64_t claim, bool accept, int64_t from,
    struct why *w)
{
	struct claim_decision d = {
	    .claim = claim,
	    .now = NOON,
	    .accept = accept,
	    .from = from,
	    .reason = STR("because"),
	};

	sql_begin(o->s.db);
	enum err e = claim_decide_on(&o->s, &d, w);
	sql_commit(o->s.db);
	return e;
}

TEST(a_decision_ends_what_stands_in_its_way)
{
	struct open_store o;
	struct why w = {0};

	store_world(&o);
	company(&o, "A", NULL, "203.0.113.7");
	int64_t b = company(&o, "B", NULL, "");

	is_int(claimed(&o, b, "203.0.113.7", NATURE_SHARED, SQL_NULL_I64,
		   NOON + 9 * DAY),
	    ERR_TAKEN);
	is_int(decided(&o, 2, true, NOON + 9 * DAY, &w), ERR_REFUSED);
	ok(tells(str_of(w.rule), "ends before that"));
	is_int(decided(&o, 2, true, NOON - DAY, &w), OK);
	is_int(count_of(&o, "SELECT valid_until FROM claim WHERE id = 1"),
	    NOON - DAY);
	is_int(count_of(&o, "SELECT valid_from FROM claim WHERE id = 2"),
	    NOON - DAY);
	is_int(count_of(&o, "SELECT nature FROM claim WHERE id = 2"),
	    NATURE_SHARED);
	is_int(count_of(&o, "SELECT valid_until FROM claim WHERE id = 2"),
	    NOON + 9 * DAY);
	is_int(count_of(&o,
		   "SELECT state FROM claim WHERE id = 2 AND why = "
		   "'because'"),
	    CLAIM_ENTERED);
	/* taken back: it stands in nobody's way and stays on record */
	is_int(decided(&o, 2, false, SQL_NULL_I64, &w), OK);
	is_int(count_of(&o, "SELECT state FROM claim WHERE id = 2"),
	    CLAIM_REFUSED);
	is_int(claimed(&o, 1, "203.0.113.7", NATURE_NONE, SQL_NULL_I64,
		   NOON + 99 * DAY),
	    OK);
	store_world_end(&o);
}

/* One that begins later than the decision's day never was. */
TEST(a_decision_about_one_that_begins_later)
{
	struct open_store o;
	struct why w = {0};

	store_world(&o);
	int64_t a = company(&o, "A", NULL, "");
	int64_t b = company(&o, "B", NULL, "");

	is_int(claimed(&o, a, "203.0.113.7", NATURE_NONE, NOON + 5 * DAY,
		   SQL_NULL_I64),
	    OK);
	is_int(claimed(&o, b, "203.0.113.7", NATURE_NONE, SQL_NULL_I64,
		   SQL_NULL_I64),
	    ERR_TAKEN);
	is_int(decided(&o, 2, true, SQL_NULL_I64, &w), OK);
	is_int(count_of(&o, "SELECT state FROM claim WHERE id = 1"),
	    CLAIM_REFUSED);
	is_int(count_of(&o, "SELECT valid_from FROM claim WHERE id = 2"), NOON);
	store_world_end(&o);
}

TEST(names_of_the_enums)
{
	is_int(nature_read(STR("fixed")), NATURE_FIXED);
	is_int(nature_read(STR("dynamic")), NATURE_DYNAMIC);
	is_int(nature_read(STR("shared")), NATURE_SHARED);
	is_int(nature_read(STR("none")), NATURE_NONE);
	is_int(nature_read(STR("Fixed")), NATURE_NONE);
	is_text(str_of(nature_name(NATURE_SHARED)), "shared");
	is_text(str_of(nature_name(99)), "unknown");
	is_text(str_of(claim_kind_name(CLAIM_ASN)), "asn");
	is_text(str_of(claim_kind_name(99)), "unknown");
	is_text(str_of(claim_state_name(CLAIM_DISPUTED)), "disputed");
	is_text(str_of(claim_state_name(CLAIM_REFUSED)), "refused");
	is_text(str_of(claim_state_name(99)), "unknown");
}
