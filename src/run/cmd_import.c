/* cmd_import: reports in: read, kept, identified, made into findings */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <unistd.h>

#include "base/time.h"
#include "run/commands.h"
#include "run/feed_row.h"
#include "run/import_option.h"
#include "run/shadow.h"

/* What the operator said of the batch; each says what is wrong. */

bool
tlp_option(struct job *job, enum tlp *tlp)
{
	struct str s = call_value(job->call, "tlp");

	if (s.n == 0)
		return true;
	*tlp = tlp_read(s);
	if (*tlp == TLP_NONE)
		job_err(job,
		    "--tlp: \"%.*s\" is none of CLEAR, GREEN, AMBER, "
		    "AMBER+STRICT\n",
		    STR_ARG(str_upto(s, 40)));
	if (*tlp == TLP_RED)
		job_err(job,
		    "--tlp RED: what is RED may be passed on to nobody, so no "
		    "company could be warned of it; it was not read\n");
	return *tlp != TLP_NONE && *tlp != TLP_RED;
}

bool
ground_option(struct job *job, enum legal *ground)
{
	struct str s = call_value(job->call, "ground");

	if (s.n == 0)
		return true;
	*ground = legal_read(s);
	if (*ground == LEGAL_NONE)
		job_err(job, "--ground: law, contract or consent\n");
	return *ground != LEGAL_NONE;
}

static bool
embargo_option(struct job *job, int64_t *embargo)
{
	struct str s = call_value(job->call, "embargo");

	if (s.n == 0 || time_read(s, embargo))
		return true;
	job_err(job,
	    "--embargo: \"%.*s\" is not a time; write "
	    "2026-01-31T09:00:00+01:00, "
	    "without a zone it is UTC\n",
	    STR_ARG(str_upto(s, 40)));
	return false;
}

/* The day itself is the last it may be kept. */
static bool
delete_by_option(struct job *job, int64_t *delete_by)
{
	struct str s = call_value(job->call, "delete-by");
	int32_t day;

	if (s.n == 0)
		return true;
	if (!day_read(s, &day)) {
		job_err(job,
		    "--delete-by: \"%.*s\" is not a date; write YYYY-MM-DD\n",
		    STR_ARG(str_upto(s, 40)));
		return false;
	}
	*delete_by = time_of_day(day) + DAY;
	if (*delete_by > job->now)
		return true;
	job_err(job, "--delete-by: that day has passed; it was not read\n");
	return false;
}

bool
reader_option(struct job *job, const struct reader **reader)
{
	struct str s = call_value(job->call, "as");

	if (s.n == 0)
		return true;
	*reader = reader_named(s);
	if (*reader != NULL && (*reader)->topic != NULL)
		return true;

	struct buf names = {0};

	for (size_t i = 0; i < n_readers; i++)
		if (readers[i]->topic != NULL)
			buf_fmt(&names, " %s", readers[i]->name);
	job_err(job, "--as: one of%.*s\n", STR_ARG(buf_all(&names)));
	buf_free(&names);
	return false;
}

/* A topic or a map is only said of a list. */
static bool
as_list(struct job *job, struct import_plan *plan)
{
	bool said = plan->list.topic.n > 0 || call_given(job->call, "map") ||
	    call_given(job->call, "keep-map");

	if (said && plan->reader == NULL)
		plan->reader = &reader_list;
	if (!said || plan->reader == &reader_list)
		return true;
	job_err(job, "--topic and --map are for lists: --as list\n");
	return false;
}

static bool
format_option(struct job *job, enum sheet_format *format)
{
	if (!sheet_format_ask(job, format))
		return false;
	if (!call_given(job->call, "format") || call_given(job->call, "shadow"))
		return true;
	job_err(job, "--format is of --shadow\n");
	return false;
}

/* Of what comes without a feed's name there is nothing to expect. */
static bool
feed_option(struct job *job, struct feed_row *feed)
{
	struct str s = call_value(job->call, "feed");

	feed_preset(feed, job->sv, (struct str){0});
	if (s.n == 0 || feed_find(&job->sv->store, &job->a, s, feed))
		return true;
	job_err(job,
	    "--feed: there is no feed %.*s; `dijkwacht feed list` shows "
	    "them\n",
	    STR_ARG(str_upto(s, 40)));
	return false;
}

static bool
plan_read(
    struct job *job, const struct feed_row *feed, struct import_plan *plan)
{
	const struct call *call = job->call;
	struct batch *b = &plan->batch;

