/* store: the open database with its key: ids, references, sealed columns */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "store/store.h"

#include <sodium.h>
#include <string.h>

#include "base/buf.h"
#include "base/err.h"
#include "store/counter.sql.h"
#include "store/person.sql.h"

enum { ID_DIGITS = 20 }; /* of the longest int64, with its sign */

static const char ref_letters[] = "0123456789abcdefghjkmnpqrstvwxyz";

/* Ids that this transaction took from the counter and did not give yet. */
struct ids {
	const char *kind;
	int64_t next, end, given;
};

enum {
	KINDS = SQL_NOTES / sizeof(struct ids),
	IDS_SINGLY = 8,	  /* so that few leave no gap */
	IDS_AT_ONCE = 64, /* a step of the counter is 10,000 instructions */
};

/* Of more kinds than there is room for the last ones share a place. */
static struct ids *
ids_of(struct store *s, const char *kind)
{
	struct ids *of = sql_notes(s->db);
	size_t i = 0;

	while (i < KINDS - 1 && of[i].kind != NULL &&
	    strcmp(of[i].kind, kind) != 0)
		i++;
	if (of[i].kind == NULL || strcmp(of[i].kind, kind) != 0)
		of[i] = (struct ids){.kind = kind};
	return &of[i];
}

int64_t
store_id(struct store *s, const char *kind)
{
	struct ids *ids = ids_of(s, kind);

	if (ids->next == ids->end) {
		int64_t n = ids->given < IDS_SINGLY ? 1 : IDS_AT_ONCE;
		counter_step(s->db, str_of(kind), n);
		ids->next = counter_last(s->db, str_of(kind), n);
		if (ids->next == SQL_NULL_I64)
			die("no id for a new %s", kind);
		ids->end = ids->next + n;
	}
	ids->given++;
	return ids->next++;
}

struct str
store_ref(struct arena *a)
{
	unsigned char random[REF_SIZE];
	char *p = arena_take(a, REF_SIZE);

	if (p == NULL)
		die("no room for a reference");
	randombytes_buf(random, sizeof(random));
	for (size_t i = 0; i < REF_SIZE; i++)
		p[i] = ref_letters[random[i] & 31];
	return str_make(p, REF_SIZE);
}

bool
ref_is(struct str s)
{
	if (s.n != REF_SIZE)
		return false;
	for (size_t i = 0; i < s.n; i++)
		if (str_find(STR("0123456789abcdefghjkmnpqrstvwxyz"), s.p[i]) ==
		    32)
			return false;
	return true;
}

/* Memory of an arena that a buf writes to: it never grows past it, and is not
 * to be freed. */
static struct buf
room(struct arena *a, size_t n)
{
	struct buf b = {.p = arena_take(a, n), .cap = n, .limit = n};

	if (b.p == NULL)
		die("no room for a sealed text");
	return b;
}

static struct str
context(struct arena *a, const char *column, int64_t id)
{
	struct str name = str_of(column);
	struct buf b = room(a, name.n + ID_DIGITS + 1);

	buf_str(&b, name);
	buf_char(&b, ':');
	buf_i64(&b, id);
	return buf_all(&b);
}

struct str
store_seal(struct store *s, struct arena *a, const char *column, int64_t id,
    struct str plain)
{
	struct buf b = room(a, plain.n + SEAL_EXTRA);

	seal_put(&b, s->seal, context(a, column, id), plain);
	return buf_all(&b);
}

struct str
store_open(struct store *s, struct arena *a, const char *column, int64_t id,
    struct str sealed)
{
	struct buf b = room(a, sealed.n + 1);

	if (!seal_get(&b, s->seal, context(a, column, id), sealed))
		die("%s of row %lld does not open: this is not the key it was "
		    "sealed with, or the row was changed outside the program; "
		    "put the right key in place or restore a backup",
		    column, (long long)id);
	return buf_all(&b);
}

bool
store_sealed_is(struct store *s, struct arena *a, const char *column,
    int64_t id, struct str plain, struct str sealed)
{
	return seal_is(s->seal, context(a, column, id), plain, sealed);
}

struct str
store_index(
    struct store *s, struct arena *a, const char *column, struct str plain)
{
	unsigned char out[SEAL_INDEX];

	seal_index(out, s->seal, str_of(column), plain);
	return arena_str(a, str_make(out, sizeof(out)));
}

struct str
store_print(
    struct store *s, struct arena *a, const char *column, struct str plain)
{
	unsigned char out[SEAL_FINGERPRINT];
	struct str name = str_of(column);
	struct buf b = room(a, name.n + 1 + plain.n);

	buf_str(&b, name);
	buf_char(&b, '\n');
	buf_str(&b, plain);
	seal_fingerprint(out, s->seal, buf_all(&b));
	return arena_str(a, str_make(out, sizeof(out)));
}

struct str
store_mark(
    struct store *s, struct arena *a, const char *context, struct str plain)
{
	unsigned char out[SEAL_INDEX];

	seal_mark(out, s->seal, str_of(context), plain);
	return arena_str(a, str_make(out, sizeof(out)));
}

int64_t
store_person(struct store *s, struct str name, int64_t now)
{
	struct arena a;
	struct person_by_name_row row;

	arena_init(&a, 0);

	struct str index = store_index(s, &a, "person.name", name);

	if (!person_by_name(s->db, index, &row)) {
		row.id = store_id(s, "person");
		person_add(s->db, row.id,
		    store_seal(s, &a, "person.name", row.id, name), index, 1,
		    now);
	}
	arena_free(&a);
	return row.id;
}

void
store_audit(struct store *s, int64_t person, int64_t now, struct str did,
    struct str on_ref)
{
	audit_add(s->db, store_id(s, "audit"), now, person, did, on_ref);
}
