/* tests of match/identify: the ladder, rung by rung */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "match/identify.h"

#include "match/registry_write.h"
#include "test/store/open_store.h"

static struct open_store world;
static struct owners *own;
static const char *other_names; /* of the next sighting */
static bool account;		/* it is of one */

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
	struct sighting s = {.hostname = str_of(hostname),
	    .names = str_of(other_names),
	    .asn = asn,
	    .seen = seen,
	    .account = account};
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
	other_names = "slager.example bakker.example";
	is_text(who_is("203.0.113.2", "www.slager.example", 0, NOON),
	    "address 1 85 you");
	is_text(who_is("198.51.100.2", "x.bakker.example", 0, NOON),
	    "domain 2 80 you");
	is_text(who_is("198.51.100.2", "www.slager.example", 0, NOON),
	    "certificate 2 65 you");
	other_names = NULL;
	/* who runs a network is not who has what stands in it */
	is_text(who_is("198.51.100.2", "www.slager.example", 64500, NOON),
	    "nobody");
	is_text(who_is("198.51.100.2", "", 64501, NOON), "nobody");
	is_text(who_is("", "bakker.example", 0, NOON), "domain 2 80 you");
	is_text(who_is("", "", 0, NOON), "nameless");
	end();
}

TEST(a_certificate_of_several_leads_to_nobody)
{
	begin();
	company(&world, "A", NULL, "a.example extra.example");
	company(&world, "B", NULL, "b.example");
	other_names = "www.a.example extra.example a.example";
	is_text(who_is("198.51.100.2", "", 0, NOON), "certificate 1 65 you");
	other_names = "www.a.example www.b.example";
	is_text(who_is("198.51.100.2", "", 0, NOON), "nobody");
	is_text(
	    who_is("198.51.100.2", "b.example", 0, NOON), "domain 2 80 you");
	other_names = " c.example  not_a_name..x ";
	is_text(who_is("198.51.100.2", "", 0, NOON), "nobody");
	other_names = NULL;
	end();
}

TEST(a_certificate_on_shared_ground_is_on_a_platform)
{
	begin();
	int64_t host = company(&world, "Hoster", NULL, "");
	company(&world, "Shop", NULL, "winkel.example");

	claimed(&world, host, "203.0.113.7", NATURE_SHARED, SQL_NULL_I64,
	    SQL_NULL_I64);
	claimed(&world, host, "203.0.113.8", NATURE_DYNAMIC, SQL_NULL_I64,
	    SQL_NULL_I64);
	other_names = "winkel.example";
	is_text(
	    who_is("203.0.113.7", "", 0, NOON), "certificate 2 65 platform");
	is_text(who_is("203.0.113.8", "", 0, NOON), "certificate 2 65 you");
	other_names = NULL;
	end();
}

