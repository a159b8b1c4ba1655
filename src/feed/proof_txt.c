/* proof_txt: the tokens in a file that proves whose a site is */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "feed/clean.h"
#include "feed/reader.h"
#include "feed/row.frame.h"
#include "value/proof_token.h"

#define UTF8_MARK STR("\xef\xbb\xbf") /* put there by some editors */

enum { RULE_MAX = 239, SHOWN_MAX = 60 };

static void
line_told(
    struct reader_task *t, struct arena *a, const struct frame_proof_token *f)
{
	task_note(t,
	    "line %llu, \"%.*s\", is no token: dijkwacht- and then %d letters "
	    "and digits",
	    (unsigned long long)f->line, STR_ARG(clean(a, f->value, SHOWN_MAX)),
	    PROOF_LETTERS);
}

/*
 * A token a line. Empty lines and those that begin with # say nothing. Any
 * other is passed over, and the first of them is told of: the file is people's
 * work, and one bad line costs none of its neighbours.
 */
static void
lines_take(struct reader_task *t, struct arena *a, struct str text)
{
	struct frame_proof_token f = {0};
	size_t n = 0;
	bool told = false;

	for (struct str line; str_split(&text, '\n', &line);) {
		f.line++;
		f.value = str_trim(line);
		if (f.value.n == 0 || f.value.p[0] == '#')
			continue;
		if (!proof_token_is(f.value)) {
			if (!told)
				line_told(t, a, &f);
			told = true;
			continue;
		}
		if (n++ == PROOF_TOKENS_MAX)
			break; /* it does not fit in the bytes that are read */
		frame_proof_token_put(&t->out->b, &f);
		row_sink_tick(t->out);
	}
}

static void
proof_txt_read(struct reader_task *t)
{
	struct why w = {0};
	struct buf text = {0};
	struct arena a;
	struct str mark = UTF8_MARK;

	arena_init(&a, 0);
	task_slurp(t, PROOF_TXT_MAX, &text, &w);
	if (w.err == OK && str_starts(buf_all(&text), mark))
		buf_drop(&text, mark.n);
	if (w.err == OK)
		lines_take(t, &a, buf_all(&text));

	struct frame_input_end end = {
	    .err = w.err, .rule = clean(&a, str_of(w.rule), RULE_MAX)};

	frame_input_end_put(&t->out->b, &end);
	row_sink_flush(t->out);
	buf_free(&text);
	arena_free(&a);
}

const struct reader reader_proof_txt = {
    .name = "proof-txt",
    .about = "tokens that prove whose a site is (dijkwacht.txt)",
    .version = 1,
    .read = proof_txt_read,
};
