/* cmd_asset_list: claims that wait for a decision, and those within others */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "match/claim.h"
#include "run/asset_told.h"
#include "run/commands.h"
#include "store/claim.sql.h"
#include "store/job.sql.h"
#include "store/organisation.sql.h"

/* clang-format off */
static const struct sheet_column pending_columns[] = {
	{"claim", "claim"}, {"asset", "asset"}, {"organisation", "organisation"},
	{"name", "name"}, {"since", "since"}, {"why", "why"},
};
static const struct sheet_column overlap_columns[] = {
	{"asset", "asset"}, {"of", "organisation"}, {"lies within", "within"},
	{"of", "of"}, {"since", "since"}, {"so", "meaning"},
};
/* clang-format on */

static int
run_pending(struct job *job)
{
	struct store *s = &job->sv->store;
	struct sql_cursor c;
	struct claim_pending_row row;
	enum sheet_format format;
	struct sheet sheet;

	if (!sheet_format_ask(job, &format))
		return 2;
	sheet_begin(&sheet, job, format, pending_columns, 6);
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
		sheet_str(&sheet, row.why);
	}
	sheet_end(&sheet);
	if (format != SHEET_TABLE)
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

static const struct option options[] = {
    {"format", "table|csv|json",
	"a table for people (preset), or for programs"},
    {0},
};

const struct command command_asset_pending = {
    .name = "asset pending",
    .args = "",
    .about = "list the claims that wait for a decision",
    .place = PLACE_READER,
    .reads = READS_PEOPLE,
    .options = options,
    .run = run_pending,
};

const struct command command_asset_overlaps = {
    .name = "asset overlaps",
    .args = "",
    .about = "list the claims that lie within another company's",
    .place = PLACE_READER,
    .reads = READS_PEOPLE,
    .options = options,
    .more = "Prefixes within prefixes, and domains below domains. The narrower "
	    "claim decides alone, also where it is dynamic or shared. Which "
	    "addresses an AS number has is not looked at here.",
    .run = run_overlaps,
};