TEST(how_sure_depends_on_the_claim)
{
	begin();
	company(
	    &world, "A", NULL, "203.0.113.0/29 bakker.example brood.example");
	forced("UPDATE claim SET state = 1 WHERE id = 1;"
	       "UPDATE claim SET state = 4 WHERE id > 1;");
	is_text(who_is("203.0.113.2", "", 0, NOON), "address 1 95 you");
	is_text(who_is("", "x.bakker.example", 0, NOON), "domain 1 70 you");
	other_names = "brood.example";
	is_text(who_is("198.51.100.1", "", 0, NOON), "certificate 1 55 you");
	other_names = NULL;
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

/* The ground below. */

static struct registry *public;

static struct address
address(const char *text)
{
	struct address a = {0};

	if (text[0] != '\0' && !address_read(str_of(text), &a))
		die("%s is no address", text);
	return a;
}

/* 192.0.2.0/24 of ORG-A in AS64500, the upper half of ORG-B with no mailbox;
 * 198.51.100.0/24 in AS64501 only, whose holder has one. */
static void
public_make(void)
{
	struct registry_writer *w;
	struct range_said ranges[] = {
	    {.first = address("192.0.2.0"),
		.last = address("192.0.2.255"),
		.holder = STR("ORG-A")},
	    {.first = address("192.0.2.128"),
		.last = address("192.0.2.255"),
		.holder = STR("ORG-B"),
		.asn = 64500},
	    {.first = address("198.51.100.0"),
		.last = address("198.51.100.255"),
		.asn = 64501},
	};
	struct holder_said holders[] = {
	    {.handle = STR("ORG-A"), .mail = STR("abuse@a.example")},
	    {.handle = STR("ORG-B"), .name = STR("B")},
	    {.handle = STR("AS64501"), .mail = STR("abuse@net.example")},
	};

	sql_begin(world.s.db);
	w = registry_write_begin(
	    &world.s, STR("test"), SQL_NULL_I64, NOON, world.person);
	for (size_t i = 0; i < 3; i++) {
		is_int(registry_write_range(w, &ranges[i], NULL), OK);
		is_int(registry_write_holder(w, &holders[i], NULL), OK);
	}
	registry_write_end(w, STR("test"), 0);
	sql_commit(world.s.db);
	registry_write_free(w);
	public = registry_load(&world.s);
}

/* "registry 192.0.2.0/24 abuse@a.example", "network AS64500 company 1". */
static struct str
relay_of(const char *text, uint32_t asn, int64_t seen)
{
	static struct buf b;
	struct sighting s = {
	    .address = address(text), .asn = asn, .seen = seen};
	struct relay relay;

	buf_reset(&b);
	if (own == NULL)
		own = owners_load(&world.s);
	if (!relay_find(own, public, &s, &relay)) {
		buf_str(&b, STR("nobody"));
		return buf_all(&b);
	}
	buf_fmt(&b, "%s ", ground_name(relay.ground));
	if (relay.ground == GROUND_REGISTRY)
		prefix_put(&b, &relay.prefix);
	else
		buf_fmt(&b, "AS%u", relay.asn);
	if (relay.organisation != 0)
		buf_fmt(&b, " company %lld", (long long)relay.organisation);
	else
		buf_fmt(&b, " %.*s", STR_ARG(relay.owner->mail));
	return buf_all(&b);
}

TEST(the_ground_is_the_narrowest_with_a_mailbox)
{
	begin();
	public_make();
	is_text(relay_of("192.0.2.1", 0, NOON),
	    "registry 192.0.2.0/24 abuse@a.example");
	is_text(relay_of("192.0.2.200", 64501, NOON),
	    "registry 192.0.2.0/24 abuse@a.example");
	is_text(relay_of("198.51.100.1", 0, NOON),
	    "network AS64501 abuse@net.example");
	/* the row's own AS goes before that of a table */
	is_text(relay_of("198.51.100.1", 64502, NOON), "nobody");
	is_text(relay_of("203.0.113.1", 64501, NOON),
	    "network AS64501 abuse@net.example");
	is_text(relay_of("203.0.113.1", 0, NOON), "nobody");
	is_text(relay_of("", 64501, NOON), "nobody");
	is_text(relay_of("10.0.0.1", 64501, NOON), "nobody");
	registry_free(public);
	end();
}

TEST(a_claimed_network_names_its_company)
{
	begin();
	public_make();
	int64_t a = company(&world, "A", NULL, "");

	claimed(&world, a, "AS64501", NATURE_FIXED, NOON, SQL_NULL_I64);
	is_text(relay_of("198.51.100.1", 0, NOON), "network AS64501 company 1");
	is_text(relay_of("198.51.100.1", 0, NOON - 1),
	    "network AS64501 abuse@net.example");
	/* the range is nearer than the network around it */
	is_text(relay_of("192.0.2.1", 64501, NOON),
	    "registry 192.0.2.0/24 abuse@a.example");
	registry_free(public);
	end();
}

/* Where it was seen is an infected computer, anywhere. */
TEST(an_account_is_its_mailboxs)
{
	begin();
	company(&world, "Address", NULL, "203.0.113.0/29");
	company(&world, "Domain", NULL, "bakker.example");
	company(&world, "Mistaken", NULL, "gmail.com");
	account = true;
	is_text(who_is("203.0.113.2", "bakker.example", 0, NOON),
	    "domain 2 80 you");
	is_text(who_is("203.0.113.2", "slager.example", 0, NOON), "nobody");
	is_text(who_is("203.0.113.2", "gmail.com", 0, NOON), "private");
	is_text(who_is("203.0.113.2", "", 0, NOON), "address 1 85 you");
	account = false;
	is_text(who_is("203.0.113.2", "bakker.example", 0, NOON),
	    "address 1 85 you");
	is_text(who_is("192.0.2.2", "gmail.com", 0, NOON), "domain 3 80 you");
	end();
}

TEST(names_of_the_enums)
{
	is_text(str_of(ground_name(GROUND_NETWORK)), "network");
	is_text(str_of(ground_name(99)), "unknown");
	is_text(str_of(unowned_name(UNOWNED_NOT)), "identified");
	is_text(str_of(unowned_name(99)), "unknown");
}
