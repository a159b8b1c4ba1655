/* tests of notify/smtp: the talk with a mail server, as bytes */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "notify/smtp.h"

#include <string.h>

#include "test/tap.h"

static struct smtp talk;

static void
begin(bool pipelining)
{
	smtp_free(&talk);
	talk = (struct smtp){.pipelining = pipelining};
	smtp_begin(&talk, STR("a@b.example"), STR("c@d.example"),
	    STR("Subject: x\r\n\r\n.dot\r\nend\r\n"));
}

static enum smtp_said
hear(const char *text)
{
	return smtp_hear(&talk, str_of(text));
}

/* All that was put since the last time. */
static void
is_put(const char *want)
{
	is_text(buf_all(&talk.out), want);
	buf_reset(&talk.out);
}

static void
again(void)
{
	smtp_begin(&talk, STR("a@b.example"), STR("e@f.example"),
	    STR("Subject: y\r\n\r\n"));
}

static void
ended(enum smtp_end end, int code, const char *text)
{
	is_int(talk.end, end);
	is_int(talk.code, code);
	is_text(str_make(talk.text, talk.n_text), text);
}

TEST(step_by_step)
{
	begin(false);
	is_put("MAIL FROM:<a@b.example>\r\n");
	is_int(hear("250 2.1.0 ok\r\n"), SMTP_MORE);
	is_put("RCPT TO:<c@d.example>\r\n");
	is_int(hear("250-2.1.5 first\r\n250 2.1.5 se"), SMTP_MORE);
	is_put("");
	is_int(hear("cond\r\n"), SMTP_MORE);
	is_put("DATA\r\n");
	is_int(hear("354 go on\r\n"), SMTP_WANTS_BODY);
	is_put("");
	smtp_body(&talk);
	is_put("Subject: x\r\n\r\n..dot\r\nend\r\n.\r\n");
	is_int(hear("250 2.0.0 queued as 42\r\n"), SMTP_ENDED);
	ended(SMTP_TAKEN, 250, "2.0.0 queued as 42");
	again();
	is_put("MAIL FROM:<a@b.example>\r\n");
}

TEST(all_at_once)
{
	begin(true);
	is_put("MAIL FROM:<a@b.example>\r\nRCPT TO:<c@d.example>\r\nDATA\r\n");
	is_int(hear("250 a\r\n250 b\r\n354 c\r\n"), SMTP_WANTS_BODY);
	smtp_body(&talk);
	is_int(hear("250 d\r\n"), SMTP_ENDED);
	ended(SMTP_TAKEN, 250, "d");
	ok(!talk.closing);
}

TEST(refused_and_on_with_the_next)
{
	begin(true);
	is_int(hear("250 a\r\n550 5.1.1 nobody\r\n"), SMTP_MORE);
	is_int(hear("503 5.5.1 no recipients\r\n"), SMTP_ENDED);
	ended(SMTP_REFUSED, 550, "5.1.1 nobody");
	ok(!talk.closing);
	buf_reset(&talk.out);
	again();
	is_put("RSET\r\nMAIL FROM:<a@b.example>\r\nRCPT TO:<e@f.example>\r\n"
	       "DATA\r\n");
	is_int(hear("250 a\r\n250 b\r\n250 c\r\n354 d\r\n"), SMTP_WANTS_BODY);
	begin(false);
	is_int(hear("250 a\r\n450 4.2.1 full\r\n"), SMTP_ENDED);
	ended(SMTP_LATER, 450, "4.2.1 full");
	buf_reset(&talk.out);
	again();
	is_put("RSET\r\n");
	is_int(hear("250 clean\r\n"), SMTP_MORE);
	is_put("MAIL FROM:<a@b.example>\r\n");
}

/* RFC 2920 3.1: it waits for a letter, though nobody will get it. */
TEST(data_wanted_for_nobody)
{
	begin(true);
	is_int(hear("250 a\r\n550 5.1.1 nobody\r\n354 go\r\n"), SMTP_ENDED);
	ended(SMTP_REFUSED, 550, "5.1.1 nobody");
	ok(talk.closing);
}

struct verdict {
	const char *said;
	enum smtp_end end;
	int code;
	bool closing;
};

