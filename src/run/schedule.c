/* schedule: what the service does by itself, and when */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "run/schedule.h"

#include "base/time.h"
#include "run/clock.h"
#include "run/inbox.h"
#include "run/log.h"
#include "run/maildir.h"
#include "store/oncall.sql.h"
#include "store/schedule.sql.h"
#include "store/standing.sql.h"
#include "value/calendar.h"

static bool
automatic(struct service *sv)
{
	return sv->settings.number[SETTING_AUTOMATIC] != 0;
}

static bool
backup_set(struct service *sv)
{
	return sv->settings.text[SETTING_BACKUP_FOLDER].n > 0;
}

/* Something may go, or what was held back may go on, without a person. */
static bool
standing_there(struct service *sv)
{
	return standing_any(sv->store.db, clock_now()) != 0;
}

static bool
to_prepare(struct service *sv)
{
	return automatic(sv) || standing_there(sv);
}

static bool
on_call(struct service *sv)
{
	struct oncall_now_row row;
	struct hours hours = {(int)sv->settings.number[SETTING_WORK_FROM],
	    (int)sv->settings.number[SETTING_WORK_UNTIL]};

	return hours_quiet(&hours, clock_now()) &&
	    oncall_now(sv->store.db, clock_now(), &row);
}

static bool
fetch_set(struct service *sv)
{
	return sv->settings.number[SETTING_FETCH] != 0;
}

#define BY_HAND "automatic = no: by hand"

/* clang-format off */
const struct schedule_row schedule_rows[SCHEDULE_ROWS] = {
	{"inbox", "inbox read", 5, 0, inbox_waits, NULL,
	    "take in the files that were put in the inbox"},
	{"returned", "mail take", 5, 0, maildir_waits, NULL,
	    "take in what came back to the mail folder"},
	{"prepare", "notices prepare", 5 * MINUTE, 0, to_prepare, BY_HAND,
	    "make the notices that are due"},
	{"send", "notices send", 5 * MINUTE, 0, automatic, BY_HAND,
	    "release and send them"},
	{"standing", "notices send --standing", 5 * MINUTE, 0, standing_there,
	    "no standing release", "send what falls under a standing release"},
	{"cases", "case open --due", HOUR, 0, NULL, NULL,
	    "open cases for whom nobody reaches, close what is over"},
	{"feeds", "feed check", 15 * MINUTE, 0, NULL, NULL,
	    "see which feeds are missing"},
	{"page", "oncall page", MINUTE, 0, on_call, "in working hours, or nobody is on call",
	    "mail who is on call about what cannot wait"},
	{"contacts", "contacts fetch", 15 * MINUTE, 0, fetch_set, "fetch = no",
	    "ask sites for the mail addresses that are missing"},
	{"proofs", "asset prove --due", HOUR, 0, fetch_set, "fetch = no",
	    "ask sites whether they still prove whose they are"},
	{"expire", "retention run --do", 0, SETTING_BACKUP_HOUR, NULL, NULL,
	    "erase what may be kept no longer"},
	{"backup", "backup --nightly", 0, SETTING_BACKUP_HOUR, backup_set,
	    "no backup-folder is set", "make a backup, drop the oldest"},
};
/* clang-format on */

int64_t
schedule_next(const struct schedule_row *row, const struct settings *set,
    int64_t last, int64_t now)
{
	int64_t rhythm = row->every > 0 ? row->every : DAY;

	if (last > now + rhythm)
		last = now;
	if (row->every > 0)
		return last + row->every;
	return zone_next(last, (int)set->number[row->hour], -1);
}

void
schedule_load(struct schedule *s, struct service *sv, int64_t now)
{
	*s = (struct schedule){0};
	sql_begin(sv->store.db);
	for (size_t i = 0; i < SCHEDULE_ROWS; i++) {
		const struct schedule_row *row = &schedule_rows[i];
		struct schedule_get_row kept;
		s->last[i] = now;
		if (schedule_get(sv->store.db, str_of(row->name), &kept)) {
			s->last[i] = kept.began;
			s->broken[i] = kept.ended == SQL_NULL_I64;
		} else if (row->every == 0) {
			/* heard of now: a restart must not put it off */
			schedule_began(sv->store.db, str_of(row->name), now);
			schedule_ended(
			    sv->store.db, str_of(row->name), now, SQL_NULL_I64);
		}
	}
	sql_commit(sv->store.db);
}

/* The clock was set back so far that the row would stall. */
static void
clock_mind(struct schedule *s, size_t i, int64_t now)
{
	const struct schedule_row *row = &schedule_rows[i];
	int64_t rhythm = row->every > 0 ? row->every : DAY;

	if (s->last[i] <= now + rhythm)
		return;
	log_say(LOG_CLOCK_BACK, str_of(row->name), s->last[i] - now);
	s->last[i] = now;
}

const struct schedule_row *
schedule_due(struct schedule *s, struct service *sv, int64_t now)
{
	for (size_t i = 0; i < SCHEDULE_ROWS; i++) {
		const struct schedule_row *row = &schedule_rows[i];
		clock_mind(s, i, now);
		if (!s->broken[i] &&
		    schedule_next(row, &sv->settings, s->last[i], now) > now)
			continue;
		if (row->wanted == NULL || row->wanted(sv))
			return row;
		s->last[i] = now;
		s->broken[i] = false;
	}
	return NULL;
}

static size_t
number_of(const struct schedule_row *row)
{
	return (size_t)(row - schedule_rows);
}

void
schedule_begin(struct schedule *s, struct service *sv,
    const struct schedule_row *row, int64_t now)
{
	size_t i = number_of(row);

	if (s->broken[i])
		log_say(LOG_SCHEDULED_BROKEN_OFF, str_of(row->name), 0);
	s->broken[i] = false;
	s->last[i] = s->began = now;
	sql_begin(sv->store.db);
	schedule_began(sv->store.db, str_of(row->name), now);
	sql_commit(sv->store.db);
}

void
schedule_end(struct schedule *s, struct service *sv,
    const struct schedule_row *row, int64_t now, int code)
{
	if (code != 0)
		log_say(LOG_SCHEDULED_REFUSED, str_of(row->name), code);
	else if (row->every == 0)
		log_say(LOG_SCHEDULED_DONE, str_of(row->name), now - s->began);
	sql_begin(sv->store.db);
	schedule_ended(sv->store.db, str_of(row->name), now, code);
	sql_commit(sv->store.db);
}

int64_t
schedule_wait(const struct schedule *s, const struct service *sv, int64_t now)
{
	int64_t least = HOUR;

	for (size_t i = 0; i < SCHEDULE_ROWS; i++) {
		int64_t wait = schedule_next(&schedule_rows[i], &sv->settings,
				   s->last[i], now) -
		    now;
		if (wait < least)
			least = wait;
	}
	return least < 0 ? 0 : least;
}
