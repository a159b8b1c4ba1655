/* cmd_sending: hold all mail back, let it go, see how far it is */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "run/commands.h"
#include "run/job.h"
#include "run/sending.h"
#include "run/spoken.h"
#include "store/notice.sql.h"
#include "store/person.sql.h"

#define HOLD_PATH HOLD_FOLDER "/" HOLD_FILE

enum { REASON_MAX = 200 };

static struct str
reason_of(const struct job *job)
{
	struct str reason = str_trim(call_value(job->call, "reason"));

	return reason.n > 0 ? str_upto(reason, REASON_MAX)
			    : STR("no reason given");
}

/* The file comes first, and from here: the keeper may be in the middle of a
 * long command, and those who send look at the file before each mail. */
static int
hold_before(struct job *job)
{
	int folder = open(job->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int fd = folder < 0
	    ? -1
	    : openat(folder, HOLD_PATH, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);

	if (fd < 0)
		job_err(job,
		    "cannot make %s/" HOLD_PATH ": %s; nothing is on hold\n",
		    job->path, strerror(errno));
	else
		job_out(job, "sending is on hold\n");
	if (fd >= 0) {
		fsync(fd);
		close(fd);
	}
	if (folder >= 0)
		close(folder);
	return fd < 0;
}

static int
run_hold(struct job *job)
{
	struct store *s = &job->sv->store;
	struct hold_of_sending_row held;
	struct delivery_on_its_way_row n;
	int64_t person;

	/* whoever came first may have released it since */
	file_place(job->sv->folder, HOLD_PATH, (struct str){0}, 0600);
	sql_begin(s->db);
	person = job_person(job);
	if (!hold_of_sending(s->db, &held))
		hold_sending(s->db, store_id(s, "hold"), job->now, person,
		    reason_of(job));
	store_audit(s, person, job->now, STR("sending hold"), (struct str){0});
	sql_commit(s->db);
	delivery_on_its_way(s->db, &n);
	job_out(job,
	    "mails that wait: %lld; `dijkwacht sending release` lets them go\n",
	    (long long)(n.queued_int + n.retrying_int + n.sending_int));
	return 0;
}

static int
run_release(struct job *job)
{
	struct store *s = &job->sv->store;
	struct str reason;
	int64_t person;

	if (!delivery_held(s, job->sv->folder, &job->a, &reason)) {
		job_out(job, "sending was not on hold\n");
		return 0;
	}
	sql_begin(s->db);
	person = job_person(job);
	hold_lift(s->db, job->now, person);
	store_audit(
	    s, person, job->now, STR("sending release"), (struct str){0});
	sql_commit(s->db);
	if (unlinkat(job->sv->folder, HOLD_PATH, 0) != 0 && errno != ENOENT)
		die_errno("cannot remove %s", HOLD_PATH);
	if (job->sending != NULL)
		sending_hurry(job->sending);
	job_out(job, "sending goes on%s\n",
	    job->sending == NULL || job->sending->alone
		? ", with `dijkwacht notices send`"
		: "");
	return 0;
}

/* How it stands. */

static void
line_put(struct buf *b, const char *name, int64_t n)
{
	buf_fmt(b, "%-10s", name);
	spoken_count(b, n);
}

static void
held_put(struct job *job, struct buf *b)
{
	struct store *s = &job->sv->store;
	struct hold_of_sending_row hold;
	struct person_name_row who;
	struct str reason;

	if (!delivery_held(s, job->sv->folder, &job->a, &reason))
		return;
	buf_str(b, STR("SENDING IS ON HOLD"));
	if (hold_of_sending(s->db, &hold) &&
	    person_name(s->db, hold.person, &who)) {
		buf_str(b, STR(" since "));
		spoken_moment(b, hold.since);
		buf_str(b, STR(" by "));
		spoken_text(b,
		    store_open(s, &job->a, "person.name", hold.person,
			who.name_sealed));
		buf_char(b, ':');
	}
	buf_char(b, ' ');
	spoken_text(b, reason);
	buf_char(b, '\n');
}

static void
server_put(struct job *job, struct buf *b)
{
	struct str server = job->sv->settings.text[SETTING_MAIL_SERVER];

	buf_fmt(b, "%-10s%.*s\n", "to",
	    STR_ARG(server.n > 0 ? server : STR("files in outbox/")));
}

/* Why it is so: the newest answer of those in a state. */
static void
said_put(struct sql *db, struct buf *b, enum delivery_state state, bool timed)
{
	struct delivery_said_row said;

	if (delivery_said(db, state, timed, &said)) {
		buf_str(b, STR("; last answer: "));
		spoken_text(b, said.outcome);
	}
	buf_char(b, '\n');
}

static void
retrying_put(struct sql *db, struct buf *b, int64_t n)
{
	line_put(b, "retrying", n);
	if (n > 0) {
		buf_str(b, STR(", the next at "));
		spoken_moment(b, delivery_next(db));
	}
	said_put(db, b, DELIVERY_QUEUED, true);
}

static void
ended_put(struct sql *db, struct buf *b)
{
	int64_t count[DELIVERY_STATE_COUNT] = {0};
	struct sql_cursor c;
	struct delivery_count_row row;

	delivery_count(db, &c);
	while (delivery_count_next(&c, &row))
		if (row.state > 0 && row.state < DELIVERY_STATE_COUNT)
			count[row.state] = row.deliveries_int;
	line_put(b, "sent", count[DELIVERY_SENT]);
	buf_char(b, '\n');
	line_put(b, "failed", count[DELIVERY_FAILED]);
	said_put(db, b, DELIVERY_FAILED, false);
}

static int
run_status(struct job *job)
{
	struct sql *db = job->sv->store.db;
	struct delivery_on_its_way_row n;
	struct buf b = {0};

	delivery_on_its_way(db, &n);
	held_put(job, &b);
	server_put(job, &b);
	line_put(&b, "queued", n.queued_int);
	said_put(db, &b, DELIVERY_QUEUED, false);
	line_put(&b, "in hand", n.sending_int);
	buf_char(&b, '\n');
	retrying_put(db, &b, n.retrying_int);
	ended_put(db, &b);
	job_str(job, buf_all(&b));
	buf_free(&b);
	return 0;
}

static const struct option hold_options[] = {
    {"reason", "TEXT", "why, for whoever comes next"},
    {0},
};

const struct command command_sending_hold = {
    .name = "sending hold",
    .example = "--reason \"wrong link in the text\"",
    .args = "",
    .about = "let no mail out, from this moment",
    .place = PLACE_KEEPER,
    .options = hold_options,
    .more = "Works at once, also while another command is busy. Only a mail "
	    "that the server is receiving at this moment still arrives.",
    .run = run_hold,
    .before = hold_before,
};

const struct command command_sending_release = {
    .name = "sending release",
    .example = "",
    .args = "",
    .about = "let mail out again",
    .place = PLACE_KEEPER,
    .run = run_release,
};

const struct command command_sending_status = {
    .name = "sending status",
    .example = "",
    .args = "",
    .about = "what waits, what is tried again, what was sent or refused",
    .place = PLACE_READER,
    .run = run_status,
};
