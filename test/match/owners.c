/* tests of match/owners: every claim that can identify, in memory */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "match/owners.h"

#include "test/store/open_store.h"

/* The claims that hold an address or a name at a time, as "2,1". */
static struct str
walked(struct owner_walk *w, int64_t at)
{
	static struct buf b;
	const struct owner *by;

	buf_reset(&b);
	while ((by = owner_next(w, at)) != NULL)
		buf_fmt(&b, "%s%lld", b.n > 0 ? "," : "",
		    (long long)by->organisation);
	return buf_all(&b);
}

static struct str
of_address(const struct owners *o, const char *text, int64_t at)
{
	struct address a;
	struct owner_walk w;

	if (!address_read(str_of(text), &a))
		die("%s is no address", text);
	owners_of_address(o, &a, &w);
	return walked(&w, at);
}

static struct str
of_name(const struct owners *o, const char *name)
{
	struct owner_walk w;

	owners_of_name(o, str_of(name), &w);
	return walked(&w, NOON);
}

static struct str
of_asn(const struct owners *o, uint32_t asn)
{
	struct owner_walk w;

	owners_of_asn(o, asn, &w);
	return walked(&w, NOON);
}

TEST(an_empty_store_owns_nothing)
{
	struct open_store o;

	store_world(&o);
	struct owners *own = owners_load(&o.s);

	is_int(owners_count(own), 0);
	is_text(of_address(own, "203.0.113.7", NOON), "");
	is_text(of_name(own, "www.bakker.example"), "");
	is_text(of_asn(own, 64500), "");
	owners_free(own);
	owners_free(NULL);
	store_world_end(&o);
}

TEST(the_most_specific_comes_first)
{
	struct open_store o;

	store_world(&o);
	company(&o, "Wide", NULL, "203.0.113.0/24 bakker.example AS64500");
	company(&o, "Narrow", NULL,
	    "203.0.113.0/29, www.bakker.example; 2001:4860::/32");
	struct owners *own = owners_load(&o.s);

	is_int(owners_count(own), 6);
	is_text(of_address(own, "203.0.113.7", NOON), "2,1");
	is_text(of_address(own, "203.0.113.8", NOON), "1");
	is_text(of_address(own, "203.0.114.0", NOON), "");
	is_text(of_address(own, "2001:4860::1", NOON), "2");
	is_text(of_name(own, "www.bakker.example"), "2,1");
	is_text(of_name(own, "shop.www.bakker.example"), "2,1");
	is_text(of_name(own, "mail.bakker.example"), "1");
	is_text(of_name(own, "notbakker.example"), "");
	is_text(of_name(own, "bakker.example.evil.example"), "");
	is_text(of_name(own, ""), "");
	is_text(of_name(own, "no name at all"), "");
	is_text(of_asn(own, 64500), "1");
	is_text(of_asn(own, 64501), "");
	owners_free(own);
	store_world_end(&o);
}

TEST(only_the_claim_of_that_time_counts)
{
	struct open_store o;

	store_world(&o);
	int64_t a = company(&o, "A", NULL, ""), b = company(&o, "B", NULL, "");

	claimed(&o, a, "203.0.113.7", NATURE_FIXED, SQL_NULL_I64, NOON);
	claimed(&o, b, "203.0.113.7", NATURE_FIXED, NOON, SQL_NULL_I64);
	struct owners *own = owners_load(&o.s);

	is_text(of_address(own, "203.0.113.7", NOON - 1), "1");
	is_text(of_address(own, "203.0.113.7", NOON), "2");
	is_text(of_address(own, "203.0.113.7", INT64_MIN + 1), "1");
	is_text(of_address(own, "203.0.113.7", INT64_MAX), "2");
	owners_free(own);
	store_world_end(&o);
}

TEST(pending_and_disputed_claims_own_nothing)
{
	struct open_store o;

	store_world(&o);
	company(&o, "A", NULL, "203.0.113.7 bakker.example AS64500");
	forced("UPDATE claim SET state = 3 WHERE id = 1;"
	       "UPDATE claim SET state = 5 WHERE id = 2;"
	       "UPDATE claim SET state = 4 WHERE id = 3;");
	struct owners *own = owners_load(&o.s);

	is_int(owners_count(own), 1);
	is_text(of_asn(own, 64500), "1"); /* in grace it still counts */
	owners_free(own);
	store_world_end(&o);
}

/* The Public Suffix List grows: that must not stop the service. */
TEST(a_name_that_became_a_public_suffix_owns_nothing)
{
	struct open_store o;
	struct buf b = {0};

	store_world(&o);
	company(&o, "A", NULL, "bakker.example 203.0.113.7");
	struct str sealed =
	    store_seal(&o.s, &o.a, "claim.value", 1, STR("co.uk"));

	buf_str(&b, STR("UPDATE claim SET value_sealed = x'"));
	buf_hex(&b, sealed.p, sealed.n);
	buf_str(&b, STR("' WHERE id = 1"));
	forced(buf_cstr(&b));
	struct owners *own = owners_load(&o.s);

	is_int(owners_count(own), 1);
	is_text(of_name(own, "shop.co.uk"), "");
	is_text(of_address(own, "203.0.113.7", NOON), "1");
	owners_free(own);
	buf_free(&b);
	store_world_end(&o);
}

static void
load(void *ctx)
{
	struct open_store *o = ctx;

	owners_free(owners_load(&o->s));
}

TEST(a_damaged_claim_is_told)
{
	struct open_store o;

	store_world(&o);
	company(&o, "A", NULL, "bakker.example");
	forced("UPDATE claim SET value_sealed = x'00'");
	tells(death_of(load, &o), "claim.value of row 1 does not open");
	store_world_end(&o);
}
