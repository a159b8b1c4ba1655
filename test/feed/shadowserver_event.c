/* tests of feed/shadowserver_event against the events of IntelMQ's parser */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/err.h"
#include "base/file.h"
#include "base/json.h"
#include "test/feed/driver.h"
#include "test/feed/known.h"
#include "test/tap.h"

enum { FIELDS_MAX = 256 };

/* One event: its members, values as they stand but strings without quotes. */
struct members {
	struct {
		struct str name, value;
		enum json_kind kind;
	} at[FIELDS_MAX];
	size_t n;
};

struct sums {
	uint64_t rows, fields, equal, bettered, wrong;
};

struct comparing {
	enum known_set set;
	const char *file;
	unsigned met[KNOWN_MAX];
	struct sums sums;
};

static void
members_read(struct json *j, struct members *m)
{
	m->n = 0;
	for (struct str key; json_key(j, &key); m->n++) {
		if (m->n == FIELDS_MAX)
			die("an event of more than %d fields", FIELDS_MAX);
		enum json_kind kind = json_kind(j);
		m->at[m->n].name = key;
		m->at[m->n].kind = kind;
		m->at[m->n].value =
		    kind == JSON_STRING ? json_str(j) : json_raw(j);
	}
}

static size_t
find(const struct members *m, struct str name)
{
	size_t i = 0;

	while (i < m->n && !str_eq(m->at[i].name, name))
		i++;
	return i;
}

/* Where it was received, and when, is not the row's to say. */
static bool
is_compared(struct str name)
{
	return !str_eq(name, STR("__type")) &&
	    !str_eq(name, STR("time.observation")) && !str_eq(name, STR("raw"));
}

static void
differs(struct comparing *c, struct str name, enum known_way way,
    struct str ours, struct str theirs)
{
	int row = known_find(c->set, way, name);

	if (row >= 0) {
		c->met[row]++;
		c->sums.bettered++;
		return;
	}
	c->sums.wrong++;
	ok(row >= 0);
	tap_note("%s: %.*s: ours \"%.*s\", theirs \"%.*s\"", c->file,
	    STR_ARG(name), STR_ARG(str_upto(ours, 90)),
	    STR_ARG(str_upto(theirs, 90)));
}

static void
event_compare(
    struct comparing *c, const struct members *ours, const struct members *want)
{
	c->sums.rows++;
	for (size_t i = 0; i < want->n; i++) {
		size_t at = find(ours, want->at[i].name);
		struct str name = want->at[i].name;
		if (!is_compared(name))
			continue;
		c->sums.fields++;
		if (at == ours->n)
			differs(c, name, KNOWN_THEIRS, (struct str){0},
			    want->at[i].value);
		else if (ours->at[at].kind == want->at[i].kind &&
		    str_eq(ours->at[at].value, want->at[i].value))
			c->sums.equal++;
		else
			differs(c, name, KNOWN_OTHER, ours->at[at].value,
			    want->at[i].value);
	}
	for (size_t i = 0; i < ours->n; i++)
		if (is_compared(ours->at[i].name) &&
		    find(want, ours->at[i].name) == want->n) {
			c->sums.fields++;
			differs(c, ours->at[i].name, KNOWN_OURS,
			    ours->at[i].value, (struct str){0});
		}
}

/* The rows of a report as lines of JSON. */
static void
report_tell(struct outcome *o, const char *folder, const char *name)
{
	char path[1600];
	struct reading how = {.name = name, .events = EVENT_FORMAT_JSON};

	snprintf(path, sizeof(path), "%s/shadowserver/%s/%s", outside_data(),
	    folder, name);
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		die_errno("%s", path);
	driver_run_fd(o, &reader_shadowserver, &how, fd);
	close(fd);
}

static void
events_compare(
    struct comparing *c, struct json *j, struct str lines, struct arena *a)
{
	struct members ours, want;

	for (struct str line; json_elem(j);) {
		struct json own;
		members_read(j, &want);
		if (!ok(str_split(&lines, '\n', &line)))
			continue;
		json_open(&own, line, a);
		members_read(&own, &ours);
		ok(json_end(&own) == OK);
		event_compare(c, &ours, &want);
	}
}

/* The parser of 2026 gave up on three reports; ours did not. */
static void
rows_without_events(struct comparing *c, uint64_t rows, uint64_t events)
{
	if (events == 0 && known_failed(str_of(c->file)))
		c->sums.rows += rows;
	else
		is_int(rows, events);
}

