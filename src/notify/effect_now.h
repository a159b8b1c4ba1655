/* effect_now: what the parts of counting share */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef NOTIFY_EFFECT_NOW_H
#define NOTIFY_EFFECT_NOW_H

#include "notify/effect.h"
#include "store/effect.sql.h"
#include "value/legal.h"

/* A byte of each company, read a million times and so kept small: as a unit
 * has its stages, and EFFECT_ERASED. */
enum { EFFECT_ERASED = 1 << 7 };

/* What is asked of it less often. */
struct effect_company {
	struct str ref, sector;
	int64_t language;
};

/* The feed and the legal ground of a finding. */
struct effect_origin {
	struct str feed; /* absent where its batches are gone */
	enum legal ground;
};

/* What findings belong to; read once, asked for each of them in order. */
struct effect_known {
	struct arena *a;
	struct buf units;     /* uint8_t: company, by id */
	struct buf companies; /* struct effect_company, by id */
	struct buf channels;  /* uint8_t: kind of contact, by notice */
	struct buf feeds;     /* struct str, by series */
	struct sql_cursor at; /* the next finding's origin */
	struct effect_origin_row next;
	bool more;
};

/* with_* as what is asked wants them: reading them takes its time. */
void effect_known_read(struct effect_known *k, struct sql *db, struct arena *a,
    bool with_channels, bool with_origins);
void effect_known_free(struct effect_known *k);
const struct effect_company *effect_company_at(
    struct effect_known *k, int64_t id);
bool effect_is_erased(const struct effect_known *k, int64_t company);
/* Findings must be asked for by rising id. */
struct effect_origin effect_origin_of(struct effect_known *k, int64_t finding);
/* Absent for what has no name. */
struct str effect_channel_name(const struct effect_known *k, int64_t notice);

/* The item at that place of a list without gaps, which grows with noughts. */
void *effect_slot(struct buf *list, int64_t at, size_t size);

/* A name for the row of groups told as one. */
#define EFFECT_OTHERS STR("others")

/* Joins and marks what may not be told. */
void effect_hide(struct effect *e);

#endif
