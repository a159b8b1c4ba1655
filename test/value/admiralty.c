/* tests of value/admiralty */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "value/admiralty.h"

#include "test/tap.h"

static char
grade(int64_t right, int64_t wrong)
{
	return admiralty_letter(admiralty_source(right, wrong));
}

TEST(few_answers_make_no_grade)
{
	is_int(grade(0, 0), 'F');
	is_int(grade(4, 0), 'F');
	is_int(grade(0, 4), 'F');
	is_int(grade(5, 0), 'B');
	is_int(grade(0, 5), 'E');
}

TEST(bounds_of_each_grade)
{
	is_int(grade(49, 0), 'B');
	is_int(grade(50, 0), 'A');
	is_int(grade(98, 2), 'A');
	is_int(grade(97, 3), 'B');
	is_int(grade(90, 10), 'B');
	is_int(grade(89, 11), 'C');
	is_int(grade(75, 25), 'C');
	is_int(grade(74, 26), 'D');
	is_int(grade(50, 50), 'D');
	is_int(grade(49, 51), 'E');
}

TEST(in_words)
{
	is_text(str_of(reliability_words(SOURCE_USUALLY)), "usually reliable");
	is_text(
	    str_of(reliability_words(SOURCE_COUNT)), "too few answers to say");
	is_text(str_of(credibility_words(SAID_DOUBTFUL)), "doubtful");
	is_text(str_of(credibility_words(SAID_COUNT)), "cannot be judged");
}
