/* list_map: which column of somebody's list means what */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef FEED_LIST_MAP_H
#define FEED_LIST_MAP_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/csv.h"
#include "base/err.h"

enum {
	LIST_COLUMNS_MAX = 64, /* columns that may be used, from the left */
	LIST_NAME_MAX = 64,    /* bytes of a column's name that are shown */
	LIST_SAMPLE_MAX = 40,  /* bytes of a value that are shown */
};

/* What a column can say; the first five say who. Sorted as they are told. */
enum list_field {
	LIST_WHO, /* any of the next four */
	LIST_ADDRESS,
	LIST_HOST,
	LIST_URL,
	LIST_MAIL,
	LIST_SEEN,
	LIST_TOPIC,
	LIST_PORT,
	LIST_TRANSPORT,
	LIST_CVE,
	LIST_SEVERITY,
	LIST_ASN,
	LIST_COUNTRY,
	LIST_SECTOR,
	LIST_FAMILY,
	LIST_TAG,
	LIST_DETAIL, /* shown to the receiver as it stands */
	LIST_COUNT,
};
#define LIST_NOT LIST_COUNT

/* "address", "seen": as in a map. */
const char *list_field_name(enum list_field f);
/* "192.0.2.1" of "192[.]0[.]2[.]1", "http" of "hxxp": as it was before
 * somebody made it harmless. Borrowed from s, or from a. */
struct str list_armed(struct arena *a, struct str s);
/* A value could be one of field f. */
bool list_fits(enum list_field f, struct str value);

/* The table's columns. */
struct list_map {
	size_t n;
	enum list_field field[LIST_COLUMNS_MAX]; /* of each column */
	int at[LIST_COUNT]; /* its first column, from 0; -1: none */
};

/* No column means anything yet. */
void list_map_init(struct list_map *m, const struct csv_row *header);
/* Says that column at (from 0) means f. */
void list_map_add(struct list_map *m, size_t at, enum list_field f);

/* Finds a column among the first n by its name or number. */
bool list_column_find(
    const struct csv_row *header, struct str name, size_t n, size_t *at);

/*
 * Reads "address=IP,seen=Datum,cve=#4": a column by its name (letters and
 * digits count, not their case) or its number from 1. ERR_SYNTAX with what is
 * possible; ERR_ABSENT where the header has no such column.
 */
enum err list_map_read(struct list_map *m, struct str text,
    const struct csv_row *header, struct why *w) MUST_CHECK;
/* The same text; columns by number where a shell or a map would stumble over
 * the name. */
void list_map_put(
    struct buf *b, const struct list_map *m, const struct csv_row *header);

/* What was seen of a column's values. */
struct list_column {
	uint64_t filled, fits[LIST_COUNT];
	char name[LIST_NAME_MAX + 1], sample[LIST_SAMPLE_MAX + 1];
	bool secret; /* by its whole name: its values are never used or shown */
	bool sure;
	char reason[161];
};
void list_column_look(struct list_column *c, struct arena *a, struct str value);

/*
 * Fills m and each column's sure and reason, by the names in the header and by
 * the values; n columns. True when all that is used is sure.
 */
bool list_guess(
    struct list_map *m, struct list_column *column, size_t n, struct arena *a);

/* True when these fields are no names of columns but values already. */
bool list_headless(const struct csv_row *first);

#endif
