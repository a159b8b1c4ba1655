/* mime: the attachments of a mail (RFC 5322, RFC 2045-2049, RFC 2231) */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "feed/mime.h"

#include <string.h>

#include "feed/mime_head.h"

/* A message on its way. */
struct walk {
	void (*part)(void *ctx, const struct mime_part *p);
	void *ctx;
	struct arena a; /* of the headers being read */
	struct why *why;
	unsigned parts, depth, within;
	struct str message; /* the header of the message it is in */
};

static void entity_walk(struct walk *w, struct str entity, bool cut);

/* The line at the front of *rest, without its end. */
static struct str
line_take(struct str *rest)
{
	size_t n = str_find(*rest, '\n');
	struct str line = str_upto(*rest, n);

	*rest = str_from(*rest, n + 1);
	if (str_ends(line, STR("\r")))
		line.n--;
	return line;
}

/* "--BOUNDARY" or, at the end, "--BOUNDARY--"; blanks may stand behind. */
static bool
is_boundary(struct str line, struct str boundary, bool *end)
{
	struct str rest = str_from(line, 2 + boundary.n);

	if (!str_starts(line, STR("--")) ||
	    !str_eq(str_upto(str_from(line, 2), boundary.n), boundary))
		return false;
	*end = str_starts(rest, STR("--"));
	return str_trim(str_from(rest, *end ? 2 : 0)).n == 0;
}

/* The line end in front of a boundary belongs to it (RFC 2046 5.1.1). */
static struct str
between(const char *from, const char *to)
{
	struct str s = str_make(from, (size_t)(to - from));

	if (str_ends(s, STR("\n")))
		s.n--;
	if (str_ends(s, STR("\r")))
		s.n--;
	return s;
}

static void
multipart_walk(struct walk *w, struct str body, struct str boundary)
{
	const char *start = NULL;
	bool end = false;

	while (body.n > 0 && !end && w->why->err == OK) {
		const char *at = body.p;
		struct str line = line_take(&body);
		if (!is_boundary(line, boundary, &end))
			continue;
		if (start != NULL)
			entity_walk(w, between(start, at), false);
		start = body.p;
	}
	if (!end && start != NULL && w->why->err == OK)
		entity_walk(w, str_make(start, (size_t)(body.p - start)), true);
}

/* A header ends with an empty line; its lines are in *head, the rest in
 * *body. */
static bool
head_split(
    struct walk *w, struct str entity, struct str *head, struct str *body)
{
	struct str rest = str_upto(entity, MIME_HEADER_MAX);

	while (rest.n > 0) {
		size_t at = entity.n < MIME_HEADER_MAX
		    ? entity.n - rest.n
		    : MIME_HEADER_MAX - rest.n;
		if (line_take(&rest).n > 0)
			continue;
		*head = str_upto(entity, at);
		*body = str_from(entity, (size_t)(rest.p - entity.p));
		return true;
	}
	*head = entity;
	*body = (struct str){0};
	if (entity.n < MIME_HEADER_MAX)
		return true;
	why_set(w->why, ERR_LIMIT, "a header has no end within %d bytes",
	    MIME_HEADER_MAX);
	return false;
}

/* A message in a message. */
static void
message_walk(struct walk *w, struct str body, bool cut)
{
	struct str around = w->message;

	w->message = (struct str){0};
	w->within++;
	entity_walk(w, body, cut);
	w->within--;
	w->message = around;
}

static void
entity_walk(struct walk *w, struct str entity, bool cut)
{
	struct str head, body;
	struct mime_head h;

	if (++w->parts > MIME_PARTS_MAX) {
		why_set(w->why, ERR_LIMIT, "the mail has more than %d parts",
		    MIME_PARTS_MAX);
		return;
	}
	if (w->depth == MIME_DEPTH_MAX) {
		why_set(w->why, ERR_LIMIT,
		    "the mail has mails in it more than %d deep",
		    MIME_DEPTH_MAX);
		return;
	}
	if (!head_split(w, entity, &head, &body))
		return;
	mime_head_read(&h, &w->a, head);
	if (w->message.p == NULL)
		w->message = head;
	w->depth++;
	if (str_starts(h.type, STR("multipart/")) && h.boundary.n > 0)
		multipart_walk(w, body, h.boundary);
	else if (str_eq(h.type, STR("message/rfc822")) &&
	    h.coding == MIME_AS_IS)
		message_walk(w, body, cut);
	else
		w->part(w->ctx,
		    &(struct mime_part){.type = h.type,
			.name = h.name,
			.coding = h.coding,
			.body = body,
			.cut = cut,
			.within = w->within,
			.message = w->message});
	w->depth--;
}

enum err
mime_walk(struct str message,
    void (*part)(void *ctx, const struct mime_part *p), void *ctx,
    struct why *w)
{
	struct walk walk = {.part = part, .ctx = ctx, .why = w};

	arena_init(&walk.a, 0);
	entity_walk(&walk, message, false);
	arena_free(&walk.a);
	return w->err;
}

/* Bodies. */

static int
base64_value(char c)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26;
	if (c >= '0' && c <= '9')
		return c - '0' + 52;
	return c == '+' ? 62 : c == '/' ? 63 : -1;
}

/* Four characters are three bytes; fewer at the end. */
static size_t
base64_group(struct mime_body *b, char *p)
{
	uint32_t bits = 0;
	size_t have = 0, n;

	while (have < 4 && b->left.n > 0) {
		char c = b->left.p[0];
		int v = base64_value(c);
		if (c == '=')
			break;
		b->left = str_from(b->left, 1);
		if (v >= 0) {
			bits = bits << 6 | (uint32_t)v;
			have++;
		} else if (c != '\r' && c != '\n' && c != ' ' && c != '\t') {
			b->bad = true;
		}
	}
	if (have < 4) { /* at "=" or the end: nothing may follow */
		struct str rest = b->left;
		for (size_t i = 0; i < rest.n; i++)
			b->bad |= str_find(STR("=\r\n \t"), rest.p[i]) == 5;
		b->left = (struct str){0};
	}
	b->bad |= have == 1;
	n = have == 0 ? 0 : have * 6 / 8;
	bits <<= 6 * (4 - have);
	for (size_t i = 0; i < n; i++)
		p[i] = (char)(bits >> (16 - 8 * i));
	return n;
}

static int
hex_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c = (char)(c | 0x20);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* One character, or none for a soft line end. */
static size_t
quoted_one(struct mime_body *b, char *p)
{
	struct str s = b->left;
	int high, low;

	*p = s.p[0];
	b->left = str_from(s, 1);
	if (s.p[0] != '=')
		return 1;
	if (str_starts(b->left, STR("\n")) ||
	    str_starts(b->left, STR("\r\n"))) {
		line_take(&b->left);
		return 0;
	}
	if (b->left.n < 2 || (high = hex_value(s.p[1])) < 0 ||
	    (low = hex_value(s.p[2])) < 0) {
		b->bad = true;
		return 1;
	}
	*p = (char)(high << 4 | low);
	b->left = str_from(b->left, 2);
	return 1;
}

size_t
mime_read(struct mime_body *b, char *p, size_t n)
{
	size_t k = 0;

	if (b->coding == MIME_AS_IS) {
		k = n < b->left.n ? n : b->left.n;
		if (k > 0)
			memcpy(p, b->left.p, k);
		b->left = str_from(b->left, k);
		return k;
	}
	while (b->left.n > 0 && k + 3 <= n)
		k += b->coding == MIME_BASE64 ? base64_group(b, p + k)
					      : quoted_one(b, p + k);
	return k;
}
