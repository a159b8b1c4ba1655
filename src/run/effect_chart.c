/* effect_chart: bars, a curve and its band, with every figure in words too */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "run/effect_chart.h"

#include "base/svg_out.h"

enum {
	WIDTH = 800,
	MARGIN = 30,
	TITLE_SIZE = 20,
	HEAD_SIZE = 15,
	TEXT_SIZE = 13,
	/* bars */
	BAR_X = 170,
	BAR_MOST = 430,
	BAR_HEIGHT = 22,
	BAR_STEP = 34,
	LABEL_MAX = 22, /* characters */
	/* the curve */
	PLOT_X = 70,
	PLOT_WIDTH = 690,
	PLOT_HEIGHT = 230,
	TICKS = 4,
	WEEK = 7,
	/* what stands where */
	FUNNEL_Y = 70,
	CURVE_Y = FUNNEL_Y + 20 + EFFECT_STEPS * BAR_STEP + 30,
	GROUPS_Y = CURVE_Y + PLOT_HEIGHT + 120,
};

struct chart {
	struct buf *out;
	enum lang l;
	const struct effect_row *all;	 /* findings */
	const struct effect_row *others; /* NULL: none */
	struct arena *a;
	struct buf text; /* of the moment */
};

static const enum word stage_words[EFFECT_STEPS] = {
    [EFFECT_SENT] = WORD_STAGE_SENT,
    [EFFECT_DELIVERED] = WORD_STAGE_DELIVERED,
    [EFFECT_ANSWERED] = WORD_STAGE_ANSWERED,
    [EFFECT_FIXED] = WORD_STAGE_FIXED,
};

static struct str
count_of(struct chart *c, const struct effect_row *r, int stage)
{
	if (r->hidden[stage])
		return word(c->l, WORD_FIGURE_HIDDEN);
	buf_reset(&c->text);
	buf_i64(&c->text, (int64_t)r->count[stage]);
	return buf_all(&c->text);
}

/* Characters, not bytes. */
static struct str
label_of(struct str name)
{
	size_t n = 0;

	for (size_t i = 0; i < name.n; i++)
		if (((unsigned char)name.p[i] & 0xc0) != 0x80 &&
		    n++ == LABEL_MAX)
			return str_upto(name, i);
	return name;
}

static double
bar_width(uint64_t n, uint64_t most)
{
	return most == 0 ? 0 : (double)BAR_MOST * (double)n / (double)most;
}

static void
funnel_put(struct chart *c)
{
	double y = FUNNEL_Y;
	uint64_t most = c->all->count[EFFECT_SENT];

	svg_out_text(c->out, MARGIN, y, HEAD_SIZE, SVG_START,
	    word(c->l, WORD_CHART_FUNNEL));
	for (int i = 0; i < EFFECT_STEPS; i++) {
		double top = y + 14 + i * BAR_STEP, base = top + 16, w = 0;
		svg_out_text(c->out, BAR_X - 10, base, TEXT_SIZE, SVG_END,
		    word(c->l, stage_words[i]));
		if (!c->all->hidden[i] && !c->all->hidden[EFFECT_SENT]) {
			w = bar_width(c->all->count[i], most);
			svg_out_box(
			    c->out, BAR_X, top, w, BAR_HEIGHT, SVG_FILLED);
		}
		svg_out_text(c->out, BAR_X + w + 8, base, TEXT_SIZE, SVG_START,
		    count_of(c, c->all, i));
	}
}

/* Where a day and a share stand in the plot. */
static double
day_x(size_t day, size_t days)
{
	return PLOT_X + (double)PLOT_WIDTH * (double)day / (double)days;
}

static double
share_y(double share)
{
	return CURVE_Y + 20 + PLOT_HEIGHT * (1 - share);
}

static void
axes_put(struct chart *c, size_t days)
{
	for (int i = 0; i <= TICKS; i++) {
		double share = (double)i / TICKS, y = share_y(share);
		size_t day = days * (size_t)i / TICKS;
		svg_out_path(c->out, PLOT_X, y);
		svg_out_to(c->out, PLOT_X + PLOT_WIDTH, y);
		svg_out_path_end(c->out, false, SVG_FAINT);
		buf_reset(&c->text);
		buf_fmt(&c->text, "%.0f%%", share * 100);
		svg_out_text(c->out, PLOT_X - 8, y + 4, TEXT_SIZE, SVG_END,
		    buf_all(&c->text));
		buf_reset(&c->text);
		buf_i64(&c->text, (int64_t)day);
		svg_out_text(c->out, day_x(day, days), share_y(0) + 20,
		    TEXT_SIZE, SVG_MIDDLE, buf_all(&c->text));
	}
	svg_out_text(c->out, PLOT_X + PLOT_WIDTH, share_y(0) + 40, TEXT_SIZE,
	    SVG_END, word(c->l, WORD_CHART_DAYS));
}

