/* tests of feed/intelmq: events in, and out again as they were */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/err.h"
#include "feed/event.h"
#include "test/feed/driver.h"
#include "test/tap.h"

/* The rows of a file under test/golden/feed/intelmq, then its events. */
static void
is_read(const char *name)
{
	char path[512];
	struct outcome rows, events;
	struct buf b = {0};

	snprintf(path, sizeof(path), "test/golden/feed/intelmq/%s", name);
	driver_run(&rows, &reader_intelmq, &(struct reading){.name = name},
	    fixture(path));
	driver_run(&events, &reader_intelmq,
	    &(struct reading){.name = name,
		.events = EVENT_FORMAT_JSON,
		.constants = "tlp=AMBER"},
	    fixture(path));
	is_int(rows.observations + rows.rejects, rows.rows);
	is_int(rows.complete, 0);
	buf_str(&b, buf_all(&rows.text));
	buf_str(&b, STR("events\n"));
	buf_str(&b, buf_all(&events.events));
	snprintf(path, sizeof(path), "feed/intelmq/%s.rows", name);
	golden(path, buf_all(&b));
	buf_free(&b);
	outcome_free(&rows);
	outcome_free(&events);
}

static int
not_rows(const struct dirent *e)
{
	return e->d_name[0] != '.' &&
	    !str_ends(str_of(e->d_name), STR(".rows"));
}

TEST(usual_and_hostile_events)
{
	struct dirent **names;
	int n = scandir(SOURCE_ROOT "/test/golden/feed/intelmq", &names,
	    not_rows, alphasort);

	ok(n >= 22);
	for (int i = 0; i < n; i++)
		is_read(names[i]->d_name);
}

TEST(no_secret_is_shown)
{
	struct outcome o;

	driver_run(&o, &reader_intelmq,
	    &(struct reading){.name = "usual.jsonl"},
	    fixture("test/golden/feed/intelmq/usual.jsonl"));
	is_int(o.observations, 5);
	struct str all = buf_all(&o.text);
	ok(str_find_str(all, STR("geheim")) == all.n);
	ok(str_find_str(all, STR("jan@")) == all.n);
	outcome_free(&o);
}

TEST(topics)
{
	const struct reader *r = reader_named(STR("intelmq"));

	ok(r == reader_guess(STR("events.jsonl.gz")));
	is_text(r->topic(STR("open-rdp")), "open-rdp");
	is_text(
	    r->topic(STR("vulnerable-exchange-server")), "vulnerable-exchange");
	is_int(r->topic(STR("infected-system")).n, 0); /* by its class */
	is_int(r->severity(STR("open-rdp")), SEVERITY_HIGH);
	is_int(r->severity(STR("phishing")), SEVERITY_NONE);
}

TEST(a_line_that_fills_any_window)
{
	struct outcome o;
	struct buf b = {0};

	buf_str(&b, STR("{\"time.source\":\"2026-01-30\"}\n{\"extra.x\":\""));
	for (int i = 0; i < 500000; i++)
		buf_char(&b, 'x');
	buf_str(&b, STR("\"}\n{\"time.source\":\"2026-01-31\"}"));
	driver_run(&o, &reader_intelmq, &(struct reading){.name = "x.jsonl"},
	    buf_all(&b));
	is_text(buf_all(&o.text),
	    "report x.jsonl type=events\n"
	    "row 1 line 1: 2026-01-30T00:00:00Z none\n"
	    "row 2 line 2: REJECTED (limit, 49152 bytes) the line is longer "
	    "than 49152 bytes\n"
	    "row 3 line 3: 2026-01-31T00:00:00Z none\n"
	    "end: 3 rows, 1 rejected, not complete\n"
	    "    why: 1 of 3 rows rejected\n");
	outcome_free(&o);
	buf_free(&b);
}

/* A report as events, those read and told again, the same again. */

struct trip {
	uint64_t files, events, lost;
};

static void
read_file(struct outcome *o, const char *path, const char *name,
    enum event_format format)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		die_errno("%s", path);
	driver_run_fd(o, &reader_shadowserver,
	    &(struct reading){.name = name,
		.events = format,
		.with_raw = true,
		.constants = "tlp=GREEN\nfeed.provider=Iemand"},
	    fd);
	close(fd);
}

static void
again(struct outcome *o, const char *name, struct str text,
    enum event_format format)
{
	driver_run(o, &reader_intelmq,
	    &(struct reading){.name = name, .events = format, .with_raw = true},
	    text);
	is_int(o->err, OK);
	is_int(o->rejects, 0);
}

/* By way of CSV, whose own header an export writes. */
static void
through_csv(const char *path, const char *name, struct str json)
{
	struct outcome csv, back;
	struct buf b = {0};
	struct csv_out header;

	read_file(&csv, path, name, EVENT_FORMAT_CSV);
	csv_out_open(&header, &b, ',');
	event_csv_header(&header);
	buf_str(&b, buf_all(&csv.events));
	again(&back, "events.csv", buf_all(&b), EVENT_FORMAT_JSON);
	is_str(buf_all(&back.events), json);
	buf_free(&b);
	outcome_free(&csv);
	outcome_free(&back);
}

static void
there_and_back(struct trip *t, const char *folder, const char *name)
{
	char path[1600];
	struct outcome out, back, rows;

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	read_file(&out, path, name, EVENT_FORMAT_JSON);
	again(&back, "events.jsonl", buf_all(&out.events), EVENT_FORMAT_JSON);
	if (!is_str(buf_all(&back.events), buf_all(&out.events)))
		tap_note("%s", name);
	through_csv(path, name, buf_all(&out.events));
	driver_run(&rows, &reader_intelmq,
	    &(struct reading){.name = "events.jsonl"}, buf_all(&out.events));
	is_int(rows.observations, out.observations);
	t->files++;
	t->events += out.observations;
	outcome_free(&out);
	outcome_free(&back);
	outcome_free(&rows);
}

static int
only_csv(const struct dirent *e)
{
	return str_ends(str_of(e->d_name), STR(".csv"));
}

static bool
folder_there_and_back(struct trip *t, const char *folder)
{
	struct dirent **names;
	int n = scandir(folder, &names, only_csv, alphasort);

	*t = (struct trip){0};
	for (int i = 0; i < n; i++)
		there_and_back(t, folder, names[i]->d_name);
	tap_note("%llu reports, %llu events out, in and out again",
	    (unsigned long long)t->files, (unsigned long long)t->events);
	return n > 0;
}

TEST(own_reports_there_and_back)
{
	struct trip t;

	ok(folder_there_and_back(&t, SOURCE_ROOT "/test/golden/feed"));
	ok(t.events > 40);
}

TEST(all_reports_there_and_back)
{
	static const char *const folders[] = {"csv", "synthetic-2026"};
	static const unsigned events[] = {649, 680};

	if (outside_data() == NULL)
		skip_all("no outside data");
	for (int i = 0; i < 2; i++) {
		char path[1200];
		struct trip t;
		snprintf(path, sizeof(path), "%s/shadowserver/%s",
		    outside_data(), folders[i]);
		if (!folder_there_and_back(&t, path))
			skip_all("no reports");
		is_int(t.events, events[i]);
	}
}
