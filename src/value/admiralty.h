/* admiralty: how far a source, and what it said, can be relied on */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef VALUE_ADMIRALTY_H
#define VALUE_ADMIRALTY_H

#include <stdint.h>

/* The scale of NATO's AJP-2.1 (A to F). */
enum reliability {
	SOURCE_RELIABLE, /* A */
	SOURCE_USUALLY,
	SOURCE_FAIRLY,
	SOURCE_NOT_USUALLY,
	SOURCE_UNRELIABLE,
	SOURCE_UNJUDGED, /* F */
	SOURCE_COUNT,
};

/* The same, of what was said (1 to 6). */
enum credibility {
	SAID_CONFIRMED, /* 1 */
	SAID_PROBABLE,
	SAID_POSSIBLE,
	SAID_DOUBTFUL,
	SAID_IMPROBABLE,
	SAID_UNJUDGED, /* 6 */
	SAID_COUNT,
};

enum { ADMIRALTY_LEAST = 5 }; /* judgements, below which there is no grade */

/*
 * By how often owners said that it was right, and wrong: at most 2, 10, 25 and
 * 50 % wrong. A takes fifty judgements: few cannot show so small a share.
 */
enum reliability admiralty_source(int64_t right, int64_t wrong);

/* 'A'..'F' */
char admiralty_letter(enum reliability r);
/* "usually reliable"; "probably true" */
const char *reliability_words(enum reliability r);
const char *credibility_words(enum credibility c);

#endif
