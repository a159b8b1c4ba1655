/* signed: a message whose text carries a signature of its sender */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "notify/signed.h"

#include <sodium.h>

enum { BOUNDARY = 16 /* bytes of its hash */ };

/* "Content-Type" and its like describe the part, all else the message. */
static bool
is_of_part(struct str line)
{
	static const struct str content = {.p = "Content-", .n = 8};

	return line.n > content.n &&
	    str_eq_nocase(str_upto(line, content.n), content);
}

/* Parts the headers; a folded line goes where the one before it went. */
static void
headers_part(struct str head, struct buf *outer, struct buf *part)
{
	struct buf *to = outer;

	for (struct str line; str_split(&head, '\n', &line);) {
		bool folded =
		    line.n > 0 && (line.p[0] == ' ' || line.p[0] == '\t');
		if (!folded)
			to = is_of_part(line) ? part : outer;
		buf_str(to, line);
		buf_char(to, '\n');
	}
}

/* What cannot stand in the part by chance, and is the same every time. */
static void
boundary_put(struct buf *out, struct str part)
{
	unsigned char hash[BOUNDARY];

	crypto_generichash(
	    hash, sizeof(hash), (const unsigned char *)part.p, part.n, NULL, 0);
	buf_str(out, STR("=_"));
	buf_hex(out, hash, sizeof(hash));
}

void
signed_put(struct buf *out, struct str message, const struct signed_way *way,
    const void *key, int64_t at)
{
	struct buf part = {0}, boundary = {0};
	size_t end = str_find_str(message, STR("\r\n\r\n"));

	headers_part(str_upto(message, end + 2), out, &part);
	buf_str(&part, STR("\r\n"));
	buf_str(&part, str_from(message, end + 4));
	boundary_put(&boundary, buf_all(&part));
	buf_fmt(out,
	    "Content-Type: multipart/signed; protocol=\"%s\";\r\n"
	    " micalg=%s; boundary=\"%.*s\"\r\n\r\n--%.*s\r\n",
	    way->protocol, way->micalg, STR_ARG(buf_all(&boundary)),
	    STR_ARG(buf_all(&boundary)));
	buf_str(out, buf_all(&part));
	buf_fmt(out, "\r\n--%.*s\r\n%s\r\n", STR_ARG(buf_all(&boundary)),
	    way->headers);
	way->sign(key, buf_all(&part), at, out);
	buf_fmt(out, "\r\n--%.*s--\r\n", STR_ARG(buf_all(&boundary)));
	buf_free(&part);
	buf_free(&boundary);
}
