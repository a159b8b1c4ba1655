/* cmd_letters: notices on paper: printed, posted, come back */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/csv_out.h"
#include "base/file.h"
#include "notify/letter.h"
#include "notify/returned.h"
#include "run/commands.h"
#include "run/job.h"
#include "store/instance.sql.h"
#include "store/letter.sql.h"
#include "store/notice.sql.h"

enum { COMMUNITY_FIRST = 1, NAME_ROOM = 1024 };

/* Letters being printed. */
struct printing {
	struct job *job;
	struct letters *letters;
	struct buf list;
	struct csv_out csv;	 /* into list */
	struct letter_page from; /* what all have */
	uint64_t done, refused;
};

/* "First line\nsecond" as the lines of an address. */
static void
address_lines(struct str block, struct str line[LETTER_LINES])
{
	for (size_t i = 0;
	     i < LETTER_LINES && str_split(&block, '\n', &line[i]); i++)
		continue;
}

/* What stands before the next empty line. */
static struct str
block_take(struct str *rest)
{
	size_t end = str_find_str(*rest, STR("\n\n"));
	struct str block = str_upto(*rest, end);

	*rest = str_from(*rest, end + 2);
	return block;
}

/* The frozen text, by view/letter.txt, as a page. */
static struct letter_page
page_of(const struct printing *p, struct str frozen)
{
	struct letter_page x = p->from;
	struct str rest = str_from(frozen, 1);

	address_lines(block_take(&rest), x.to);
	x.date = block_take(&rest);
	x.subject = block_take(&rest);
	x.text = str_trim(rest);
	return x;
}

static void
row_put(struct csv_out *csv, const struct letter_page *x, struct str ref)
{
	csv_out_str(csv, ref);
	for (size_t i = 0; i < LETTER_LINES; i++)
		csv_out_str(csv, x->to[i]);
	csv_out_end(csv);
}

static void
letter_print(struct printing *p, const struct letter_waiting_row *row)
{
	struct job *job = p->job;
	struct why w = {0};
	struct letter_page x = page_of(p,
	    store_open(&job->sv->store, &job->a, "notice.body", row->notice_int,
		row->body_sealed));

	if (letters_add(p->letters, &x, &w) == OK) {
		row_put(&p->csv, &x, row->ref);
		p->done++;
		return;
	}
	p->refused++;
	job_err(job, "notice %.*s: %s\n", STR_ARG(row->ref), w.rule);
}

static bool
file_put(struct job *job, const char *name, struct str bytes)
{
	int fd = open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	bool done = fd >= 0 && file_write(fd, bytes.p, bytes.n);

	if (!done)
		job_err(job, "cannot write %s: %s\n", name, strerror(errno));
	if (fd >= 0)
		close(fd);
	return done;
}

static void
sender_get(struct job *job, struct letter_page *x)
{
	struct community_get_row row;

	if (!community_get(job->sv->store.db, COMMUNITY_FIRST, &row))
		return;
	x->from[0] = arena_str(&job->a, row.sender_name);
	x->from[1] = arena_str(&job->a, row.sender_mail);
	x->from[2] = arena_str(&job->a, row.phone);
}

/* Both files, or neither: the list without the letters is of no use. */
static int
files_put(struct printing *p, struct str name)
{
	struct buf pdf = {0}, list = {0};
	struct job *job = p->job;
	int code = 0;

	letters_end(p->letters, &pdf);
	buf_fmt(&list, "%.*s.csv", STR_ARG(name));

	const char *first = arena_cstr(&job->a, name);

	if (p->done == 0) {
		job_out(job, "no letters are waiting\n");
	} else if (!file_put(job, first, buf_all(&pdf)) ||
	    !file_put(job, buf_cstr(&list), buf_all(&p->list))) {
		code = 1;
	} else {
		job_out(job,
		    "letters in %.*s: %llu, their addresses in %.*s.csv; "
		    "when they are in the post, say `dijkwacht letters "
		    "posted --all`\n",
		    STR_ARG(name), (unsigned long long)p->done, STR_ARG(name));
	}
	buf_free(&pdf);
	buf_free(&list);
	return code != 0 || p->refused > 0;
}

