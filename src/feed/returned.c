/* returned: a mail that came back, or an answer to one of ours */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "value/returned.h"

#include "feed/clean.h"
#include "feed/mime.h"
#include "feed/reader.h"
#include "feed/returned_text.h"
#include "feed/row.frame.h"

enum {
	PART_MAX = 64 << 10, /* of a part that servers write */
	FIELDS_MAX = 8,	     /* of one name */
	WHOM_MAX = 254,
	RULE_MAX = 239,
	PIECE = 32 * 1024,
};

struct mark {
	bool verp;
	struct str text;
};

struct back {
	struct arena a;
	struct str local, domain; /* "bounces+", "@voorbeeld.example" */

	struct str head;  /* of the mail */
	struct str inner; /* of the mail that it gives back */
	struct str text, html;
	struct str report, feedback; /* parts that servers write */

	struct mark mark[RETURNED_MARKS];
	size_t n;
	enum returned_kind kind;
	struct str status, whom, said;
};

/* What may be ours in it. */

static void
mark_add(struct back *b, bool verp, struct str text)
{
	for (size_t i = 0; i < b->n; i++)
		if (str_eq(b->mark[i].text, text))
			return;
	if (b->n < RETURNED_MARKS)
		b->mark[b->n++] = (struct mark){verp, text};
}

/* As the store makes references: 0-9a-z without i l o u. */
static bool
is_ref(struct str s)
{
	static const struct str letters = {
	    "0123456789abcdefghjkmnpqrstvwxyz", 32};

	for (size_t i = 0; i < s.n; i++)
		if (str_find(letters, s.p[i]) == letters.n)
			return false;
	return s.n == RETURNED_REF;
}

static bool
is_verp(struct str s)
{
	return s.n == RETURNED_VERP && s.p[RETURNED_REF] == '-' &&
	    is_ref(str_upto(s, RETURNED_REF)) &&
	    is_ref(str_from(s, RETURNED_REF + 1));
}

/* "bounces+REF-PROOF@voorbeeld.example" in a field, as often as it is there. */
static void
verp_look(struct back *b, struct str value)
{
	struct str rest = clean_lower(&b->a, value);

	if (b->local.n == 0)
		return;
	for (;;) {
		rest = str_from(rest, str_find_str(rest, b->local));
		if (rest.n == 0)
			return;
		rest = str_from(rest, b->local.n);
		if (is_verp(str_upto(rest, RETURNED_VERP)) &&
		    str_starts(str_from(rest, RETURNED_VERP), b->domain))
			mark_add(b, true, str_upto(rest, RETURNED_VERP));
	}
}

static void
sent_to(struct back *b)
{
	static const char *const names[] = {"Delivered-To", "X-Original-To",
	    "Envelope-To", "X-Envelope-To", "To", "Cc"};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		for (size_t nth = 0; nth < FIELDS_MAX; nth++)
			verp_look(b,
			    mime_field(&b->a, b->head, str_of(names[i]), nth));
}

/* The last "<REF@" in a field: it is the newest mail of a thread. */
static void
id_look(struct back *b, struct str head, const char *name)
{
	struct str rest = mime_field(&b->a, head, str_of(name), 0), ref = {0};

	while (rest.n > 0) {
		rest = str_from(rest, str_find(rest, '<') + 1);
		if (is_ref(str_upto(rest, RETURNED_REF)) &&
		    str_starts(str_from(rest, RETURNED_REF), STR("@")))
			ref = str_upto(rest, RETURNED_REF);
	}
	if (ref.n > 0)
		mark_add(b, false, ref);
}

/* What it says. */

static void
said_set(struct back *b, struct str status, struct str whom, struct str said)
{
	b->status = clean(&b->a, status, RETURNED_STATUS);
	b->whom = clean_lower(&b->a, clean(&b->a, str_trim(whom), WHOM_MAX));
	b->said = said;
}

/* "rfc822; info@bakker.example" without what stands before the ';'. */
static struct str
typed(struct str s)
{
	size_t at = str_find(s, ';');

	return str_trim(at < s.n ? str_from(s, at + 1) : s);
}

