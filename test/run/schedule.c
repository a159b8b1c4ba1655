/* tests of run/schedule: when things are due, by a clock that is moved */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "run/schedule.h"

#include <string.h>

#include "base/time.h"
#include "run/command.h"
#include "store/schedule.sql.h"
#include "test/run/world.h"
#include "test/tap.h"

static int64_t
at(const char *text)
{
	int64_t t;

	if (!time_read(str_of(text), &t))
		die("%s is no time", text);
	return t;
}

static const struct schedule_row *
named(const char *name)
{
	for (size_t i = 0; i < SCHEDULE_ROWS; i++)
		if (strcmp(schedule_rows[i].name, name) == 0)
			return &schedule_rows[i];
	die("no row %s", name);
}

static bool
next_is(const char *name, unsigned hour, const char *last, const char *now,
    const char *want)
{
	struct settings set;
	struct buf b = {0};

	settings_init(&set);
	set.number[SETTING_BACKUP_HOUR] = hour;
	if (zone_set(STR("Europe/Amsterdam")) != OK)
		die("no zone");
	time_put(&b, schedule_next(named(name), &set, at(last), at(now)));

	bool same = is_text(buf_all(&b), want);

	buf_free(&b);
	return same;
}

TEST(every_so_often)
{
	next_is("cases", 3, "2026-01-11T01:10:10Z", "2026-01-11T01:00:10Z",
	    "2026-01-11T02:10:10Z");
	next_is("feeds", 3, "2026-01-10T08:00:00Z", "2026-01-10T08:01:00Z",
	    "2026-01-10T08:15:00Z");
	/* it was away: due at once, and once */
	next_is("feeds", 3, "2026-01-10T08:00:00Z", "2026-01-12T08:01:00Z",
	    "2026-01-10T08:15:00Z");
}

TEST(daily_by_the_zones_clock)
{
	next_is("backup", 3, "2026-01-10T08:00:00Z", "2026-01-10T08:01:00Z",
	    "2026-01-11T02:00:00Z");
	next_is("backup", 3, "2026-07-10T08:00:00Z", "2026-07-10T08:01:00Z",
	    "2026-07-11T01:00:00Z");
	next_is("backup", 3, "2026-01-11T02:00:00Z", "2026-01-11T02:00:01Z",
	    "2026-01-12T02:00:00Z");
}

/* 2026-03-29 02:00 does not exist: 01:59:59 is followed by 03:00:00. */
TEST(in_the_spring_gap_when_the_clocks_jump)
{
	next_is("backup", 2, "2026-03-28T01:00:00Z", "2026-03-28T12:00:00Z",
	    "2026-03-29T01:00:00Z");
	next_is("backup", 2, "2026-03-29T01:00:00Z", "2026-03-29T01:00:05Z",
	    "2026-03-30T00:00:00Z");
}

/* 2026-10-25 02:00 comes twice. */
TEST(in_the_autumn_overlap_once)
{
	next_is("backup", 2, "2026-10-24T00:00:00Z", "2026-10-24T12:00:00Z",
	    "2026-10-25T00:00:00Z");
	next_is("backup", 2, "2026-10-25T00:00:00Z", "2026-10-25T00:00:05Z",
	    "2026-10-26T01:00:00Z");
}

TEST(a_clock_set_back_neither_stalls_nor_repeats)
{
	/* an hour: what was done at three is not done at three again */
	next_is("backup", 3, "2026-01-11T02:00:10Z", "2026-01-11T01:00:10Z",
	    "2026-01-12T02:00:00Z");
	/* a year: counted from now */
	next_is("backup", 3, "2027-01-11T02:00:10Z", "2026-01-11T01:00:10Z",
	    "2026-01-11T02:00:00Z");
	next_is("feeds", 3, "2027-01-11T02:00:10Z", "2026-01-11T01:00:10Z",
	    "2026-01-11T01:15:10Z");
	next_is("feeds", 3, "2026-01-11T01:10:10Z", "2026-01-11T01:00:10Z",
	    "2026-01-11T01:25:10Z");
}

/* What is due, one after another, by name. */
static struct buf
due(struct world *w, struct schedule *s, int64_t now)
{
	struct buf b = {0};
	const struct schedule_row *row;

	for (int i = 0; i < 10; i++) {
		if ((row = schedule_due(s, &w->sv, now)) == NULL)
			break;
		schedule_begin(s, &w->sv, row, now);
		buf_fmt(&b, "%s ", row->name);
		schedule_end(s, &w->sv, row, now, 0);
	}
	return b;
}

