/* schedule: what the service does by itself, and when */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef RUN_SCHEDULE_H
#define RUN_SCHEDULE_H

#include "run/service.h"

/* One a row of the table in schedule.c, in the order they are carried out. */
enum { SCHEDULE_ROWS = 12 };

struct schedule_row {
	const char *name;
	const char *words; /* the command line */
	int64_t every;	   /* seconds; 0: daily, at the hour that is set */
	enum setting hour;
	/* NULL: always. Else whether there is anything to do: cheap, and what
	 * was not wanted leaves no trace in the store. */
	bool (*wanted)(struct service *sv);
	const char *unwanted; /* why not, for people */
	const char *about;
};

extern const struct schedule_row schedule_rows[SCHEDULE_ROWS];

/*
 * When a row that began last at last comes again, seen from now. A daily one
 * keeps to the zone's clock: in a spring gap it comes when the clocks jump, in
 * an autumn overlap once. A last that lies further ahead than the row's
 * rhythm is of a clock that was wrong: the row is counted from now, and so
 * neither stalls nor comes twice.
 */
int64_t schedule_next(const struct schedule_row *row,
    const struct settings *set, int64_t last, int64_t now);

/* A keeper's view of it: when each row began last. */
struct schedule {
	int64_t last[SCHEDULE_ROWS];
	bool broken[SCHEDULE_ROWS]; /* was begun and not ended */
	int64_t began;		    /* of the row in hand */
};

/* Reads what the store knows; a row it has not heard of counts from now. */
void schedule_load(struct schedule *s, struct service *sv, int64_t now);
/* A row to be carried out now, or NULL. */
const struct schedule_row *schedule_due(
    struct schedule *s, struct service *sv, int64_t now);
/* Around carrying one out: both are kept in the store. */
void schedule_begin(struct schedule *s, struct service *sv,
    const struct schedule_row *row, int64_t now);
void schedule_end(struct schedule *s, struct service *sv,
    const struct schedule_row *row, int64_t now, int code);
/* Seconds until one may be due. */
int64_t schedule_wait(
    const struct schedule *s, const struct service *sv, int64_t now);

#endif
