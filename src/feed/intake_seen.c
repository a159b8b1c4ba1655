/* intake_seen: what a chunk's rows saw: observations, new and seen again */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/order.h"
#include "feed/intake_now.h"
#include "store/observation.sql.h"
#include "store/subjects.h"

/* The two tables of observations, with the same statements. */
static const struct observations {
	int64_t (*add)(struct sql *, int64_t id, int64_t rest, int64_t series,
	    int64_t subject, int64_t seen, int64_t day, int64_t severity,
	    int64_t unowned, int64_t ledger, int64_t row);
	int64_t (*next)(struct sql *, int64_t id, int64_t rest, int64_t seen,
	    int64_t day, int64_t severity, int64_t unowned, int64_t ledger,
	    int64_t row);
	int64_t (*again)(struct sql *, int64_t id, int64_t rest, int64_t seen,
	    int64_t day, int64_t severity, int64_t unowned, int64_t ledger,
	    int64_t row);
} usual = {observation_add, observation_next, observation_again},
  clashing = {
      observation_clash_add, observation_clash_next, observation_clash_again};

/* observation.subject: the place of the row that said it first. */
static int64_t
subject_place(int64_t seq, uint32_t row)
{
	_Static_assert(CHUNK_ROWS <= 1 << 17, "a row has 17 bits");
	return seq << 17 | row;
}

static bool
seen_first(struct intake *in, const struct observations *o,
    const struct row_kept *r, int64_t seq, int32_t day)
{
	return o->add(in->store->db, r->id, r->rest, intake_series(in, r->type),
		   subject_place(seq, r->index), r->seen, day, r->severity,
		   r->unowned, seq, r->index) == 1;
}

static bool
seen_again(struct intake *in, const struct observations *o,
    const struct row_kept *r, int64_t seq, int32_t day)
{
	struct sql *db = in->store->db;

	return o->next(db, r->id, r->rest, r->seen, day, r->severity,
		   r->unowned, seq, r->index) == 1 ||
	    o->again(db, r->id, r->rest, r->seen, day, r->severity, r->unowned,
		seq, r->index) == 1;
}

/*
 * Sets fresh for one that was not seen before. Only one of the two changes
 * anything: the likelier goes first.
 */
static void
observation_keep(struct intake *in, struct row_kept *r, int64_t seq,
    int32_t day, bool likely_fresh)
{
	r->fresh = likely_fresh && seen_first(in, &usual, r, seq, day);
	if (r->fresh || seen_again(in, &usual, r, seq, day))
		return;
	r->fresh = !likely_fresh && seen_first(in, &usual, r, seq, day);
	if (r->fresh || seen_again(in, &clashing, r, seq, day))
		return;
	/* another observation has this id */
	r->fresh = seen_first(in, &clashing, r, seq, day);
}

/* What an observation is about, as it is kept. */
static struct str
subject_text(struct intake *in, const struct row_kept *r)
{
	struct buf *b = &in->at->scratch;

	buf_reset(b);
	subject_put(b, &r->subject);
	return buf_all(b);
}

/* By id: SQLite likes keys in order. Gives how many are fresh. */
static uint64_t
observations_keep(
    struct intake *in, struct row_kept *r, size_t n, int64_t seq, int32_t day)
{
	uint64_t fresh = 0;
	struct order *a = ARENA_NEW(&in->at->strings, struct order, n + 1);
	struct order *room = ARENA_NEW(&in->at->strings, struct order, n + 1);

	for (size_t i = 0; i < n; i++) /* the sign below all: as SQLite does */
		a[i] =
		    (struct order){.key = (uint64_t)r[i].id ^ (uint64_t)1 << 63,
			.at = (uint32_t)i};
	a = order_sort(a, room, n);
	for (size_t i = 0; i < n; i++) {
		struct row_kept *row = &r[a[i].at];
		observation_keep(in, row, seq, day, fresh * 2 >= i);
		fresh += row->fresh;
	}
	return fresh;
}

/* In the order of the report, those that lie together at once. */
static void
subjects_keep(
    struct intake *in, const struct row_kept *r, size_t n, int64_t seq)
{
	struct arena a;
	struct subjects some = {0};
	int64_t place = 0;
	bool any = false;

	arena_init(&a, 0);
	for (size_t i = 0; i < n; i++) {
		if (!r[i].fresh)
			continue;
		int64_t next = subject_place(seq, r[i].index);
		if (any && next >> SUBJECTS_BITS != place >> SUBJECTS_BITS) {
			subjects_put(in->store, place >> SUBJECTS_BITS, &some);
			some = (struct subjects){0};
			arena_reset(&a);
		}
		some.at[next & (SUBJECTS - 1)] =
		    arena_str(&a, subject_text(in, &r[i]));
		place = next;
		any = true;
	}
	if (any)
		subjects_put(in->store, place >> SUBJECTS_BITS, &some);
	arena_free(&a);
}

/* By the names of a certificate it is known whose it is, and those change:
 * the newest row's are kept. */
static void
names_keep(
    struct intake *in, struct arena *a, const struct row_kept *r, int32_t day)
{
	struct observation_subject_of_row old;
	struct str text = subject_text(in, r);

	if (!observation_subject_of(in->store->db, r->id, r->rest, day, &old))
		return;

	int64_t place = old.subject;

	if (!str_eq(
		text, subjects_get(in->store, a, place, old.subjects_sealed)))
		subjects_set(in->store, place, text);
}

static void
names_all_keep(
    struct intake *in, const struct row_kept *r, size_t n, int32_t day)
{
	struct arena a;

	arena_init(&a, 0);
	for (size_t i = 0; i < n; i++)
		if (!r[i].fresh && r[i].subject.names.n > 0) {
			names_keep(in, &a, &r[i], day);
			arena_reset(&a);
		}
	arena_free(&a);
}

uint64_t
intake_seen_keep(struct intake *in, int64_t seq, int32_t day)
{
	size_t n;
	struct row_kept *r = intake_rows(in->at, &n);
	uint64_t fresh = observations_keep(in, r, n, seq, day);

	subjects_keep(in, r, n, seq);
	names_all_keep(in, r, n, day);
	return fresh;
}
