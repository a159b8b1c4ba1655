/* cmd_asset_list: claims and their proof, and those that want a person */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/time.h"
#include "match/organisation.h"
#include "match/proof.h"
#include "run/asset_told.h"
#include "run/commands.h"
#include "store/claim.sql.h"
#include "store/job.sql.h"
#include "store/organisation.sql.h"
#include "store/proof.sql.h"

/* clang-format off */
static const struct sheet_column pending_columns[] = {
	{"claim", "claim"}, {"asset", "asset"}, {"organisation", "organisation"},
	{"name", "name"}, {"since", "since"}, {"proof", "proof"}, {"why", "why"},
};
static const struct sheet_column overlap_columns[] = {
	{"asset", "asset"}, {"of", "organisation"}, {"lies within", "within"},
	{"of", "of"}, {"since", "since"}, {"so", "meaning"},
};

static const struct sheet_column list_columns[] = {
	{"claim", "claim"}, {"organisation", "organisation"}, {"name", "name"},
	{"asset", "asset"}, {"kind", "kind"}, {"state", "state"},
	{"proof", "proof"}, {"of", "proven"}, {"", "proof_is"},
	{"source", "source"}, {"why", "why"},
};
/* clang-format on */

/* Whether the proof still says what it said. */
static const char *
age_of(const struct claim_each_of_row *row, int64_t now)
{
	if (row->proof_int == SQL_NULL_I64 || row->proof_int == PROOF_NONE)
		return row->next != SQL_NULL_I64 ? "asked for" : "";
	if (row->failing != SQL_NULL_I64)
		return "gone";
	return row->proven < now - PROOF_OLD_DAYS * (int64_t)DAY ? "old" : "";
}

static void
list_row_put(struct sheet *sheet, struct job *job, struct arena *a,
    const struct claim_each_of_row *row)
{
	struct store *s = &job->sv->store;

	sheet_i64(sheet, row->id);
	sheet_str(sheet, row->ref);
	sheet_str(sheet,
	    store_open(s, a, "organisation.name", row->organisation,
		row->name_sealed));
	sheet_str(
	    sheet, store_open(s, a, "claim.value", row->id, row->value_sealed));
	sheet_str(sheet, str_of(claim_kind_name((enum claim_kind)row->kind)));
	sheet_str(
	    sheet, str_of(claim_state_name((enum claim_state)row->state)));
	sheet_str(sheet, str_of(proof_kind_name(row->proof_int)));
	sheet_time(sheet, row->proven);
	sheet_str(sheet, str_of(age_of(row, job->now)));
	sheet_str(sheet, row->proof);
	sheet_str(sheet, row->why);
}

static int
run_list(struct job *job)
{
	struct store *s = &job->sv->store;
	struct sql_cursor c;
	struct claim_each_of_row row;
	int64_t organisation = SQL_NULL_I64;
	enum sheet_format format;
	struct sheet sheet;
	struct arena a;
	struct why w = {0};

	if (!sheet_format_ask(job, &format))
		return 2;
	if (job->call->n_words > 0 &&
	    organisation_find(s, job->call->word[0], &organisation, &w) != OK)
		return job_why(job, &w);
	arena_init(&a, 0);
	sheet_begin(&sheet, job, format, list_columns,
	    sizeof(list_columns) / sizeof(*list_columns));
	claim_each_of(s->db, organisation, &c);
	for (; claim_each_of_next(&c, &row); arena_reset(&a))
		list_row_put(&sheet, job, &a, &row);
	sheet_end(&sheet);
	arena_free(&a);
	if (sheet.rows == 0 && format == SHEET_TABLE)
		job_out(job, "no assets; `dijkwacht asset add` adds them\n");
	return 0;
}