static void
file_compare(struct comparing *c, const char *reports, struct str text)
{
	struct arena a;
	struct json j;
	struct outcome o = {0};
	struct str file = {0};
	char name[128] = "";
	uint64_t before = c->sums.rows;

	arena_init(&a, 0);
	for (int pass = 0; pass < 2; pass++) {
		json_open(&j, text, &a);
		for (struct str key; json_key(&j, &key);)
			if (pass == 0 && str_eq(key, STR("file")))
				file = json_str(&j);
			else if (pass == 1 && str_eq(key, STR("events")))
				events_compare(c, &j, buf_all(&o.events), &a);
			else
				json_skip(&j);
		ok(json_end(&j) == OK);
		if (pass == 0) {
			snprintf(name, sizeof(name), "%.*s", STR_ARG(file));
			c->file = name;
			report_tell(&o, reports, name);
			is_int(o.err, OK);
			is_int(o.rejects, 0);
		}
	}
	rows_without_events(c, o.rows, c->sums.rows - before);
	outcome_free(&o);
	arena_free(&a);
}

static int
only_json(const struct dirent *e)
{
	return str_ends(str_of(e->d_name), STR(".json"));
}

/* Two files of 2026 tell of reports that the samples do not have. */
static bool
has_report(const char *reports, const char *name)
{
	char path[1600];

	snprintf(path, sizeof(path), "%s/shadowserver/%s/%.*scsv",
	    outside_data(), reports, (int)strlen(name) - 4, name);
	return access(path, R_OK) == 0;
}

static bool
folder_compare(struct comparing *c, const char *reports, const char *events)
{
	char path[1200];
	struct dirent **names;
	struct buf text = {0};

	if (outside_data() == NULL)
		return false;
	snprintf(
	    path, sizeof(path), "%s/shadowserver/%s", outside_data(), events);
	int n = scandir(path, &names, only_json, alphasort);
	for (int i = 0; i < n; i++) {
		char file[1600];
		snprintf(file, sizeof(file), "%s/%s", path, names[i]->d_name);
		if (!has_report(reports, names[i]->d_name))
			continue;
		buf_reset(&text);
		ok(file_slurp(AT_FDCWD, file, 64 << 20, &text) == OK);
		file_compare(c, reports, buf_all(&text));
	}
	buf_free(&text);
	return n > 0;
}

static void
sums_tell(const struct comparing *c, const char *events)
{
	const struct sums *s = &c->sums;

	for (int i = 0; i < KNOWN_MAX && known[i].field != NULL; i++)
		if (known[i].set == c->set) {
			if (c->met[i] != known[i].times)
				tap_note("%s: %u times, %u were known",
				    known[i].field, c->met[i], known[i].times);
			is_int(c->met[i], known[i].times);
		}
	tap_note("%s: %llu rows, %llu fields: %llu equal, %llu better, "
		 "%llu wrong",
	    events, (unsigned long long)s->rows, (unsigned long long)s->fields,
	    (unsigned long long)s->equal, (unsigned long long)s->bettered,
	    (unsigned long long)s->wrong);
	is_int(s->wrong, 0);
	is_int(s->equal + s->bettered, s->fields);
}

/* Nothing of a type that is to come is lost. */
TEST(a_type_that_nobody_knows)
{
	struct outcome o;

	driver_run(&o, &reader_shadowserver,
	    &(struct reading){.name = "2026-01-31-scan_toaster-x.csv",
		.events = EVENT_FORMAT_JSON,
		.constants = "tlp=AMBER\nfeed.name=x\nnonsense"},
	    STR("timestamp,ip,port,crumbs,tag,crumbs\n"
		"2026-01-30 "
		"12:00:00+01:00,192.0.2.1,80,many,a;CVE-2020-1234,2\n"));
	is_text(buf_all(&o.events),
	    "{\"classification.identifier\":\"scan_toaster\","
	    "\"classification.taxonomy\":\"vulnerable\","
	    "\"classification.type\":\"vulnerable-system\","
	    "\"extra.crumbs\":\"many\",\"extra.tag\":\"a;CVE-2020-1234\","
	    "\"feed.name\":\"Shadowserver\","
	    "\"product.vulnerabilities\":\"cve-2020-1234\","
	    "\"source.ip\":\"192.0.2.1\",\"source.port\":80,"
	    "\"time.source\":\"2026-01-30T11:00:00+00:00\","
	    "\"tlp\":\"AMBER\"}\n");
	outcome_free(&o);
}

TEST(todays_columns_as_intelmq)
{
	struct comparing c = {.set = KNOWN_TODAY};

	if (!folder_compare(&c, "synthetic-2026", "synthetic-2026-expected"))
		skip_all("no outside data");
	is_int(c.sums.rows, 680);
	sums_tell(&c, "today's columns");
}

TEST(old_columns_as_intelmq_of_2026)
{
	struct comparing c = {.set = KNOWN_2026};

	if (!folder_compare(&c, "csv", "expected-2026-03-24"))
		skip_all("no outside data");
	is_int(c.sums.rows, 649);
	sums_tell(&c, "old columns, schema of 2026");
}

TEST(old_columns_as_intelmq_of_then)
{
	struct comparing c = {.set = KNOWN_THEN};

	if (!folder_compare(&c, "csv", "expected-3.2.1"))
		skip_all("no outside data");
	is_int(c.sums.rows, 649);
	sums_tell(&c, "old columns, 3.2.1");
}
