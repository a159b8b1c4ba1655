/* wrap: paragraphs in lines that fit a terminal */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "run/wrap.h"

static void
spaces(struct buf *out, unsigned n)
{
	while (n-- > 0)
		buf_char(out, ' ');
}

static void
line_put(struct buf *out, struct str line, unsigned indent, size_t column)
{
	unsigned hang = indent + (str_starts(line, STR("- ")) ? 2 : 0);
	bool first = true;

	for (struct str word; str_split(&line, ' ', &word);) {
		if (word.n == 0)
			continue;
		size_t w = str_characters(word);
		if (!first && column + 1 + w > WRAP_COLUMNS) {
			buf_char(out, '\n');
			spaces(out, hang);
			column = hang;
		} else if (!first) {
			buf_char(out, ' ');
			column++;
		}
		buf_str(out, word);
		column += w;
		first = false;
	}
}

void
wrap_put(struct buf *out, struct str s, unsigned indent)
{
	bool first = true;

	for (struct str line; str_split(&s, '\n', &line); first = false) {
		if (!first) {
			buf_char(out, '\n');
			if (line.n > 0)
				spaces(out, indent);
		}
		line_put(out, line, indent, indent);
	}
}
