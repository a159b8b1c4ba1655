/* differences: somebody who subtracts all figures he gets */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "test/run/differences.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/err.h"
#include "test/tap.h"

enum { NO_BOUND = 1 << 30 };

static char found[300];

static bool
few(int64_t n)
{
	return n > 0 && n < 10;
}

/* That stage, and what it is among; his own list, not the program's. */
static const struct {
	int of, among;
} nested[] = {
    {EFFECT_DELIVERED, EFFECT_SENT},
    {EFFECT_ANSWERED, EFFECT_SENT},
    {EFFECT_ANSWERED, EFFECT_DELIVERED},
    {EFFECT_FIXED, EFFECT_SENT},
    {EFFECT_FIXED, EFFECT_DELIVERED},
    {EFFECT_IN_TIME, EFFECT_SENT},
    {EFFECT_IN_TIME, EFFECT_DELIVERED},
    {EFFECT_IN_TIME, EFFECT_FIXED},
};
enum { NESTED = sizeof(nested) / sizeof(*nested) };

/* Reading. */

static void
number_add(struct differences *d, int64_t n)
{
	if (d->n_numbers < DIFF_POINTS)
		d->number[d->n_numbers++] = n;
}

static void
cell_set(struct bounds *b, bool *told, int64_t n)
{
	*b = (struct bounds){n, n};
	*told = true;
}

/* "hidden" or a number, of the four stages; and a share of those delivered,
 * which is as good as a number where few numbers come to it. */
static void
cells_read(struct bounds cell[EFFECT_STAGES], bool told[EFFECT_STAGES],
    struct str *line)
{
	struct str text;
	double percent;

	for (int i = 0; i < EFFECT_STAGES; i++) {
		uint64_t n;
		cell[i] = (struct bounds){0, NO_BOUND};
		told[i] = false;
		if (i < EFFECT_STEPS && str_split(line, ',', &text) &&
		    str_u64(text, NO_BOUND, &n))
			cell_set(&cell[i], &told[i], (int64_t)n);
	}
	if (!str_split(line, ',', &text) || text.n == 0)
		return;
	percent = atof(text.p);

	int64_t all = cell[EFFECT_DELIVERED].low;
	struct bounds k = {NO_BOUND, 0};

	for (int64_t i = 0; i <= all; i++) {
		char said[16];
		snprintf(
		    said, sizeof(said), "%.0f", 100 * (double)i / (double)all);
		if (atof(said) == percent && i < k.low)
			k.low = i;
		if (atof(said) == percent)
			k.high = i;
	}
	cell[EFFECT_IN_TIME] = k;
	told[EFFECT_IN_TIME] = k.low == k.high;
}

static struct diff_table *
table_of(struct differences *d, struct str by)
{
	for (size_t i = 0; i < d->n; i++)
		if (str_eq(by, str_of(d->table[i].by)))
			return &d->table[i];

	struct diff_table *t = &d->table[d->n++];

	if (d->n > DIFF_TABLES || by.n >= sizeof(t->by))
		die("more breakdowns, or longer ones, than the test knows");
	memcpy(t->by, by.p, by.n);
	return t;
}

/* Counts of whole things: each, and each less what is among it. */
static void
row_alone(struct differences *d, const struct bounds *cell, const bool *told)
{
	for (int i = 0; i < EFFECT_STEPS; i++)
		if (told[i])
			number_add(d, cell[i].low);
	for (size_t i = 0; i < NESTED; i++)
		if (told[nested[i].of] && told[nested[i].among])
			number_add(d,
			    cell[nested[i].among].low - cell[nested[i].of].low);
}

void
differences_csv(struct differences *d, struct str csv)
{
	struct str line, year, by, group, unit;

	str_split(&csv, '\n', &line); /* heads */
	while (str_split(&csv, '\n', &line)) {
		struct bounds cell[EFFECT_STAGES];
		bool told[EFFECT_STAGES];
		if (!str_split(&line, ',', &year) ||
		    !str_split(&line, ',', &by) ||
		    !str_split(&line, ',', &group) ||
		    !str_split(&line, ',', &unit))
			continue;
		cells_read(cell, told, &line);
		if (!str_eq(by, STR("all"))) {
			struct diff_table *t = table_of(d, by);
			if (t->n == DIFF_GROUPS)
				die("more groups than the test knows");
			memcpy(t->cell[t->n], cell, sizeof(cell));
			memcpy(t->told[t->n++], told, sizeof(told));
		} else if (str_eq(unit, STR("findings"))) {
			d->has_total = true;
			memcpy(d->total, cell, sizeof(cell));
			memcpy(d->total_told, told, sizeof(told));
		} else {
			row_alone(d, cell, told);
		}
	}
}

