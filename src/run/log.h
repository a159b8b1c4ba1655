/* log: what a service that runs by itself says of its work */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef RUN_LOG_H
#define RUN_LOG_H

#include <stdint.h>

#include "base/str.h"

/* One a row of the table in log.c. */
enum log_line {
	LOG_SERVING,
	LOG_STOPPING,
	LOG_KEEPER_KILLED,
	LOG_KEEPER_GIVEN_UP,
	LOG_SCHEDULED_DONE,
	LOG_SCHEDULED_REFUSED,
	LOG_SCHEDULED_BROKEN_OFF,
	LOG_CLOCK_BACK,
	LOG_INBOX_DONE,
	LOG_INBOX_FAILED,
	LOG_FEED_MISSING,
	LOG_FEED_CAME,
	LOG_BACKUP_MADE,
	LOG_CANARY_STOPPED,
	LOG_MAIL_FAILS,
	LOG_MAIL_GOES,
	LOG_READER_SILENT,
	LOG_ASKER_SILENT,
	LOG_SITE_BEGAN,
	LOG_SITE_NOWHERE,
	LOG_SITE_ENDED,
	LOG_COUNT,
};

struct log_row {
	int level; /* syslog's: 1 alert, 2 critical, 3 error, 4 warning, ... */
	const char *text; /* {name} and {n} stand for what is given */
};

extern const struct log_row log_rows[LOG_COUNT];

/* Only a service that runs by itself has a log: from here on this process,
 * and those it forks, write one. */
void log_begin(void);
/*
 * Writes one line to standard error; under systemd ($JOURNAL_STREAM) with its
 * level in front. name is a word of ours, or of the operator for a feed, never
 * of a report: no company, contact, address, host or subject comes here.
 */
void log_say(enum log_line line, struct str name, int64_t n);

#endif
