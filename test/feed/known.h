/* known: where our events differ from IntelMQ's on purpose, and why */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef TEST_FEED_KNOWN_H
#define TEST_FEED_KNOWN_H

#include "base/str.h"

/* Which events ours were held against. */
enum known_set {
	KNOWN_TODAY, /* made-up rows with today's columns, schema of 2026 */
	KNOWN_2026,  /* real rows with old columns, schema of 2026 */
	KNOWN_THEN,  /* the same rows, IntelMQ 3.2.1 with its own tables */
};

enum known_way {
	KNOWN_OURS,   /* only ours has the field */
	KNOWN_THEIRS, /* only theirs */
	KNOWN_OTHER,  /* both, with another value */
};

enum { KNOWN_MAX = 160 };

/* So many times, and no more: one more or less fails the test. */
struct known {
	enum known_set set;
	enum known_way way;
	const char *field;
	unsigned times;
	const char *why;
};

/* Ends with a row without a field. */
extern const struct known known[KNOWN_MAX];
/* Its row, or -1. */
int known_find(enum known_set set, enum known_way way, struct str field);
/* Reports of which IntelMQ with the schema of 2026 made no event at all. */
bool known_failed(struct str file);

#endif
