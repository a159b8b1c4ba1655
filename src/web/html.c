/* html: puts values into a page so that they stay values */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "web/html.h"

#define REPLACEMENT STR("\xef\xbf\xbd")

void
html_i64(struct buf *out, int64_t v)
{
	buf_i64(out, v);
}

void
html_u64(struct buf *out, uint64_t v)
{
	buf_fmt(out, "%llu", (unsigned long long)v);
}

static bool
may_stand(uint32_t c)
{
	bool control =
	    (c < 0x20 && c != '\t' && c != '\n') || (c >= 0x7f && c < 0xa0);
	bool turns =
	    (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);

	return !control && !turns;
}

/* Takes one character off *s: the bytes to put for it. */
static struct str
char_take(struct str *s)
{
	size_t n = utf8_len(s->p, s->p + s->n);
	struct str bytes = str_upto(*s, n);
	bool fine = n > 0 && may_stand(utf8_decode(s->p, &n));

	*s = str_from(*s, n > 0 ? n : 1);
	return fine ? bytes : REPLACEMENT;
}

void
html_text_str(struct buf *out, struct str s)
{
	static const struct {
		char c;
		const char *reference;
	} references[] = {{'&', "&amp;"}, {'<', "&lt;"}, {'>', "&gt;"},
	    {'"', "&quot;"}, {'\'', "&#39;"}};

	while (s.n > 0) {
		struct str bytes = char_take(&s);
		for (size_t i = 0; i < 5; i++)
			if (bytes.p[0] == references[i].c)
				bytes = str_of(references[i].reference);
		buf_str(out, bytes);
	}
}

void
html_address(struct buf *out, struct str s)
{
	static const char *const schemes[] = {"https://", "mailto:", "tel:"};
	bool fine = str_starts(s, STR("/")) && !str_starts(s, STR("//")) &&
	    !str_starts(s, STR("/\\"));

	for (size_t i = 0; i < 3; i++)
		fine = fine || str_starts(s, str_of(schemes[i]));
	html_text_str(out, fine ? s : STR("#"));
}

void
html_address_part_str(struct buf *out, struct str s)
{
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i], low = (char)(c | 0x20);
		if ((low >= 'a' && low <= 'z') || (c >= '0' && c <= '9') ||
		    c == '-' || c == '.' || c == '_' || c == '~')
			buf_char(out, c);
		else
			buf_fmt(out, "%%%02X", (unsigned)(unsigned char)c);
	}
}
