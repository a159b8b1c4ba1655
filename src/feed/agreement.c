/* agreement: lists of who was appointed by whom, or is a member of what */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <stdio.h>

#include "base/time.h"
#include "feed/clean.h"
#include "feed/report.h"

enum { NAME_MAX_BYTES = 200, WORD_MAX_BYTES = 32, COLUMN_SHOWN_MAX = 64 };

enum meaning {
	MEANING_COMPANY,
	MEANING_PARTY,
	MEANING_KIND,
	MEANING_ROLE,
	MEANING_SCOPE,
	MEANING_ROUTE,
	MEANING_CRITICAL,
	MEANING_FROM,
	MEANING_UNTIL,
	MEANING_TEXT,
	MEANING_PROOF,
	MEANING_COUNT,
};

/* clang-format off */
/* Names of columns, in any case. */
static const struct {
	const char *name;
	enum meaning meaning;
} names[] = {
    {"company",      MEANING_COMPANY},  {"bedrijf",     MEANING_COMPANY},
    {"customer",     MEANING_COMPANY},  {"klant",       MEANING_COMPANY},
    {"member",       MEANING_COMPANY},  {"lid",         MEANING_COMPANY},
    {"name",         MEANING_COMPANY},  {"naam",        MEANING_COMPANY},
    {"kvk",          MEANING_COMPANY},
    {"party",        MEANING_PARTY},    {"partij",      MEANING_PARTY},
    {"provider",     MEANING_PARTY},    {"leverancier", MEANING_PARTY},
    {"cooperative",  MEANING_PARTY},    {"cooperatie",  MEANING_PARTY},
    {"kind",         MEANING_KIND},     {"soort",       MEANING_KIND},
    {"role",         MEANING_ROLE},     {"rol",         MEANING_ROLE},
    {"scope",        MEANING_SCOPE},    {"omvang",      MEANING_SCOPE},
    {"route",        MEANING_ROUTE},
    {"critical",     MEANING_CRITICAL}, {"kritiek",     MEANING_CRITICAL},
    {"from",         MEANING_FROM},     {"vanaf",       MEANING_FROM},
    {"until",        MEANING_UNTIL},    {"tot",         MEANING_UNTIL},
    {"text",         MEANING_TEXT},     {"tekst",       MEANING_TEXT},
    {"proof",        MEANING_PROOF},    {"bewijs",      MEANING_PROOF},
};
/* clang-format on */

/* The list being read. */
struct agreements {
	int at[MEANING_COUNT]; /* the first column of each; -1: none */
	char column[MEANING_COUNT][COLUMN_SHOWN_MAX + 1];
};

static enum meaning
meaning_of(struct str column)
{
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (str_eq_nocase(column, str_of(names[i].name)))
			return names[i].meaning;
	return MEANING_COUNT;
}

static void
agreement_begin(void *state, struct str name, const struct csv_row *header,
    struct arena *a, struct frame_report *r, struct why *w)
{
	struct agreements *g = state;

	(void)name;
	for (size_t m = 0; m < MEANING_COUNT; m++)
		g->at[m] = -1;
	for (size_t i = 0; i < header->n; i++) {
		struct str shown =
		    clean(a, str_trim(header->field[i]), COLUMN_SHOWN_MAX);
		enum meaning m = meaning_of(shown);
		if (m == MEANING_COUNT || g->at[m] >= 0)
			continue;
		g->at[m] = (int)i;
		snprintf(
		    g->column[m], sizeof(g->column[m]), "%.*s", STR_ARG(shown));
	}
	if (g->at[MEANING_COMPANY] < 0)
		why_set(w, ERR_ABSENT,
		    "the first line has no column \"company\" or \"klant\"; "
		    "the others may be party, kind, route, critical, scope, "
		    "role, from, until, text and proof");
	r->type = STR("agreement");
	r->day = DAY_ABSENT;
}

/* One field; absent where the row is shorter. What is no text, or too much of
 * it, refuses the row: it would be kept. */
static struct str
field(const struct agreements *g, const struct csv_row *row, enum meaning m,
    size_t most, struct arena *a, struct why *w)
{
	int at = g->at[m];
	struct str s = {0};

	if (at >= 0 && (size_t)at < row->n)
		s = str_trim(row->field[at]);
	if (!str_is_utf8(s))
		report_refuse(w, ERR_SYNTAX, a, g->column[m], s,
		    "is not UTF-8; save the list as UTF-8");
	else if (s.n > most)
		why_set(w, ERR_LIMIT,
		    "column \"%s\": %zu bytes, and at most %zu fit",
		    g->column[m], s.n, most);
	return clean(a, s, most);
}

static void
agreement_row(void *state, const struct csv_row *from, uint64_t row,
    struct arena *a, struct buf *out, struct why *w)
{
	const struct agreements *g = state;
	struct frame_agreement f = {
	    .row = row,
	    .line = from->line,
	    .company = field(g, from, MEANING_COMPANY, NAME_MAX_BYTES, a, w),
	    .party = field(g, from, MEANING_PARTY, NAME_MAX_BYTES, a, w),
	    .kind = field(g, from, MEANING_KIND, WORD_MAX_BYTES, a, w),
	    .role = field(g, from, MEANING_ROLE, WORD_MAX_BYTES, a, w),
	    .scope = field(g, from, MEANING_SCOPE, WORD_MAX_BYTES, a, w),
	    .route = field(g, from, MEANING_ROUTE, WORD_MAX_BYTES, a, w),
	    .critical = field(g, from, MEANING_CRITICAL, WORD_MAX_BYTES, a, w),
	    .from = field(g, from, MEANING_FROM, WORD_MAX_BYTES, a, w),
	    .until = field(g, from, MEANING_UNTIL, WORD_MAX_BYTES, a, w),
	    .text = field(g, from, MEANING_TEXT, NAME_MAX_BYTES, a, w),
	    .proof = field(g, from, MEANING_PROOF, NAME_MAX_BYTES, a, w),
	};

	if (w->err == OK && f.company.n == 0)
		why_set(w, ERR_ABSENT, "column \"%s\" is empty: whose is it?",
		    g->column[MEANING_COMPANY]);
	if (w->err == OK)
		frame_agreement_put(out, &f);
}

static void
agreement_list_read(struct reader_task *t)
{
	static const struct report_kind kind = {
	    .begin = agreement_begin, .row = agreement_row, .people = true};
	struct agreements g = {0};

	report_read_all(t, &kind, &g);
}

const struct reader reader_agreement = {
    .name = "agreement",
    .about = "a list of agreements (CSV or .xlsx with column names)",
    .version = 1,
    .read = agreement_list_read,
};
