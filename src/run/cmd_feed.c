/* cmd_feed: where reports come from, how they are taken in, what is missing */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <stdio.h>

#include "base/file.h"
#include "base/time.h"
#include "run/commands.h"
#include "run/feed_row.h"
#include "run/import_option.h"
#include "run/log.h"
#include "run/sheet.h"
#include "run/spoken.h"
#include "store/feed.sql.h"

static bool
rhythm_option(struct job *job, int64_t *hours)
{
	struct str s = call_value(job->call, "rhythm");
	uint64_t n = 0;

	if (s.p == NULL)
		return true;
	if (!str_u64(s, FEED_RHYTHM_MAX, &n)) {
		job_err(job,
		    "--rhythm: hours between its reports, from 0 (none are "
		    "expected) to %d\n",
		    FEED_RHYTHM_MAX);
		return false;
	}
	*hours = (int64_t)n;
	return true;
}

static void
text_option(struct job *job, const char *name, struct str *text)
{
	if (call_given(job->call, name))
		*text = call_value(job->call, name);
}

/* What was said changes f, the rest stays. */
static bool
options_take(struct job *job, struct feed_row *f)
{
	const struct reader *reader = NULL;

	if (!tlp_option(job, &f->tlp) || !ground_option(job, &f->ground) ||
	    !reader_option(job, &reader) || !rhythm_option(job, &f->rhythm))
		return false;
	if (reader != NULL)
		f->reader = str_of(reader->name);
	text_option(job, "type", &f->type);
	text_option(job, "giver", &f->giver);
	text_option(job, "scope", &f->scope);
	if (call_given(job->call, "unnamed"))
		f->giver_named = false;
	if (call_given(job->call, "named"))
		f->giver_named = true;
	return true;
}

static void
keep(struct job *job, const struct feed_row *f, struct str did)
{
	struct store *s = &job->sv->store;

	sql_begin(s->db);
	feed_keep(s, f);
	store_audit(s, job_person(job), job->now, did, f->name);
	sql_commit(s->db);
}

/* The folder in which its files are put. */
static void
inbox_make(struct job *job, struct str name)
{
	char path[FEED_NAME_MAX + 16];

	snprintf(path, sizeof(path), "inbox/%.*s", STR_ARG(name));
	folder_make(job->sv->folder, path);
}

static int
run_add(struct job *job)
{
	struct str name = job->call->word[0];
	struct feed_row f;

	if (!feed_name_is(name)) {
		job_err(job,
		    "\"%.*s\" is no name for a feed: a letter, then letters, "
		    "digits and hyphens, lower case, at most %d; not done or "
		    "failed\n",
		    STR_ARG(str_upto(name, 40)), FEED_NAME_MAX);
		return 2;
	}
	if (feed_find(&job->sv->store, &job->a, name, &f)) {
		job_err(job,
		    "there is a feed %.*s already; `dijkwacht feed set` "
		    "changes it\n",
		    STR_ARG(name));
		return 1;
	}
	feed_preset(&f, job->sv, name);
	f.made = job->now;
	if (!options_take(job, &f))
		return 2;
	keep(job, &f, STR("feed add"));
	inbox_make(job, name);
	job_out(job, "files put in %s/inbox/%.*s are taken in as of %.*s\n",
	    job->path, STR_ARG(name), STR_ARG(name));
	return 0;
}

/* Says so where there is none. */
static bool
named(struct job *job, struct feed_row *f)
{
	struct str name = job->call->word[0];

	if (feed_find(&job->sv->store, &job->a, name, f))
		return true;
	job_err(job,
	    "there is no feed %.*s; `dijkwacht feed list` shows them\n",
	    STR_ARG(str_upto(name, 40)));
	return false;
}

static int
run_set(struct job *job)
{
	struct feed_row f;

	if (!named(job, &f))
		return 1;
	if (!options_take(job, &f))
		return 2;
	keep(job, &f, STR("feed set"));
	return 0;
}

static int
run_remove(struct job *job)
{
	struct store *s = &job->sv->store;
	struct feed_row f;

	if (!named(job, &f))
		return 1;
	sql_begin(s->db);
	feed_remove(s->db, f.name);
	store_audit(s, job_person(job), job->now, STR("feed remove"), f.name);
	sql_commit(s->db);
	job_out(job,
	    "what it brought is kept; what still lies in inbox/%.*s is not "
	    "read any more\n",
	    STR_ARG(f.name));
	return 0;
}

/* Missing feeds. */

static int
run_check(struct job *job)
{
	struct store *s = &job->sv->store;
	struct feed_row *f;
	size_t n = feed_all(s, &job->a, &f), missing = 0;

	for (size_t i = 0; i < n; i++) {
		int64_t since = feed_missing_since(&f[i], job->now);
		missing += since != SQL_NULL_I64;
		if ((since == SQL_NULL_I64) == (f[i].missing == SQL_NULL_I64))
			continue;
		sql_begin(s->db);
		feed_missing(s->db, f[i].name, since);
		sql_commit(s->db);
		if (since != SQL_NULL_I64)
			log_say(LOG_FEED_MISSING, f[i].name,
			    (job->now - since) / HOUR + f[i].rhythm);
	}
	job_out(job, "feeds: %zu, missing: %zu\n", n, missing);
	return 0;
}

