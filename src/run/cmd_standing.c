/* cmd_standing: releases that two persons give beforehand, and what stopped */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/time.h"
#include "feed/reader.h"
#include "finding/topic.h"
#include "match/identify.h"
#include "run/commands.h"
#include "run/releasing.h"
#include "run/sheet.h"
#include "store/canary.sql.h"
#include "store/person.sql.h"
#include "store/standing.sql.h"

enum { MOST_MAX = 1000000 };

/* One to be proposed. */
struct wish {
	struct str topic, feed;
	enum ground ground;
	uint64_t most;
	int64_t until;
};

static enum ground
ground_read(struct str s)
{
	enum ground g = GROUND_ADDRESS;

	while (g < GROUND_COUNT && !str_eq(s, str_of(ground_name(g))))
		g++;
	return g == GROUND_ADDRESS || g == GROUND_DOMAIN ||
		g == GROUND_CERTIFICATE
	    ? g
	    : GROUND_NONE;
}

static enum err
until_read(const struct job *job, struct str s, int64_t *until, struct why *w)
{
	int64_t last = job->now + STANDING_DAYS_MAX * (int64_t)DAY;

	if (!time_read(s, until))
		return why_set(w, ERR_SYNTAX,
		    "--until: say until which day, as YYYY-MM-DD");
	if (*until <= job->now || *until > last)
		return why_set(w, ERR_RANGE,
		    "--until: a day to come, and at most a year from now: "
		    "people look at it again then");
	return OK;
}

static enum err
wish_read(struct job *job, struct wish *x, struct why *w)
{
	const struct call *c = job->call;

	*x = (struct wish){
	    .topic = call_value(c, "topic"),
	    .feed = call_value(c, "feed"),
	    .ground = ground_read(call_value(c, "ground")),
	};
	if (topic_by_id(x->topic) == NULL)
		return why_set(w, ERR_SYNTAX,
		    "--topic: which topic? `dijkwacht topic list` shows them");

	const struct reader *r = reader_named(x->feed);

	if (r == NULL || r->topic == NULL)
		return why_set(w, ERR_SYNTAX,
		    "--feed: what reads it? intelmq, list or shadowserver");
	if (x->ground == GROUND_NONE)
		return why_set(w, ERR_SYNTAX,
		    "--ground: why theirs? address, domain or certificate");
	if (!str_u64(call_value(c, "most"), MOST_MAX, &x->most) || x->most == 0)
		return why_set(w, ERR_SYNTAX,
		    "--most: how many notices in 24 hours, from 1 to %d",
		    MOST_MAX);
	return until_read(job, call_value(c, "until"), &x->until, w);
}

static int
run_add(struct job *job)
{
	struct store *s = &job->sv->store;
	struct str ref = store_ref(&job->a);
	struct why w = {0};
	struct wish x;

	if (wish_read(job, &x, &w) != OK) {
		job_why(job, &w);
		return 2;
	}
	sql_begin(s->db);

	int64_t person = job_person(job);

	standing_add(s->db, store_id(s, "standing"), ref, x.topic, x.feed,
	    x.ground, (int64_t)x.most, x.until, job->now, person);
	store_audit(s, person, job->now, STR("standing add"), ref);
	sql_commit(s->db);
	job_out(job,
	    "standing release %.*s is proposed; it begins when another person "
	    "types `dijkwacht standing approve %.*s`\n",
	    STR_ARG(ref), STR_ARG(ref));
	return 0;
}

static bool
is_over(const struct job *job, const struct standing_by_ref_row *row)
{
	return row->revoked != SQL_NULL_I64 || row->until <= job->now;
}

/* False when there is none that is not over, which is said. */
static bool
named(struct job *job, struct standing_by_ref_row *row)
{
	struct str ref = job->call->word[0];

	if (standing_by_ref(job->sv->store.db, ref, row) && !is_over(job, row))
		return true;
	job_err(job,
	    "there is no standing release %.*s that is not over; `dijkwacht "
	    "standing list` shows them\n",
	    STR_ARG(str_upto(ref, 40)));
	return false;
}

