/* cmd_audit: who did what, and who looked at what */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/time.h"
#include "run/commands.h"
#include "run/reads.h"
#include "run/sheet.h"
#include "run/spoken.h"
#include "store/audit.sql.h"
#include "store/person.sql.h"

static const struct sheet_column columns[] = {
    {"when", "at"},
    {"who", "person"},
    {"did", "did"},
    {"what", "what"},
    {"lines shown", "lines"},
};

static void
moment_put(struct sheet *s, int64_t t)
{
	struct buf b = {0};

	if (s->format == SHEET_TABLE)
		spoken_moment(&b, t);
	else
		time_put(&b, t);
	sheet_str(s, buf_all(&b));
	buf_free(&b);
}

static void
row_put(struct job *job, struct sheet *s, const struct audit_each_row *row)
{
	struct store *st = &job->sv->store;
	struct str what = row->on_ref;

	if (row->read_int)
		what = store_open(
		    st, &job->a, "audit_read.words", row->id, row->words_blob);
	moment_put(s, row->at);
	sheet_str(s,
	    store_open(
		st, &job->a, "person.name", row->person, row->name_sealed));
	sheet_str(s, row->did);
	sheet_str(s, what.n > 0 ? what : (struct str){0});
	sheet_i64(s, row->lines_int);
}

/* SQL_NULL_I64: everybody. False: nobody has that name. */
static bool
person_named(struct job *job, int64_t *person)
{
	struct str name = call_value(job->call, "person");
	struct person_by_name_row row;

	*person = SQL_NULL_I64;
	if (name.n == 0)
		return true;
	if (!person_by_name(job->sv->store.db,
		store_index(&job->sv->store, &job->a, "person.name", name),
		&row)) {
		job_err(job,
		    "nobody called %.*s gave a command here; the name is that "
		    "of the system's user\n",
		    STR_ARG(str_upto(name, 64)));
		return false;
	}
	*person = row.id;
	return true;
}

static bool
since_read(struct job *job, int64_t *since)
{
	struct str text = call_value(job->call, "since");

	*since = INT64_MIN + 1;
	if (text.n == 0 || time_read(text, since))
		return true;
	job_err(job, "--since wants a day, such as 2026-01-31\n");
	return false;
}

static int
run(struct job *job)
{
	enum sheet_format format;
	struct sql_cursor c;
	struct audit_each_row row;
	struct sheet s;
	int64_t person, since;

	if (!sheet_format_ask(job, &format))
		return 2;
	if (!since_read(job, &since))
		return 2;
	if (!person_named(job, &person))
		return 1;
	sheet_begin(
	    &s, job, format, columns, sizeof(columns) / sizeof(*columns));
	audit_each(job->sv->store.db, since, person, &c);
	while (audit_each_next(&c, &row))
		row_put(job, &s, &row);
	sheet_end(&s);
	return 0;
}

static const struct option options[] = {
    {"person", "NAME", "of one person only: the name of a system's user"},
    {"since", "DAY", "from that day on"},
    {"format", "table|csv|json", "for people (preset), or for programs"},
    {0},
};

const struct command command_audit_list = {
    .name = "audit list",
    .example = "--since 2026-01-01",
    .args = "",
    .about = "who did what, and who looked at people and companies",
    .place = PLACE_KEEPER,
    .options = options,
    .more =
	"Every command that changes something is there, and every one that "
	"shows a company, a person or what is kept of them: what was asked, "
	"and how many lines were shown. A look without a number was broken "
	"off. The contents that were shown are not kept. For how long these "
	"lines are kept: `dijkwacht retention show`.",
    .run = run,
};
