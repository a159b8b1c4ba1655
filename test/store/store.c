/* tests of store/store: ids, references, sealed columns, who did what */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "store/store.h"

#include "store/observation.sql.h"
#include "store/person.sql.h"
#include "store/subjects.h"
#include "test/store/open_store.h"

TEST(ids_count_from_one_per_kind)
{
	struct open_store o;

	store_world(&o);
	sql_begin(o.s.db);
	is_int(store_id(&o.s, "apple"), 1);
	is_int(store_id(&o.s, "apple"), 2);
	is_int(store_id(&o.s, "pear"), 1);
	is_int(store_id(&o.s, "apple"), 3);
	sql_commit(o.s.db);
	store_world_again(&o);
	sql_begin(o.s.db);
	is_int(store_id(&o.s, "apple"), 4);
	sql_rollback(o.s.db);
	sql_begin(o.s.db);
	is_int(store_id(&o.s, "apple"), 4); /* what was rolled back is free */
	sql_commit(o.s.db);
	store_world_end(&o);
}

/* The kinds of one transaction that there is room for, and more. */
TEST(many_ids_are_in_order_and_never_given_twice)
{
	static const char *const kinds[] = {"a", "b", "c", "d", "e", "f", "g",
	    "h", "i", "j", "k", "l", "m", "n", "o", "p", "q", "r", "s", "t"};
	enum { N = sizeof(kinds) / sizeof(kinds[0]) };
	int64_t last[N] = {0};
	struct open_store o;

	store_world(&o);
	for (int part = 0; part < 4; part++) {
		int64_t kept[N];
		memcpy(kept, last, sizeof(kept));
		sql_begin(o.s.db);
		for (int i = 0; i < 200 * N; i++) {
			int64_t id = store_id(&o.s, kinds[i % N]);
			ok(id > last[i % N]);
			last[i % N] = id;
		}
		if (part == 1) {
			sql_rollback(o.s.db); /* they are free again */
			memcpy(last, kept, sizeof(kept));
		} else {
			sql_commit(o.s.db);
		}
		if (part == 2)
			store_world_again(&o);
	}
	store_world_end(&o);
}

/* What is kept at a place; absent where its row is gone. */
static struct str
subject_at(struct open_store *o, int64_t place)
{
	struct observation_subject_get_row row;

	if (!observation_subject_get(o->s.db, place >> SUBJECTS_BITS, &row))
		return STR("(gone)");
	return subjects_get(&o->s, &o->a, place, row.subjects_sealed);
}

static void
get_gone(void *ctx)
{
	subject_at(ctx, 37);
}

TEST(subjects_lie_together_and_change_alone)
{
	struct open_store o;
	struct subjects two = {.at = {[0] = STR("first"), [5] = STR("second")}};
	const int64_t gone[] = {32, 37};
	const int64_t all[] = {31, 32, 39, 40, 41};

	store_world(&o);
	sql_begin(o.s.db);
	subjects_put(&o.s, 4, &two);
	is_text(subject_at(&o, 32), "first");
	is_text(subject_at(&o, 37), "second");
	subjects_set(&o.s, 39, STR("third"));
	subjects_set(&o.s, 37, STR("other"));
	subjects_set(&o.s, 40, STR("next row"));
	is_text(subject_at(&o, 32), "first");
	is_text(subject_at(&o, 37), "other");
	is_text(subject_at(&o, 39), "third");
	sql_commit(o.s.db);
	is_int(count_of(&o, "SELECT count(*) FROM observation_subject"), 2);
	sql_begin(o.s.db);
	subjects_drop(&o.s, gone, 2);
	is_text(subject_at(&o, 39), "third");
	ok(tells(death_of(get_gone, &o), "is not there"));
	subjects_drop(&o.s, all, 5);
	is_text(subject_at(&o, 39), "(gone)");
	sql_commit(o.s.db);
	is_int(count_of(&o, "SELECT count(*) FROM observation_subject"), 0);
	store_world_end(&o);
}

TEST(references_are_recognised_and_differ)
{
	struct arena a;

	arena_init(&a, 0);
	for (int i = 0; i < 1000; i++) {
		struct str one = store_ref(&a), two = store_ref(&a);
		is_int(one.n, REF_SIZE);
		ok(ref_is(one));
		ok(!str_eq(one, two));
	}
	arena_free(&a);
}

