/* metrics: numbers about the service, for Prometheus */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "run/metrics.h"

#include "base/file.h"
#include "base/time.h"
#include "run/site.h"
#include "run/standing.h"
#include "store/store.sql.h"

/* What the rows draw on. */
struct metrics {
	struct buf *b;
	struct job *job;
	const struct standing *st;
	const struct metric *row;
};

struct metric {
	const char *name, *type, *help;
	void (*put)(struct metrics *m);
};

static void
sample(struct metrics *m, const char *label, struct str value, int64_t n)
{
	buf_fmt(m->b, "dijkwacht_%s", m->row->name);
	if (label != NULL)
		buf_fmt(m->b, "{%s=\"%.*s\"}", label, STR_ARG(value));
	buf_fmt(m->b, " %lld\n", (long long)n);
}

static void
one(struct metrics *m, int64_t n)
{
	sample(m, NULL, (struct str){0}, n);
}

/* By the names of an enum, which are words of ours. */
static void
each(struct metrics *m, const char *label, const int64_t *counts, unsigned from,
    unsigned n, const char *(*name)(unsigned))
{
	for (unsigned i = from; i < n; i++)
		sample(m, label, str_of(name(i)), counts[i]);
}

static const char *
delivery_state_name(enum delivery_state s)
{
	static const char *const names[DELIVERY_STATE_COUNT] = {
	    [DELIVERY_NONE] = "none",
	    [DELIVERY_QUEUED] = "queued",
	    [DELIVERY_SENDING] = "sending",
	    [DELIVERY_SENT] = "sent",
	    [DELIVERY_FAILED] = "failed",
	};

	return names[s];
}

#define NAMED(name)                                                            \
	static const char *any_##name(unsigned i)                              \
	{                                                                      \
		return name(i);                                                \
	}
NAMED(delivery_state_name)
NAMED(finding_state_name)
NAMED(notice_state_name)
NAMED(unowned_name)

static void
rows_put(struct metrics *m)
{
	one(m, m->st->ledger.rows_int);
}

static void
rejected_put(struct metrics *m)
{
	one(m, m->st->ledger.rejected_int);
}

static void
observations_put(struct metrics *m)
{
	each(m, "owner", m->st->unowned, UNOWNED_NOT, UNOWNED_COUNT,
	    any_unowned_name);
}

static void
findings_put(struct metrics *m)
{
	each(m, "state", m->st->finding, FINDING_OPEN, FINDING_STATE_COUNT,
	    any_finding_state_name);
}

static void
cases_put(struct metrics *m)
{
	int64_t late = m->st->cases_late;

	sample(m, "late", STR("no"), m->st->cases - late);
	sample(m, "late", STR("yes"), late);
}

static void
notices_put(struct metrics *m)
{
	each(m, "state", m->st->notice, NOTICE_PREPARED, NOTICE_STATE_COUNT,
	    any_notice_state_name);
}

static void
deliveries_put(struct metrics *m)
{
	each(m, "state", m->st->delivery, DELIVERY_QUEUED, DELIVERY_STATE_COUNT,
	    any_delivery_state_name);
}

static void
failing_put(struct metrics *m)
{
	int64_t since = m->st->failing;

	one(m, since == SQL_NULL_I64 ? 0 : m->job->now - since);
}

static void
stopped_put(struct metrics *m)
{
	one(m, m->st->stopped);
}

static void
held_put(struct metrics *m)
{
	one(m, m->st->held);
}

static void
missing_put(struct metrics *m)
{
	const struct feed_row *f = m->st->feed;

	for (size_t i = 0; i < m->st->n_feeds; i++)
		sample(m, "feed", f[i].name, f[i].missing != SQL_NULL_I64);
}

static void
age_put(struct metrics *m)
{
	const struct feed_row *f = m->st->feed;

	for (size_t i = 0; i < m->st->n_feeds; i++)
		if (f[i].arrived != SQL_NULL_I64)
			sample(
			    m, "feed", f[i].name, m->job->now - f[i].arrived);
}

static void
backup_put(struct metrics *m)
{
	if (m->st->backup != SQL_NULL_I64)
		one(m, m->job->now - m->st->backup);
}

static void
evidence_put(struct metrics *m)
{
	one(m, m->st->ledger.stored_int);
}

static void
site_put(struct metrics *m)
{
	struct str listen = m->job->sv->settings.text[SETTING_WEB_LISTEN];

	if (listen.n > 0)
		one(m, site_answers(listen));
}

static void
schema_put(struct metrics *m)
{
	one(m, (int64_t)store_schema.n_steps);
}

static void
counted_put(struct metrics *m)
{
	one(m, m->job->now);
}

/* clang-format off */
static const struct metric metrics[] = {
	{"rows_total", "counter", "Rows of reports that were kept.", rows_put},
	{"rows_rejected_total", "counter", "Rows that could not be used.", rejected_put},
	{"observations", "gauge", "Things seen, by whether an owner is known.", observations_put},
	{"findings", "gauge", "Findings, by state.", findings_put},
	{"notices", "gauge", "Notices, by state.", notices_put},
	{"deliveries", "gauge", "Deliveries of notices, by state.", deliveries_put},
	{"cases", "gauge", "Cases of the desk, by whether they are late.", cases_put},
	{"sending_failing_seconds", "gauge", "How long no mail was taken; 0: it is.", failing_put},
	{"sending_on_hold", "gauge", "1 while sending is on hold.", held_put},
	{"releases_stopped", "gauge", "Releases that stopped by themselves.", stopped_put},
	{"feed_missing", "gauge", "1 for a feed from which nothing came in time.", missing_put},
	{"feed_age_seconds", "gauge", "How long ago something came from a feed.", age_put},
	{"backup_age_seconds", "gauge", "How long ago the last backup was made.", backup_put},
	{"evidence_bytes", "gauge", "Bytes of evidence on disk.", evidence_put},
	{"site_up", "gauge", "1 while the site answers, where there is one.", site_put},
	{"schema_step", "gauge", "Schema step of the store.", schema_put},
	{"counted_time_seconds", "gauge", "When these were counted.", counted_put},
};
/* clang-format on */

void
metrics_put(struct buf *b, struct job *job)
{
	struct standing st;
	struct metrics m = {.b = b, .job = job, .st = &st};

	standing_read(job, &st);
	for (size_t i = 0; i < sizeof(metrics) / sizeof(*metrics); i++) {
		m.row = &metrics[i];
		buf_fmt(b, "# HELP dijkwacht_%s %s\n# TYPE dijkwacht_%s %s\n",
		    m.row->name, m.row->help, m.row->name, m.row->type);
		m.row->put(&m);
	}
}

bool
metrics_write(const char *path, int64_t now)
{
	struct service sv;
	struct why w = {0};
	struct job job = {.sv = &sv, .path = path, .now = now};
	struct buf b = {0};
	bool there = service_open(&sv, path, SERVICE_READ, &w) == OK;

	arena_init(&job.a, 0);
	if (there) {
		metrics_put(&b, &job);
		file_place(sv.folder, "run/metrics.prom", buf_all(&b), 0600);
	}
	buf_free(&b);
	arena_free(&job.a);
	service_close(&sv);
	return there;
}
