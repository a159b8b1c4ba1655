/* effect_frozen: the figures of a year or quarter that may leave the house */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "run/effect_frozen.h"

#include "base/csv_out.h"
#include "run/effect_chart.h"
#include "store/instance.sql.h"

static const char *const units[EFFECT_UNITS] = {
    [EFFECT_NOTICES] = "notices",
    [EFFECT_FINDINGS] = "findings",
    [EFFECT_COMPANIES] = "companies",
    [EFFECT_SYSTEMS] = "systems",
};

/* Young ones are left out of the share, and may not be few. */
void
effect_share_put(struct buf *b, const struct effect_row *r)
{
	uint64_t k = r->count[EFFECT_IN_TIME], n = r->old;
	uint64_t young = r->count[EFFECT_DELIVERED] - n, rest = n - k;

	if (r->unit != EFFECT_FINDINGS || r->hidden[EFFECT_IN_TIME] ||
	    r->hidden[EFFECT_DELIVERED] || n < FIGURE_LEAST ||
	    (young > 0 && young < FIGURE_LEAST) ||
	    (rest > 0 && rest < FIGURE_LEAST))
		return;

	struct interval i = share_interval(k, n);

	buf_fmt(b, "%.0f%% (%.0f..%.0f%%)", 100 * (double)k / (double)n,
	    100 * i.low, 100 * i.high);
}

void
effect_median_put(struct buf *b, const struct effect_row *r)
{
	const struct repair_time *t = &r->repair;

	if (r->unit != EFFECT_FINDINGS || t->median < 0 ||
	    r->hidden[EFFECT_FIXED] || r->hidden[EFFECT_DELIVERED])
		return;
	buf_fmt(b, "%.0f (%.0f..", t->median, t->interval.low);
	if (t->interval.high >= 0)
		buf_fmt(b, "%.0f)", t->interval.high);
	else
		buf_str(b, STR("not known)"));
}

/* What is made of one part. */
struct making {
	struct effect *by[EFFECT_BY_COUNT];
	struct year_part part;
	struct buf name; /* of the part */
	struct buf text;
};

static void
all_count(struct making *m, struct store *s, struct arena *a, int64_t now)
{
	bool *hidden[EFFECT_BY_COUNT];

	for (int i = 0; i < EFFECT_BY_COUNT; i++) {
		struct effect_ask ask = {
		    .by = (enum effect_by)i,
		    .since = year_part_begin(m->part),
		    .until = year_part_end(m->part),
		    .now = now,
		};
		m->by[i] = ARENA_NEW(a, struct effect, 1);
		effect_count(m->by[i], s, a, &ask);
		hidden[i] = m->by[i]->row[EFFECT_FINDINGS].hidden;
	}
	/* a total that one breakdown hides is told beside none */
	for (int k = 0; k < EFFECT_STAGES; k++)
		for (int i = 0; i < EFFECT_BY_COUNT; i++)
			if (hidden[i][k])
				hidden[EFFECT_ALL][k] = true;
	for (int i = 0; i < EFFECT_BY_COUNT; i++)
		memcpy(hidden[i], hidden[EFFECT_ALL],
		    EFFECT_STAGES * sizeof(*hidden[i]));
}

static void
row_put(struct csv_out *o, const struct making *m, enum effect_by by,
    const struct effect_row *r)
{
	struct buf b = {0};

	csv_out_str(o, buf_all(&m->name));
	csv_out_str(o, by == EFFECT_ALL ? STR("all") : effect_by_name(by));
	csv_out_str(o, r->name);
	csv_out_str(o, str_of(units[r->unit]));
	for (int i = 0; i < EFFECT_STEPS; i++)
		if (r->hidden[i])
			csv_out_str(o, STR("hidden"));
		else
			csv_out_i64(o, (int64_t)r->count[i]);
	effect_share_put(&b, r);
	csv_out_str(o, buf_all(&b));
	buf_reset(&b);
	effect_median_put(&b, r);
	csv_out_str(o, buf_all(&b));
	csv_out_end(o);
	buf_free(&b);
}

static void
csv_put(struct making *m)
{
	static const char *const heads[] = {"period", "by", "group", "unit",
	    "sent", "delivered", "answered", "fixed", "share_fixed_in_30_days",
	    "median_days_to_repair"};
	struct csv_out o;

	csv_out_open(&o, &m->text, ',');
	for (size_t i = 0; i < sizeof(heads) / sizeof(*heads); i++)
		csv_out_str(&o, str_of(heads[i]));
	csv_out_end(&o);
	for (int by = EFFECT_ALL; by < EFFECT_BY_COUNT; by++) {
		const struct effect *e = m->by[by];
		for (size_t i = by == EFFECT_ALL ? 0 : EFFECT_UNITS; i < e->n;
		     i++)
			row_put(&o, m, (enum effect_by)by, &e->row[i]);
	}
}

static void
svg_put(struct making *m, struct store *s, struct arena *a, enum lang l)
{
	struct instance_get_row instance;
	struct buf title = {0};

	instance_get(s->db, &instance);
	buf_fmt(&title, "%.*s, %.*s", STR_ARG(instance.name),
	    STR_ARG(buf_all(&m->name)));
	effect_chart_put(&m->text, l, buf_all(&title), m->by[EFFECT_TOPIC], a);
	buf_free(&title);
}

void
effect_frozen_each(struct store *s, struct arena *a, struct year_part p,
    int64_t now, const struct year_rows *r,
    void (*put)(void *ctx, struct str form, struct str text), void *ctx)
{
	static const char *const drawings[LANG_COUNT] = {
	    [LANG_NL] = "svg-nl", [LANG_EN] = "svg-en"};
	struct making m = {.part = p};

	year_part_put(&m.name, p);
	year_report_put(&m.text, s, a, p, now, r);
	put(ctx, STR("words"), buf_all(&m.text));
	all_count(&m, s, a, now);
	buf_reset(&m.text);
	csv_put(&m);
	put(ctx, STR("csv"), buf_all(&m.text));
	for (int l = 0; l < LANG_COUNT; l++) {
		buf_reset(&m.text);
		svg_put(&m, s, a, (enum lang)l);
		put(ctx, str_of(drawings[l]), buf_all(&m.text));
	}
	for (int i = 0; i < EFFECT_BY_COUNT; i++)
		effect_free(m.by[i]);
	buf_free(&m.text);
	buf_free(&m.name);
}
