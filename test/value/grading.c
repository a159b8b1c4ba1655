/* tests of value/grading */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "value/grading.h"

#include "test/tap.h"

/* A set of answers to the ten questions, "0020120210". */
static struct grading
answers(const char *text)
{
	struct grading g = {0};

	for (int i = 0; i < CHANCE_COUNT; i++)
		g.chance[i] = (uint8_t)(text[i] - '0');
	return g;
}

TEST(points_and_boundaries)
{
	/* the questions in their order; the sum was made by hand */
	static const struct {
		const char *answers;
		unsigned points;
		enum grade table, chance;
	} rows[] = {
	    {"0000000000", 10, GRADE_LOW, GRADE_LOW},
	    {"1222222212", 38, GRADE_HIGH, GRADE_HIGH},
	    {"0102000000", 18, GRADE_LOW, GRADE_LOW},
	    {"0102010000", 19, GRADE_MEDIUM, GRADE_MEDIUM},
	    {"0202201000", 25, GRADE_MEDIUM, GRADE_MEDIUM},
	    {"0202202000", 26, GRADE_MEDIUM, GRADE_MEDIUM},
	    {"0212202000", 27, GRADE_MEDIUM, GRADE_MEDIUM},
	    {"0222202000", 28, GRADE_HIGH, GRADE_HIGH},
	    /* exploited everywhere, with code for all, and all else mild */
	    {"0200000200", 17, GRADE_LOW, GRADE_MEDIUM},
	    {"0000000100", 11, GRADE_LOW, GRADE_MEDIUM},
	    {"0002000100", 16, GRADE_LOW, GRADE_HIGH},
	    {"0202000200", 22, GRADE_MEDIUM, GRADE_HIGH},
	    {"0201000200", 20, GRADE_MEDIUM, GRADE_MEDIUM},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct grading g = answers(rows[i].answers);
		struct grading_result r;
		tap_note("%s", rows[i].answers);
		ok(grading_make(&g, &r));
		is_int(r.points, rows[i].points);
		is_int(r.table, rows[i].table);
		is_int(r.chance, rows[i].chance);
		is_int(r.raised, rows[i].chance > rows[i].table);
		is_int(r.damage, GRADE_LOW);
	}
}

/* The next set of answers, counting up; false behind the last. */
static bool
answers_next(struct grading *g)
{
	for (enum chance q = 0; q < CHANCE_COUNT; q++) {
		if (++g->chance[q] < chance_answers(q))
			return true;
		g->chance[q] = 0;
	}
	return false;
}

/* Figures of the whole table, found independently: 7.8 % low, 69.9 % medium,
 * 22.3 % high. */
TEST(all_sets_of_answers)
{
	struct grading g = {0};
	unsigned sets = 0, by[GRADE_COUNT] = {0};

	do {
		struct grading_result r;
		ok(grading_make(&g, &r));
		by[r.table]++;
		sets++;
		if (g.chance[CHANCE_EXPLOITED] > 0)
			ok(r.chance >= GRADE_MEDIUM);
		ok(r.chance >= r.table);
	} while (answers_next(&g));
	is_int(sets, 26244);
	is_int((by[GRADE_LOW] * 1000 + sets / 2) / sets, 78);
	is_int((by[GRADE_MEDIUM] * 1000 + sets / 2) / sets, 699);
	is_int((by[GRADE_HIGH] * 1000 + sets / 2) / sets, 223);
}

TEST(damage_is_its_worst_answer)
{
	struct grading g = {0};
	struct grading_result r;

	for (enum damage q = 0; q < DAMAGE_COUNT; q++)
		for (unsigned a = 0; a < damage_answers(q); a++) {
			g = (struct grading){0};
			g.damage[q] = (uint8_t)a;
			ok(grading_make(&g, &r));
			is_int(r.damage, a);
		}
	g.damage[DAMAGE_DENIAL] = 1;
	g.damage[DAMAGE_LEAK] = 2;
	ok(grading_make(&g, &r));
	is_text(str_of(grade_name(r.damage)), "high");
}

TEST(answers_that_are_none)
{
	struct grading g = {0};
	struct grading_result r;

	g.chance[CHANCE_DEFAULT] = 2;
	ok(!grading_make(&g, &r));
	g = (struct grading){0};
	g.damage[DAMAGE_PRIVILEGE] = 2;
	ok(!grading_make(&g, &r));
}