/* Steps of the days from first until last (not in it): FIGURE_LEAST repairs or
 * more together, with none or as many behind it. */
static size_t
span_take(const struct followed *v, size_t first, size_t last, size_t *at)
{
	uint64_t left = 0, waiting = 0;
	size_t steps = 0;

	for (size_t i = first; i < last; i++)
		left += v[i].repaired;
	for (size_t i = first; i < last; i++) {
		waiting += v[i].repaired;
		left -= v[i].repaired;
		if (waiting >= FIGURE_LEAST &&
		    (left == 0 || left >= FIGURE_LEAST)) {
			at[steps++] = i;
			waiting = 0;
		}
	}
	return steps;
}

/* How many are repaired by EFFECT_DAYS is told elsewhere: no step may differ
 * from that by a few. */
static size_t
steps_take(const struct effect_row *r, size_t *at, size_t n)
{
	const struct followed *v =
	    (const struct followed *)(const void *)r->followed.p;
	size_t middle =
	    r->hidden[EFFECT_IN_TIME] || n <= EFFECT_DAYS ? n : EFFECT_DAYS + 1;
	size_t steps = span_take(v, 0, middle, at);

	return steps + span_take(v, middle, n, at + steps);
}

/* One edge of the band, or the curve itself. */
static double
step_share(const struct repair_step *s, int which)
{
	return which == 0 ? s->left
	    : which < 0	  ? s->interval.low
			  : s->interval.high;
}

/* From left to right, each step level until its day. */
static void
steps_put(struct chart *c, const struct repair_step *curve, const size_t *at,
    size_t n, size_t days, int which)
{
	double before = 1;

	for (size_t i = 0; i < n; i++) {
		double x = day_x(at[i], days);
		svg_out_to(c->out, x, share_y(before));
		before = step_share(&curve[at[i]], which);
		svg_out_to(c->out, x, share_y(before));
	}
	svg_out_to(c->out, day_x(days, days), share_y(before));
}

static void
band_put(struct chart *c, const struct repair_step *curve, const size_t *at,
    size_t n, size_t days)
{
	svg_out_path(c->out, PLOT_X, share_y(1));
	steps_put(c, curve, at, n, days, 1);
	for (size_t i = n; i-- > 0;) {
		double x = day_x(at[i], days);
		svg_out_to(c->out,
		    i + 1 < n ? day_x(at[i + 1], days) : day_x(days, days),
		    share_y(curve[at[i]].interval.low));
		svg_out_to(c->out, x, share_y(curve[at[i]].interval.low));
	}
	svg_out_to(c->out, day_x(n > 0 ? at[0] : 0, days), share_y(1));
	svg_out_path_end(c->out, true, SVG_BAND);
}

/* The median in words, or why there is none. */
static struct str
median_said(struct chart *c)
{
	const struct repair_time *t = &c->all->repair;
	struct buf days = {0}, low = {0}, high = {0};

	if (t->median < 0 || c->all->hidden[EFFECT_FIXED] ||
	    c->all->hidden[EFFECT_DELIVERED])
		return word(c->l, WORD_CHART_NO_MEDIAN);
	buf_i64(&days, (int64_t)t->median);
	buf_i64(&low, (int64_t)t->interval.low);
	buf_reset(&c->text);
	if (t->interval.high >= 0) {
		buf_i64(&high, (int64_t)t->interval.high);
		word_put_chart_median(&c->text, c->l, buf_all(&days),
		    buf_all(&high), buf_all(&low));
	} else {
		word_put_chart_median_open(
		    &c->text, c->l, buf_all(&days), buf_all(&low));
	}
	buf_free(&days);
	buf_free(&low);
	buf_free(&high);
	return buf_all(&c->text);
}

static void
curve_put(struct chart *c)
{
	size_t n = c->all->followed.n / sizeof(struct followed);
	size_t days = (n + TICKS * WEEK) / (TICKS * WEEK) * TICKS * WEEK;
	struct repair_step *curve = ARENA_NEW(c->a, struct repair_step, n + 1);
	size_t *at = ARENA_NEW(c->a, size_t, n + 1), steps = 0;

	svg_out_text(c->out, MARGIN, CURVE_Y, HEAD_SIZE, SVG_START,
	    word(c->l, WORD_CHART_LEFT));
	if (!c->all->hidden[EFFECT_FIXED] && !c->all->hidden[EFFECT_DELIVERED])
		steps = steps_take(c->all, at, n);
	if (steps > 0) {
		repair_curve(
		    (const struct followed *)(const void *)c->all->followed.p,
		    n, curve);
		band_put(c, curve, at, steps, days);
	}
	axes_put(c, days);
	if (steps > 0) {
		svg_out_path(c->out, PLOT_X, share_y(1));
		steps_put(c, curve, at, steps, days, 0);
		svg_out_path_end(c->out, false, SVG_LINE);
	}
	svg_out_text(c->out, MARGIN, share_y(0) + 62, TEXT_SIZE, SVG_START,
	    median_said(c));
}