static int
run_approve(struct job *job)
{
	struct store *s = &job->sv->store;
	struct str ref = job->call->word[0];
	struct standing_by_ref_row row;
	struct standing_what_row what;

	if (!named(job, &row))
		return 1;
	if (row.approved != SQL_NULL_I64) {
		job_err(job, "it is approved already\n");
		return 1;
	}
	sql_begin(s->db);

	int64_t person = job_person(job);
	bool other = person != row.proposed_by;

	if (other && standing_what(s->db, row.id, &what)) {
		standing_approve(s->db, row.id, job->now, person);
		canary_begin(
		    s, ref, row.id, arena_str(&job->a, what.topic), job->now);
		store_audit(s, person, job->now, STR("standing approve"), ref);
	}
	sql_commit(s->db);
	if (!other) {
		job_err(job,
		    "you proposed it yourself; somebody else approves it\n");
		return 1;
	}
	job_out(job,
	    "standing release %.*s begins: what falls under it goes with "
	    "`dijkwacht notices send` or `dijkwacht serve`, the first 20 "
	    "ahead\n",
	    STR_ARG(ref));
	return 0;
}

static int
run_revoke(struct job *job)
{
	struct store *s = &job->sv->store;
	struct str ref = job->call->word[0];
	struct standing_by_ref_row row;

	if (!named(job, &row))
		return 1;
	sql_begin(s->db);

	int64_t person = job_person(job);

	standing_revoke(s->db, row.id, job->now, person);
	standing_unmark(s->db);
	store_audit(s, person, job->now, STR("standing revoke"), ref);
	sql_commit(s->db);
	job_out(job,
	    "standing release %.*s is revoked; what fell under it waits for "
	    "people\n",
	    STR_ARG(ref));
	return 0;
}

static int
run_resume(struct job *job)
{
	struct store *s = &job->sv->store;
	struct str ref = job->call->word[0];
	struct str reason = str_trim(call_value(job->call, "reason"));
	struct canary_by_ref_row row;
	struct release r;
	struct why w = {0};

	if (reason.n == 0) {
		job_err(
		    job, "say with --reason TEXT why it was right after all\n");
		return 2;
	}
	if (!canary_by_ref(s->db, ref, &row) || row.state != CANARY_STOPPED) {
		job_err(job,
		    "nothing called %.*s was stopped; `dijkwacht release "
		    "standing list` shows what was\n",
		    STR_ARG(str_upto(ref, 40)));
		return 1;
	}
	if (releasing_begin(job, &r, &w) != OK)
		return job_why(job, &w);
	sql_begin(s->db);
	canary_resume(s, row.id, reason, job->now, release_wait(&r));
	store_audit(s, r.person, job->now, STR("standing resume"), ref);
	sql_commit(s->db);
	job_out(job, "%.*s goes on\n", STR_ARG(ref));
	return 0;
}

/* The list: standing releases, then releases of many that have a canary. */

/* clang-format off */
static const struct sheet_column columns[] = {
	{"release", "release"}, {"topic", "topic"}, {"feed", "feed"},
	{"ground", "ground"}, {"most a day", "most"}, {"until", "until"},
	{"state", "state"}, {"proposed by", "proposed_by"},
	{"approved by", "approved_by"}, {"first 20", "canary"},
	{"released", "released"}, {"held back", "held"},
};
/* clang-format on */

static struct str
person_of(struct job *job, int64_t id)
{
	struct store *s = &job->sv->store;
	struct person_name_row row;

	if (id == SQL_NULL_I64 || !person_name(s->db, id, &row))
		return (struct str){0};
	return store_open(s, &job->a, "person.name", id, row.name_sealed);
}

static const char *
state_of(const struct job *job, const struct standing_list_row *row)
{
	if (row->revoked != SQL_NULL_I64)
		return "revoked";
	if (row->until <= job->now)
		return "over";
	return row->approved == SQL_NULL_I64 ? "proposed" : "live";
}

static struct str
canary_of(int64_t state)
{
	return state != SQL_NULL_I64
	    ? str_of(canary_state_name((enum canary_state)state))
	    : (struct str){0};
}

static void
standings_put(struct job *job, struct sheet *sheet)
{
	struct sql_cursor c;
	struct standing_list_row row;

	standing_list(job->sv->store.db, &c);
	while (standing_list_next(&c, &row)) {
		sheet_str(sheet, row.ref);
		sheet_str(sheet, row.topic);
		sheet_str(sheet, row.feed);
		sheet_str(sheet, str_of(ground_name((enum ground)row.ground)));
		sheet_i64(sheet, row.most);
		sheet_time(sheet, row.until);
		sheet_str(sheet, str_of(state_of(job, &row)));
		sheet_str(sheet, person_of(job, row.proposed_by));
		sheet_str(sheet, person_of(job, row.approved_by));
		sheet_str(sheet, canary_of(row.canary_int));
		sheet_i64(sheet, row.notices_int);
		sheet_i64(sheet, row.held_int);
	}
}

