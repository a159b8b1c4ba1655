/* admiralty: how far a source, and what it said, can be relied on */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "value/admiralty.h"

#include <stddef.h>

/* The share of wrong ones, in percent, up to which a grade goes. */
static const struct {
	int64_t percent, least;
	enum reliability is;
} bounds[] = {
    {2, 50, SOURCE_RELIABLE},
    {10, ADMIRALTY_LEAST, SOURCE_USUALLY},
    {25, ADMIRALTY_LEAST, SOURCE_FAIRLY},
    {50, ADMIRALTY_LEAST, SOURCE_NOT_USUALLY},
    {100, ADMIRALTY_LEAST, SOURCE_UNRELIABLE},
};

static const char *const source_words[SOURCE_COUNT] = {
    "completely reliable",
    "usually reliable",
    "fairly reliable",
    "not usually reliable",
    "unreliable",
    "too few answers to say",
};
static const char *const said_words[SAID_COUNT] = {
    "confirmed",
    "probably true",
    "possibly true",
    "doubtful",
    "improbable",
    "cannot be judged",
};

enum reliability
admiralty_source(int64_t right, int64_t wrong)
{
	int64_t all = right + wrong;

	for (size_t i = 0; i < sizeof(bounds) / sizeof(*bounds); i++)
		if (all >= bounds[i].least &&
		    wrong * 100 <= all * bounds[i].percent)
			return bounds[i].is;
	return SOURCE_UNJUDGED;
}

char
admiralty_letter(enum reliability r)
{
	return (char)('A' + (r < SOURCE_COUNT ? r : SOURCE_UNJUDGED));
}

const char *
reliability_words(enum reliability r)
{
	return source_words[r < SOURCE_COUNT ? r : SOURCE_UNJUDGED];
}

const char *
credibility_words(enum credibility c)
{
	return said_words[c < SAID_COUNT ? c : SAID_UNJUDGED];
}