static enum returned_kind
outcome_of(struct str action, struct str status)
{
	if (str_eq_nocase(action, STR("failed")))
		return str_starts(status, STR("4")) ? RETURNED_SOFT
						    : RETURNED_HARD;
	if (str_eq_nocase(action, STR("delivered")) ||
	    str_eq_nocase(action, STR("relayed")) ||
	    str_eq_nocase(action, STR("expanded")))
		return RETURNED_DELIVERED;
	return RETURNED_DELAYED;
}

/* One receiver of those a report tells of (RFC 3464 2.3). Where there are more
 * than one, as behind a list, the best that any of them says counts. */
static void
receiver_read(struct back *b, struct str block)
{
	struct arena *a = &b->a;
	struct str action = mime_field(a, block, STR("Action"), 0);
	struct str status = mime_field(a, block, STR("Status"), 0);
	struct str whom = mime_field(a, block, STR("Original-Recipient"), 0);
	enum returned_kind kind = outcome_of(action, status);

	if (action.n == 0 || (b->kind != RETURNED_UNKNOWN && kind <= b->kind))
		return;
	b->kind = kind;
	if (whom.n == 0)
		whom = mime_field(a, block, STR("Final-Recipient"), 0);
	said_set(b, status, typed(whom),
	    clean(a, typed(mime_field(a, block, STR("Diagnostic-Code"), 0)),
		RETURNED_SAID));
}

/* A report is blocks of fields, parted by empty lines. */
static struct str
block_take(struct str *rest)
{
	const char *from = rest->p;
	size_t n = 0;

	for (struct str line; str_split(rest, '\n', &line);) {
		if (str_trim(line).n == 0)
			break;
		n = (size_t)(line.p + line.n - from);
	}
	return str_make(from, n);
}

static void
report_read(struct back *b)
{
	struct str rest = b->report;

	while (rest.n > 0)
		receiver_read(b, block_take(&rest));
	if (b->kind == RETURNED_UNKNOWN)
		b->kind = RETURNED_DELAYED;
}

static void
feedback_read(struct back *b)
{
	struct arena *a = &b->a;
	struct str type = mime_field(a, b->feedback, STR("Feedback-Type"), 0);

	b->kind = str_eq_nocase(type, STR("not-spam")) ? RETURNED_AUTO
						       : RETURNED_COMPLAINT;
	said_set(b, (struct str){0},
	    mime_field(a, b->feedback, STR("Original-Rcpt-To"), 0),
	    clean(a, type, RETURNED_SAID));
	verp_look(b, mime_field(a, b->feedback, STR("Original-Mail-From"), 0));
}

static struct str
writer(struct back *b)
{
	return text_address(mime_field(&b->a, b->head, STR("From"), 0));
}

/*
 * Old servers write a report in words. What they say counts where it went to
 * an address that only a server sees, and as far as it has a code that is for
 * good.
 */
static bool
plain_read(struct back *b)
{
	struct str from = clean_lower(&b->a, writer(b));
	struct str code = text_status(b->text);
	bool verp = b->n > 0 && b->mark[0].verp;

	if (!str_starts(from, STR("mailer-daemon")) &&
	    !str_starts(from, STR("postmaster")))
		return false;
	b->kind = verp && str_starts(code, STR("5")) ? RETURNED_HARD
						     : RETURNED_DELAYED;
	said_set(b, code, (struct str){0},
	    text_first(&b->a, b->text, RETURNED_SAID));
	return true;
}

static void
letter_read(struct back *b)
{
	struct str text =
	    b->text.n > 0 ? b->text : text_of_html(&b->a, b->html);
	struct str subject = str_trim(
	    mime_words(&b->a, mime_field(&b->a, b->head, STR("Subject"), 0)));

	if (is_ref(subject)) {
		mark_add(b, false, subject);
		b->kind = RETURNED_UNSUBSCRIBE;
	} else {
		b->kind = text_automatic(&b->a, b->head, subject)
		    ? RETURNED_AUTO
		    : RETURNED_REPLY;
	}
	said_set(b, (struct str){0}, writer(b),
	    text_first(&b->a, text, RETURNED_SAID));
}

