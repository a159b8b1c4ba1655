/* cmd_organisation_contacts: addresses that nobody confirmed for a year */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "match/organisation.h"
#include "run/commands.h"
#include "run/sheet.h"
#include "store/desk.sql.h"
#include "store/organisation.sql.h"

/* clang-format off */
static const struct sheet_column columns[] = {
	{"organisation", "organisation"},
	{"name", "name"},
	{"contact", "contact"},
	{"address", "address"},
	{"from", "source"},
	{"since", "since"},
	{"confirmed", "confirmed"},
};
/* clang-format on */
enum { COLUMNS = sizeof(columns) / sizeof(*columns) };

static void
row_put(struct sheet *sheet, struct store *s, struct arena *a,
    const struct contact_old_row *row)
{
	sheet_str(sheet, row->ref);
	sheet_str(sheet,
	    store_open(s, a, "organisation.name", row->organisation,
		row->name_sealed));
	sheet_str(sheet, str_of(contact_kind_name(row->kind)));
	sheet_str(sheet,
	    store_open(s, a, "contact.value", row->id, row->value_sealed));
	sheet_str(sheet, row->source);
	sheet_time(sheet, row->made);
	sheet_time(sheet, row->confirmed);
}

static int
run_contacts(struct job *job)
{
	int64_t before = call_given(job->call, "unconfirmed")
	    ? job->now - CONTACT_FRESH
	    : INT64_MAX;
	struct store *s = &job->sv->store;
	struct contact_old_row row;
	struct sql_cursor c;
	struct sheet sheet;
	struct arena a;

	if (!sheet_ask(&sheet, job, columns, COLUMNS))
		return 2;
	arena_init(&a, 0);
	contact_old(s->db, before, &c);
	for (; contact_old_next(&c, &row); arena_reset(&a))
		row_put(&sheet, s, &a, &row);
	sheet_end(&sheet);
	arena_free(&a);
	if (sheet.format == SHEET_TABLE)
		job_out(job,
		    "%s%llu contact%s; `dijkwacht organisation confirm "
		    "ORGANISATION` when they are right\n",
		    sheet.rows > 0 ? "\n" : "", (unsigned long long)sheet.rows,
		    sheet.rows == 1 ? "" : "s");
	return 0;
}

static int
run_confirm(struct job *job)
{
	struct store *s = &job->sv->store;
	struct str by = job->call->word[0];
	struct organisation_get_row row;
	struct why w = {0};
	int64_t id;

	if (organisation_find(s, by, &id, &w) != OK)
		return job_why(job, &w);
	sql_begin(s->db);

	int64_t n = contact_confirm_all(s->db, id, job->now);

	if (organisation_get(s->db, id, &row))
		store_audit(s, job_person(job), job->now,
		    STR("organisation confirm"), row.ref);
	sql_commit(s->db);
	if (n == 0) {
		job_err(job,
		    "%.*s has no contact in use; `dijkwacht organisation add "
		    "NAME --mail ADDRESS` adds one\n",
		    STR_ARG(by));
		return 1;
	}
	job_out(job, "contacts confirmed: %lld\n", (long long)n);
	return 0;
}

static const struct option options[] = {
    {"unconfirmed", NULL, "only those that nobody confirmed for a year"},
    {"format", "table|csv|json",
	"a table for people (preset), or for programs"},
    {0},
};

const struct command command_organisation_contacts = {
    .name = "organisation contacts",
    .example = "--unconfirmed",
    .args = "",
    .about = "list addresses and numbers in use, the oldest word first",
    .place = PLACE_READER,
    .reads = READS_PEOPLE,
    .options = options,
    .more = "An answer to a notice confirms the address it went to, and a "
	    "call in which somebody was spoken to confirms the number.",
    .run = run_contacts,
};

const struct command command_organisation_confirm = {
    .name = "organisation confirm",
    .example = "\"Bakkerij Jansen\"",
    .args = "ORGANISATION",
    .about = "say that a company's contacts are still right",
    .least = 1,
    .most = 1,
    .place = PLACE_KEEPER,
    .run = run_confirm,
};