/* The curve's line: where it goes down, to which share. Above it stands 1. */
void
differences_svg(struct differences *d, struct str svg)
{
	static const double left = 70, width = 690, top = 276, height = 230;
	size_t end = str_find_str(svg, STR("stroke-width=\"2\"")), start = end;
	double days = 0, x, y, before = top;

	if (end == svg.n || !d->total_told[EFFECT_DELIVERED])
		return;
	for (size_t i = 0; i + 12 < svg.n; i++)
		if (sscanf(svg.p + i,
			"<text x=\"760.0\" y=\"526.0\" "
			"font-size=\"13\" text-anchor=\"middle\">%lf",
			&days) == 1)
			break;
	while (start > 0 && svg.p[start] != 'M')
		start--;
	for (size_t i = start; i < end; i++)
		if (svg.p[i] == 'L' &&
		    sscanf(svg.p + i, "L%lf %lf", &x, &y) == 2) {
			if (y > before && d->n_steps < DIFF_POINTS) {
				double fixed = (y - top) / height *
				    (double)d->total[EFFECT_DELIVERED].low;
				d->step_day[d->n_steps] =
				    (int64_t)((x - left) / width * days + 0.5);
				d->step[d->n_steps++] = (int64_t)(fixed + 0.5);
			}
			before = y;
		}
}

/* A line of the table in English: all, law, contract, consent, unknown; -1 is
 * hidden. */
static void
line_read(struct str words, const char *name, int64_t n[5])
{
	size_t at = str_find_str(words, str_of(name));
	const char *p = words.p + at + strlen(name);

	ok(at < words.n);
	for (int i = 0; i < 5; i++) {
		long v;
		p += strspn(p, " ");
		n[i] = sscanf(p, "%ld", &v) == 1 ? v : -1;
		p += strcspn(p, " \n");
	}
}

/* What counts under two grounds makes the sum more than all; findings do not.
 */
void
differences_words(struct differences *d, struct str words)
{
	static const char *const names[] = {
	    "\nfindings ", "\nsystems ", "\nnotices ", "\ncompanies "};
	size_t english = str_find_str(words, STR(": figures of "));

	ok(english < words.n);
	for (int i = 0; i < 4; i++) {
		int64_t n[5], sum = 0;
		int hidden = 0;
		line_read(str_from(words, english), names[i], n);
		if (n[0] < 0)
			continue;
		number_add(d, n[0]);
		for (int k = 1; k < 5; k++) {
			hidden += n[k] < 0;
			sum += n[k] < 0 ? 0 : n[k];
			number_add(d, n[k] < 0 ? 0 : n[k]);
			number_add(d, n[k] < 0 ? 0 : n[0] - n[k]);
		}
		if (hidden == 0 || i == 0)
			number_add(d, llabs(sum - n[0]));
	}
}

void
differences_effect(struct differences *d, const struct effect *e)
{
	struct diff_table *t = &d->table[d->n++];

	d->has_total = true;
	snprintf(t->by, sizeof(t->by), "%zu", d->n);
	for (size_t i = EFFECT_UNITS - 1; i < e->n; i++) {
		const struct effect_row *r =
		    &e->row[i < EFFECT_UNITS ? EFFECT_FINDINGS : i];
		bool all = i < EFFECT_UNITS;
		for (int s = 0; s < EFFECT_STAGES; s++) {
			struct bounds *b =
			    all ? &d->total[s] : &t->cell[t->n][s];
			bool *told =
			    all ? &d->total_told[s] : &t->told[t->n][s];
			bool hide = r->hidden[s] || few((int64_t)r->count[s]) ||
			    s >= EFFECT_STEPS;
			*b = (struct bounds){0, NO_BOUND};
			*told = false;
			if (!hide)
				cell_set(b, told, (int64_t)r->count[s]);
		}
		t->n += !all;
	}
}

/* Narrowing. */

static bool
narrow(struct bounds *b, int64_t low, int64_t high)
{
	bool any = low > b->low || high < b->high;

	b->low = low > b->low ? low : b->low;
	b->high = high < b->high ? high : b->high;
	return any;
}

static bool
rows_narrow(struct bounds cell[EFFECT_STAGES])
{
	bool any = false;

	for (size_t i = 0; i < NESTED; i++) {
		struct bounds *of = &cell[nested[i].of];
		struct bounds *among = &cell[nested[i].among];
		any = narrow(of, 0, among->high) || any;
		any = narrow(among, of->low, NO_BOUND) || any;
	}
	return any;
}

static bool
column_narrow(struct diff_table *t, struct bounds *total, int stage)
{
	int64_t low = 0, high = 0;
	bool any;

	for (size_t i = 0; i < t->n; i++) {
		low += t->cell[i][stage].low;
		high += t->cell[i][stage].high;
	}
	any = narrow(total, low, high);
	for (size_t i = 0; i < t->n; i++) {
		struct bounds *b = &t->cell[i][stage];
		any = narrow(b, total->low - (high - b->high),
			  total->high - (low - b->low)) ||
		    any;
	}
	return any;
}

