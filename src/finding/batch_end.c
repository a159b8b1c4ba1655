/* batch_end: what a batch said of findings counts no more */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/time.h"
#include "finding/finding.h"
#include "finding/finding_in.h"
#include "store/finding.sql.h"
#include "store/observation.sql.h"
#include "store/report.sql.h"
#include "store/support.sql.h"

/* Why it is this organisation's, by the observation it now rests on. */
static void
why_theirs(struct store *s, struct finding_get_row *f)
{
	struct identification_get_row known;

	if (!identification_get(
		s->db, f->observation, f->rest, f->organisation, &known))
		return; /* erased: as it was known */
	f->responsibility = known.responsibility;
	f->claim = known.claim;
	f->ground = known.ground;
	f->confidence = known.confidence;
}

/* Sets the finding back to what still stands; false where nothing does. */
static bool
rest_on_others(struct store *s, int64_t id, struct finding_get_row *f)
{
	struct sql_cursor c;
	struct support_standing_row row;
	bool any = false;

	support_standing(s->db, id, &c);
	for (; support_standing_next(&c, &row); any = true) {
		if (any) {
			if (row.first_seen < f->first_seen)
				f->first_seen = row.first_seen;
			if (row.last_seen > f->last_seen)
				f->last_seen = row.last_seen;
			continue;
		}
		f->observation = row.observation;
		f->rest = row.rest;
		f->severity = row.severity;
		f->first_seen = row.first_seen;
		f->last_seen = row.last_seen;
		f->last_day = row.last_day;
	}
	if (!any)
		return false;
	why_theirs(s, f);
	finding_rest(s->db, id, f->severity, f->responsibility, f->claim,
	    f->ground, f->confidence, f->observation, f->rest, f->first_seen,
	    f->last_seen, f->last_day);
	return true;
}

/* What wanted a notice for what the batch said wants it no more; what it
 * brought back is over again. */
static void
settle(
    struct store *s, int64_t id, const struct finding_get_row *f, int64_t now)
{
	const struct topic *t = topic_by_id(f->topic);
	bool worse = f->severity > f->told_severity;
	struct finding_sums closed = {0};

	if (f->state >= FINDING_CLOSED)
		return;
	if (f->due_since != SQL_NULL_I64 &&
	    (f->severity == SEVERITY_INFO ||
		(f->state != FINDING_OPEN && !worse)))
		finding_want(s->db, id, SQL_NULL_I64);
	if (t != NULL)
		finding_close_absent(s, id, t, now, &closed);
}

static void
support_ended(struct store *s, int64_t id, int64_t person, struct str note,
    int64_t now, struct finding_rest_sums *sums)
{
	struct finding_get_row f;

	if (!finding_get(s->db, id, &f) || f.state == FINDING_WITHDRAWN)
		return;
	finding_seen_drop(s->db, id);
	finding_seen_restore(s->db, id);
	if (rest_on_others(s, id, &f)) {
		settle(s, id, &f, now);
		sums->resting++;
		return;
	}
	finding_withdraw(s->db, id, now);
	finding_happened(
	    s, id, HAPPENED_WITHDRAWN, now, SQL_NULL_I64, person, note);
	sums->withdrawn++;
}

/* What was closed by looks of which too few are left goes on. */
static void
unclose(struct store *s, int64_t id, int64_t person, struct str note,
    int64_t now, struct finding_rest_sums *sums)
{
	struct finding_get_row f;

	if (!finding_get(s->db, id, &f) || f.state >= FINDING_WITHDRAWN)
		return;

	const struct topic *t = topic_by_id(f.topic);
	bool settled = f.answer != ANSWER_NONE;
	bool silent = settled || f.told > 0 || f.baseline != 0 ||
	    f.severity == SEVERITY_INFO;
	int64_t answer = f.answer, reopened = f.reopened;
	enum finding_state state = settled ? FINDING_ANSWERED
	    : f.told > 0		   ? FINDING_NOTIFIED
					   : FINDING_OPEN;

	if (t == NULL || finding_absent_until(s, id, t->looks) != DAY_ABSENT)
		return;
	finding_set_state(s->db, id, state, answer, SQL_NULL_I64,
	    answer == ANSWER_FIXED ? f.closed_day : SQL_NULL_I64, reopened,
	    silent ? SQL_NULL_I64 : now);
	finding_happened(
	    s, id, HAPPENED_WITHDRAWN, now, SQL_NULL_I64, person, note);
	sums->unclosed++;
}

/* The findings of a list that is read to its end before any is changed. */
static int64_t *
ids_of(const struct buf *list, size_t *n)
{
	*n = list->n / sizeof(int64_t);
	return (int64_t *)(void *)list->p;
}

/* By looks that are there no longer. */
static void
closed_by_it(struct store *s, int64_t batch, int64_t person, struct str note,
    int64_t now, struct finding_rest_sums *sums)
{
	struct buf list = {0};
	struct sql_cursor c;
	struct finding_closed_by_row row;
	size_t n;

	finding_closed_by(s->db, batch, &c);
	while (finding_closed_by_next(&c, &row))
		buf_put(&list, &row.id, sizeof(row.id));

	const int64_t *id = ids_of(&list, &n);

	for (size_t i = 0; i < n; i++)
		unclose(s, id[i], person, note, now, sums);
	buf_free(&list);
}

void
finding_batch_end(struct store *s, int64_t batch, bool looks, int64_t person,
    struct str note, int64_t now, struct finding_rest_sums *sums)
{
	struct buf list = {0};
	struct sql_cursor c;
	struct support_of_batch_row row;
	size_t n;

	if (looks) {
		look_drop(s->db, batch);
		look_restore(s->db, batch);
	}
	support_of_batch(s->db, batch, &c);
	while (support_of_batch_next(&c, &row))
		buf_put(&list, &row.finding, sizeof(row.finding));

	const int64_t *id = ids_of(&list, &n);

	for (size_t i = 0; i < n; i++)
		support_ended(s, id[i], person, note, now, sums);
	buf_free(&list);
	if (looks)
		closed_by_it(s, batch, person, note, now, sums);
}
