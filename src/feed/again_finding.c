/* again_finding: whether what shows a finding is still its company's */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "feed/again_now.h"
#include "store/claim.sql.h"
#include "store/finding.sql.h"
#include "store/observation.sql.h"

/* The newest observation that shows it may have been another's since. */
struct shown {
	int64_t observation, rest;
	bool any, newest; /* theirs now; the one it points to shows it */
};

static struct shown
shown_by(struct again *g, const struct finding_walk_row *f)
{
	struct sql_cursor c;
	struct identification_of_finding_row row;
	struct shown shown = {0};

	identification_of_finding(g->store->db, f->id, &c);
	while (identification_of_finding_next(&c, &row)) {
		struct subject s;
		struct identity who;
		again_subject(g, row.subject_int, row.subjects_sealed, &s);
		struct sighting now =
		    again_sighting(g, &s, row.series_int, g->now);
		if (identify(g->owners, &now, &who) != UNOWNED_NOT ||
		    who.organisation != f->organisation)
			continue;
		bool first =
		    row.observation == f->observation && row.rest == f->rest;
		shown.newest = shown.newest || first;
		shown.any = true;
		shown.observation = row.observation;
		shown.rest = row.rest;
	}
	return shown;
}

/* "203.0.113.0/24 is not theirs any more, ..." */
static void
end(struct again *g, const struct finding_walk_row *f)
{
	struct claim_get_row claim;
	struct buf b = {0};

	if (f->claim != SQL_NULL_I64 &&
	    claim_get(g->store->db, f->claim, &claim)) {
		struct str asset = store_open(g->store, &g->a, "claim.value",
		    f->claim, claim.value_sealed);
		buf_fmt(&b, "it was theirs by %.*s; ", STR_ARG(asset));
	}
	buf_str(&b, STR("nothing that showed it is theirs any more"));
	finding_end(g->store, f->id, buf_all(&b), g->now);
	g->sums.findings.ended++;
	buf_free(&b);
}

static void
finding_check(struct again *g, const struct finding_walk_row *f)
{
	bool going_on = f->state < FINDING_CLOSED;
	bool ended = f->state == FINDING_ENDED && f->last_day >= g->since;

	if (!going_on && !ended)
		return;

	struct shown shown = shown_by(g, f);

	if (shown.any && !shown.newest)
		finding_point(
		    g->store->db, f->id, shown.observation, shown.rest);
	if (shown.any && ended) {
		finding_resume(g->store, f->id, g->now);
		g->sums.findings.resumed++;
	}
	if (!shown.any && going_on)
		end(g, f);
}

bool
again_findings(struct again *g, int64_t *cursor)
{
	struct buf list = {0};
	struct sql_cursor c;
	struct finding_walk_row row;

	finding_walk(g->store->db, *cursor, AGAIN_SLICE, &c);
	while (finding_walk_next(&c, &row)) {
		buf_put(&list, &row, sizeof(row));
		*cursor = row.id;
	}

	size_t n = list.n / sizeof(row);
	const struct finding_walk_row *f =
	    (const struct finding_walk_row *)(const void *)list.p;

	for (size_t i = 0; i < n; i++) {
		finding_check(g, &f[i]);
		arena_reset(&g->a);
	}
	buf_free(&list);
	return n == AGAIN_SLICE;
}