TEST(what_is_no_reference)
{
	ok(ref_is(STR("0123456789abcdef")));
	ok(!ref_is(STR("")));
	ok(!ref_is(STR("0123456789abcde")));
	ok(!ref_is(STR("0123456789abcdefg")));
	ok(!ref_is(STR("0123456789ABCDEF")));
	ok(!ref_is(STR("i123456789abcdef"))); /* i l o u are not used */
	ok(!ref_is(STR("l123456789abcdef")));
	ok(!ref_is(STR("o123456789abcdef")));
	ok(!ref_is(STR("u123456789abcdef")));
	ok(!ref_is(STR("../../../../etc/")));
	ok(!ref_is(str_make("0123456789abcde\0", 16)));
}

TEST(sealed_opens_in_its_own_place)
{
	struct open_store o;

	store_world(&o);
	struct str plain = STR("Bakkerij \xc3\x89lan");
	struct str sealed =
	    store_seal(&o.s, &o.a, "organisation.name", 42, plain);

	is_int(sealed.n, plain.n + SEAL_EXTRA);
	ok(str_find_str(sealed, STR("Bakkerij")) == sealed.n);
	is_str(store_open(&o.s, &o.a, "organisation.name", 42, sealed), plain);
	is_str(store_seal(&o.s, &o.a, "organisation.name", 42, plain), sealed);
	ok(!str_eq(
	    store_seal(&o.s, &o.a, "organisation.name", 43, plain), sealed));
	is_str(store_open(&o.s, &o.a, "x.y", -1,
		   store_seal(&o.s, &o.a, "x.y", -1, STR(""))),
	    STR(""));
	store_world_end(&o);
}

struct moved {
	struct open_store o;
	const char *column;
	int64_t id;
	struct str sealed;
};

static void
open_moved(void *ctx)
{
	struct moved *m = ctx;

	store_open(&m->o.s, &m->o.a, m->column, m->id, m->sealed);
}

TEST(sealed_elsewhere_or_changed_dies_with_advice)
{
	struct moved m = {.column = "organisation.name", .id = 43};
	char bytes[64];

	store_world(&m.o);
	m.sealed =
	    store_seal(&m.o.s, &m.o.a, "organisation.name", 42, STR("x"));
	tells(death_of(open_moved, &m), "organisation.name of row 43");
	tells(death_of(open_moved, &m), "put the right key in place");
	m.id = 42;
	is_str(death_of(open_moved, &m), STR("lives"));
	m.column = "contact.value";
	tells(death_of(open_moved, &m), "contact.value of row 42");
	m.column = "organisation.name";
	for (size_t i = 0; i < m.sealed.n; i++)
		bytes[i] = m.sealed.p[i];
	m.sealed.p = bytes;
	bytes[m.sealed.n - 1] ^= 1;
	tells(death_of(open_moved, &m), "does not open");
	m.sealed.n = 0;
	tells(death_of(open_moved, &m), "does not open");
	store_world_end(&m.o);
}

TEST(index_is_equal_for_equal_texts_in_one_column)
{
	struct open_store o;

	store_world(&o);
	struct str one = store_index(&o.s, &o.a, "claim.value", STR("a"));

	is_int(one.n, SEAL_INDEX);
	is_str(store_index(&o.s, &o.a, "claim.value", STR("a")), one);
	ok(!str_eq(store_index(&o.s, &o.a, "claim.value", STR("b")), one));
	ok(!str_eq(store_index(&o.s, &o.a, "contact.value", STR("a")), one));
	store_world_end(&o);
}

TEST(a_person_is_kept_once)
{
	struct open_store o;

	store_world(&o);
	sql_begin(o.s.db);
	int64_t a = store_person(&o.s, STR("jansen"), NOON);
	int64_t b = store_person(&o.s, STR("de vries"), NOON);

	ok(a != b);
	is_int(store_person(&o.s, STR("jansen"), NOON + 1), a);
	store_audit(&o.s, a, NOON, STR("answer"), STR("0123456789abcdef"));
	store_audit(&o.s, a, NOON, STR("import"), (struct str){0});
	sql_commit(o.s.db);
	is_int(count_of(&o, "SELECT count(*) FROM person"), 3);
	is_int(count_of(&o, "SELECT count(*) FROM audit"), 2);
	is_int(
	    count_of(&o, "SELECT count(*) FROM audit WHERE on_ref IS NULL"), 1);

	struct person_name_row row;

	ok(person_name(o.s.db, a, &row));
	is_str(store_open(&o.s, &o.a, "person.name", a, row.name_sealed),
	    STR("jansen"));
	store_world_end(&o);
}
