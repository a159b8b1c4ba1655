/* security_txt: how to reach who owns a site, as its security.txt says */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "feed/security_txt.h"

#include <string.h>

#include "base/time.h"
#include "feed/clean.h"
#include "feed/reader.h"
#include "feed/row.frame.h"
#include "value/ident.h"

#define PGP_BEGIN     STR("-----BEGIN PGP SIGNED MESSAGE-----")
#define PGP_SIGNATURE STR("-----BEGIN PGP SIGNATURE-----")
#define PGP_END	      STR("-----END PGP SIGNATURE-----")

enum { RULE_MAX = 239, SHOWN_MAX = 60, VALUE_MAX = 254 };

/* Where a line stands in the frame of an OpenPGP signature (RFC 9580 7). */
enum part {
	PART_PLAIN, /* there is no such frame */
	PART_HEAD,  /* "Hash: SHA512", up to the first empty line */
	PART_TEXT,
	PART_SIGNATURE,
	PART_AFTER,
};

struct security_txt {
	struct reader_task *task;
	struct arena a;
	struct why why;
	enum part part;
	uint64_t line;
	struct str asked, reached; /* addresses of the file */
	int64_t now;
	size_t ways;
	int expires_said, languages_said;
	struct frame_security_txt found;
};

/* Said of a line that is passed over. */
static void
pass_over(struct security_txt *r, struct str value, const char *expected)
{
	task_note(r->task, "line %llu: \"%.*s\" %s; it was passed over",
	    (unsigned long long)r->line,
	    STR_ARG(clean(&r->a, value, SHOWN_MAX)), expected);
}

static void
refuse(struct security_txt *r, enum err e, const char *rule)
{
	why_at(&r->why, e, r->line, WHY_NO_BYTE, "%s", rule);
}

/* Fields. */