static int
run_pending(struct job *job)
{
	struct store *s = &job->sv->store;
	struct sql_cursor c;
	struct claim_pending_row row;
	struct sheet sheet;

	if (!sheet_ask(&sheet, job, pending_columns,
		sizeof(pending_columns) / sizeof(*pending_columns)))
		return 2;
	claim_pending(s->db, &c);
	while (claim_pending_next(&c, &row)) {
		sheet_i64(&sheet, row.id);
		sheet_str(&sheet,
		    store_open(
			s, &job->a, "claim.value", row.id, row.value_sealed));
		sheet_str(&sheet, row.ref);
		sheet_str(&sheet,
		    store_open(s, &job->a, "organisation.name",
			row.organisation, row.name_sealed));
		sheet_time(&sheet, row.made);
		sheet_str(&sheet, str_of(proof_kind_name(row.proof_int)));
		sheet_str(&sheet, row.why);
	}
	sheet_end(&sheet);
	if (sheet.format != SHEET_TABLE)
		return 0;
	if (sheet.rows == 0)
		job_out(job, "no claim waits for a decision\n");
	else
		job_out(job,
		    "\n%llu waiting, identifying nothing; decide with "
		    "`dijkwacht asset decide CLAIM accept|refuse --reason "
		    "WORDS`\n",
		    (unsigned long long)sheet.rows);
	return 0;
}

/* What the narrower of two claims means for who is told. */
static const char *
meaning(int64_t nature)
{
	switch ((enum nature)nature) {
	case NATURE_DYNAMIC:
	case NATURE_SHARED:
		return "by itself nobody is told of it";
	case NATURE_FIXED:
	case NATURE_NONE:
	case NATURE_COUNT:
		break;
	}
	return "only the first is told of it";
}

static struct str
name_of(struct job *job, int64_t organisation)
{
	struct organisation_get_row row;

	if (!organisation_get(job->sv->store.db, organisation, &row))
		die("organisation %lld is gone", (long long)organisation);
	return store_open(&job->sv->store, &job->a, "organisation.name",
	    organisation, row.name_sealed);
}

uint64_t
overlaps_told(struct job *job, enum sheet_format format, int64_t organisation)
{
	struct store *s = &job->sv->store;
	struct sql_cursor c;
	struct overlap_each_row row;
	struct sheet sheet;

	sheet_begin(&sheet, job, format, overlap_columns, 6);
	overlap_each(s->db, organisation, &c);
	while (overlap_each_next(&c, &row)) {
		sheet_str(&sheet,
		    store_open(s, &job->a, "claim.value", row.narrow,
			row.value_sealed));
		sheet_str(&sheet, name_of(job, row.organisation));
		sheet_str(&sheet,
		    store_open(
			s, &job->a, "claim.value", row.wide, row.wide_sealed));
		sheet_str(&sheet, name_of(job, row.wide_organisation));
		sheet_time(&sheet, row.since);
		sheet_str(&sheet, str_of(meaning(row.nature)));
	}
	sheet_end(&sheet);
	return sheet.rows;
}

static int
run_overlaps(struct job *job)
{
	enum sheet_format format;

	if (!sheet_format_ask(job, &format))
		return 2;

	uint64_t n = overlaps_told(job, format, SQL_NULL_I64);

	if (n == 0 && format == SHEET_TABLE)
		job_out(job, "no claim lies within another company's\n");
	return 0;
}

const struct command command_asset_list = {
    .name = "asset list",
    .example = "\"Garage Smit\"",
    .args = "[ORGANISATION]",
    .about = "list what companies have, and what proves it",
    .most = 1,
    .place = PLACE_READER,
    .reads = READS_PEOPLE,
    .options = sheet_options,
    .more = "Proof: file, its token stands on the site; seen, a person saw "
	    "something. Asked for: its site is asked each day. Gone: its site "
	    "has it no more, and is asked each day for 14 days. Old: nobody "
	    "looked for a year and a month.",
    .run = run_list,
};

const struct command command_asset_pending = {
    .name = "asset pending",
    .example = "",
    .args = "",
    .about = "list the claims that wait for a decision",
    .place = PLACE_READER,
    .reads = READS_PEOPLE,
    .options = sheet_options,
    .run = run_pending,
};

const struct command command_asset_overlaps = {
    .name = "asset overlaps",
    .example = "",
    .args = "",
    .about = "list the claims that lie within another company's",
    .place = PLACE_READER,
    .reads = READS_PEOPLE,
    .options = sheet_options,
    .more = "Prefixes within prefixes, and domains below domains. The narrower "
	    "claim decides alone, also where it is dynamic or shared. Which "
	    "addresses an AS number has is not looked at here.",
    .run = run_overlaps,
};
