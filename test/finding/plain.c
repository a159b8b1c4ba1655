/* tests of finding/plain: counted by hand */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "finding/plain.h"

#include "test/tap.h"
#include "topics.gen.h"

static unsigned
syllables(const char *word, unsigned lang)
{
	return plain_score(str_of(word), lang).syllables;
}

/* Counts as a dictionary hyphenates, where the rule gets them right. */
TEST(syllables_nl)
{
	is_int(syllables("bakker", TOPIC_NL), 2);
	is_int(syllables("wij", TOPIC_NL), 1);
	is_int(syllables("vrije", TOPIC_NL), 2);
	is_int(syllables("nieuwe", TOPIC_NL), 2);
	is_int(syllables("ge\xc3\xafnstalleerd", TOPIC_NL), 4);
	is_int(syllables("kopi\xc3\xabren", TOPIC_NL), 4);
	is_int(syllables("ICT-leverancier", TOPIC_NL), 7);
	is_int(syllables("\xc3\xa9\xc3\xa9n", TOPIC_NL), 1);
	is_int(syllables("72", TOPIC_NL), 1);
}

TEST(syllables_en)
{
	is_int(syllables("baker", TOPIC_EN), 2);
	is_int(syllables("made", TOPIC_EN), 1);
	is_int(syllables("table", TOPIC_EN), 2);
	is_int(syllables("the", TOPIC_EN), 1);
	is_int(syllables("asked", TOPIC_EN), 1);
	is_int(syllables("needed", TOPIC_EN), 2);
	is_int(syllables("makes", TOPIC_EN), 1);
	is_int(syllables("pages", TOPIC_EN), 2);
	is_int(syllables("supplier", TOPIC_EN), 2); /* one too few: "ie" */
}

TEST(sentences)
{
	struct plain_score g =
	    plain_score(STR("Een. Twee drie!\n\n- vier vijf\nzes? 3.5 x"), 0);

	is_int(g.sentences, 5);
	is_int(g.longest, 3); /* 3 and 5 are two words */
	is_int(g.words, 9);
}

TEST(empty_and_broken_text)
{
	is_int(plain_score(STR(""), 0).words, 0);
	is_int(plain_score(STR(" .. !? "), 0).words, 0);
	is_int(plain_score(STR("a\xff\xc3"), 0).words, 1);
	is_int(plain_score(STR("- '"), 0).words, 0);
}

/* Formulas as written down, on counts done by hand: 6 words, 2 sentences,
 * 7 syllables. */
TEST(ease)
{
	struct str s = STR("De deur is open. Ga naar.");

	is_int(plain_score(s, TOPIC_NL).syllables, 7);
	is_int(plain_score(s, TOPIC_NL).ease * 1000,
	    (206.835 - 0.93 * 3 - 77 * 7 / 6.0) * 1000);
	s = STR("The door is open. Go now.");
	is_int(plain_score(s, TOPIC_EN).ease * 1000,
	    (206.835 - 1.015 * 3 - 84.6 * 7 / 6.0) * 1000);
}
