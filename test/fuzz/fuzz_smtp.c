/* fuzz_smtp: any bytes as what a mail server says */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "notify/smtp.h"
#include "test/fuzz/target.h"

/* How one talk of three letters went. */
struct went {
	size_t put;
	int code[3];
	enum smtp_end end[3];
	unsigned letters;
	enum smtp_said said;
};

static void
letter_begin(struct smtp *s)
{
	smtp_begin(s, STR("a@b.example"), STR("c@d.example"),
	    STR("Subject: x\r\n\r\n.\r\n"));
}

static void
ended(const struct smtp *s, struct went *w)
{
	promise(s->end <= SMTP_SHUT && s->n_text <= SMTP_TEXT_MAX);
	promise(s->end != SMTP_TAKEN || s->code / 100 == 2);
	promise(s->end != SMTP_REFUSED || s->code / 100 == 5);
	w->end[w->letters] = s->end;
	w->code[w->letters++] = s->code;
}

/* In parts of n bytes. The first byte says whether it pipelines. */
static struct went
talk(const uint8_t *p, size_t size, size_t n)
{
	struct smtp s = {.pipelining = size > 0 && p[0] == 'p'};
	struct went w = {.said = SMTP_MORE};

	letter_begin(&s);
	for (size_t at = 1; at < size && w.said == SMTP_MORE;) {
		size_t part = size - at < n ? size - at : n;
		w.said = smtp_hear(&s, str_make(p + at, part));
		at += part;
		while (w.said == SMTP_WANTS_BODY || w.said == SMTP_ENDED) {
			if (w.said == SMTP_WANTS_BODY)
				smtp_body(&s);
			else
				ended(&s, &w);
			if (w.said == SMTP_ENDED &&
			    (s.closing || w.letters == 3))
				break;
			if (w.said == SMTP_ENDED)
				letter_begin(&s);
			w.said = smtp_hear(&s, (struct str){0});
		}
	}
	if (w.said == SMTP_MORE)
		promise(smtp_lost(&s) <= SMTP_SHUT);
	w.put = s.out.n;
	smtp_free(&s);
	return w;
}

/* How the bytes come in makes no difference. */
int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	struct went a = talk(p, n, n + 1), b = talk(p, n, 1);

	promise(a.said == b.said && a.letters == b.letters);
	promise(a.put == b.put);
	for (unsigned i = 0; i < a.letters; i++)
		promise(a.end[i] == b.end[i] && a.code[i] == b.code[i]);
	return 0;
}