static int
run_print(struct job *job)
{
	static const char *const heads[] = {
	    "notice", "line1", "line2", "line3", "line4", "line5", "line6"};
	struct printing p = {.job = job};
	struct sql_cursor c;
	struct letter_waiting_row row;
	struct why w = {0};
	bool right = call_given(job->call, "window-right");

	if (letters_begin(&p.letters,
		right ? LETTER_WINDOW_RIGHT : LETTER_WINDOW_LEFT, &w) != OK)
		return job_why(job, &w);
	csv_out_open(&p.csv, &p.list, ',');
	for (size_t i = 0; i < LETTER_LINES + 1; i++)
		csv_out_str(&p.csv, str_of(heads[i]));
	csv_out_end(&p.csv);
	sender_get(job, &p.from);
	letter_waiting(job->sv->store.db, 0, &c);
	while (letter_waiting_next(&c, &row))
		letter_print(&p, &row);

	int code = files_put(&p, job->call->word[0]);

	buf_free(&p.list);
	return code;
}

/* In the post, and back from it. */

static uint64_t
posted(struct job *job, const struct buf *list)
{
	const struct letter_waiting_row *row =
	    (const struct letter_waiting_row *)(const void *)list->p;
	struct sql *db = job->sv->store.db;
	size_t n = list->n / sizeof(*row);

	for (size_t i = 0; i < n; i++) {
		letter_posted(db, row[i].id, job->now);
		notice_sent(db, row[i].notice_int);
	}
	return n;
}

static bool
is_named(const struct call *call, struct str ref)
{
	for (size_t i = 0; i < call->n_words; i++)
		if (str_eq(call->word[i], ref))
			return true;
	return false;
}

static int
run_posted(struct job *job)
{
	struct store *s = &job->sv->store;
	bool all = call_given(job->call, "all");
	struct buf list = {0};
	struct sql_cursor c;
	struct letter_waiting_row row;

	if (all == (job->call->n_words > 0)) {
		job_err(
		    job, "which letters? name their notices, or say --all\n");
		return 2;
	}
	sql_begin(s->db);
	letter_waiting(s->db, 0, &c);
	while (letter_waiting_next(&c, &row))
		if (all || is_named(job->call, row.ref))
			buf_put(&list, &row, sizeof(row));

	uint64_t n = posted(job, &list);

	if (n > 0)
		store_audit(s, job_person(job), job->now, STR("letters posted"),
		    (struct str){0});
	sql_commit(s->db);
	buf_free(&list);
	job_out(job, "letters posted: %llu\n", (unsigned long long)n);
	return !all && n < job->call->n_words;
}

static int
run_returned(struct job *job)
{
	struct store *s = &job->sv->store;
	struct str ref = job->call->word[0];
	struct letter_of_notice_row row;

	sql_begin(s->db);

	bool there = letter_of_notice(s->db, ref, &row);

	if (there) {
		struct returned_place p = {
		    .delivery = row.id,
		    .notice = row.notice_int,
		    .organisation = row.organisation,
		    .contact = row.contact,
		    .topic = arena_str(&job->a, row.topic),
		};
		returned_bounce(
		    s, &job->a, &p, true, (struct str){0}, job->now);
		store_audit(
		    s, job_person(job), job->now, STR("letters returned"), ref);
	}
	sql_commit(s->db);
	if (!there) {
		job_err(job,
		    "no letter of notice %.*s was posted, or it came back "
		    "before\n",
		    STR_ARG(str_upto(ref, 40)));
		return 1;
	}
	job_out(job,
	    "that address is not used any more, and what the letter told wants "
	    "telling again; give another one with `dijkwacht organisation add "
	    "NAME --post LINES`\n");
	return 0;
}

static const struct option print_options[] = {
    {"window-right", NULL, "of the envelope (else left)"},
    {0},
};
static const struct option posted_options[] = {
    {"all", NULL, "all that were waiting"},
    {0},
};

const struct command command_letters_print = {
    .name = "letters print",
    .example = "letters.pdf",
    .args = "FILE.pdf",
    .about =
	"put the letters that wait into one PDF, their addresses beside it",
    .least = 1,
    .most = 1,
    .place = PLACE_READER,
    .reads = READS_PEOPLE,
    .options = print_options,
    .more = "For companies with an address on paper and no mail address. One "
	    "page each, for a window envelope. Nothing is taken as posted by "
	    "this.",
    .run = run_print,
};

const struct command command_letters_posted = {
    .name = "letters posted",
    .example = "--all",
    .args = "[NOTICE...]",
    .about = "say that letters are in the post",
    .most = WORDS_MAX,
    .place = PLACE_KEEPER,
    .options = posted_options,
    .run = run_posted,
};

const struct command command_letters_returned = {
    .name = "letters returned",
    .example = "66xy142ky1148tm2",
    .args = "NOTICE",
    .about = "say that a letter came back: that address is used no more",
    .least = 1,
    .most = 1,
    .place = PLACE_KEEPER,
    .run = run_returned,
};