/* Listing. */

static const struct sheet_column columns[] = {
    {"feed", "feed"},
    {"reader", "reader"},
    {"type", "type"},
    {"giver", "giver"},
    {"ground", "ground"},
    {"tlp", "tlp"},
    {"every", "rhythm_hours"},
    {"scope", "scope"},
    {"came", "arrived"},
    {"missing since", "missing_since"},
};

static void
every_put(struct sheet *s, int64_t hours)
{
	struct buf b = {0};

	if (s->format != SHEET_TABLE) {
		sheet_i64(s, hours);
		return;
	}
	if (hours == 0)
		buf_str(&b, STR(SPOKEN_NONE));
	else if (hours % 24 == 0)
		spoken_many(&b, hours / 24, "day");
	else
		spoken_many(&b, hours, "hour");
	sheet_str(s, buf_all(&b));
	buf_free(&b);
}

static int
run_list(struct job *job)
{
	struct sheet s;
	struct feed_row *f;
	size_t n = feed_all(&job->sv->store, &job->a, &f);

	if (!sheet_ask(&s, job, columns, sizeof(columns) / sizeof(*columns)))
		return 2;
	for (size_t i = 0; i < n; i++) {
		sheet_str(&s, f[i].name);
		sheet_str(&s,
		    f[i].reader.n == 0 && s.format == SHEET_TABLE
			? STR("by name")
			: f[i].reader);
		sheet_str(&s, f[i].type);
		sheet_str(&s, f[i].giver);
		sheet_str(&s, str_of(legal_name(f[i].ground)));
		sheet_str(&s, str_of(tlp_name(f[i].tlp)));
		every_put(&s, f[i].rhythm);
		sheet_str(&s, f[i].scope);
		sheet_time(&s, f[i].arrived);
		sheet_time(&s, f[i].missing);
	}
	sheet_end(&s);
	if (n == 0 && s.format == SHEET_TABLE)
		job_out(job,
		    "there are no feeds; `dijkwacht feed add NAME` makes "
		    "one\n");
	return 0;
}

#define OPTIONS                                                                \
	{"as", "READER",                                                       \
	    "what kind of files it brings (else by each file's name)"},        \
	    {"type", "TYPE",                                                   \
		"report type, where the files' names do not say it"},          \
	    {"giver", "NAME", "who gives the reports (else the reader's)"},    \
	    {"unnamed", NULL, "the giver may not be named in notices"},        \
	    {"named", NULL, "the giver may be named in notices (preset)"},     \
	    {"ground", "law|contract|consent",                                 \
		"on what ground it is given (else that of the service)"},      \
	    {"tlp", "LEVEL", "CLEAR, GREEN, AMBER (preset) or AMBER+STRICT"},  \
	    {"rhythm", "HOURS",                                                \
		"hours between its reports; 0: none are expected (preset)"},   \
	    {"scope", "SCOPE", "of the reports expected (else any)"}, {0},

static const struct option add_options[] = {OPTIONS};
static const struct option set_options[] = {OPTIONS};
static const struct option list_options[] = {
    {"format", "table|csv|json", "for people (preset), or for programs"},
    {0},
};

const struct command command_feed_add = {
    .name = "feed add",
    .example = "daily --giver Shadowserver --tlp AMBER --rhythm 24",
    .args = "NAME",
    .about = "name a place that reports come from, and how to take them in",
    .least = 1,
    .most = 1,
    .place = PLACE_KEEPER,
    .options = add_options,
    .more = "Files put in inbox/NAME are taken in by `dijkwacht serve` as this "
	    "says, and so is what `dijkwacht import --feed NAME` reads. A feed "
	    "with a rhythm is missing when nothing came for one and a half "
	    "times as long: status, feed list, metrics and the log say so.",
    .run = run_add,
};

const struct command command_feed_check = {
    .name = "feed check",
    .example = "",
    .args = "",
    .about = "see which feeds are missing; the schedule does this by itself",
    .place = PLACE_KEEPER,
    .run = run_check,
};

const struct command command_feed_list = {
    .name = "feed list",
    .example = "",
    .args = "",
    .about = "list where reports come from, and what is missing",
    .place = PLACE_READER,
    .options = list_options,
    .run = run_list,
};

const struct command command_feed_remove = {
    .name = "feed remove",
    .example = "daily",
    .args = "NAME",
    .about = "forget a feed; what it brought stays",
    .least = 1,
    .most = 1,
    .place = PLACE_KEEPER,
    .run = run_remove,
};

const struct command command_feed_set = {
    .name = "feed set",
    .example = "daily --rhythm 48",
    .args = "NAME",
    .about = "change what is said of a feed; what is not said stays",
    .least = 1,
    .most = 1,
    .place = PLACE_KEEPER,
    .options = set_options,
    .run = run_set,
};