static void
due_is(struct world *w, struct schedule *s, int64_t now, const char *want)
{
	struct buf b = due(w, s, now);

	is_text(buf_all(&b), want);
	buf_free(&b);
}

TEST(a_restart_neither_repeats_nor_forgets)
{
	struct world w;
	struct schedule s;

	world_make(&w);
	w.sv.settings.text[SETTING_BACKUP_FOLDER] = STR("/somewhere");
	w.sv.settings.number[SETTING_BACKUP_HOUR] = 3;
	schedule_load(&s, &w.sv, at("2026-01-31T08:00:00Z"));
	due_is(&w, &s, at("2026-01-31T08:00:01Z"), "");
	due_is(&w, &s, at("2026-01-31T08:20:00Z"), "feeds ");
	/* heard of at eight; started again at the hour itself: not put off */
	schedule_load(&s, &w.sv, at("2026-02-01T02:00:01Z"));
	due_is(&w, &s, at("2026-02-01T02:00:02Z"), "feeds expire backup ");
	schedule_load(&s, &w.sv, at("2026-02-01T02:00:30Z"));
	due_is(&w, &s, at("2026-02-01T02:00:31Z"), "");
	/* three days away: once */
	schedule_load(&s, &w.sv, at("2026-02-04T12:00:00Z"));
	due_is(&w, &s, at("2026-02-04T12:00:01Z"), "feeds expire backup ");
	due_is(&w, &s, at("2026-02-04T12:00:02Z"), "");
	world_free(&w);
}

TEST(broken_off_is_done_again)
{
	struct world w;
	struct schedule s;

	world_make(&w);
	schedule_load(&s, &w.sv, at("2026-01-31T08:00:00Z"));
	schedule_begin(&s, &w.sv, named("feeds"), at("2026-01-31T08:15:00Z"));
	schedule_load(&s, &w.sv, at("2026-01-31T08:15:10Z"));
	due_is(&w, &s, at("2026-01-31T08:15:11Z"), "feeds ");
	due_is(&w, &s, at("2026-01-31T08:15:12Z"), "");
	world_free(&w);
}

/* Nothing is prepared or sent unless that is set. */
TEST(automatic_is_asked_for)
{
	struct world w;
	struct schedule s;

	world_make(&w);
	schedule_load(&s, &w.sv, w.now);
	due_is(&w, &s, w.now + 10 * MINUTE, "");
	w.sv.settings.number[SETTING_AUTOMATIC] = 1;
	due_is(&w, &s, w.now + 16 * MINUTE, "prepare send feeds ");
	due_is(&w, &s, w.now + 17 * MINUTE, "");
	is_int(schedule_wait(&s, &w.sv, w.now + 17 * MINUTE) <= 5, 1);
	world_free(&w);
}

TEST(the_table)
{
	for (size_t i = 0; i < SCHEDULE_ROWS; i++) {
		const struct schedule_row *row = &schedule_rows[i];
		struct str words[8], rest = str_of(row->words);
		struct call call;
		struct why why = {0};
		size_t n = 0;
		while (n < 8 && str_split(&rest, ' ', &words[n]))
			n++;
		is_int(call_read(&call, words, n, &why), OK);
		ok(call.command->place == PLACE_KEEPER);
		ok((row->every == 0) == (row->hour != 0));
		ok(row->about[0] != '\0');
		ok(row->unwanted == NULL || row->wanted != NULL);
		for (size_t k = 0; k < i; k++)
			ok(strcmp(schedule_rows[k].name, row->name) != 0);
	}
}

TEST(it_is_listed)
{
	struct world w;

	world_make(&w);
	is_int(RUN(&w, "schedule"), 0);
	ok(said(&w.out, "automatic = no: by hand"));
	ok(said(&w.out, "no backup-folder is set"));
	ok(said(&w.out, "2026-01-31 09:15")); /* the feeds, in Amsterdam */
	is_int(RUN(&w, "schedule", "--format", "json"), 0);
	ok(said(&w.out, "\"command\":\"notices prepare\""));
	world_free(&w);
}