	feed_plan(feed, job->sv, plan);
	if (call_given(call, "type"))
		plan->type = call_value(call, "type");
	if (call_given(call, "giver"))
		b->giver = call_value(call, "giver");
	if (call_given(call, "unnamed"))
		b->giver_named = false;
	b->baseline = call_given(call, "baseline");
	if (call_given(call, "purpose"))
		b->purpose = call_value(call, "purpose");
	return tlp_option(job, &b->tlp) && ground_option(job, &b->ground) &&
	    embargo_option(job, &b->embargo) &&
	    delete_by_option(job, &b->delete_by) &&
	    reader_option(job, &plan->reader) &&
	    listing_options(job, &plan->list) && as_list(job, plan);
}

static int64_t
person(struct job *job)
{
	sql_begin(job->sv->store.db);

	int64_t id = job_person(job);

	sql_commit(job->sv->store.db);
	return id;
}

static int
run(struct job *job)
{
	struct import_plan plan;
	enum sheet_format format;
	struct importing im;
	struct feed_row feed;
	struct str name;
	int fd;
	bool take =
	    call_given(job->call, "take") && !call_given(job->call, "dry-run");

	if (!feed_option(job, &feed) || !plan_read(job, &feed, &plan) ||
	    !format_option(job, &format))
		return 2;
	if (call_given(job->call, "shadow"))
		return shadow_run(job, &plan, format);
	importing_init(&im, job, &plan, person(job));
	while (job->ways.input(job->ways.ctx, &name, &fd)) {
		if (importing_input(&im, name, fd) && take)
			job->ways.say(job->ways.ctx, SAY_TAKEN, name);
		close(fd);
	}
	if (!plan.list.dry)
		importing_summary(&im);
	if (feed.name.n > 0 && !plan.list.dry)
		feed_came(&job->sv->store, &feed, im.in.batch_id, job->now);
	importing_free(&im);
	return im.refused > 0;
}

static const struct option options[] = {
    {"feed", "NAME", "where it comes from, as `dijkwacht feed list` has it"},
    {"giver", "NAME", "who gave the reports (else Shadowserver)"},
    {"unnamed", NULL, "the giver may not be named in notices"},
    {"ground", "law|contract|consent",
	"on what ground it was given (else that of the service)"},
    {"tlp", "LEVEL", "CLEAR, GREEN, AMBER (preset) or AMBER+STRICT"},
    {"embargo", "TIME", "nothing is sent before, 2026-01-31T09:00:00+01:00"},
    {"delete-by", "DATE", "the last day its rows may be kept"},
    {"purpose", "TEXT", "what it may be used for"},
    {"as", "READER", "what kind of file it is, where its name does not say"},
    {"type", "TYPE", "report type, where the file's name does not say it"},
    {"topic", "TOPIC", "a list: what kind of danger all its rows are of"},
    {"map", "FIELD=COLUMN,...|NAME",
	"a list: what its columns mean, or the name of a map that was kept"},
    {"keep-map", "NAME", "keep the map of this list under a name"},
    {"dates", "dmy|mdy", "a list: what 3-4-2026 means"},
    {"zone", "UTC|CET|+HH:MM", "a list: of which clock its times are"},
    {"seen", "TIME", "a list: when, where no column says it (else now)"},
    {"sheet", "NAME", "a list in .xlsx: which sheet"},
    {"complete", NULL, "a list: what is not in it is not there (any more)"},
    {"yes", NULL, "a list: take its columns for what is guessed"},
    {"take", NULL, "a Maildir: mails that were read go from new to cur"},
    {"dry-run", NULL, "show what would be read, and take nothing in"},
    {"baseline", NULL, "known before we started: findings, but no notices"},
    {"shadow", NULL, "tell who would be warned; keep and send nothing"},
    {"format", "table|csv|json", "of what --shadow tells"},
    {0},
};

const struct command command_import = {
    .name = "import",
    .example = "--giver Shadowserver --tlp AMBER reports/today",
    .args = "FILE|DIR|-...",
    .about = "read reports: keep them, identify, open and close findings",
    .least = 1,
    .most = WORDS_MAX,
    .place = PLACE_KEEPER,
    .options = options,
    .more = "Reads Shadowserver reports in CSV, plain or in .gz, .zst or .zip, "
	    "from files, the files of a folder, or standard input (-). The "
	    "file's name says day, type and scope: YYYY-MM-DD-TYPE-SCOPE.csv. "
	    "A row that cannot be used is told with its line and kept as "
	    "evidence. Reading the same report again changes nothing.",
    .run = run,
};
