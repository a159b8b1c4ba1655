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

/* The form of one byte, and its length: 1 or 3. */
static size_t
qp_byte(char form[3], char c, bool last)
{
	static const char hex[] = "0123456789ABCDEF";
	unsigned char u = (unsigned char)c;
	bool plain = u >= 33 && u <= 126 && u != '=';
	bool blank = (u == ' ' || u == '\t') && !last;

	form[0] = c;
	if (plain || blank)
		return 1;
	form[0] = '=';
	form[1] = hex[u >> 4];
	form[2] = hex[u & 15];
	return 3;
}

static void
qp_line(struct buf *out, struct str line)
{
	size_t column = 0;

	for (size_t i = 0; i < line.n; i++) {
		char form[3];
		bool last = i + 1 == line.n;
		size_t n = qp_byte(form, line.p[i], last);
		if (column + n > QP_COLUMNS - (last ? 0 : 1)) {
			buf_str(out, STR("=\r\n"));
			column = 0;
			/* a dot or "From " at a line's start upsets relays */
		}
		if (column == 0 && (line.p[i] == '.' || line.p[i] == 'F')) {
			buf_str(
			    out, line.p[i] == '.' ? STR("=2E") : STR("=46"));
			column += 3;
			continue;
		}
		buf_put(out, form, n);
		column += n;
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
