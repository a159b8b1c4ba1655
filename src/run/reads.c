/* reads: who looked at what is kept of people and companies */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "run/reads.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/crash.h"
#include "base/file.h"
#include "run/spoken.h"
#include "store/audit.sql.h"

#define READS "run/reads"

enum {
	WORDS_KEPT = 1000,	    /* bytes of what was typed */
	LINE_MAX_BYTES = 8192,	    /* of a line in the file */
	READS_ROOM = 16 << 20,	    /* of the file: no more is noted */
	READS_MAX = READS_ROOM * 2, /* of the file: no more is read */
};

/* What a line says when it is opened: tabs between, the words last. */
struct note {
	int64_t at, lines; /* SQL_NULL_I64: not known yet */
	struct str person, did, words;
};

/* Writing. */

/* What was typed behind the command, but for where and when. */
static void
words_put(struct buf *b, const struct call *call)
{
	struct buf typed = {0};
	const struct option *o = call->command->options;

	for (size_t i = 0; i < call->n_words; i++)
		buf_fmt(&typed, "%s%.*s", typed.n > 0 ? " " : "",
		    STR_ARG(call->word[i]));
	for (size_t i = 0; o != NULL && o[i].name != NULL; i++)
		if (call->given[i])
			buf_fmt(&typed, "%s--%s%s%.*s", typed.n > 0 ? " " : "",
			    o[i].name, o[i].value != NULL ? " " : "",
			    o[i].value != NULL ? (int)call->value[i].n : 0,
			    call->value[i].p);
	spoken_text(b, str_upto(buf_all(&typed), WORDS_KEPT));
	buf_free(&typed);
}

static void
line_put(struct buf *line, const struct reads *r, int64_t lines)
{
	struct job *job = r->job;
	struct buf plain = {0}, context = {0}, sealed = {0};
	char hex[LINE_MAX_BYTES];

	buf_fmt(&plain, "%lld\t%lld\t%.*s\t%s\t", (long long)job->now,
	    (long long)lines, STR_ARG(job->person_name),
	    job->call->command->name);
	words_put(&plain, job->call);
	buf_fmt(&context, "reads:%.*s", STR_ARG(r->mark));
	seal_put(&sealed, &job->sv->seal, buf_all(&context), buf_all(&plain));
	if (sealed.n * 2 + 1 > sizeof(hex))
		die("a line of %zu bytes in %s", sealed.n, READS);
	sodium_bin2hex(
	    hex, sizeof(hex), (const unsigned char *)sealed.p, sealed.n);
	buf_fmt(line, "%.*s %s\n", STR_ARG(r->mark), hex);
	buf_free(&plain);
	buf_free(&context);
	buf_free(&sealed);
}

/* The keeper takes the file's lines away under the same lock. */
static enum err
line_write(int fd, struct str line, struct why *w)
{
	struct stat st;

	if (flock(fd, LOCK_EX) != 0 || fstat(fd, &st) != 0)
		return why_set(
		    w, ERR_IO, "cannot lock %s: %s", READS, strerror(errno));
	if (st.st_size > READS_ROOM)
		return why_set(w, ERR_LIMIT,
		    "%s is full: `dijkwacht audit list` takes what is in it "
		    "into the store",
		    READS);
	if (!file_write(fd, line.p, line.n) || fdatasync(fd) != 0)
		return why_set(w, ERR_IO,
		    "it cannot be noted that this is read (%s: %s), so it is "
		    "not shown",
		    READS, strerror(errno));
	return OK;
}

static enum err
note_add(const struct reads *r, int64_t lines, struct why *w)
{
	struct buf line = {0};
	int fd = openat(r->job->sv->folder, READS,
	    O_WRONLY | O_CREAT | O_APPEND | O_NOFOLLOW | O_CLOEXEC, 0600);
	enum err e;

	line_put(&line, r, lines);
	if (fd < 0)
		e = why_set(w, ERR_IO,
		    "it cannot be noted that this is read (%s: %s), so it is "
		    "not shown: run it as the service's user",
		    READS, strerror(errno));
	else
		e = line_write(fd, buf_all(&line), w);
	if (fd >= 0)
		close(fd); /* the lock goes with it */
	buf_free(&line);
	return e;
}

static void
say_counted(void *ctx, enum say kind, struct str text)
{
	struct reads *r = ctx;

	for (size_t i = 0; kind == SAY_OUT && i < text.n; i++)
		r->lines += text.p[i] == '\n';
	r->ways.say(r->ways.ctx, kind, text);
}

enum err
reads_begin(struct reads *r, struct job *job, struct why *w)
{
	*r = (struct reads){
	    .job = job, .ways = job->ways, .mark = store_ref(&job->a)};
	job->ways.say = say_counted;
	job->ways.ctx = r;
	return note_add(r, SQL_NULL_I64, w);
}

