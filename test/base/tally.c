/* tests of base/tally: counts that are never too low */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/tally.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "test/tap.h"

static struct tally t;

static struct str
key(char text[16], int i)
{
	snprintf(text, 16, "key %d", i);
	return str_of(text);
}

TEST(counts_by_key_and_span)
{
	ok(sodium_init() >= 0);
	tally_init(&t, 3600);
	is_int(tally_count(&t, STR("a"), 7200), 0);
	is_int(tally_add(&t, STR("a"), 7200), 1);
	is_int(tally_add(&t, STR("a"), 10799), 2);
	is_int(tally_count(&t, STR("b"), 10799), 0);
	is_int(tally_count(&t, STR("a"), 10799), 2);
	is_int(tally_count(&t, STR("a"), 10800), 0);
	is_int(tally_add(&t, (struct str){0}, 10800), 1);
	/* the clock went back */
	is_int(tally_count(&t, (struct str){0}, 7200), 0);
}

TEST(many_keys_are_told_apart)
{
	enum { KEYS = 1000 };
	char text[16];
	int high = 0;

	tally_init(&t, 60);
	for (int i = 0; i < KEYS; i++)
		for (int k = 0; k <= i % 3; k++)
			tally_add(&t, key(text, i), 0);
	for (int i = 0; i < KEYS; i++) {
		int n = (int)tally_count(&t, key(text, i), 0);
		ok(n >= i % 3 + 1);
		high += n > i % 3 + 1;
	}
	/* one in (8192 / 1000)^2 shares both cells, and half of them show */
	ok(high < KEYS / 20);
}

TEST(a_count_stops_at_its_most)
{
	tally_init(&t, 60);
	for (int i = 0; i < UINT16_MAX + 10; i++)
		tally_add(&t, STR("a"), 0);
	is_int(tally_count(&t, STR("a"), 0), UINT16_MAX);
}

/* Nobody else can choose keys that share a cell. */
TEST(another_one_hashes_otherwise)
{
	static struct tally other;

	tally_init(&t, 60);
	tally_init(&other, 60);
	tally_add(&t, STR("a"), 0);
	tally_add(&other, STR("a"), 0);
	ok(memcmp(t.cell, other.cell, sizeof(t.cell)) != 0);
}
