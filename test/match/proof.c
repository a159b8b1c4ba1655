/* tests of match/proof: how a claim is proven, and how that ends */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "match/proof.h"

#include "base/time.h"
#include "store/proof.sql.h"
#include "test/store/open_store.h"

struct world {
	struct open_store o;
	int64_t a, claim;
};

static void
begin(struct world *w)
{
	store_world(&w->o);
	w->a = company(&w->o, "A", NULL, "a.example");
	w->claim = count_of(&w->o, "SELECT min(id) FROM claim");
}

static struct proof_look
look(struct world *w, int64_t claim, int64_t now)
{
	return (struct proof_look){
	    .claim = claim,
	    .organisation = w->a,
	    .person = w->o.person,
	    .now = now,
	    .said = STR("somewhere"),
	};
}

static enum err
found(struct world *w, int64_t claim, int64_t now, enum proof_kind kind)
{
	struct proof_look l = look(w, claim, now);
	struct why why = {0};

	sql_begin(w->o.s.db);

	enum err e = proof_found(&w->o.s, &w->o.a, &l, kind, &why);

	sql_commit(w->o.s.db);
	return e;
}

static enum claim_state
missing(struct world *w, int64_t now)
{
	struct proof_look l = look(w, w->claim, now);

	sql_begin(w->o.s.db);

	enum claim_state state = proof_missing(&w->o.s, &w->o.a, &l);

	sql_commit(w->o.s.db);
	return state;
}

static struct proof_get_row
kept(struct world *w)
{
	struct proof_get_row row = {0};

	ok(proof_get(w->o.s.db, w->claim, &row));
	return row;
}

TEST(a_token_is_of_one_company_and_domain)
{
	struct world w;

	begin(&w);

	struct store *s = &w.o.s;
	int64_t b = company(&w.o, "B", NULL, "b.example");
	struct str one = proof_token(s, &w.o.a, w.a, STR("a.example"));

	ok(proof_token_is(one));
	is_text(proof_token(s, &w.o.a, w.a, STR("a.example")),
	    arena_cstr(&w.o.a, one));
	ok(!str_eq(one, proof_token(s, &w.o.a, w.a, STR("b.example"))));
	ok(!str_eq(one, proof_token(s, &w.o.a, b, STR("a.example"))));
	store_world_end(&w.o);
}

TEST(proven_again_each_year)
{
	struct world w;

	begin(&w);
	is_int(found(&w, w.claim, NOON, PROOF_FILE), OK);
	is_int(count_of(&w.o, "SELECT state FROM claim"), CLAIM_PROVEN);
	is_int(kept(&w).next, NOON + 365 * DAY);
	/* who owns it is as it was */
	is_int(count_of(&w.o, "SELECT count(*) FROM job"), 1);
	is_int(found(&w, w.claim, NOON + 365 * DAY, PROOF_FILE), OK);
	is_int(kept(&w).proven, NOON + 365 * DAY);
	is_int(count_of(&w.o,
		   "SELECT count(*) FROM audit WHERE did LIKE 'asset proven%'"),
	    1);
	store_world_end(&w.o);
}

TEST(grace_of_fourteen_days)
{
	struct world w;
	int64_t later = NOON + 365 * DAY;

	begin(&w);
	is_int(found(&w, w.claim, NOON, PROOF_FILE), OK);
	forced("DELETE FROM job");
	is_int(missing(&w, later), CLAIM_GRACE);
	is_int(count_of(&w.o, "SELECT count(*) FROM job"), 0);
	is_int(kept(&w).next, later + DAY);
	is_int(kept(&w).failing, later);
	is_int(missing(&w, later + 14 * DAY - 1), CLAIM_GRACE);
	is_int(kept(&w).failing, later);
	is_int(missing(&w, later + 14 * DAY), CLAIM_PENDING);
	is_int(count_of(&w.o, "SELECT count(*) FROM job"), 1);
	is_int(kept(&w).kind, PROOF_NONE);
	/* it is asked for a month more, and then no more */
	is_int(missing(&w, later + 44 * DAY - 1), CLAIM_PENDING);
	is_int(kept(&w).next, later + 45 * DAY - 1);
	is_int(missing(&w, later + 44 * DAY), CLAIM_PENDING);
	is_int(kept(&w).next, SQL_NULL_I64);
	/* a list that names it again does not bring it back */
	is_int(claimed(&w.o, w.a, "a.example", NATURE_NONE, SQL_NULL_I64,
		   SQL_NULL_I64),
	    ERR_REFUSED);
	/* back, and nobody has to decide */
	is_int(found(&w, w.claim, later + 50 * DAY, PROOF_FILE), OK);
	is_int(count_of(&w.o, "SELECT state FROM claim"), CLAIM_PROVEN);
	is_int(kept(&w).failing, SQL_NULL_I64);
	store_world_end(&w.o);
}

