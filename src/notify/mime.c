/* mime: a frozen notice becomes the bytes that go over the wire */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "notify/mime.h"

enum { QP_COLUMNS = 76 };

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

void
mime_put(struct buf *out, struct str frozen)
{
	size_t at = str_find_str(frozen, STR("\n\n"));
	struct str body = str_from(frozen, at + 2);

	lines_crlf(out, str_upto(frozen, at + 1));
	buf_str(out,
	    STR("MIME-Version: 1.0\r\n"
		"Content-Type: text/plain; charset=utf-8\r\n"
		"Content-Transfer-Encoding: quoted-printable\r\n\r\n"));
	for (struct str line; str_split(&body, '\n', &line);)
		qp_line(out, line);
}