static void
canaries_put(struct job *job, struct sheet *sheet)
{
	struct str none = {0};
	struct sql_cursor c;
	struct canary_list_row row;

	canary_list(job->sv->store.db, &c);
	while (canary_list_next(&c, &row)) {
		if (row.standing != SQL_NULL_I64)
			continue;
		sheet_str(sheet, row.ref);
		sheet_str(sheet, row.topic);
		sheet_str(sheet, none);
		sheet_str(sheet, none);
		sheet_i64(sheet, SQL_NULL_I64);
		sheet_time(sheet, SQL_NULL_I64);
		sheet_str(sheet, STR("release of many"));
		sheet_str(sheet, none);
		sheet_str(sheet, none);
		sheet_str(sheet, canary_of(row.state));
		sheet_i64(sheet, row.let_int);
		sheet_i64(sheet, row.held_int);
	}
}

static int
run_list(struct job *job)
{
	struct sheet sheet;

	if (!sheet_ask(
		&sheet, job, columns, sizeof(columns) / sizeof(*columns)))
		return 2;
	standings_put(job, &sheet);
	canaries_put(job, &sheet);
	sheet_end(&sheet);
	if (sheet.format == SHEET_TABLE && sheet.rows == 0)
		job_out(job, "none\n");
	return 0;
}

static const struct option add_options[] = {
    {"topic", "TOPIC", "of notices on this topic"},
    {"feed", "FEED", "from reports of this kind: intelmq, list, shadowserver"},
    {"ground", "GROUND", "theirs by this: address, domain or certificate"},
    {"most", "NUMBER", "notices in 24 hours; the rest waits"},
    {"until", "DATE", "its end; at most a year from now"},
    {0},
};
static const struct option list_options[] = {
    {"format", "table|csv|json", "for people (preset), or for programs"},
    {0},
};
static const struct option resume_options[] = {
    {"reason", "TEXT", "why it was right after all; it is kept"},
    {0},
};

const struct command command_standing_add = {
    .name = "standing add",
    .example = "--topic open-rdp --feed shadowserver --ground address --most "
	       "50 --until 2027-01-01",
    .args = "",
    .about = "propose that notices like this go without a person",
    .place = PLACE_KEEPER,
    .options = add_options,
    .more = "All five are needed. It begins when another person approves it. "
	    "Its first 20 notices go ahead; the others follow when nothing "
	    "was wrong with those for `canary-hours`. Too many that were not "
	    "the receiver's, or came back, stop it.",
    .run = run_add,
};

const struct command command_standing_approve = {
    .name = "standing approve",
    .example = "4h2k9c3mwz7pd8qt",
    .args = "RELEASE",
    .about = "approve a standing release that somebody else proposed",
    .least = 1,
    .most = 1,
    .place = PLACE_KEEPER,
    .run = run_approve,
};

const struct command command_standing_list = {
    .name = "standing list",
    .example = "",
    .args = "",
    .about = "list standing releases, and releases of many under way",
    .place = PLACE_READER,
    .options = list_options,
    .more = "Beside each: how its first 20 notices fared. waiting: the others "
	    "are held back; passed: all go, and are watched for a week; "
	    "stopped: `dijkwacht status` says why.",
    .run = run_list,
};

const struct command command_standing_resume = {
    .name = "standing resume",
    .example = "4h2k9c3mwz7pd8qt --reason \"the rows were right\"",
    .args = "RELEASE",
    .about = "let go on what stopped by itself",
    .least = 1,
    .most = 1,
    .place = PLACE_KEEPER,
    .options = resume_options,
    .run = run_resume,
};

const struct command command_standing_revoke = {
    .name = "standing revoke",
    .example = "4h2k9c3mwz7pd8qt",
    .args = "RELEASE",
    .about = "end a standing release, or turn down one that is proposed",
    .least = 1,
    .most = 1,
    .place = PLACE_KEEPER,
    .run = run_revoke,
};
