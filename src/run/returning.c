/* returning: one returned mail through its reader, and what follows from it */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "run/returning.h"

#include <unistd.h>

#include "base/crash.h"
#include "feed/clean.h"
#include "feed/row.frame.h"
#include "store/returned.sql.h"

enum {
	PIECE = 32 * 1024,
	NAME_TOLD = 255, /* bytes of a file's name, as the reader takes it */
};

/* What each end means, for people. */
/* clang-format off */
static const char *const told[RETURNED_END_COUNT] = {
	[RETURNED_NOT_OURS] = "about no mail of ours",
	[RETURNED_FORGED] = "refused, as what they name is not proven to be of ours",
	[RETURNED_NOTED] = "noted, without consequence",
	[RETURNED_NEXT] = "came back, another address is to be told",
	[RETURNED_AGAIN] = "came back for now, the same address is to be told again",
	[RETURNED_NOBODY] = "came back, and nobody else is told by itself",
	[RETURNED_STOPPED] = "want no more of a topic but what is new",
	[RETURNED_WROTE] = "answers to read: a case is open",
};
/* clang-format on */

/* What the reader says. */

static void
begin(void *ctx)
{
	struct returning *r = ctx;

	arena_reset(&r->a);
	r->mail = (struct returned_mail){0};
	r->said = false;
}

static uint64_t
received(void *ctx)
{
	return ((const struct returning *)ctx)->said;
}

static enum err
mark_take(struct returning *r, struct str fields)
{
	struct frame_returned_mark f;
	struct returned_mail *m = &r->mail;

	if (r->said || m->n == RETURNED_MARKS ||
	    frame_returned_mark_read(fields, &f) != OK)
		return ERR_SYNTAX;
	m->mark[m->n].proof = f.verp ? VERP_RETURN : VERP_NONE;
	m->mark[m->n++].text = arena_str(&r->a, f.text);
	return OK;
}

static enum err
returned_frame(struct returning *r, struct str fields)
{
	struct frame_returned f;

	if (r->said || frame_returned_read(fields, &f) != OK ||
	    f.kind == RETURNED_UNKNOWN || f.said.n > RETURNED_SAID)
		return ERR_SYNTAX;
	r->mail.kind = (enum returned_kind)f.kind;
	r->mail.status = arena_str(&r->a, f.status);
	r->mail.whom = arena_str(&r->a, f.whom);
	r->mail.said = arena_str(&r->a, f.said);
	r->said = true;
	return OK;
}

static enum err
frame(void *ctx, uint16_t type, struct str fields, bool *done, struct why *w)
{
	struct returning *r = ctx;

	switch (type) {
	case FRAME_RETURNED_MARK:
		return mark_take(r, fields);
	case FRAME_RETURNED:
		return returned_frame(r, fields);
	case FRAME_INPUT_END:
		return reading_end(fields, done, w);
	default:
		return ERR_SYNTAX;
	}
}

static bool
mail_read(struct returning *r, int fd)
{
	struct buf options = {0};
	struct why w = {0};
	struct reading how = {
	    .reader = STR("returned"),
	    .name = r->name,
	    .begin = begin,
	    .frame = frame,
	    .received = received,
	    .ctx = r,
	};

	buf_fmt(
	    &options, "bounces=%.*s\n", STR_ARG(r->job->sv->postmark.bounces));
	how.options = buf_all(&options);

	bool read = reading_run(r->job, &how, fd, &w) == OK && r->said;

	buf_free(&options);
	if (read)
		return true;
	if (w.err == OK)
		why_set(&w, ERR_CRASHED,
		    "the reader did not say what this mail is; report this as "
		    "a bug");
	r->mail = (struct returned_mail){.kind = RETURNED_UNKNOWN};
	w.file = r->name;
	job_why(r->job, &w);
	return false;
}

/* What follows. */

/* By its first bytes and its length. */
static struct str
index_of(struct returning *r, int fd)
{
	struct buf b = {0};
	char piece[PIECE];
	off_t at = 0;
	ssize_t n;

	while (at < RETURNED_BYTES &&
	    (n = pread(fd, piece, sizeof(piece), at)) > 0) {
		buf_put(&b, piece, (size_t)n);
		at += n;
	}
	buf_i64(&b, lseek(fd, 0, SEEK_END));
	lseek(fd, 0, SEEK_SET);

	struct str index = store_print(
	    &r->job->sv->store, &r->job->a, "returned.mail", buf_all(&b));

	buf_free(&b);
	return index;
}

static void
keep(struct returning *r, struct str index)
{
	struct store *s = &r->job->sv->store;
	enum returned_end end;

	sql_begin(s->db);
	end = returned_take(s, &r->a, &r->mail, index, r->job->now);
	if (end >= RETURNED_NEXT)
		store_audit(s, job_person(r->job), r->job->now,
		    STR("mail take"), (struct str){0});
	sql_commit(s->db);
	crash_point(CRASH_TAKE_DONE);
	r->end[end]++;
}

static void
look(struct returning *r)
{
	struct returned_place p;
	enum returned_end end =
	    returned_find(&r->job->sv->store, &r->a, &r->mail, &p);

	job_out(r->job, "%.*s: %s%s%.*s, %s%.*s\n", STR_ARG(r->name),
	    returned_kind_name(r->mail.kind), r->mail.status.n > 0 ? " " : "",
	    STR_ARG(r->mail.status),
	    end == RETURNED_NOTED	 ? "of notice "
		: end == RETURNED_FORGED ? "not proven to be of ours"
					 : "about no mail of ours",
	    STR_ARG(p.ref));
}

void
returning_init(struct returning *r, struct job *job, bool dry)
{
	*r = (struct returning){.job = job, .dry = dry};
	arena_init(&r->a, 0);
}

bool
returning_one(struct returning *r, struct str name, int fd)
{
	struct returned_known_row row;
	struct str index = index_of(r, fd);

	r->name = clean(&r->job->a, name, NAME_TOLD);
	begin(r);
	if (returned_known(r->job->sv->store.db, index, &row)) {
		r->before++;
		return !r->dry;
	}
	r->read++;
	r->unreadable += !mail_read(r, fd);
	crash_point(CRASH_TAKE_READ);
	if (!r->dry)
		keep(r, index);
	else if (r->mail.kind != RETURNED_UNKNOWN)
		look(r);
	return !r->dry;
}

int
returning_end(struct returning *r)
{
	struct job *job = r->job;

	job_out(job, "mails read: %llu, taken before: %llu\n",
	    (unsigned long long)r->read, (unsigned long long)r->before);
	for (size_t i = 0; i < RETURNED_END_COUNT; i++)
		if (r->end[i] > 0)
			job_out(job, "  %llu %s\n",
			    (unsigned long long)r->end[i], told[i]);
	if (r->end[RETURNED_NEXT] + r->end[RETURNED_AGAIN] > 0)
		job_out(job,
		    "`dijkwacht notices prepare` makes the notices that are to "
		    "go again\n");
	if (r->end[RETURNED_NOBODY] + r->end[RETURNED_WROTE] > 0)
		job_out(job, "`dijkwacht mail returned` shows what they say\n");
	arena_free(&r->a);
	return r->unreadable > 0;
}
