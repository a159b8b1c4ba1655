/* again: what was seen is identified again when claims have changed */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "feed/again.h"

#include <string.h>

#include "base/crash.h"
#include "base/time.h"
#include "feed/again_now.h"
#include "feed/reader.h"
#include "finding/batch.h"
#include "store/claim.sql.h"
#include "store/finding.sql.h"
#include "store/job.sql.h"
#include "store/ledger.sql.h"
#include "store/observation.sql.h"
#include "store/report.sql.h"
#include "store/subjects.h"

enum {
	DAYS_KEPT = 64,		     /* of observation.days */
	HOLDERS_MAX = DAYS_KEPT + 1, /* and the first row */
	SERIES_SLICE = 16,
};

/* A row of an observation: when, and who reported it on which day. */
struct moment {
	int64_t seen, batch;
	int32_t day;
	bool baseline;
};

/* Whose an observation is, and by which of its rows. */
struct holder {
	struct identity who;
	int64_t first;	      /* of those rows that stand; */
	struct moment newest; /* .batch 0: none does */
	uint64_t days;	      /* on which they stand, as observation.days */
};

struct holders {
	struct holder v[HOLDERS_MAX];
	size_t n;
};

/* An identification as it is kept. */
struct kept {
	struct identity who;
	int64_t finding;
	struct str detail; /* sealed for the observation */
	bool stays;
};

/* Of either table. */
struct observed {
	struct observation_walk_row row;
	bool clash;
};

void
again_subject(
    struct again *g, int64_t place, struct str sealed, struct subject *s)
{
	struct str text = subjects_get(g->store, &g->a, place, sealed);

	if (!subject_read(text, s))
		die("an observation's subject, place %lld, does not read: the "
		    "store was changed outside the program",
		    (long long)place);
}

/*
 * Who reported it on the day so many days before the last. False when that was
 * taken back or erased; and where one of several that may have been it was:
 * only of the newest row it is known for certain.
 */
static bool
day_stands(struct again *g, const struct observation_walk_row *row, int back,
    struct moment *m)
{
	struct report_standing_row report;

	if (g->chunk != row->ledger &&
	    !ledger_batch(g->store->db, row->ledger, &g->batch))
		die("ledger row %lld is gone", (long long)row->ledger);
	g->chunk = row->ledger;
	m->day = (int32_t)row->last_day - back;
	m->batch = g->batch.batch;
	m->baseline = g->batch.baseline != 0;
	if (back == 0)
		return g->batch.state < BATCH_WITHDRAWN;
	if (!report_standing(g->store->db, g->batch.series, m->day, &report))
		return false;
	m->batch = report.batch;
	m->baseline = report.baseline != 0;
	return true;
}

static const struct topic *
topic_of(struct again *g, int64_t series)
{
	struct series_get_row row;
	const struct reader *r;
	const struct topic *t = NULL;

	if (!series_get(g->store->db, series, &row))
		die("series %lld is gone", (long long)series);
	r = reader_named(row.feed);
	if (r != NULL && r->topic != NULL)
		t = topic_by_id(r->topic(row.type));
	return t != NULL ? t : topic_by_type(row.type);
}

struct sighting
again_sighting(
    struct again *g, const struct subject *s, int64_t series, int64_t t)
{
	struct sighting at = subject_sighting(s, t);

	at.account = topic_of(g, series)->data == TOPIC_DATA_CREDENTIAL;
	return at;
}

/* Whose it was at one of its times; later times come first. */
static enum unowned
moment_add(struct again *g, const struct observation_walk_row *row,
    const struct subject *s, int64_t t, int back, struct holders *all)
{
	struct sighting at = again_sighting(g, s, row->series, t);
	struct moment m = {.seen = t};
	struct identity who;
	enum unowned u = identify(g->owners, &at, &who);
	size_t i = 0;

	if (u != UNOWNED_NOT)
		return u;
	while (i < all->n && all->v[i].who.organisation != who.organisation)
		i++;
	if (i == all->n)
		all->v[all->n++] = (struct holder){.who = who};
	if (!day_stands(g, row, back, &m))
		return u;
	if (all->v[i].newest.batch == 0)
		all->v[i].newest = m;
	all->v[i].first = t;
	all->v[i].days |= (uint64_t)1 << back;
	return u;
}

