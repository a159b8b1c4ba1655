/* cmd_registry: files of public registries in, and how old they are */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <string.h>
#include <unistd.h>

#include "base/time.h"
#include "feed/row.frame.h"
#include "match/registry_write.h"
#include "run/commands.h"
#include "run/reading.h"
#include "run/sheet.h"
#include "store/registry.sql.h"
#include "value/ident.h"

enum {
	OLD_DAYS = 30, /* holders and routes move: then a table misleads */
	REJECTS_SHOWN = 10,
};

/* One file on its way in. */
struct registering {
	struct job *job;
	struct str name;
	int64_t person;
	struct registry_writer *writer;
	uint64_t rows, rejected, shown; /* shown: of an earlier attempt too */
};

static void
drop(struct registering *g)
{
	registry_write_free(g->writer);
	g->writer = NULL;
	g->rows = g->rejected = 0;
	if (sql_in_transaction(g->job->sv->store.db))
		sql_rollback(g->job->sv->store.db);
}

static void
begin(void *ctx)
{
	struct registering *g = ctx;

	drop(g);
	sql_begin(g->job->sv->store.db);
}

static uint64_t
received(void *ctx)
{
	return ((const struct registering *)ctx)->rows;
}

/* Frames, which are not trusted. */

static enum err
report_take(struct registering *g, struct str fields)
{
	struct frame_report f;
	bool dated;

	if (frame_report_read(fields, &f) != OK || f.type.n == 0)
		return ERR_SYNTAX;
	/* a date ahead of ours is none */
	dated = f.day != DAY_ABSENT && f.day > 0 &&
	    f.day <= day_of_time(g->job->now) + 1;
	if (g->writer == NULL)
		g->writer = registry_write_begin(&g->job->sv->store, f.type,
		    dated ? f.day : SQL_NULL_I64, g->job->now, g->person);
	return OK;
}

static bool
address_take(struct address *a, uint8_t kind, struct str bytes)
{
	if ((kind != 4 && kind != 6) || bytes.n != (kind == 4 ? 4 : 16))
		return false;
	a->kind = kind;
	memcpy(a->b, bytes.p, bytes.n);
	return true;
}

static bool
country_is_sound(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] < 'A' || s.p[i] > 'Z')
			return false;
	return s.n == 0 || s.n == 2;
}

static enum err
range_take(struct registering *g, struct str fields, struct why *w)
{
	struct frame_range f;
	struct range_said said = {0};

	if (g->writer == NULL || frame_range_read(fields, &f) != OK ||
	    !address_take(&said.first, f.kind, f.first) ||
	    !address_take(&said.last, f.kind, f.last) ||
	    address_cmp(&said.first, &said.last) > 0 ||
	    !country_is_sound(f.country))
		return ERR_SYNTAX;
	said.asn = f.asn;
	said.holder = f.holder;
	said.abuse = f.abuse;
	said.name = f.name;
	said.country = f.country;
	g->rows = f.row;
	return registry_write_range(g->writer, &said, w);
}

static enum err
holder_take(struct registering *g, struct str fields, struct why *w)
{
	struct frame_holder f;
	char mail[255];

	if (g->writer == NULL || frame_holder_read(fields, &f) != OK ||
	    f.handle.n == 0 || !country_is_sound(f.country) ||
	    (f.mail.n > 0 && mail_read(f.mail, mail, NULL) != OK))
		return ERR_SYNTAX;

	struct holder_said said = {
	    .handle = f.handle,
	    .name = f.name,
	    .country = f.country,
	    .mail = f.mail.n > 0 ? str_of(mail) : f.mail,
	    .holder = f.holder,
	    .abuse = f.abuse,
	};

	g->rows = f.row;
	return registry_write_holder(g->writer, &said, w);
}

static enum err
reject_take(struct registering *g, struct str fields)
{
	struct frame_reject f;

	if (frame_reject_read(fields, &f) != OK)
		return ERR_SYNTAX;
	g->rows = f.row;
	g->rejected++;
	if (g->rejected <= g->shown)
		return OK;
	if (++g->shown <= REJECTS_SHOWN)
		job_err(g->job, "%.*s:%llu: %.*s; the row was left out\n",
		    STR_ARG(g->name), (unsigned long long)f.line,
		    STR_ARG(f.rule));
	else if (g->shown == REJECTS_SHOWN + 1)
		job_err(g->job, "%.*s: and more rows like these\n",
		    STR_ARG(g->name));
	return OK;
}

static enum err
frame(void *ctx, uint16_t type, struct str fields, bool *done, struct why *w)
{
	struct registering *g = ctx;
	struct frame_input_end end;

	switch (type) {
	case FRAME_REPORT:
		return report_take(g, fields);
	case FRAME_RANGE:
		return range_take(g, fields, w);
	case FRAME_HOLDER:
		return holder_take(g, fields, w);
	case FRAME_REJECT:
		return reject_take(g, fields);
	case FRAME_REPORT_END:
		return OK;
	case FRAME_INPUT_END:
		if (frame_input_end_read(fields, &end) != OK)
			return ERR_SYNTAX;
		*done = true;
		return end.err == OK ? OK
				     : why_at(w, (enum err)end.err, end.line,
					   end.at, "%.*s", STR_ARG(end.rule));
	default:
		return ERR_SYNTAX;
	}
}

/* Import. */

