/* tests of match/identify: the ladder, rung by rung */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "match/identify.h"

#include "test/store/open_store.h"

static struct open_store world;
static struct owners *own;

static void
begin(void)
{
	store_world(&world);
}

/* "address 1 85 you", or why nobody. */
static struct str
who_is(const char *address, const char *hostname, uint32_t asn, int64_t seen)
{
	static const char *const roles[RESPONSIBILITY_COUNT] = {
	    "none", "you", "provider", "platform", "network"};
	static struct buf b;
	struct sighting s = {
	    .hostname = str_of(hostname), .asn = asn, .seen = seen};
	struct identity who;

	buf_reset(&b);
	if (own == NULL)
		own = owners_load(&world.s);
	if (address[0] != '\0' && !address_read(str_of(address), &s.address))
		die("%s is no address", address);
	enum unowned u = identify(own, &s, &who);
	if (u != UNOWNED_NOT) {
		is_int(who.organisation, 0);
		buf_fmt(&b, "%s", unowned_name(u));
	} else {
		buf_fmt(&b, "%s %lld %d %s", ground_name(who.ground),
		    (long long)who.organisation, who.confidence,
		    roles[who.responsibility]);
		ok(who.claim > 0);
	}
	return buf_all(&b);
}

static void
end(void)
{
	owners_free(own);
	own = NULL;
	store_world_end(&world);
}

TEST(the_first_rung_that_holds_wins)
{
	begin();
	company(&world, "Address", NULL, "203.0.113.0/29");
	company(&world, "Name", NULL, "bakker.example");
	company(&world, "Network", NULL, "AS64500");
	is_text(who_is("203.0.113.2", "www.bakker.example", 64500, NOON),
	    "address 1 85 you");
	is_text(who_is("198.51.100.2", "www.bakker.example", 64500, NOON),
	    "domain 2 80 you");
	is_text(who_is("198.51.100.2", "www.slager.example", 64500, NOON),
	    "network 3 60 you");
	is_text(who_is("198.51.100.2", "", 64501, NOON), "nobody");
	is_text(who_is("", "bakker.example", 0, NOON), "domain 2 80 you");
	is_text(who_is("", "", 0, NOON), "nameless");
	end();
}

/* Nothing could be repaired, and the finding would be about "". */
TEST(a_network_without_a_place_identifies_nobody)
{
	begin();
	company(&world, "Network", NULL, "AS64500");
	is_text(who_is("", "", 64500, NOON), "nameless");
	is_text(who_is("", "x.example", 64500, NOON), "network 1 60 you");
	end();
}

TEST(how_sure_depends_on_the_claim)
{
	begin();
	company(&world, "A", NULL, "203.0.113.0/29 bakker.example AS64500");
	forced("UPDATE claim SET state = 1 WHERE id = 1;"
	       "UPDATE claim SET state = 4 WHERE id > 1;");
	is_text(who_is("203.0.113.2", "", 0, NOON), "address 1 95 you");
	is_text(who_is("", "x.bakker.example", 0, NOON), "domain 1 70 you");
	is_text(who_is("198.51.100.1", "", 64500, NOON), "network 1 50 you");
	end();
}

TEST(special_addresses_are_nobodys)
{
	begin();
	company(&world, "A", NULL, "bakker.example AS64500");
	is_text(who_is("192.168.1.1", "", 64500, NOON), "special");
	is_text(who_is("127.0.0.1", "", 0, NOON), "special");
	is_text(who_is("fe80::1", "", 0, NOON), "special");
	/* a name still says whose it is */
	is_text(who_is("192.168.1.1", "x.bakker.example", 0, NOON),
	    "domain 1 80 you");
	end();
}

TEST(shared_ground_alone_identifies_nobody)
{
	begin();
	int64_t host = company(&world, "Hoster", NULL, "hoster.example");
	company(&world, "Shop", NULL, "winkel.example");

	claimed(&world, host, "203.0.113.7", NATURE_SHARED, SQL_NULL_I64,
	    SQL_NULL_I64);
	is_text(who_is("203.0.113.7", "", 0, NOON), "shared");
	is_text(who_is("203.0.113.7", "vreemd.example", 0, NOON), "shared");
	/* the hoster's own name on its own address */
	is_text(who_is("203.0.113.7", "web1.hoster.example", 0, NOON),
	    "address 1 85 you");
	/* a shop on the hoster's machine need not do anything itself */
	is_text(who_is("203.0.113.7", "www.winkel.example", 0, NOON),
	    "domain 2 80 platform");
	is_text(who_is("203.0.113.8", "www.winkel.example", 0, NOON),
	    "domain 2 80 you");
	end();
}

/* Behind an address that changes hands stands the customer's own machine. */
TEST(a_dynamic_address_is_no_platform)
{
	begin();
	int64_t isp = company(&world, "Provider", NULL, "isp.example");
	company(&world, "Shop", NULL, "winkel.example");

	claimed(&world, isp, "203.0.113.0/24", NATURE_DYNAMIC, SQL_NULL_I64,
	    SQL_NULL_I64);
	is_text(who_is("203.0.113.7", "", 0, NOON), "shared");
	is_text(who_is("203.0.113.7", "vpn.winkel.example", 0, NOON),
	    "domain 2 80 you");
	end();
}

TEST(a_narrow_loose_claim_hides_the_wide_one)
{
	begin();
	int64_t a = company(&world, "A", NULL, "203.0.113.0/24");

	claimed(&world, a, "203.0.113.128/25", NATURE_DYNAMIC, SQL_NULL_I64,
	    SQL_NULL_I64);
	is_text(who_is("203.0.113.7", "", 0, NOON), "address 1 85 you");
	is_text(who_is("203.0.113.130", "", 0, NOON), "shared");
	end();
}

TEST(the_claim_of_the_rows_own_time)
{
	begin();
	int64_t a = company(&world, "A", NULL, "");
	int64_t b = company(&world, "B", NULL, "");

	claimed(&world, a, "203.0.113.7", NATURE_FIXED, SQL_NULL_I64, NOON);
	claimed(&world, b, "203.0.113.7", NATURE_FIXED, NOON, SQL_NULL_I64);
	is_text(who_is("203.0.113.7", "", 0, NOON - 1), "address 1 85 you");
	is_text(who_is("203.0.113.7", "", 0, NOON), "address 2 85 you");
	end();
}

TEST(names_of_the_enums)
{
	is_text(str_of(ground_name(GROUND_NETWORK)), "network");
	is_text(str_of(ground_name(99)), "unknown");
	is_text(str_of(unowned_name(UNOWNED_NOT)), "identified");
	is_text(str_of(unowned_name(99)), "unknown");
}