/* How many days before the last it was seen first, of those that are kept. */
static int
days_back(uint64_t days)
{
	int back = DAYS_KEPT - 1;

	while (back > 0 && (days >> back & 1) == 0)
		back--;
	return back;
}

/* Who holds it now has held it always: no claim begins or ends. */
static void
always_held(struct again *g, const struct observation_walk_row *row,
    struct holder *h, uint64_t days)
{
	struct moment m;

	if (day_stands(g, row, days_back(days), &m))
		h->first = row->first_seen;
	h->days = days;
}

/*
 * All that hold it. Of the rows between the first and the last only the days
 * of their reports are kept; each is taken to be whole days before the last,
 * as scanners keep to their hours.
 */
static void
holders_find(struct again *g, const struct observation_walk_row *row,
    const struct subject *s, struct holders *all, enum unowned *newest)
{
	uint64_t days;

	all->n = 0;
	memcpy(&days, &row->days, sizeof(days));
	*newest = moment_add(g, row, s, row->last_seen, 0, all);
	for (int back = 1; back <= days_back(days); back++) {
		int64_t t = row->last_seen - back * DAY;
		if (!g->bounded && (all->n == 0 || all->v[0].newest.batch != 0))
			break;
		if ((days >> back & 1) != 0 && t > row->first_seen)
			moment_add(g, row, s, t, back, all);
	}
	if (!g->bounded && all->n > 0 && all->v[0].newest.batch != 0)
		always_held(g, row, &all->v[0], days);
	else if (row->first_seen < row->last_seen)
		moment_add(g, row, s, row->first_seen, days_back(days), all);
}

static struct kept *
kept_read(struct again *g, const struct observation_walk_row *row, size_t *n)
{
	struct sql_cursor c;
	struct identification_each_row i;

	buf_reset(&g->list);
	identification_each(g->store->db, row->id, row->rest, &c);
	while (identification_each_next(&c, &i)) {
		struct kept k = {
		    .who =
			{
			    .organisation = i.organisation,
			    .claim = i.claim,
			    .ground = (enum ground)i.ground,
			    .confidence = (int)i.confidence,
			    .responsibility =
				(enum responsibility)i.responsibility,
			},
		    .finding = i.finding,
		    .detail = arena_str(&g->a, i.detail_sealed),
		};
		buf_put(&g->list, &k, sizeof(k));
	}
	*n = g->list.n / sizeof(struct kept);
	return (struct kept *)(void *)g->list.p;
}

static bool
same_reason(const struct identity *a, const struct identity *b)
{
	return a->claim == b->claim && a->ground == b->ground &&
	    a->confidence == b->confidence &&
	    a->responsibility == b->responsibility;
}

/* What the row said, where somebody was told of it; else what is known. */
static struct str
detail_sealed(struct again *g, int64_t observation, const struct subject *s,
    const struct kept *k, size_t n)
{
	struct buf b = {0};

	if (n > 0)
		return k[0].detail;
	if (s->hostname.n > 0)
		buf_fmt(&b, "hostname: %.*s\n", STR_ARG(s->hostname));

	struct str sealed = store_seal(
	    g->store, &g->a, "identification.detail", observation, buf_all(&b));

	buf_free(&b);
	return sealed;
}

/* What the company knows of it now; returns the finding. */
static int64_t
holder_see(struct again *g, const struct observation_walk_row *row,
    const struct subject *s, const struct holder *h)
{
	struct moment m = h->newest;
	const struct topic *topic = topic_of(g, row->series);
	struct sight sight = {
	    .who = &h->who,
	    .topic = topic,
	    .place = s->place,
	    .port = s->port,
	    .hostname = s->hostname,
	    .severity = topic_severity(topic, (enum severity)row->severity),
	    .observation = row->id,
	    .rest = row->rest,
	    .series = row->series,
	    .batch = m.batch,
	    .first = h->first,
	    .seen = m.seen,
	    .day = m.day,
	    .now = g->now,
	    .baseline = m.baseline,
	    .earlier = true,
	};
	int64_t finding = finding_see(g->store, &sight, &g->sums.findings);

	for (int back = 1; back < DAYS_KEPT; back++) {
		if ((h->days >> back & 1) == 0 ||
		    !day_stands(g, row, back, &m) || m.day == sight.day)
			continue;
		sight.batch = m.batch;
		sight.seen = row->last_seen - back * DAY;
		if (sight.seen < h->first)
			sight.seen = h->first;
		sight.first = sight.seen;
		sight.day = m.day;
		finding_support(g->store, finding, &sight);
	}
	return finding;
}