/* To a connection's first letter, not pipelined. */
static const struct verdict verdicts[] = {
    {"550 5.1.8 your address\r\n", SMTP_SHUT, 550, false},
    {"530 5.7.0 log in\r\n", SMTP_SHUT, 530, false},
    {"450 4.1.8 not now\r\n", SMTP_LATER, 450, false},
    {"421 4.3.2 closing\r\n", SMTP_LATER, 421, true},
    {"250 a\r\n550 5.1.1 nobody\r\n", SMTP_REFUSED, 550, false},
    {"250 a\r\n551\r\n", SMTP_REFUSED, 551, false},
    {"250 a\r\n550 5.7.1 no relay\r\n", SMTP_LATER, 550, false},
    {"250 a\r\n421 4.3.2 closing\r\n", SMTP_LATER, 421, true},
    {"250 a\r\n250 b\r\n554 5.3.4 too big\r\n", SMTP_REFUSED, 554, false},
    {"250 a\r\n250 b\r\n451 4.3.0 disk\r\n", SMTP_LATER, 451, false},
    {"250 a\r\n250 b\r\n250 what\r\n", SMTP_LATER, 250, false},
};

TEST(what_an_answer_means)
{
	for (size_t i = 0; i < sizeof(verdicts) / sizeof(*verdicts); i++) {
		const struct verdict *v = &verdicts[i];
		begin(false);
		if (!is_int(hear(v->said), SMTP_ENDED) ||
		    !is_int(talk.end, v->end) || !is_int(talk.code, v->code) ||
		    !is_int(talk.closing, v->closing))
			tap_note("%s", v->said);
	}
}

TEST(answers_to_the_letter_itself)
{
	begin(false);
	is_int(hear("250 a\r\n250 b\r\n354 c\r\n"), SMTP_WANTS_BODY);
	smtp_body(&talk);
	is_int(hear("554 5.6.0 content\r\n"), SMTP_ENDED);
	ended(SMTP_REFUSED, 554, "5.6.0 content");
	begin(false);
	is_int(hear("250 a\r\n250 b\r\n354 c\r\n"), SMTP_WANTS_BODY);
	smtp_body(&talk);
	is_int(hear("452-4.3.1 no\r\n452 4.3.1 room\r\n"), SMTP_ENDED);
	ended(SMTP_LATER, 452, "4.3.1 no 4.3.1 room");
}

/* A letter is blamed for a lost connection only when it may be to blame. */
TEST(lost_connections)
{
	begin(true);
	is_int(smtp_lost(&talk), SMTP_LATER); /* the first letter */
	begin(true);
	is_int(hear("250 a\r\n250 b\r\n354 c\r\n"), SMTP_WANTS_BODY);
	smtp_body(&talk);
	is_int(smtp_lost(&talk), SMTP_LATER);
	is_int(hear("250 d\r\n"), SMTP_ENDED);
	again();
	is_int(smtp_lost(&talk), SMTP_UNASKED);
	is_int(hear("421 4.4.2 idle for too long\r\n"), SMTP_ENDED);
	is_int(talk.end, SMTP_UNASKED);
	ok(talk.closing);
	begin(true);
	is_int(hear("250 a\r\n550 5.1.1 nobody\r\n"), SMTP_MORE);
	is_int(smtp_lost(&talk), SMTP_REFUSED); /* it was decided already */
}

TEST(no_talk_of_a_mail_server)
{
	static const char *const bad[] = {"HTTP/1.1 400\r\n", "\r\n", "25\r\n",
	    "250\tx\r\n", "999 x\r\n", "150 x\r\n", "600 x\r\n", "-50 x\r\n"};

	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		begin(true);
		if (!is_int(hear(bad[i]), SMTP_BROKEN))
			tap_note("%s", bad[i]);
	}

	struct buf b = {0};

	for (int i = 0; i < SMTP_LINE_MAX + 10; i++)
		buf_char(&b, 'x');
	begin(true);
	is_int(smtp_hear(&talk, buf_all(&b)), SMTP_BROKEN);
	begin(true);
	enum smtp_said said = SMTP_MORE;
	for (int i = 0; i <= SMTP_LINES_MAX && said == SMTP_MORE; i++)
		said = hear("250-more\r\n");
	is_int(said, SMTP_BROKEN);
	buf_free(&b);
}

TEST(a_long_text_is_cut)
{
	struct buf b = {0};

	begin(false);
	buf_str(&b, STR("550 "));
	for (int i = 0; i < 1000; i++)
		buf_char(&b, 'y');
	buf_str(&b, STR("\r\n"));
	is_int(smtp_hear(&talk, buf_all(&b)), SMTP_ENDED);
	is_int(talk.n_text, SMTP_TEXT_MAX);
	buf_free(&b);
}
