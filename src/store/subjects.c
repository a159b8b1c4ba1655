/* subjects: what observations are about, sealed eight together */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "store/subjects.h"

#include "base/err.h"
#include "base/frame.h"
#include "store/observation.sql.h"

#define COLUMN "observation.subject"

enum { TEXT_MAX = 64 * 1024 };

static int64_t
row_of(int64_t place)
{
	return place >> SUBJECTS_BITS;
}

static size_t
slot_of(int64_t place)
{
	return (size_t)(place & (SUBJECTS - 1));
}

static void
row_open(struct store *s, struct arena *a, int64_t id, struct str sealed,
    struct subjects *all)
{
	struct frame_in in = {.left = store_open(s, a, COLUMN, id, sealed)};

	for (size_t i = 0; i < SUBJECTS; i++)
		all->at[i] = frame_bytes(&in, TEXT_MAX);
	if (frame_done(&in) != OK)
		die("row %lld of observation_subject does not read: the store "
		    "was changed outside the program",
		    (long long)id);
}

static struct str
row_seal(
    struct store *s, struct arena *a, int64_t id, const struct subjects *all)
{
	struct buf b = {0};

	for (size_t i = 0; i < SUBJECTS; i++)
		frame_put_bytes(&b, all->at[i], TEXT_MAX);

	struct str sealed = store_seal(s, a, COLUMN, id, buf_all(&b));

	buf_free(&b);
	return sealed;
}

/* False where there is no such row. */
static bool
row_read(struct store *s, struct arena *a, int64_t id, struct subjects *all)
{
	struct observation_subject_get_row row;

	if (!observation_subject_get(s->db, id, &row))
		return false;
	row_open(s, a, id, row.subjects_sealed, all);
	return true;
}

static void
row_keep(
    struct store *s, struct arena *a, int64_t id, const struct subjects *all)
{
	bool any = false;

	for (size_t i = 0; i < SUBJECTS; i++)
		any = any || all->at[i].n > 0;
	if (any)
		observation_subject_set(s->db, id, row_seal(s, a, id, all));
	else
		observation_subject_drop(s->db, id);
}

struct str
subjects_get(struct store *s, struct arena *a, int64_t place, struct str sealed)
{
	struct subjects all;

	row_open(s, a, row_of(place), sealed, &all);
	if (all.at[slot_of(place)].n == 0)
		die("what an observation is about is not there: the store was "
		    "changed outside the program");
	return all.at[slot_of(place)];
}

void
subjects_put(struct store *s, int64_t id, const struct subjects *add)
{
	struct arena a;
	struct subjects all;

	arena_init(&a, 0);
	if (observation_subject_add(s->db, id, row_seal(s, &a, id, add)) == 0 &&
	    row_read(s, &a, id, &all)) {
		for (size_t i = 0; i < SUBJECTS; i++)
			if (add->at[i].n > 0)
				all.at[i] = add->at[i];
		row_keep(s, &a, id, &all);
	}
	arena_free(&a);
}

void
subjects_set(struct store *s, int64_t place, struct str text)
{
	struct subjects one = {0};

	one.at[slot_of(place)] = text;
	subjects_put(s, row_of(place), &one);
}

void
subjects_drop(struct store *s, const int64_t *place, size_t n)
{
	for (size_t i = 0; i < n;) {
		struct arena a;
		struct subjects all = {0};
		int64_t id = row_of(place[i]);

		arena_init(&a, 0);
		bool there = row_read(s, &a, id, &all);

		for (; i < n && row_of(place[i]) == id; i++)
			all.at[slot_of(place[i])] = (struct str){0};
		if (there)
			row_keep(s, &a, id, &all);
		arena_free(&a);
	}
}
