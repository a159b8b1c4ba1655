/* tests of the sheet with keys: no mistyping that its check lets pass */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "run/escrow.h"

#include <stdio.h>
#include <string.h>

#include "base/err.h"
#include "test/tap.h"

static const char letters[] = "0123456789abcdefghjkmnpqrstvwxyz";
#define PHRASE STR("aaaaa-bbbbb-ccccc-ddddd")

enum { LINES = 8, A_LINE = 26 };

/* A sheet, and where the letters of each of its lines are. */
struct paper {
	struct buf text;
	char *at[LINES][A_LINE];
};

static void
paper_make(struct paper *p)
{
	struct escrow e;
	size_t line = 0;

	memset(&e, 7, sizeof(e));
	p->text = (struct buf){0};
	escrow_put(&p->text, &e, PHRASE);
	for (size_t i = 0; i + 3 < p->text.n; i++) {
		if (p->text.p[i] != '\n' || p->text.p[i + 1] < '1' ||
		    p->text.p[i + 1] > '8' || p->text.p[i + 2] != ' ')
			continue;
		size_t n = 0;
		for (size_t k = i + 3; p->text.p[k] != '\n'; k++)
			if (p->text.p[k] != ' ')
				p->at[line][n++] = p->text.p + k;
		is_int(n, A_LINE);
		line++;
	}
	is_int(line, LINES);
}

/* Whether a sheet as it now is names that line as mistyped. */
static bool
seen(const struct paper *p, size_t line)
{
	struct escrow e;
	struct why w = {0};
	char want[80];

	snprintf(want, sizeof(want),
	    "line %zu of the sheet is mistyped or missing", line + 1);
	return escrow_read(&e, buf_all(&p->text), PHRASE, &w) == ERR_SYNTAX &&
	    strcmp(w.rule, want) == 0;
}

TEST(any_wrong_letter_is_seen)
{
	struct paper p;
	size_t missed = 0, tried = 0;

	paper_make(&p);
	for (size_t line = 0; line < LINES; line++)
		for (size_t i = 0; i < A_LINE; i++) {
			char was = *p.at[line][i];
			for (const char *c = letters; *c != '\0'; c++) {
				if (*c == was)
					continue;
				*p.at[line][i] = *c;
				missed += !seen(&p, line);
				tried++;
			}
			*p.at[line][i] = was;
		}
	is_int(tried, LINES * A_LINE * 31);
	is_int(missed, 0);
	buf_free(&p.text);
}

/* All pairs of places in the first line, each with letters that walk. */
TEST(any_two_wrong_letters_and_any_exchange_are_seen)
{
	struct paper p;
	size_t missed = 0, turn = 0;

	paper_make(&p);
	for (size_t i = 0; i < A_LINE; i++)
		for (size_t k = i + 1; k < A_LINE; k++) {
			char a = *p.at[0][i], b = *p.at[0][k];
			*p.at[0][i] = b;
			*p.at[0][k] = a;
			missed += a != b && !seen(&p, 0);
			for (size_t n = 0; n < 64; n++, turn++) {
				char c = letters[turn % 32];
				char d = letters[turn / 32 % 32];
				*p.at[0][i] = c;
				*p.at[0][k] = d;
				missed += (a != c || b != d) && !seen(&p, 0);
			}
			*p.at[0][i] = a;
			*p.at[0][k] = b;
		}
	is_int(missed, 0);
	buf_free(&p.text);
}

TEST(two_lines_that_changed_places_are_seen)
{
	struct paper p;

	paper_make(&p);
	for (size_t i = 0; i < A_LINE; i++) {
		char was = *p.at[3][i];
		*p.at[3][i] = *p.at[4][i];
		*p.at[4][i] = was;
	}
	ok(seen(&p, 3));
	buf_free(&p.text);
}