/* One more that it concerns. */
static void
holder_add(struct again *g, const struct observation_walk_row *row,
    const struct subject *s, const struct holder *h, struct str detail)
{
	int64_t finding = holder_see(g, row, s, h);

	if (identification_add(g->store->db, row->id, row->rest,
		h->who.organisation, finding, h->who.ground, h->who.claim,
		h->who.confidence, h->who.responsibility, detail, g->now) == 0)
		identification_set(g->store->db, row->id, row->rest,
		    h->who.organisation, finding, h->who.ground, h->who.claim,
		    h->who.confidence, h->who.responsibility, detail, g->now);
}

static void
reason_set(struct again *g, const struct observation_walk_row *row,
    const struct kept *k, const struct identity *who)
{
	struct sql *db = g->store->db;

	identification_why(db, row->id, row->rest, who->organisation,
	    who->ground, who->claim, who->confidence, who->responsibility);
	finding_reason(g->store, k->finding, row->id, row->rest, who);
}

/* True when rows are theirs that the finding does not know of. */
static bool
is_more(struct again *g, const struct kept *k, const struct holder *h)
{
	struct finding_span_row known;

	return h->newest.batch != 0 &&
	    finding_span(g->store->db, k->finding, &known) &&
	    (h->first < known.first_seen || h->newest.seen > known.last_seen);
}

/* It concerns them as before; true when anything is different. */
static bool
holder_stay(struct again *g, const struct observation_walk_row *row,
    const struct subject *s, struct kept *k, const struct holder *h)
{
	bool more = is_more(g, k, h), other = !same_reason(&k->who, &h->who);

	k->stays = true;
	if (more)
		holder_see(g, row, s, h);
	if (other)
		reason_set(g, row, k, &h->who);
	return more || other;
}

/* True when anything is different. */
static bool
holders_keep(struct again *g, const struct observation_walk_row *row,
    const struct subject *s, const struct holders *all)
{
	size_t n_kept;
	struct kept *k = kept_read(g, row, &n_kept);
	bool changed = false;

	for (size_t i = 0; i < all->n; i++) {
		const struct holder *h = &all->v[i];
		size_t at = 0;
		while (at < n_kept &&
		    k[at].who.organisation != h->who.organisation)
			at++;
		if (at < n_kept) {
			changed |= holder_stay(g, row, s, &k[at], h);
		} else if (h->newest.batch != 0) {
			holder_add(g, row, s, h,
			    detail_sealed(g, row->id, s, k, n_kept));
			changed = true;
		}
	}
	for (size_t i = 0; i < n_kept; i++)
		if (!k[i].stays) {
			identification_drop(g->store->db, row->id, row->rest,
			    k[i].who.organisation);
			changed = true;
		}
	return changed;
}

static void
look_again(struct again *g, const struct observed *o)
{
	const struct observation_walk_row *row = &o->row;
	struct subject s;
	struct holders all;
	enum unowned newest;

	again_subject(g, row->subject, row->subjects_sealed, &s);
	holders_find(g, row, &s, &all, &newest);
	g->sums.looked++;
	if (newest != (enum unowned)row->unowned) {
		if (o->clash)
			observation_clash_unowned(
			    g->store->db, row->id, row->rest, newest);
		else
			observation_unowned(
			    g->store->db, row->id, row->rest, newest);
	}
	g->sums.changed += holders_keep(g, row, &s, &all);
}

static void
clash_as(const struct observation_clash_walk_row *from, struct observed *o)
{
	*o = (struct observed){
	    .clash = true,
	    .row =
		{
		    .id = from->id,
		    .rest = from->rest,
		    .series = from->series,
		    .subject = from->subject,
		    .subjects_sealed = from->subjects_sealed,
		    .first_seen = from->first_seen,
		    .last_seen = from->last_seen,
		    .last_day = from->last_day,
		    .days = from->days,
		    .severity = from->severity,
		    .unowned = from->unowned,
		    .ledger = from->ledger,
		},
	};
}

