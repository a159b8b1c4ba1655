/* smtp: one letter after another to a mail server, as bytes in and out */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "notify/smtp.h"

#include <string.h>

void
smtp_free(struct smtp *s)
{
	buf_free(&s->out);
	buf_free(&s->in);
}

static void
rcpt_put(struct smtp *s)
{
	buf_fmt(&s->out, "RCPT TO:<%.*s>\r\n", STR_ARG(s->to));
}

void
smtp_begin(struct smtp *s, struct str from, struct str to, struct str bytes)
{
	s->from = from;
	s->to = to;
	s->bytes = bytes;
	s->decided = false;
	s->code = 0;
	s->n_text = 0;
	s->step = s->unclean ? SMTP_RSET : SMTP_MAIL;
	if (s->unclean)
		buf_str(&s->out, STR("RSET\r\n"));
	if (s->unclean && !s->pipelining)
		return;
	buf_fmt(&s->out, "MAIL FROM:<%.*s>\r\n", STR_ARG(from));
	if (!s->pipelining)
		return;
	rcpt_put(s);
	buf_str(&s->out, STR("DATA\r\n"));
}

void
smtp_body(struct smtp *s)
{
	struct str rest = s->bytes;

	for (struct str line; str_split(&rest, '\n', &line);) {
		if (str_starts(line, STR(".")))
			buf_char(&s->out, '.');
		buf_str(&s->out, line);
		buf_char(&s->out, '\n');
	}
	buf_str(&s->out, STR(".\r\n"));
	s->step = SMTP_FINAL;
}

enum smtp_end
smtp_lost(struct smtp *s)
{
	bool unasked = s->step < SMTP_RCPT && s->used;

	if (s->decided)
		return s->end;
	s->code = 0;
	return unasked ? SMTP_UNASKED : SMTP_LATER;
}

/* Policy (RFC 3463 x.7.x) is about the server's will and our rights there,
 * which an operator can mend; it says nothing bad of the letter. */
static bool
is_policy(const struct smtp *s)
{
	return s->n_text >= 4 && memcmp(s->text, "5.7.", 4) == 0;
}

static void
decide(struct smtp *s, int code)
{
	s->decided = true;
	s->code = code;
	if (code == 421) {
		s->closing = true;
		s->end =
		    smtp_lost(&(struct smtp){.step = s->step, .used = s->used});
	} else if (s->step == SMTP_FINAL && code / 100 == 2) {
		s->end = SMTP_TAKEN;
	} else if (code / 100 != 5) {
		s->end = SMTP_LATER;
	} else if (s->step <= SMTP_MAIL) {
		s->end = SMTP_SHUT;
	} else {
		s->end = is_policy(s) ? SMTP_LATER : SMTP_REFUSED;
	}
}

static enum smtp_said
letter_ends(struct smtp *s)
{
	s->used = true;
	s->unclean = s->end != SMTP_TAKEN;
	return SMTP_ENDED;
}

/* Without pipelining the next command goes when the last was answered. */
static void
command_next(struct smtp *s)
{
	s->step++;
	if (s->pipelining)
		return;
	if (s->step == SMTP_MAIL)
		buf_fmt(&s->out, "MAIL FROM:<%.*s>\r\n", STR_ARG(s->from));
	else if (s->step == SMTP_RCPT)
		rcpt_put(s);
	else
		buf_str(&s->out, STR("DATA\r\n"));
}

/* A whole reply. */
static enum smtp_said
reply_take(struct smtp *s, int code)
{
	bool fine = s->step == SMTP_DATA
	    ? code == 354
	    : s->step != SMTP_FINAL && code / 100 == 2;

	if (code < 200 || code > 599)
		return SMTP_BROKEN;
	if (!s->decided && !fine)
		decide(s, code);
	/* it waits for a letter that nobody will send (RFC 2920 3.1) */
	if (s->decided && s->step == SMTP_DATA && code == 354)
		s->closing = true;
	if (s->closing || (s->decided && !s->pipelining) ||
	    (s->decided && s->step >= SMTP_DATA))
		return letter_ends(s);
	if (s->step == SMTP_DATA)
		return SMTP_WANTS_BODY;
	command_next(s);
	return SMTP_MORE;
}

static int
code_of(struct str line)
{
	uint64_t code = 0;

	return line.n >= 3 && str_u64(str_upto(line, 3), 599, &code) ? (int)code
								     : 0;
}

/* Its text belongs to what will be told, unless that is known already. */
static void
text_keep(struct smtp *s, struct str text)
{
	size_t room = sizeof(s->text) - s->n_text;

	if (s->decided)
		return;
	if (s->n_text > 0 && room > 1) {
		s->text[s->n_text++] = ' ';
		room--;
	}
	text = str_upto(text, room);
	if (text.n > 0)
		memcpy(s->text + s->n_text, text.p, text.n);
	s->n_text += text.n;
}

enum smtp_said
smtp_hear(struct smtp *s, struct str bytes)
{
	enum smtp_said said = SMTP_MORE;

	buf_str(&s->in, bytes);
	while (said == SMTP_MORE) {
		struct str all = buf_all(&s->in);
		size_t end = str_find(all, '\n');
		struct str line = str_trim(str_upto(all, end));
		if (end > SMTP_LINE_MAX || s->lines == SMTP_LINES_MAX)
			return SMTP_BROKEN;
		if (end == all.n)
			return SMTP_MORE;
		int code = code_of(line);
		bool last = line.n == 3 || (line.n > 3 && line.p[3] == ' ');
		if (code == 0 || (!last && line.p[3] != '-'))
			return SMTP_BROKEN;
		if (s->lines++ == 0 && !s->decided)
			s->n_text = 0;
		text_keep(s, str_from(line, 4));
		buf_drop(&s->in, end + 1);
		if (!last)
			continue;
		s->lines = 0;
		said = reply_take(s, code);
	}
	return said;
}