static void
mail_judge(struct back *b)
{
	bool server = b->report.n > 0 || b->feedback.n > 0;

	sent_to(b);
	if (b->report.n > 0)
		report_read(b);
	else if (b->feedback.n > 0)
		feedback_read(b);
	else if (!plain_read(b))
		letter_read(b);
	if (server) {
		id_look(b, b->inner, "Message-ID");
		return;
	}
	id_look(b, b->head, "In-Reply-To");
	id_look(b, b->head, "References");
}

/* Its parts. */

static struct str
body_text(struct back *b, const struct mime_part *p)
{
	return text_decoded(&b->a, p, PART_MAX);
}

/* What stands in a mail within the mail is another's, but for the header of
 * the one that is given back. */
static void
part_take(void *ctx, const struct mime_part *p)
{
	struct back *b = ctx;

	if (p->within == 1 && b->inner.n == 0)
		b->inner = arena_str(&b->a, p->message);
	if (p->within > 0)
		return;
	if (b->head.n == 0)
		b->head = arena_str(&b->a, p->message);
	if (str_eq(p->type, STR("message/delivery-status")) ||
	    str_eq(p->type, STR("message/global-delivery-status")))
		b->report = body_text(b, p);
	else if (str_eq(p->type, STR("message/feedback-report")))
		b->feedback = body_text(b, p);
	else if (str_eq(p->type, STR("text/rfc822-headers")))
		b->inner = body_text(b, p);
	else if (str_eq(p->type, STR("text/plain")) && p->name.n == 0 &&
	    b->text.n == 0)
		b->text = body_text(b, p);
	else if (str_eq(p->type, STR("text/html")) && b->html.n == 0)
		b->html = body_text(b, p);
}

/* Only a mail that is a report as a whole is one (RFC 6522). */
static void
report_check(struct back *b)
{
	struct str type = mime_field(&b->a, b->head, STR("Content-Type"), 0);

	if (str_eq_nocase(str_upto(type, 16), STR("multipart/report")))
		return;
	b->report = b->feedback = (struct str){0};
}

static void
message_read(struct back *b, struct stream *in, struct why *w)
{
	struct buf bytes = {.limit = RETURNED_BYTES};
	char piece[PIECE];
	long n = 0;

	while (!bytes.full && (n = stream_read(in, piece, sizeof(piece))) > 0)
		buf_put(&bytes, piece, (size_t)n);
	if (n < 0)
		*w = *stream_why(in);
	else if (mime_walk(buf_all(&bytes), part_take, b, w) == OK) {
		report_check(b);
		mail_judge(b);
	}
	buf_free(&bytes);
}

static void
options_read(struct back *b, const struct reader_task *t)
{
	struct str address = clean_lower(&b->a, task_option(t, "bounces"));
	size_t at = str_find(address, '@');
	struct buf local = {0};

	if (at == address.n)
		return;
	buf_fmt(&local, "%.*s+", STR_ARG(str_upto(address, at)));
	b->local = arena_str(&b->a, buf_all(&local));
	b->domain = str_from(address, at);
	buf_free(&local);
}

static void
back_give(const struct back *b, struct row_sink *out)
{
	for (size_t i = 0; i < b->n; i++)
		frame_returned_mark_put(&out->b,
		    &(struct frame_returned_mark){
			.verp = b->mark[i].verp, .text = b->mark[i].text});
	frame_returned_put(&out->b,
	    &(struct frame_returned){.kind = b->kind,
		.status = b->status,
		.whom = b->whom,
		.said = b->said});
}

static void
returned_read_all(struct reader_task *t)
{
	struct back b = {0};
	struct why w = {0};

	arena_init(&b.a, 0);
	options_read(&b, t);
	message_read(&b, t->in, &w);
	if (w.err == OK)
		back_give(&b, t->out);

	struct frame_input_end f = {
	    .err = w.err, .rule = clean(&b.a, str_of(w.rule), RULE_MAX)};

	frame_input_end_put(&t->out->b, &f);
	row_sink_flush(t->out);
	arena_free(&b.a);
}

const struct reader reader_returned = {
    .name = "returned",
    .about = "a mail that came back, or an answer to one of ours",
    .version = 1,
    .read = returned_read_all,
};