static void
keep(struct registering *g, struct str name)
{
	struct job *job = g->job;
	struct registry_wrote wrote =
	    registry_write_end(g->writer, name, g->rejected);

	store_audit(
	    &job->sv->store, g->person, job->now, STR("registry import"), name);
	sql_commit(job->sv->store.db);
	job_out(job,
	    "%.*s: %llu ranges, %llu holders, %llu rows left out; %s\n",
	    STR_ARG(name), (unsigned long long)wrote.ranges,
	    (unsigned long long)wrote.holders, (unsigned long long)g->rejected,
	    wrote.replaced ? "it replaces the one there was" : "it is new");
}

static int
file_read(struct registering *g, int fd)
{
	struct job *job = g->job;
	struct why w = {0};
	struct reading r = {
	    .reader = STR("registry"),
	    .name = g->name,
	    .type = call_value(job->call, "as"),
	    .begin = begin,
	    .frame = frame,
	    .received = received,
	    .ctx = g,
	};
	struct str name = call_value(job->call, "name");
	enum err e = reading_run(job, &r, fd, &w);

	if (e == OK && g->writer == NULL)
		e = why_set(&w, ERR_ABSENT, "holds no file to read");
	if (e == OK && registry_write_count(g->writer) == 0)
		e = why_set(&w, ERR_ABSENT,
		    "tells of no holder; what was there before stays");
	if (e == OK)
		keep(g, name.n > 0 ? name : registry_name(&job->a, g->name));

	int code = e == OK && g->rejected > 0;

	drop(g);
	w.file = g->name;
	return e == OK ? code : job_why(job, &w);
}

static int
run_import(struct job *job)
{
	struct str name;
	int fd, code = 0;

	sql_begin(job->sv->store.db);

	int64_t person = job_person(job);

	sql_commit(job->sv->store.db);
	while (job->ways.input(job->ways.ctx, &name, &fd)) {
		struct registering g = {
		    .job = job,
		    .name = arena_str(&job->a, name),
		    .person = person,
		};
		job_progress(job, "reading %.*s", STR_ARG(g.name));
		if (file_read(&g, fd) != 0)
			code = 1;
		close(fd);
	}
	service_registry_stale(job->sv);
	return code;
}

/* List. */

/* The day it stands for: its own, or else when it was read. */
static int64_t
age_of(int64_t day, int64_t read, int64_t now)
{
	int64_t from = day != SQL_NULL_I64 ? day : day_of_time(read);

	return day_of_time(now) - from;
}

/* clang-format off */
static const struct sheet_column columns[] = {
	{"registry", "registry"}, {"form", "form"}, {"its date", "day"},
	{"read", "read"}, {"days old", "days_old"}, {"ranges", "ranges"},
	{"holders", "holders"}, {"left out", "rejected"},
};
/* clang-format on */

static void
date_put(struct sheet *sheet, int64_t day)
{
	sheet_time(sheet,
	    day == SQL_NULL_I64 ? SQL_NULL_I64 : time_of_day((int32_t)day));
}

static int
run_list(struct job *job)
{
	struct sheet sheet;
	struct sql_cursor c;
	struct registry_each_row row;
	uint64_t old = 0;

	if (!sheet_ask(&sheet, job, columns, 8))
		return 2;
	registry_each(job->sv->store.db, &c);
	while (registry_each_next(&c, &row)) {
		int64_t age = age_of(row.day, row.read, job->now);
		sheet_str(&sheet, row.name);
		sheet_str(&sheet, row.form);
		date_put(&sheet, row.day);
		sheet_time(&sheet, row.read);
		sheet_i64(&sheet, age);
		sheet_i64(&sheet, row.ranges);
		sheet_i64(&sheet, row.holders);
		sheet_i64(&sheet, row.rejected);
		old += age > OLD_DAYS;
	}
	sheet_end(&sheet);
	if (sheet.format != SHEET_TABLE)
		return 0;
	if (sheet.rows == 0)
		job_out(job,
		    "no registries yet; `dijkwacht registry import FILE` adds "
		    "them\n");
	else if (old > 0)
		job_out(job,
		    "\nOLD: %llu of them, more than %d days. Addresses have "
		    "changed hands since: read newer ones with `dijkwacht "
		    "registry import FILE`\n",
		    (unsigned long long)old, OLD_DAYS);
	return 0;
}

static const struct option import_options[] = {
    {"as", "FORM", "where the file does not show its form"},
    {"name", "NAME",
	"of the registry (else the file's, without date and ending)"},
    {0},
};

const struct command command_registry_import = {
    .name = "registry import",
    .example = "ripe.db.inetnum.gz ripe.db.organisation.gz",
    .args = "FILE|DIR|-...",
    .about = "read who holds which addresses, from public registries",
    .least = 1,
    .most = WORDS_MAX,
    .place = PLACE_KEEPER,
    .options = import_options,
    .more =
	"FORM is rpsl (parts of the RIPE database: inetnum, inet6num, "
	"organisation, role, aut-num, route), delegated (statistics of the "
	"registries), pyasn or iptoasn (addresses and AS number), country "
	"(country and prefix), asn-names or mmdb; plain or in .gz, .zst or "
	".zip. A "
	"newer file of the same name replaces the older one whole; until it is "
	"read to its end, the older one serves. Names of persons are not kept.",
    .run = run_import,
};

const struct command command_registry_list = {
    .name = "registry list",
    .example = "",
    .args = "",
    .about = "list the registries that were read, and how old they are",
    .place = PLACE_READER,
    .options = sheet_options,
    .run = run_list,
};
