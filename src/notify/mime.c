/* mime: a frozen notice becomes the bytes that go over the wire */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "notify/mime.h"

#include <string.h>

enum {
	QP_COLUMNS = 76,
	ATTACHED = '\f', /* begins an attachment */
};

static void
lines_crlf(struct buf *out, struct str s)
{
	for (struct str line; str_split(&s, '\n', &line);) {
		buf_str(out, line);
		buf_str(out, STR("\r\n"));
	}
}

/* True for a byte that stands for itself; a blank does not at a line's end. */
static bool
is_plain(char c, bool last)
{
	return (c >= 33 && c <= 126 && c != '=') ||
	    (!last && (c == ' ' || c == '\t'));
}

static char *
qp_byte(char *to, char c)
{
	static const char hex[] = "0123456789ABCDEF";
	unsigned char u = (unsigned char)c;

	*to++ = '=';
	*to++ = hex[u >> 4];
	*to++ = hex[u & 15];
	return to;
}

/* Three for each byte, and a soft break for each line of at least 73. */
static size_t
qp_most(size_t n)
{
	return 3 * n + 3 * (3 * n / (QP_COLUMNS - 3) + 1);
}

static void
qp_line(struct buf *out, struct str line)
{
	char *begin = buf_room(out, qp_most(line.n)), *to = begin;
	size_t column = 0;

	if (begin == NULL)
		return;
	for (size_t i = 0; i < line.n; i++) {
		bool last = i + 1 == line.n;
		size_t width = is_plain(line.p[i], last) ? 1 : 3;
		if (column + width > QP_COLUMNS - (last ? 0 : 1)) {
			to = mempcpy(to, "=\r\n", 3);
			column = 0;
		}
		/* a dot or "From " at a line's start upsets relays */
		if (column == 0 && (line.p[i] == '.' || line.p[i] == 'F'))
			width = 3;
		if (width == 1)
			*to++ = line.p[i];
		else
			to = qp_byte(to, line.p[i]);
		column += width;
	}
	out->n += (size_t)(to - begin);
	buf_str(out, STR("\r\n"));
}

static void
text_put(struct buf *out, struct str text)
{
	for (struct str line; str_split(&text, '\n', &line);)
		qp_line(out, line);
}

#define PLAIN                                                                  \
	STR("Content-Type: text/plain; charset=utf-8\r\n"                      \
	    "Content-Transfer-Encoding: quoted-printable\r\n\r\n")

/* rest: "NAME TYPE", and on the next lines the attachment. */
static void
attachment_put(struct buf *out, struct str rest)
{
	struct str head, name;

	str_split(&rest, '\n', &head);
	str_split(&head, ' ', &name);
	buf_fmt(out,
	    "Content-Type: %.*s; charset=utf-8\r\n"
	    "Content-Disposition: attachment; filename=\"%.*s\"\r\n"
	    "Content-Transfer-Encoding: quoted-printable\r\n\r\n",
	    STR_ARG(head), STR_ARG(name));
	text_put(out, rest);
}

/* A line of quoted-printable has no "=_" in it, so none is this one. */
#define BOUNDARY "=_part"

static void
parts_put(struct buf *out, struct str body)
{
	struct str part;

	str_split(&body, ATTACHED, &part);
	buf_str(out,
	    STR("Content-Type: multipart/mixed; boundary=\"" BOUNDARY
		"\"\r\n\r\n--" BOUNDARY "\r\n"));
	buf_str(out, PLAIN);
	text_put(out, part);
	while (str_split(&body, ATTACHED, &part)) {
		buf_str(out, STR("\r\n--" BOUNDARY "\r\n"));
		attachment_put(out, part);
	}
	buf_str(out, STR("\r\n--" BOUNDARY "--\r\n"));
}

void
mime_put(struct buf *out, struct str frozen)
{
	size_t at = str_find_str(frozen, STR("\n\n"));
	struct str body = str_from(frozen, at + 2);

	lines_crlf(out, str_upto(frozen, at + 1));
	buf_str(out, STR("MIME-Version: 1.0\r\n"));
	if (str_find(body, ATTACHED) < body.n) {
		parts_put(out, body);
	} else {
		buf_str(out, PLAIN);
		text_put(out, body);
	}
}

void
mime_attach(struct buf *frozen, const char *name, const char *type)
{
	buf_fmt(frozen, "%c%s %s\n", ATTACHED, name, type);
}