static int
hex(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if ((c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'))
		return (c | 0x20) - 'a' + 10;
	return -1;
}

/* RFC 3986 2.1; absent where a % begins no escape. */
static struct str
unescaped(struct arena *a, struct str s)
{
	char *to = arena_take(a, s.n + 1);
	size_t n = 0;

	for (size_t i = 0; i < s.n; i++) {
		to[n++] = s.p[i];
		if (s.p[i] != '%')
			continue;
		if (i + 2 >= s.n || hex(s.p[i + 1]) < 0 || hex(s.p[i + 2]) < 0)
			return (struct str){0};
		to[n - 1] = (char)(hex(s.p[i + 1]) << 4 | hex(s.p[i + 2]));
		i += 2;
	}
	return str_make(to, n);
}

/* Schemes are read in any case (RFC 3986 3.1). */
static bool
scheme_take(struct str *s, const char *scheme)
{
	struct str is = str_of(scheme);

	if (!str_eq_nocase(str_upto(*s, is.n), is))
		return false;
	*s = str_from(*s, is.n);
	return true;
}

static void
way_put(struct security_txt *r, enum security_way kind, struct str value)
{
	struct frame_way f = {.line = r->line, .kind = kind, .value = value};

	if (value.n == 0 || value.n > VALUE_MAX) {
		pass_over(r, value, "is not of a length that is used");
		return;
	}
	if (!str_is_line(value)) {
		pass_over(r, value, "holds what is no text of one line");
		return;
	}
	if (r->ways == SECURITY_WAYS_MAX) {
		pass_over(r, value, "is one contact more than are read");
		return;
	}
	r->ways++;
	frame_way_put(&r->task->out->b, &f);
	row_sink_tick(r->task->out);
}

/* RFC 6068: what stands behind "?" is for the mail program. */
static void
mail_take(struct security_txt *r, struct str value, struct str address)
{
	char mail[255];

	address = unescaped(&r->a, str_upto(address, str_find(address, '?')));
	if (mail_read(address, mail, NULL) == OK)
		way_put(r, WAY_MAIL, str_of(mail));
	else
		pass_over(r, value, "holds no single mail address");
}

static void
contact_take(struct security_txt *r, struct str value)
{
	struct str rest = value;

	if (scheme_take(&rest, "mailto:"))
		mail_take(r, value, rest);
	else if (scheme_take(&rest, "https://"))
		way_put(r, WAY_WEB, value);
	else if (scheme_take(&rest, "tel:"))
		way_put(r, WAY_PHONE, rest);
	else
		pass_over(r, value,
		    "does not begin with mailto:, https:// or tel: (RFC 9116 "
		    "2.5.3)");
}

/* RFC 3339 5.6: date, T, time and zone. */
static bool
moment_read(struct str s, int64_t *t)
{
	bool zone = str_ends(s, STR("Z")) ||
	    (s.n > 6 && (s.p[s.n - 6] == '+' || s.p[s.n - 6] == '-'));

	return s.n >= 20 && s.p[10] == 'T' && zone && time_read(s, t);
}

static void
expires_take(struct security_txt *r, struct str value)
{
	if (r->expires_said++ > 0)
		refuse(r, ERR_TAKEN,
		    "Expires stands twice; exactly one is allowed (RFC 9116 "
		    "2.5.5)");
	else if (!moment_read(value, &r->found.expires))
		refuse(r, ERR_SYNTAX,
		    "Expires is no moment such as 2027-01-31T12:00:00Z");
	else if (r->found.expires <= r->now)
		refuse(r, ERR_RANGE,
		    "Expires is past: the owner must bring the file up to "
		    "date");
}

/* Scheme and host in any case, the rest as it stands. */
static bool
same_address(struct str a, struct str b)
{
	struct str host_a = a, host_b = b;

	if (!scheme_take(&host_a, "https://") ||
	    !scheme_take(&host_b, "https://"))
		return false;

	size_t n = str_find(host_a, '/'), m = str_find(host_b, '/');

	return str_eq_nocase(str_upto(host_a, n), str_upto(host_b, m)) &&
	    str_eq(str_from(host_a, n), str_from(host_b, m));
}

static void
canonical_take(struct security_txt *r, struct str value)
{
	enum security_canonical c = CANONICAL_OTHER;

	if (same_address(value, r->asked))
		c = CANONICAL_ASKED;
	else if (same_address(value, r->reached))
		c = CANONICAL_REACHED;
	if (r->found.canonical == CANONICAL_UNSAID || c < r->found.canonical)
		r->found.canonical = c;
}

/* RFC 5646 tags; what counts here is the language itself. */
static void
languages_take(struct security_txt *r, struct str value)
{
	static const char *const written[] = {"nl", "en"};

	if (r->languages_said++ > 0) {
		refuse(r, ERR_TAKEN,
		    "Preferred-Languages stands twice; at most one is allowed "
		    "(RFC 9116 2.5.8)");
		return;
	}
	for (struct str tag; str_split(&value, ',', &tag);) {
		tag = str_trim(tag);
		tag = str_upto(tag, str_find(tag, '-'));
		for (size_t i = 0; r->found.language.n == 0 && i < 2; i++)
			if (str_eq_nocase(tag, str_of(written[i])))
				r->found.language = str_of(written[i]);
	}
}

static const struct {
	const char *name;
	void (*take)(struct security_txt *r, struct str value);
} fields[] = {
    {"canonical", canonical_take},
    {"contact", contact_take},
    {"expires", expires_take},
    {"preferred-languages", languages_take},
};

/* Others are for people, or of a later day (RFC 9116 2.4). */
static void
field_take(struct security_txt *r, struct str line)
{
	size_t colon = str_find(line, ':');
	struct str name = str_upto(line, colon);
	struct str value = str_trim(str_from(line, colon + 1));

	for (size_t i = 0; i < name.n; i++)
		if (name.p[i] <= ' ' || name.p[i] > '~')
			name.n = 0;
	if (colon == line.n || name.n == 0) {
		refuse(r, ERR_SYNTAX,
		    "this is no security.txt: a line reads NAME: VALUE, or "
		    "begins with #");
		return;
	}
	if (!str_starts(str_from(line, colon + 1), STR(" "))) {
		pass_over(r, line, "has no space behind its colon");
		return;
	}
	for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++)
		if (str_eq_nocase(name, str_of(fields[i].name)))
			fields[i].take(r, value);
}

/* Lines. */

static void
text_take(struct security_txt *r, struct str line)
{
	if (str_trim(line).n > 0 && line.p[0] != '#')
		field_take(r, line);
}

static void
line_take(struct security_txt *r, struct str line)
{
	switch (r->part) {
	case PART_PLAIN:
		if (r->line > 1 || !str_eq(line, PGP_BEGIN)) {
			text_take(r, line);
			break;
		}
		r->part = PART_HEAD;
		r->found.sealed = true;
		break;
	case PART_HEAD:
		if (line.n == 0)
			r->part = PART_TEXT;
		else if (!str_starts(line, STR("Hash: ")))
			refuse(r, ERR_SYNTAX,
			    "between the begin of a signed text and its first "
			    "empty line only Hash is allowed");
		break;
	case PART_TEXT:
		if (str_eq(line, PGP_SIGNATURE))
			r->part = PART_SIGNATURE;
		else /* RFC 9580 7.2 */
			text_take(r,
			    str_from(
				line, str_starts(line, STR("- ")) ? 2 : 0));
		break;
	case PART_SIGNATURE:
		if (str_eq(line, PGP_END))
			r->part = PART_AFTER;
		break;
	case PART_AFTER:
		if (line.n > 0)
			refuse(r, ERR_SYNTAX,
			    "something stands behind the signature, which does "
			    "not cover it");
		break;
	}
}

/* RFC 9116 2.2: lines end with LF or CRLF; no other control is text. */
static bool
is_text(struct str line)
{
	for (size_t i = 0; i < line.n; i++)
		if (((unsigned char)line.p[i] < ' ' && line.p[i] != '\t') ||
		    line.p[i] == 0x7f)
			return false;
	return str_is_utf8(line);
}

static void
lines_take(struct security_txt *r, struct str text)
{
	for (struct str line; r->why.err == OK && str_split(&text, '\n', &line);
	     r->line++) {
		if (str_ends(line, STR("\r")))
			line.n--;
		if (!is_text(line))
			refuse(r, ERR_SYNTAX,
			    "this is no text in UTF-8 (RFC 9116 3)");
		else
			line_take(r, line);
	}
	r->line = 0;
	if (r->part != PART_PLAIN && r->part != PART_AFTER)
		refuse(r, ERR_SYNTAX,
		    "it is signed, and the end of the signature is not there");
	if (r->expires_said == 0)
		refuse(r, ERR_ABSENT,
		    "Expires is missing, so nobody knows whether it still "
		    "holds (RFC 9116 2.5.5)");
	if (r->ways == 0)
		refuse(r, ERR_ABSENT, "no contact in it can be used");
}

static void
end_put(struct security_txt *r)
{
	struct buf *out = &r->task->out->b;
	struct frame_input_end end = {.err = r->why.err,
	    .line = r->why.line,
	    .rule = clean(&r->a, str_of(r->why.rule), RULE_MAX)};

	if (r->why.err == OK)
		frame_security_txt_put(out, &r->found);
	frame_input_end_put(out, &end);
	row_sink_flush(r->task->out);
}

static void
security_txt_read(struct reader_task *t)
{
	struct security_txt r = {
	    .task = t,
	    .line = 1,
	    .asked = task_option(t, "asked"),
	    .reached = task_option(t, "reached"),
	};
	struct buf text = {0};
	uint64_t now = 0;

	if (!str_u64(task_option(t, "now"), INT64_MAX, &now))
		now = 0;
	r.now = (int64_t)now;
	arena_init(&r.a, 0);
	task_slurp(t, SECURITY_TXT_MAX, &text, &r.why);
	if (r.why.err == OK)
		lines_take(&r, buf_all(&text));
	end_put(&r);
	buf_free(&text);
	arena_free(&r.a);
}

const struct reader reader_security_txt = {
    .name = "security-txt",
    .about = "a site's security.txt (RFC 9116)",
    .version = 1,
    .read = security_txt_read,
};
