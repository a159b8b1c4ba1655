/* grading: how likely and how bad a weakness is, as the NCSC-NL grades it */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "value/grading.h"

struct question {
	uint8_t answers;
	uint8_t points[GRADING_ANSWERS];
};

enum { ACCESS_INTERNET = 2 };

static const struct question chances[CHANCE_COUNT] = {
    [CHANCE_DEFAULT] = {2, {1, 3}},
    [CHANCE_EXPLOIT] = {3, {1, 4, 6}},
    [CHANCE_DETAILS] = {3, {1, 2, 3}},
    [CHANCE_ACCESS] = {3, {1, 4, 6}},
    [CHANCE_CREDENTIALS] = {3, {1, 2, 4}},
    [CHANCE_COMPLEXITY] = {3, {1, 2, 3}},
    [CHANCE_INTERACTION] = {3, {1, 3, 4}},
    [CHANCE_EXPLOITED] = {3, {1, 2, 3}},
    [CHANCE_EXPECTED] = {2, {1, 3}},
    [CHANCE_SOLUTION] = {3, {1, 2, 3}},
};

/* Points are grades here. */
static const struct question damages[DAMAGE_COUNT] = {
    [DAMAGE_DENIAL] = {3, {GRADE_LOW, GRADE_MEDIUM, GRADE_HIGH}},
    [DAMAGE_CODE] = {3, {GRADE_LOW, GRADE_MEDIUM, GRADE_HIGH}},
    [DAMAGE_RIGHTS] = {3, {GRADE_LOW, GRADE_MEDIUM, GRADE_HIGH}},
    [DAMAGE_PRIVILEGE] = {2, {GRADE_LOW, GRADE_MEDIUM}},
    [DAMAGE_LEAK] = {3, {GRADE_LOW, GRADE_MEDIUM, GRADE_HIGH}},
};

unsigned
chance_answers(enum chance question)
{
	return chances[question].answers;
}

unsigned
damage_answers(enum damage question)
{
	return damages[question].answers;
}

static enum grade
by_points(unsigned points)
{
	if (points >= GRADING_HIGH_FROM)
		return GRADE_HIGH;
	return points >= GRADING_MEDIUM_FROM ? GRADE_MEDIUM : GRADE_LOW;
}

static enum grade
at_least(const struct grading *g)
{
	if (g->chance[CHANCE_EXPLOITED] == 0)
		return GRADE_LOW;
	return g->chance[CHANCE_ACCESS] == ACCESS_INTERNET ? GRADE_HIGH
							   : GRADE_MEDIUM;
}

bool
grading_make(const struct grading *g, struct grading_result *out)
{
	*out = (struct grading_result){0};
	for (enum chance q = 0; q < CHANCE_COUNT; q++) {
		if (g->chance[q] >= chances[q].answers)
			return false;
		out->points += chances[q].points[g->chance[q]];
	}
	for (enum damage q = 0; q < DAMAGE_COUNT; q++) {
		if (g->damage[q] >= damages[q].answers)
			return false;
		enum grade worst = damages[q].points[g->damage[q]];
		if (worst > out->damage)
			out->damage = worst;
	}

	enum grade least = at_least(g);

	out->table = by_points(out->points);
	out->raised = least > out->table;
	out->chance = out->raised ? least : out->table;
	return true;
}

const char *
grade_name(enum grade g)
{
	static const char *const names[GRADE_COUNT] = {"low", "medium", "high"};

	return g < GRADE_COUNT ? names[g] : "unknown";
}