TEST(grace_ends_when_it_is_back)
{
	struct world w;

	begin(&w);
	is_int(found(&w, w.claim, NOON, PROOF_FILE), OK);
	is_int(missing(&w, NOON + DAY), CLAIM_GRACE);
	is_int(found(&w, w.claim, NOON + 2 * DAY, PROOF_FILE), OK);
	is_int(count_of(&w.o, "SELECT state FROM claim"), CLAIM_PROVEN);
	is_int(missing(&w, NOON + 20 * DAY), CLAIM_GRACE);
	is_int(kept(&w).failing, NOON + 20 * DAY);
	store_world_end(&w.o);
}

TEST(what_a_person_saw_stays)
{
	struct world w;

	begin(&w);
	is_int(found(&w, w.claim, NOON, PROOF_SEEN), OK);
	is_int(kept(&w).next, SQL_NULL_I64);
	is_int(missing(&w, NOON + 800 * DAY), CLAIM_PROVEN);
	is_int(kept(&w).kind, PROOF_SEEN);
	is_int(kept(&w).failing, SQL_NULL_I64);
	store_world_end(&w.o);
}

TEST(never_proven_is_entered_as_before)
{
	struct world w;

	begin(&w);
	is_int(missing(&w, NOON), CLAIM_ENTERED);
	is_int(kept(&w).next, NOON + DAY);
	is_int(missing(&w, NOON + 30 * DAY), CLAIM_ENTERED);
	is_int(kept(&w).next, SQL_NULL_I64);
	store_world_end(&w.o);
}

/* A proof takes nothing from another, nor from what a person has to see. */
TEST(what_waits_for_a_person)
{
	struct world w;
	struct why why = {0};

	begin(&w);

	int64_t b = company(&w.o, "B", NULL, "");

	is_int(claimed(&w.o, b, "a.example", NATURE_FIXED, SQL_NULL_I64,
		   SQL_NULL_I64),
	    ERR_TAKEN);

	int64_t waits = count_of(&w.o, "SELECT max(id) FROM claim");

	w.a = b;
	is_int(found(&w, waits, NOON, PROOF_FILE), ERR_TAKEN);
	is_int(count_of(&w.o, "SELECT count(*) FROM claim WHERE state = 3"), 1);
	is_int(count_of(&w.o, "SELECT count(*) FROM claim WHERE state = 2"), 1);
	sql_begin(w.o.s.db);
	is_int(claim_decide_on(&w.o.s,
		   &(struct claim_decision){.claim = waits,
		       .now = NOON,
		       .accept = true,
		       .from = SQL_NULL_I64,
		       .reason = STR("seen")},
		   &why),
	    OK);
	/* and so is one that the company says is not theirs */
	is_int(claim_doubt(&w.o.s, waits, STR("a.example"), NOON), true);
	sql_commit(w.o.s.db);
	is_int(count_of(&w.o, "SELECT count(*) FROM claim WHERE state = 1"), 0);
	is_int(found(&w, waits, NOON, PROOF_FILE), ERR_REFUSED);
	is_int(count_of(&w.o, "SELECT count(*) FROM claim WHERE state = 5"), 1);
	sql_begin(w.o.s.db);
	is_int(claim_decide_on(&w.o.s,
		   &(struct claim_decision){.claim = waits,
		       .now = NOON,
		       .accept = true,
		       .from = SQL_NULL_I64,
		       .reason = STR("asked them")},
		   &why),
	    OK);
	sql_commit(w.o.s.db);
	is_int(count_of(&w.o, "SELECT count(*) FROM claim WHERE state = 1"), 1);
	store_world_end(&w.o);
}
