/* mime: a frozen notice becomes the bytes that go over the wire */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "notify/mime.h"

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

static void
qp_byte(struct buf *out, char c)
{
	static const char hex[] = "0123456789ABCDEF";
	unsigned char u = (unsigned char)c;

	buf_char(out, '=');
	buf_char(out, hex[u >> 4]);
	buf_char(out, hex[u & 15]);
}

/* How many bytes from the first of line on, which is plain, go on what is left
 * of a row as they are; the line's last byte is looked at by itself. */
static size_t
plain_run(struct str line, size_t column)
{
	size_t n = 1, most = str_upto(line, QP_COLUMNS - 1 - column).n;

	if (most == line.n)
		most--;
	while (n < most && (unsigned char)(line.p[n] - ' ') <= '~' - ' ' &&
	    line.p[n] != '=')
		n++;
	return n;
}

static void
qp_line(struct buf *out, struct str line)
{
	size_t column = 0;

	for (size_t n; line.n > 0; line = str_from(line, n)) {
		bool last = line.n == 1, plain = is_plain(line.p[0], last);
		size_t width = plain ? 1 : 3;
		n = 1;
		if (column + width > QP_COLUMNS - (last ? 0 : 1)) {
			buf_str(out, STR("=\r\n"));
			column = 0;
		}
		/* a dot or "From " at a line's start upsets relays */
		if (column == 0 && (line.p[0] == '.' || line.p[0] == 'F'))
			plain = false;
		if (plain)
			buf_put(out, line.p, n = plain_run(line, column));
		else
			qp_byte(out, line.p[0]);
		column += plain ? n : 3;
	}
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
