/* feed_row: where reports come from, and whether they come */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef RUN_FEED_ROW_H
#define RUN_FEED_ROW_H

#include "run/importing.h"

enum {
	FEED_NAME_MAX = 32,
	FEED_RHYTHM_MAX = 24 * 366, /* hours */
};

/* A row of the table feed; texts live in the arena it was read with. */
struct feed_row {
	struct str name, reader, type, giver, scope;
	enum legal ground;
	enum tlp tlp;
	bool giver_named;
	int64_t rhythm; /* hours between reports; 0: none expected */
	int64_t made, arrived, missing; /* SQL_NULL_I64: never, not */
};

/*
 * A letter, then letters, digits and hyphens, lower case, at most
 * FEED_NAME_MAX: it is the name of a folder, and stands in the log. Not
 * "done" and "failed", which the inbox has already.
 */
bool feed_name_is(struct str name);
/* What a new feed is taken in as where nothing is said. */
void feed_preset(struct feed_row *f, struct service *sv, struct str name);
bool feed_find(
    struct store *s, struct arena *a, struct str name, struct feed_row *f);
void feed_keep(struct store *s, const struct feed_row *f);
/* All, in order of name. */
size_t feed_all(struct store *s, struct arena *a, struct feed_row **rows);

/* How what comes from it is taken in. */
void feed_plan(
    const struct feed_row *f, struct service *sv, struct import_plan *plan);
/* When a batch brought what the feed is expected to bring: it is not missing
 * any longer, and that is logged. */
void feed_came(
    struct store *s, const struct feed_row *f, int64_t batch, int64_t now);
/*
 * Since when it is missing: the moment it should have come, once half as much
 * time again has gone by; SQL_NULL_I64 before that.
 */
int64_t feed_missing_since(const struct feed_row *f, int64_t now);

#endif
