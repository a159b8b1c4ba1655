/* effect: what became of what was told: counts that point at nobody */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef NOTIFY_EFFECT_H
#define NOTIFY_EFFECT_H

#include "notify/figures.h"
#include "store/store.h"
#include "value/legal.h"

/* How far it came; each is among those before it, but answered stands by
 * itself beside fixed. In time: fixed within EFFECT_DAYS, of findings that
 * were delivered as long ago; of findings only. */
enum effect_stage {
	EFFECT_SENT,
	EFFECT_DELIVERED,
	EFFECT_ANSWERED,
	EFFECT_FIXED,
	EFFECT_IN_TIME,
	EFFECT_STAGES,
};
enum { EFFECT_STEPS = EFFECT_IN_TIME }; /* those told as numbers */

enum effect_unit {
	EFFECT_NOTICES,
	EFFECT_FINDINGS,
	EFFECT_COMPANIES,
	EFFECT_SYSTEMS,
	EFFECT_UNITS,
};

/* channel: by what the notice went; feed and ground (of the batch): of the
 * feed that this service knows longest, where several showed a finding. */
enum effect_by {
	EFFECT_ALL,
	EFFECT_TOPIC,
	EFFECT_SECTOR,
	EFFECT_LANGUAGE,
	EFFECT_CHANNEL,
	EFFECT_FEED,
	EFFECT_GROUND,
	EFFECT_BY_COUNT,
};

/* What was told of from a moment until another (not counted), as it stands at
 * now. */
struct effect_ask {
	enum effect_by by;
	bool exact;	   /* nothing joined or hidden: to be told to nobody */
	bool one_ground;   /* only those of ground */
	enum legal ground; /* LEGAL_NONE: of batches that are gone */
	int64_t since, until, now;
};

enum { EFFECT_DAYS = 30, EFFECT_GROUPS_MAX = 400 };

/* A row of the answer. hidden[i]: that count may not be told. */
struct effect_row {
	struct str name;
	enum effect_unit unit;
	uint64_t count[EFFECT_STAGES];
	bool hidden[EFFECT_STAGES];
	/* of findings only */
	struct repair_time repair;
	uint64_t old;	     /* delivered EFFECT_DAYS ago or earlier */
	struct buf followed; /* struct followed, by day */
	/* of groups only */
	uint64_t companies;
	struct buf met; /* a bit for each of them, by id */
};

struct effect {
	/* EFFECT_UNITS for all, then one per group, then the others */
	struct effect_row row[EFFECT_UNITS + EFFECT_GROUPS_MAX + 1];
	size_t n;
	size_t others;		    /* the row of groups told as one; 0: none */
	uint64_t withdrawn, erased; /* not counted */
};

/* "topic", "sector", ...; "" for EFFECT_ALL. */
bool effect_by_read(struct str s, enum effect_by *by) MUST_CHECK;
struct str effect_by_name(enum effect_by by);

/*
 * Withdrawn findings and those of erased companies do not count. Of each count
 * that is told, and of each difference of two of them that is the size of a
 * set ("delivered and not fixed"), it holds that it is 0 or at least
 * FIGURE_LEAST; what is hidden may be any of several numbers. Groups of fewer
 * than FIGURE_LEAST findings or companies are told as one, as others. That
 * holds of one moment and one period: see run/effect_frozen.h for what may
 * leave the house. Texts live in a; end with effect_free.
 */
void effect_count(struct effect *e, struct store *s, struct arena *a,
    const struct effect_ask *ask);
void effect_free(struct effect *e);

#endif
