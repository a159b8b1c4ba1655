/* tests of base/near: the word that was meant */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/near.h"

#include "test/tap.h"

static const char long_word[] =
    "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz";

TEST(edits_are_counted)
{
	static const struct {
		const char *a, *b;
		size_t edits;
	} rows[] = {
	    {"status", "status", 0},
	    {"statsu", "status", 1}, /* swapped */
	    {"statu", "status", 1},
	    {"statuss", "status", 1},
	    {"stetus", "status", 1},
	    {"STATUS", "status", 0},
	    {"fodler", "folder", 1},
	    {"kitten", "sitting", 3},
	    {"ca", "abc", 3}, /* swapped letters are not edited again */
	    {"", "", NEAR_EDITS_MAX + 1},
	    {"a", "", NEAR_EDITS_MAX + 1},
	    {long_word, long_word, NEAR_EDITS_MAX + 1},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct str a = str_of(rows[i].a), b = str_of(rows[i].b);
		is_int((long long)near_edits(a, b), (long long)rows[i].edits);
		is_int((long long)near_edits(b, a), (long long)rows[i].edits);
	}
}

TEST(the_longest_words_fit)
{
	struct str a = str_upto(str_of(long_word), NEAR_BYTES_MAX);

	is_int((long long)near_edits(a, a), 0);
	is_int((long long)near_edits(a, str_from(a, 1)), 1);
}

static struct str
meant(const char *typed)
{
	struct near n = {.typed = str_of(typed)};

	near_try(&n, STR("findings"));
	near_try(&n, STR("find"));
	near_try(&n, STR("status"));
	near_try(&n, STR("stats"));
	return n.best;
}

TEST(the_nearest_is_taken_and_nothing_far)
{
	is_str(meant("finding"), STR("findings"));
	is_str(meant("fin"), STR("find"));
	is_str(meant("statsu"), STR("status")); /* the first of the equal */
	is_str(meant("stats"), STR("stats"));
	ok(meant("x").p == NULL);
	ok(meant("fi").p == NULL); /* two of two letters */
	ok(meant("import").p == NULL);
}
