/* tests of match/agreement: what can be agreed, and when it counts */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "match/agreement.h"

#include "base/time.h"
#include "store/agreement.sql.h"
#include "test/store/open_store.h"

static struct open_store world;

static void
is_routing(const char *text, enum route route, int64_t hours)
{
	struct routing r;

	ok(routing_read(str_of(text), &r));
	is_int(r.route, route);
	is_int(r.hours, hours);
}

TEST(routes)
{
	struct routing r;
	struct buf b = {0};
	const char *const bad[] = {"", "provider", "both=3", "owner-only=0",
	    "provider-first=", "provider-first=-1", "provider-first=2161",
	    "none", "provider-first=1h"};

	is_routing("provider-first", ROUTE_PROVIDER_FIRST, ROUTE_HOURS);
	is_routing("provider-first=0", ROUTE_PROVIDER_FIRST, 0);
	is_routing("provider-first=2160", ROUTE_PROVIDER_FIRST, 2160);
	is_routing("both", ROUTE_BOTH, 0);
	is_routing("owner-only", ROUTE_OWNER_ONLY, 0);
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		ok(!routing_read(str_of(bad[i]), &r));
	routing_put(&b, &(struct routing){ROUTE_PROVIDER_FIRST, 48});
	is_text(buf_all(&b), "provider-first=48");
	buf_free(&b);
}

TEST(states)
{
	is_text(str_of(agreement_state_name(5, 9, SQL_NULL_I64, 4)), "coming");
	is_text(
	    str_of(agreement_state_name(5, 9, SQL_NULL_I64, 5)), "ends soon");
	is_text(str_of(agreement_state_name(5, 9, SQL_NULL_I64, 9)), "expired");
	is_text(str_of(agreement_state_name(5, 9, 6, 7)), "revoked");
	is_text(str_of(agreement_state_name(0, 31 * DAY, SQL_NULL_I64, 1)),
	    "in force");
}

static enum err
entered(const struct agreement *g, struct why *w)
{
	struct str ref;

	*w = (struct why){0};
	sql_begin(world.s.db);

	enum err e =
	    agreement_enter(&world.s, &world.a, g, world.person, NOON, &ref, w);

	sql_commit(world.s.db);
	return e;
}

TEST(one_of_a_kind_at_a_time)
{
	struct why w = {0};

	store_world(&world);

	struct agreement g = {
	    .kind = AGREEMENT_APPOINTMENT,
	    .organisation = company(&world, "Jansen", "a@b.example", ""),
	    .party = company(&world, "Beheer", "c@d.example", ""),
	    .role = AGREEMENT_PROCESSOR,
	    .routing = {ROUTE_BOTH, 0},
	    .critical = {ROUTE_BOTH, 0},
	    .from = NOON,
	    .until = NOON + DAY,
	};

	is_int(entered(&g, &w), OK);
	is_int(entered(&g, &w), ERR_TAKEN);
	tells(str_of(w.rule), "there is such an agreement already, ");
	/* the next one begins where it ends */
	g.from = NOON + DAY;
	is_int(entered(&g, &w), ERR_REFUSED);
	tells(str_of(w.rule), "over before it began");
	g.until = NOON + 2 * DAY;
	is_int(entered(&g, &w), OK);
	g.kind = AGREEMENT_MEMBERSHIP;
	is_int(entered(&g, &w), OK);
	g.party = g.organisation;
	is_int(entered(&g, &w), ERR_REFUSED);
	tells(str_of(w.rule), "no agreement with itself");

	struct agreement_count_row n;

	agreement_count(world.s.db, NOON, NOON + DAY, &n);
	is_int(n.standing_int, 1);
	is_int(n.soon_int, 1);
	is_int(n.expired_int, 0);
	agreement_count(world.s.db, NOON + DAY, NOON + DAY, &n);
	is_int(n.standing_int, 2);
	is_int(n.expired_int, 0); /* another took its place */
	agreement_count(world.s.db, NOON + 3 * DAY, NOON + 4 * DAY, &n);
	is_int(n.standing_int, 0);
	is_int(n.expired_int, 2);
	store_world_end(&world);
}
