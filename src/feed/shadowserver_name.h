/* shadowserver_name: what a report's file name and header say it is */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef FEED_SHADOWSERVER_NAME_H
#define FEED_SHADOWSERVER_NAME_H

#include "base/arena.h"
#include "base/csv.h"
#include "base/err.h"

struct report_name {
	struct str type;  /* lower case; absent where the name says none */
	struct str scope; /* what the giver drew it for; may be absent */
	int32_t day;	  /* DAY_ABSENT where the name says none */
};

/*
 * Reads YYYY-MM-DD-TYPE-SCOPE.csv, its parts SCOPE and date optional, the
 * ending .gz or .zst too. Folders before it, another ending, letter case and
 * a browser's " (1)" do not matter. Borrowed from a.
 */
struct report_name report_name_read(struct arena *a, struct str name);

/* The type whose tell-tale column is in the header; absent without one. */
struct str report_type_by_header(struct arena *a, const struct csv_row *header);

/* [a-z0-9_], 1 to 64 of them. */
bool report_type_is_word(struct str s);

#endif