/* The rows of a slice, taken before any of them is changed. */
static struct observed *
slice_read(struct again *g, struct arena *a, int64_t *cursor, size_t *n)
{
	struct buf all = {0};
	struct sql_cursor c;
	struct observed o = {.clash = false};
	struct observation_clash_walk_row clash;

	*n = 0;
	observation_walk(g->store->db, *cursor, g->since, AGAIN_SLICE, &c);
	while (observation_walk_next(&c, &o.row)) {
		*cursor = o.row.id;
		++*n;
		o.row.subjects_sealed = arena_str(a, o.row.subjects_sealed);
		buf_put(&all, &o, sizeof(o));
	}
	if (*n < AGAIN_SLICE) {
		observation_clash_walk(g->store->db, g->since, &c);
		while (observation_clash_walk_next(&c, &clash)) {
			clash_as(&clash, &o);
			o.row.subjects_sealed =
			    arena_str(a, o.row.subjects_sealed);
			buf_put(&all, &o, sizeof(o));
			++*n;
		}
	}
	return arena_keep(a, &all);
}

static bool
observations_again(struct again *g, int64_t *cursor)
{
	struct arena a;
	size_t n;

	arena_init(&a, 0);
	g->bounded = claim_bounded(g->store->db) != 0;

	const struct observed *o = slice_read(g, &a, cursor, &n);

	for (size_t i = 0; i < n; i++) {
		look_again(g, &o[i]);
		arena_reset(&g->a);
	}
	arena_free(&a);
	return n == AGAIN_SLICE;
}

static bool
looks_again(struct again *g, int64_t *cursor)
{
	int64_t series[SERIES_SLICE];
	struct sql_cursor c;
	struct series_walk_row row;
	size_t n = 0;

	series_walk(g->store->db, *cursor, SERIES_SLICE, &c);
	while (series_walk_next(&c, &row))
		series[n++] = row.id;
	for (size_t i = 0; i < n; i++) {
		finding_look(g->store, series[i], g->now, &g->sums.findings);
		*cursor = series[i];
	}
	return n == SERIES_SLICE;
}

bool
again_ready(struct store *s, int64_t now)
{
	struct job_ready_row row;

	return job_ready(s->db, now, &row);
}

static bool (*const stages[AGAIN_STAGE_COUNT])(struct again *, int64_t *) = {
    [AGAIN_OBSERVATIONS] = observations_again,
    [AGAIN_FINDINGS] = again_findings,
    [AGAIN_OVERLAPS] = again_overlaps,
    [AGAIN_LOOKS] = looks_again,
};

/* Moves the job on, by what one slice did. */
static void
job_move(struct again *g, int64_t stage, int64_t cursor, bool more)
{
	const struct again_sums *n = &g->sums;

	if (!more) {
		stage++;
		cursor = INT64_MIN;
	}
	job_step(g->store->db, g->job, stage, cursor, (int64_t)n->looked,
	    (int64_t)n->changed, (int64_t)n->findings.opened,
	    (int64_t)n->findings.resumed, (int64_t)n->findings.ended);
	if (stage == AGAIN_STAGE_COUNT)
		job_done(g->store->db, g->job, g->now);
}

static void
sums_add(struct again_sums *to, const struct again_sums *n)
{
	to->looked += n->looked;
	to->changed += n->changed;
	to->findings.opened += n->findings.opened;
	to->findings.again += n->findings.again;
	to->findings.reopened += n->findings.reopened;
	to->findings.closed += n->findings.closed;
	to->findings.quiet += n->findings.quiet;
	to->findings.ended += n->findings.ended;
	to->findings.resumed += n->findings.resumed;
}

bool
again_step(struct store *s, const struct owners *o, int64_t now,
    struct again_sums *sums)
{
	struct again g = {.store = s, .owners = o, .now = now};
	struct job_ready_row job;

	if (!job_ready(s->db, now, &job))
		return false;
	if (job.stage <= AGAIN_NONE || job.stage >= AGAIN_STAGE_COUNT)
		die("job %lld stands in no stage this program knows",
		    (long long)job.id);
	arena_init(&g.a, 0);
	g.job = job.id;
	g.since = day_of_time(now) - AGAIN_DAYS;
	sql_begin(s->db);
	crash_point(CRASH_AGAIN_OPEN);
	if (job.state == 1)
		job_join(s->db, job.id, job.kind, now);

	bool more = stages[job.stage](&g, &job.place);

	job_move(&g, job.stage, job.place, more);
	crash_point(CRASH_AGAIN_WRITTEN);
	sql_commit(s->db);
	crash_point(CRASH_AGAIN_DONE);
	sums_add(sums, &g.sums);
	buf_free(&g.list);
	arena_free(&g.a);
	return true;
}
