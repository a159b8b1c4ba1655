/* returned_text: what the words of a returned mail say */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "feed/returned_text.h"

#include "base/buf.h"
#include "feed/clean.h"
#include "feed/recode.h"

enum { LINE_MAX = 500 };

static long
body_read(void *from, void *p, size_t n)
{
	return (long)mime_read(from, p, n);
}

struct str
text_decoded(struct arena *a, const struct mime_part *p, size_t max)
{
	struct mime_body body = {.left = p->body, .coding = p->coding};
	struct buf b = {.limit = max};
	struct recode r;
	char piece[1024];

	recode_init(&r, (struct csv_source){.read = body_read, .from = &body});
	for (long n;
	     !b.full && (n = recode_read(&r, piece, sizeof(piece))) > 0;)
		buf_put(&b, piece, (size_t)n);

	struct str text = arena_str(a, buf_all(&b));

	buf_free(&b);
	return text;
}

struct str
text_of_html(struct arena *a, struct str html)
{
	static const struct str open = {"<", 1};
	struct buf b = {0};

	while (html.n > 0) {
		size_t at = str_find_str(html, open);
		buf_str(&b, str_upto(html, at));
		html = str_from(html, at);
		at = str_find(html, '>');
		if (str_starts(html, STR("<br")) ||
		    str_starts(html, STR("<p")) ||
		    str_starts(html, STR("</div")))
			buf_char(&b, '\n');
		html = str_from(html, at < html.n ? at + 1 : at);
	}

	struct str text = arena_str(a, buf_all(&b));

	buf_free(&b);
	return text;
}

struct str
text_first(struct arena *a, struct str text, size_t max)
{
	struct buf b = {0};

	for (struct str line; b.n < max && str_split(&text, '\n', &line);) {
		line = str_trim(clean(a, str_trim(line), LINE_MAX));
		if (line.n == 0 || str_starts(line, STR(">")))
			continue;
		if (b.n + line.n + 1 > max)
			line = clean(a, line, max - b.n - (b.n > 0));
		if (b.n > 0)
			buf_char(&b, '\n');
		buf_str(&b, line);
	}

	struct str first = arena_str(a, buf_all(&b));

	buf_free(&b);
	return first;
}

struct str
text_address(struct str field)
{
	size_t at = field.n;

	while (at > 0 && field.p[at - 1] != '<')
		at--;
	if (at == 0)
		return str_trim(field);
	field = str_from(field, at);
	return str_trim(str_upto(field, str_find(field, '>')));
}

static bool
is_digit(struct str s, size_t i)
{
	return i < s.n && s.p[i] >= '0' && s.p[i] <= '9';
}

/* From i on, one to three digits; how many. */
static size_t
digits(struct str s, size_t i)
{
	size_t n = 0;

	while (n < 4 && is_digit(s, i + n))
		n++;
	return n < 4 ? n : 0;
}

/* A code at i: its length, 0 where there is none. An address of a machine has
 * another number behind it. */
static size_t
status_at(struct str s, size_t i)
{
	size_t subject, detail, end;

	if ((s.p[i] != '4' && s.p[i] != '5') || i + 1 >= s.n ||
	    s.p[i + 1] != '.' ||
	    (i > 0 && (is_digit(s, i - 1) || s.p[i - 1] == '.')))
		return 0;
	subject = digits(s, i + 2);
	end = i + 2 + subject;
	if (subject == 0 || end >= s.n || s.p[end] != '.')
		return 0;
	detail = digits(s, end + 1);
	end += 1 + detail;
	if (detail == 0 ||
	    (end < s.n && s.p[end] == '.' && is_digit(s, end + 1)))
		return 0;
	return end - i;
}

struct str
text_status(struct str text)
{
	for (size_t i = 0; i < text.n; i++) {
		size_t n = status_at(text, i);
		if (n > 0)
			return str_upto(str_from(text, i), n);
	}
	return (struct str){0};
}

/* The field is there, and is not what a person's mail says. */
static bool
says(struct arena *a, struct str head, const char *field, const char *unless)
{
	struct str value = mime_field(a, head, str_of(field), 0);

	value = str_trim(str_upto(value, str_find(value, ';')));
	return value.n > 0 && !str_eq_nocase(value, str_of(unless));
}

bool
text_automatic(struct arena *a, struct str head, struct str subject)
{
	static const char *const begins[] = {"automatisch antwoord",
	    "automatische beantwoording", "automatic reply", "auto reply",
	    "auto-reply", "autoreply", "out of office", "out of the office",
	    "afwezig", "niet aanwezig", "auto:"};
	struct str precedence = mime_field(a, head, STR("Precedence"), 0);

	if (says(a, head, "Auto-Submitted", "no") ||
	    says(a, head, "X-Auto-Response-Suppress", "none") ||
	    says(a, head, "X-Autoreply", "no") ||
	    str_eq_nocase(precedence, STR("bulk")) ||
	    str_eq_nocase(precedence, STR("junk")) ||
	    str_eq_nocase(precedence, STR("auto_reply")))
		return true;
	for (size_t i = 0; i < sizeof(begins) / sizeof(*begins); i++) {
		struct str begin = str_of(begins[i]);
		if (str_eq_nocase(str_upto(subject, begin.n), begin))
			return true;
	}
	return false;
}