/* The largest first; what is hidden comes last and in the order it stood. */
static size_t
groups_pick(const struct effect *e, const struct effect_row *pick[])
{
	size_t n = 0;

	for (size_t i = EFFECT_UNITS; i < e->n; i++) {
		const struct effect_row *r = &e->row[i];
		size_t at = n;
		uint64_t mine = r->hidden[EFFECT_DELIVERED]
		    ? 0
		    : r->count[EFFECT_DELIVERED];
		while (at > 0 &&
		    (pick[at - 1]->hidden[EFFECT_DELIVERED]
			    ? 0
			    : pick[at - 1]->count[EFFECT_DELIVERED]) < mine)
			at--;
		if (at == CHART_GROUPS)
			continue;
		n += n < CHART_GROUPS;
		for (size_t k = n - 1; k > at; k--)
			pick[k] = pick[k - 1];
		pick[at] = r;
	}
	return n;
}

static void
group_put(
    struct chart *c, const struct effect_row *r, double top, uint64_t most)
{
	bool told = !r->hidden[EFFECT_DELIVERED],
	     fixed = !r->hidden[EFFECT_FIXED];
	double w = told ? bar_width(r->count[EFFECT_DELIVERED], most) : 0;
	struct buf said = {0};

	svg_out_text(c->out, BAR_X - 10, top + 16, TEXT_SIZE, SVG_END,
	    r == c->others ? word(c->l, WORD_CHART_OTHERS) : label_of(r->name));
	if (told)
		svg_out_box(c->out, BAR_X, top, w, BAR_HEIGHT, SVG_OUTLINE);
	if (told && fixed)
		svg_out_box(c->out, BAR_X, top,
		    bar_width(r->count[EFFECT_FIXED], most), BAR_HEIGHT,
		    SVG_HATCHED);
	buf_str(&said, count_of(c, r, EFFECT_FIXED));
	buf_str(&said, STR(" / "));
	buf_str(&said, count_of(c, r, EFFECT_DELIVERED));
	svg_out_text(c->out, BAR_X + w + 8, top + 16, TEXT_SIZE, SVG_START,
	    buf_all(&said));
	buf_free(&said);
}

static void
groups_put(struct chart *c, const struct effect_row *const pick[], size_t n)
{
	uint64_t most = n > 0 && !pick[0]->hidden[EFFECT_DELIVERED]
	    ? pick[0]->count[EFFECT_DELIVERED]
	    : 0;

	if (n == 0)
		return;
	svg_out_text(c->out, MARGIN, GROUPS_Y, HEAD_SIZE, SVG_START,
	    word(c->l, WORD_CHART_GROUPS));
	for (size_t i = 0; i < n; i++)
		group_put(
		    c, pick[i], GROUPS_Y + 14 + (double)i * BAR_STEP, most);
}

/* The drawing in words, for who cannot see it. */
static void
described(struct chart *c, struct buf *desc)
{
	for (int i = 0; i < EFFECT_STEPS; i++) {
		buf_str(desc, word(c->l, stage_words[i]));
		buf_str(desc, STR(": "));
		buf_str(desc, count_of(c, c->all, i));
		buf_str(desc, STR(". "));
	}
	buf_str(desc, median_said(c));
}

void
effect_chart_put(struct buf *out, enum lang l, struct str name,
    const struct effect *e, struct arena *a)
{
	struct chart c = {
	    .out = out,
	    .l = l,
	    .all = &e->row[EFFECT_FINDINGS],
	    .others = e->others > 0 ? &e->row[e->others] : NULL,
	    .a = a,
	};
	const struct effect_row *pick[CHART_GROUPS + 1];
	size_t n = groups_pick(e, pick);
	struct buf title = {0}, desc = {0};
	int height = GROUPS_Y + (n > 0 ? 30 + (int)n * BAR_STEP : -20);

	word_put_chart_title(&title, l, name);
	described(&c, &desc);
	svg_out_begin(
	    out, WIDTH, height, lang_code(l), buf_all(&title), buf_all(&desc));
	svg_out_text(out, MARGIN, 34, TITLE_SIZE, SVG_START, buf_all(&title));
	funnel_put(&c);
	curve_put(&c);
	groups_put(&c, pick, n);
	svg_out_end(out);
	buf_free(&title);
	buf_free(&desc);
	buf_free(&c.text);
}