/* A row's differences, once no bound gets narrower. */
static bool
row_tells(const struct bounds *cell, const char *by, size_t at)
{
	for (int i = 0; i < EFFECT_STAGES; i++)
		if (cell[i].low == cell[i].high && few(cell[i].low)) {
			snprintf(found, sizeof(found),
			    "%s, group %zu, stage %d is %lld", by, at, i,
			    (long long)cell[i].low);
			return true;
		}
	for (size_t i = 0; i < NESTED; i++) {
		const struct bounds *of = &cell[nested[i].of];
		const struct bounds *among = &cell[nested[i].among];
		if (of->low == of->high && among->low == among->high &&
		    few(among->low - of->low)) {
			snprintf(found, sizeof(found),
			    "%s, group %zu, stage %d less %d is %lld", by, at,
			    nested[i].among, nested[i].of,
			    (long long)(among->low - of->low));
			return true;
		}
	}
	return false;
}

/* A union of groups: known in a stage when what is hidden is all in it, or
 * none. */
static bool
union_known(const struct differences *d, const struct diff_table *t,
    unsigned set, int stage, int64_t *sum)
{
	bool in = false, out = false;

	*sum = 0;
	for (size_t i = 0; i < t->n; i++) {
		bool is_in = set >> i & 1;
		if (!t->told[i][stage])
			*(is_in ? &in : &out) = true;
		else if (is_in)
			*sum += t->cell[i][stage].low;
	}
	if (!in)
		return true;
	if (out || !d->total_told[stage])
		return false;
	*sum = d->total[stage].low;
	for (size_t i = 0; i < t->n; i++)
		if ((set >> i & 1) == 0)
			*sum -= t->cell[i][stage].low;
	return true;
}

static bool
unions_tell(const struct differences *d, const struct diff_table *t)
{
	for (unsigned set = 1; set < 1u << t->n; set++) {
		int64_t sum[EFFECT_STAGES] = {0};
		bool known[EFFECT_STAGES] = {false};
		for (int i = 0; i < EFFECT_STAGES; i++) {
			known[i] = union_known(d, t, set, i, &sum[i]);
			if (known[i] && few(sum[i])) {
				snprintf(found, sizeof(found),
				    "%s, groups %x, stage %d: %lld", t->by, set,
				    i, (long long)sum[i]);
				return true;
			}
		}
		for (size_t i = 0; i < NESTED; i++) {
			int of = nested[i].of, among = nested[i].among;
			if (known[of] && known[among] &&
			    few(sum[among] - sum[of])) {
				snprintf(found, sizeof(found),
				    "%s, groups %x, stage %d less %d: %lld",
				    t->by, set, among, of,
				    (long long)(sum[among] - sum[of]));
				return true;
			}
		}
	}
	return false;
}

/* Steps of the curve, the ends of it, and the share of the table. */
static bool
steps_tell(const struct differences *d)
{
	for (size_t i = 0; i < d->n_steps; i++) {
		int64_t before = i > 0 ? d->step[i - 1] : 0;
		bool told_time = d->total_told[EFFECT_IN_TIME];
		int64_t in_time = d->total[EFFECT_IN_TIME].low;
		if (few(d->step[i] - before) ||
		    (d->total_told[EFFECT_FIXED] &&
			few(d->total[EFFECT_FIXED].low - d->step[i])) ||
		    (told_time && few(llabs(in_time - d->step[i])))) {
			snprintf(found, sizeof(found),
			    "the curve on day %lld: %lld",
			    (long long)d->step_day[i], (long long)d->step[i]);
			return true;
		}
	}
	return false;
}

const char *
differences_find(const struct differences *had)
{
	static struct differences d;
	bool more = true;

	d = *had;
	for (size_t i = 0; i < d.n_numbers; i++)
		if (few(d.number[i])) {
			snprintf(found, sizeof(found), "a number of %lld",
			    (long long)d.number[i]);
			return found;
		}
	for (int round = 0; more && round < 1000; round++) {
		more = rows_narrow(d.total);
		for (size_t t = 0; t < d.n; t++) {
			for (size_t i = 0; i < d.table[t].n; i++)
				more = rows_narrow(d.table[t].cell[i]) || more;
			for (int s = 0; s < EFFECT_STAGES; s++)
				more = column_narrow(
					   &d.table[t], &d.total[s], s) ||
				    more;
		}
	}
	if (row_tells(d.total, "all", 0) || steps_tell(&d))
		return found;
	for (size_t t = 0; t < d.n; t++) {
		for (size_t i = 0; i < d.table[t].n; i++)
			if (row_tells(d.table[t].cell[i], d.table[t].by, i))
				return found;
		if (unions_tell(&d, &d.table[t]))
			return found;
	}
	return NULL;
}

const char *
differences_between(const struct differences *d, const struct differences *less)
{
	for (int s = 0; s < EFFECT_STEPS; s++)
		if (d->total_told[s] && less->total_told[s] &&
		    few(d->total[s].low - less->total[s].low)) {
			snprintf(found, sizeof(found),
			    "between two periods, stage %d: %lld", s,
			    (long long)(d->total[s].low - less->total[s].low));
			return found;
		}
	return NULL;
}