void
reads_end(struct reads *r)
{
	struct why w = {0};

	r->job->ways = r->ways;
	if (note_add(r, r->lines, &w) != OK)
		job_why(r->job, &w);
}

/* Taking. */

static bool
number_read(struct str s, int64_t *n)
{
	uint64_t v;
	bool minus = str_starts(s, STR("-"));

	if (minus && str_eq(s, STR("-9223372036854775808"))) {
		*n = SQL_NULL_I64;
		return true;
	}
	if (!str_u64(s, INT64_MAX, &v))
		return false;
	*n = (int64_t)v;
	return true;
}

static bool
note_read(struct str plain, struct note *n)
{
	struct str at, lines;

	if (!str_split(&plain, '\t', &at) || !str_split(&plain, '\t', &lines) ||
	    !str_split(&plain, '\t', &n->person) ||
	    !str_split(&plain, '\t', &n->did))
		return false;
	n->words = plain;
	return number_read(at, &n->at) && n->at != SQL_NULL_I64 &&
	    number_read(lines, &n->lines);
}

/* "MARK HEX"; n's texts stay in plain. */
static bool
line_open(const struct seal *seal, struct str line, struct str *mark,
    struct buf *plain, struct note *n)
{
	size_t at = str_find(line, ' '), got = 0;
	unsigned char sealed[LINE_MAX_BYTES];
	struct str hex = str_from(line, at + 1);
	struct buf context = {0};

	*mark = str_upto(line, at);
	if (!ref_is(*mark) || hex.n == 0 ||
	    sodium_hex2bin(
		sealed, sizeof(sealed), hex.p, hex.n, NULL, &got, NULL) != 0)
		return false;
	buf_fmt(&context, "reads:%.*s", STR_ARG(*mark));

	bool open = seal_get(plain, seal, buf_all(&context),
	    str_make((const char *)sealed, got));

	buf_free(&context);
	return open && note_read(buf_all(plain), n);
}

/* A line that was changed, or cut off by a crash, is told as such. */
static void
line_take(
    struct store *s, const struct seal *seal, struct str line, int64_t now)
{
	struct arena a;
	struct buf plain = {0};
	struct note n = {.lines = SQL_NULL_I64};
	struct str mark = {0};

	arena_init(&a, 0);
	if (!line_open(seal, line, &mark, &plain, &n)) {
		n = (struct note){.at = now,
		    .person = STR("unknown"),
		    .did = STR("(a line that was damaged)"),
		    .lines = SQL_NULL_I64};
		mark = store_ref(&a);
	}

	int64_t person = store_person(s, n.person, n.at);
	int64_t id = audit_read_by_mark(s->db, mark);

	if (id != SQL_NULL_I64) {
		if (n.lines != SQL_NULL_I64)
			audit_read_lines(s->db, id, n.lines);
	} else {
		id = store_id(s, "audit_read");
		audit_read_add(s->db, id, mark, n.at, person, n.did,
		    store_seal(s, &a, "audit_read.words", id, n.words),
		    n.lines);
	}
	buf_free(&plain);
	arena_free(&a);
}

static void
lines_take(int folder, struct store *s, const struct seal *seal, int64_t now)
{
	struct buf text = {0};
	struct str rest, line;
	enum err e = file_slurp(folder, READS, READS_MAX, &text);

	if (e != OK && e != ERR_ABSENT)
		die("cannot read %s", READS);
	rest = buf_all(&text);
	sql_begin(s->db);
	while (str_split(&rest, '\n', &line))
		if (line.n > 0)
			line_take(s, seal, line, now);
	sql_commit(s->db);
	buf_free(&text);
}

static void
file_take(struct service *sv, int fd, int64_t now)
{
	lines_take(sv->folder, &sv->store, &sv->seal, now);
	crash_point(CRASH_READS_TAKEN);
	if (ftruncate(fd, 0) != 0)
		die_errno("cannot empty %s", READS);
}

void
reads_carry(struct service *sv, struct store *to, int64_t now)
{
	lines_take(sv->folder, to, &sv->seal, now);
}

void
reads_drop(int folder)
{
	if (unlinkat(folder, READS, 0) != 0 && errno != ENOENT)
		die_errno("cannot remove %s", READS);
}

void
reads_take(struct service *sv, int64_t now)
{
	struct stat st;
	int fd = openat(sv->folder, READS, O_RDWR | O_NOFOLLOW | O_CLOEXEC);

	if (fd < 0)
		return;
	if (fstat(fd, &st) == 0 && st.st_size > 0 && flock(fd, LOCK_EX) == 0)
		file_take(sv, fd, now);
	close(fd);
}
