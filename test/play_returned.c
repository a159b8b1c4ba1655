/* play_returned: a mail of a play comes back, or is answered */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <string.h>

#include "test/play.h"

/* What a server or a person sends. {ref} {to} {code} {text} stand for what the
 * step says. */
/* clang-format off */
static const struct {
	const char *kind, *mail;
} mails[] = {
	{"automatic",
	    "From: <{to}>\nIn-Reply-To: <{ref}@x>\n"
	    "Auto-Submitted: auto-replied\nSubject: weg\n\n{text}\n"},
	{"bounce",
	    "From: MAILER-DAEMON@post.example\n"
	    "Content-Type: multipart/report; boundary=b\n\n"
	    "--b\nContent-Type: message/delivery-status\n\n"
	    "Reporting-MTA: dns; post.example\n\n"
	    "Final-Recipient: rfc822; {to}\nAction: failed\nStatus: {code}\n\n"
	    "--b\nContent-Type: text/rfc822-headers\n\n"
	    "Message-ID: <{ref}@x>\n\n--b--\n"},
	{"complaint",
	    "From: klachten@groot.example\n"
	    "Content-Type: multipart/report; boundary=b\n\n"
	    "--b\nContent-Type: message/feedback-report\n\n"
	    "Feedback-Type: abuse\nOriginal-Rcpt-To: {to}\n\n"
	    "--b\nContent-Type: message/rfc822\n\n"
	    "Message-ID: <{ref}@x>\n\n--b--\n"},
	{"delay",
	    "From: MAILER-DAEMON@post.example\n"
	    "Content-Type: multipart/report; boundary=b\n\n"
	    "--b\nContent-Type: message/delivery-status\n\n"
	    "Reporting-MTA: dns; post.example\n\n"
	    "Final-Recipient: rfc822; {to}\nAction: delayed\nStatus: 4.4.1\n\n"
	    "--b\nContent-Type: text/rfc822-headers\n\n"
	    "Message-ID: <{ref}@x>\n\n--b--\n"},
	{"reply",
	    "From: <{to}>\nIn-Reply-To: <{ref}@x>\nSubject: Re: x\n\n{text}\n"},
	{"unsubscribe",
	    "From: <{to}>\nSubject: {ref}\n\n{text}\n"},
};
/* clang-format on */

static const char *
mail_of(struct str kind)
{
	for (size_t i = 0; i < sizeof(mails) / sizeof(*mails); i++)
		if (str_eq(kind, str_of(mails[i].kind)))
			return mails[i].mail;
	return NULL;
}

static struct str
meant(const struct step *s, struct str name, struct str ref, struct str to)
{
	if (str_eq(name, STR("ref")))
		return ref;
	if (str_eq(name, STR("to")))
		return step_has(s, "WHOM") ? step_clause(s, "WHOM") : to;
	if (str_eq(name, STR("code")))
		return step_has(s, "CODE") ? step_clause(s, "CODE")
					   : STR("5.1.1");
	return str_trim(s->block);
}

static struct str
filled(struct play *p, const struct step *s, struct str mail, struct str ref,
    struct str to)
{
	struct buf b = {0};

	while (mail.n > 0) {
		size_t at = str_find(mail, '{');
		size_t end = str_find(mail, '}');
		buf_str(&b, str_upto(mail, at));
		if (at < mail.n)
			buf_str(&b,
			    meant(s, str_from(str_upto(mail, end), at + 1), ref,
				to));
		mail = at < mail.n ? str_from(mail, end + 1) : (struct str){0};
	}

	struct str bytes = arena_str(&p->a, buf_all(&b));

	buf_free(&b);
	return bytes;
}

void
do_returned(struct play *p, const struct step *s)
{
	struct str words[] = {STR("mail"), STR("take"), STR("-")};
	struct str kind = s->head, to = last_word(&kind), ref;
	const char *mail = mail_of(str_trim(kind));
	struct buf b = {0};

	if (mail == NULL) {
		play_fail(p, "what came back? RETURNED bounce info@x.example");
		return;
	}
	buf_fmt(&b, "mail:%.*s", STR_ARG(to));
	ref = play_meant(p, buf_all(&b));
	buf_free(&b);
	if (p->failed)
		return;
	p->in_name = STR("x.eml");
	p->in_bytes = filled(p, s, str_of(mail), ref, to);
	p->in_given = false;
	buf_reset(&p->said);
	p->refusal = false;
	play_command(p, words, 3);
}
