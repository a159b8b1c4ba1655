/* mail: a message in, its attachments out */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <stdio.h>

#include "feed/clean.h"
#include "feed/mime.h"
#include "feed/reader.h"
#include "feed/row.frame.h"

enum {
	PIECE = 32 * 1024,
	RULE_MAX = 239,
	TYPE_MAX = 64,
	LINK_SOUGHT = 1 << 20
};

/* clang-format off */
/* What can be read, by how its name ends; and where a part has no name, by
 * its type. */
static const struct {
	const char *ending, *type;
} usable[] = {
    {".csv",   "text/csv"},
    {".tsv",   "text/tab-separated-values"},
    {".zip",   "application/zip"},
    {".zip",   "application/x-zip-compressed"},
    {".gz",    "application/gzip"},
    {".gz",    "application/x-gzip"},
    {".zst",   "application/zstd"},
    {".json",  "application/json"},
    {".jsonl", "application/jsonl"},
    {".xlsx",
	"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"},
};
/* clang-format on */

struct mail {
	struct reader_task *task;
	struct arena a;
	unsigned unnamed, given;
	bool link; /* a text has one */
};

/* The last part of a path, of either kind of slash. */
static struct str
without_folders(struct str name)
{
	size_t from = 0;

	for (size_t i = 0; i < name.n; i++)
		if (name.p[i] == '/' || name.p[i] == '\\')
			from = i + 1;
	return str_from(name, from);
}

static bool
ends_nocase(struct str s, struct str end)
{
	return s.n > end.n && str_eq_nocase(str_from(s, s.n - end.n), end);
}

/* The name it goes by from here; absent where it cannot be read. */
static struct str
name_of(struct mail *m, const struct mime_part *p)
{
	struct str name =
	    clean(&m->a, str_trim(without_folders(p->name)), MIME_NAME_MAX);
	char made[64];

	for (size_t i = 0; i < sizeof(usable) / sizeof(*usable); i++) {
		if (name.n > 0 && ends_nocase(name, str_of(usable[i].ending)))
			return name;
		if (name.n > 0 || !str_eq(p->type, str_of(usable[i].type)))
			continue;
		snprintf(made, sizeof(made), "attachment-%u%s", ++m->unnamed,
		    usable[i].ending);
		return arena_str(&m->a, str_of(made));
	}
	if (name.n > 0)
		task_note(m->task, "\"%.*s\" (%.*s) is of no kind we read",
		    STR_ARG(name), STR_ARG(str_upto(p->type, 60)));
	return (struct str){0};
}

static void
attachment_give(struct mail *m, const struct mime_part *p, struct str name)
{
	struct mime_body body = {.left = p->body, .coding = p->coding};
	struct row_sink *out = m->task->out;
	char piece[PIECE];
	struct frame_part f = {
	    .name = name, .type = clean(&m->a, p->type, TYPE_MAX)};

	frame_part_put(&out->b, &f);
	for (size_t n; (n = mime_read(&body, piece, sizeof(piece))) > 0;) {
		struct frame_part_bytes bytes = {.bytes = str_make(piece, n)};
		frame_part_bytes_put(&out->b, &bytes);
		row_sink_tick(out);
	}

	struct frame_part_end end = {.whole = !p->cut && !body.bad};

	frame_part_end_put(&out->b, &end);
	row_sink_tick(out);
	m->given++;
}

static bool
has_link(const struct mime_part *p)
{
	struct mime_body body = {.left = p->body, .coding = p->coding};
	struct buf text = {.limit = LINK_SOUGHT};
	char piece[1024];

	for (size_t n; (n = mime_read(&body, piece, sizeof(piece))) > 0;)
		buf_put(&text, piece, n);

	bool link = str_find_str(buf_all(&text), STR("://")) < text.n;

	buf_free(&text);
	return link;
}

static void
part_take(void *ctx, const struct mime_part *p)
{
	struct mail *m = ctx;
	bool text = str_starts(p->type, STR("text/")) && p->name.n == 0 &&
	    !str_eq(p->type, STR("text/csv"));

	if (text) {
		m->link = m->link || has_link(p);
		return;
	}

	struct str name = name_of(m, p);

	if (name.n > 0)
		attachment_give(m, p, name);
}

static void
message_read(struct mail *m, struct why *w)
{
	struct buf b = {.limit = MIME_BYTES_MAX};
	struct stream *in = m->task->in;
	char piece[PIECE];
	long n;

	while ((n = stream_read(in, piece, sizeof(piece))) > 0)
		buf_put(&b, piece, (size_t)n);
	if (n < 0)
		*w = *stream_why(in);
	else if (b.full)
		why_set(w, ERR_LIMIT, "the mail is larger than %d bytes",
		    MIME_BYTES_MAX);
	else if (mime_walk(buf_all(&b), part_take, m, w) == OK && m->given == 0)
		why_set(w, ERR_ABSENT, "%s",
		    m->link ? "this mail has a link instead of an attachment; "
			      "links are never followed: fetch the file "
			      "yourself and import that"
			    : "this mail has no attachment that can be read");
	buf_free(&b);
}

static void
mail_read_all(struct reader_task *t)
{
	struct mail m = {.task = t};
	struct why w = {0};

	arena_init(&m.a, 0);
	message_read(&m, &w);

	struct frame_input_end f = {
	    .err = w.err, .rule = clean(&m.a, str_of(w.rule), RULE_MAX)};

	frame_input_end_put(&t->out->b, &f);
	row_sink_flush(t->out);
	arena_free(&m.a);
}

const struct reader reader_mail = {
    .name = "mail",
    .about = "a mail; each attachment goes to the reader its name asks for",
    .version = 1,
    .endings = ".eml",
    .read = mail_read_all,
};
