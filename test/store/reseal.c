/* tests of store/reseal: nothing under the old key stays behind */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "store/reseal.h"

#include <stdio.h>
#include <string.h>

#include "store/known.h"
#include "store/observation.sql.h"
#include "store/organisation.sql.h"
#include "store/secret.sql.h"
#include "store/store.sql.h"
#include "test/store/open_store.h"

static const struct sql_schema *const both[] = {&store_schema, &secret_schema};

TEST(every_column_under_key_is_spoken_of)
{
	struct arena a;

	arena_init(&a, 0);
	is_str(reseal_missing(both, 2, &a), STR(""));
	is_str(reseal_stale(both, 2, &a), STR(""));
	/* without the one a rule is left over */
	is_str(reseal_stale(&both[0], 1, &a), STR("credential.value_sealed"));
	arena_free(&a);
}

/* Of a table of these three columns. */
static void
is_forgotten(const char *table, const char *const *columns, const char *said)
{
	const struct sql_table tables[] = {
	    {.name = table, .columns = columns, .n_columns = 3}};
	const struct sql_schema schema = {.tables = tables, .n_tables = 1};
	struct arena a;

	arena_init(&a, 0);
	is_str(reseal_missing((const struct sql_schema *[]){&schema}, 1, &a),
	    str_of(said));
	arena_free(&a);
}

TEST(a_column_that_was_forgotten_is_named)
{
	is_forgotten("person",
	    (const char *[]){"id", "name_sealed", "iban_sealed"},
	    "person.iban_sealed");
	is_forgotten("person",
	    (const char *[]){"id", "name_index", "vat_index"},
	    "person.vat_index");
	is_forgotten(
	    "told", (const char *[]){"id", "observation", "rest"}, "told.rest");
	is_forgotten(
	    "support", (const char *[]){"id", "observation", "rest"}, "");
}

/* From the world's store to another, under another key. */
struct moved {
	struct open_store o;
	struct seal to;
	struct store s;
	struct reseal r;
};

static void
row(void *ctx, const struct sql_table *t, struct sql_value *v)
{
	struct moved *m = ctx;

	reseal_row(&m->r, t, v);
}

/* All observations of the same id. */
static void
row_same(void *ctx, const struct sql_table *t, struct sql_value *v)
{
	row(ctx, t, v);
	if (str_starts(str_of(t->name), STR("observation")) && t->n_columns > 2)
		v[0].i = 5;
}

static const char *
into(void *ctx, const char *table, bool refused)
{
	(void)ctx;
	return reseal_into(table, refused);
}

static void
move(struct moved *m,
    void (*each)(void *, const struct sql_table *, struct sql_value *))
{
	unsigned char root[SEAL_ROOT] = {77};
	struct buf past = {0};
	char path[512];
	struct why w = {0};
	struct sql_move how = {
	    .from = m->o.s.db, .row = each, .into = into, .ctx = m};

	seal_init(&m->to, root);
	ok(seal_past_put(&past, &m->o.seal));
	ok(seal_past_take(&m->to, buf_all(&past)));
	buf_free(&past);
	snprintf(path, sizeof(path), "%s/other.db", scratch());
	remove(path);
	m->s.seal = &m->to;
	if (sql_open(&m->s.db, path, &store_schema, SQL_WRITE, &w) != OK)
		die("%s", w.rule);
	how.to = m->s.db;
	reseal_begin(&m->r, &m->o.seal, &m->to);
	sql_move(&how);
	reseal_end(&m->r);
}

static void
moved_end(struct moved *m)
{
	sql_close(m->s.db);
	store_world_end(&m->o);
}

TEST(names_are_found_and_opened_with_the_new_key)
{
	struct moved m = {0};
	struct organisation_by_name_row found;
	struct organisation_get_row org;
	struct sql_cursor c;
	int64_t id;

	store_world(&m.o);
	id = company(
	    &m.o, "Bakkerij Jansen", "jan@bakker.example", "192.0.2.0/24");
	move(&m, row);
	ok(organisation_get(m.s.db, id, &org));
	is_str(
	    store_open(&m.s, &m.o.a, "organisation.name", id, org.name_sealed),
	    STR("Bakkerij Jansen"));
	organisation_by_name(m.s.db,
	    store_index(
		&m.s, &m.o.a, "organisation.name", STR("Bakkerij Jansen")),
	    &c);
	ok(organisation_by_name_next(&c, &found));
	is_int(found.id, id);
	sql_cursor_end(&c);
	moved_end(&m);
}

static void
seen_add(struct moved *m, struct known k)
{
	observation_add(m->o.s.db, k.id, k.rest, 1, 8, NOON, TODAY, 3, 1, 1, 0);
}

static void
clash_add(struct moved *m, struct known k)
{
	observation_clash_add(
	    m->o.s.db, k.id, k.rest, 1, 9, NOON, TODAY, 3, 1, 1, 1);
}

static int64_t
rows_of(struct moved *m, const char *which, struct known k)
{
	struct observation_subject_of_row row;

	(void)which;
	return observation_subject_of(m->s.db, k.id, k.rest, TODAY, &row);
}

TEST(observations_are_known_by_what_a_new_row_gives)
{
	struct moved m = {0};
	unsigned char f[SEAL_FINGERPRINT];
	struct known old, new;

	store_world(&m.o);
	seal_fingerprint(f, &m.o.seal, STR("192.0.2.1 443"));
	old = known_make(0x8001, f);
	sql_begin(m.o.s.db);
	observation_subject_add(m.o.s.db, 1,
	    store_seal(&m.o.s, &m.o.a, "observation.subject", 1, STR("x")));
	seen_add(&m, old);
	sql_commit(m.o.s.db);
	move(&m, row);
	seal_fingerprint(f, &m.to, STR("192.0.2.1 443"));
	new = known_make(0x8001, f);
	ok(new.id != old.id &&new.rest != old.rest);
	ok(((uint64_t) new.id ^ (uint64_t)old.id) >> 48 == 0);
	is_int(rows_of(&m, "observation", new), 1);
	is_int(rows_of(&m, "observation", old), 0);
	moved_end(&m);
}

TEST(two_that_shared_an_id_may_share_it_no_more_and_others_may)
{
	struct moved m = {0};
	struct known one = {.id = 1, .rest = 1}, two = {.id = 1, .rest = 2};
	struct observation_count_row n;
	struct sql_cursor c;

	store_world(&m.o);
	sql_begin(m.o.s.db);
	seen_add(&m, one);
	clash_add(&m, two);
	sql_commit(m.o.s.db);
	move(&m, row);
	observation_count(m.s.db, &c);
	ok(observation_count_next(&c, &n));
	is_int(n.observations_int, 2); /* both in the first table */
	sql_cursor_end(&c);
	sql_close(m.s.db);

	move(&m, row_same);
	observation_count(m.s.db, &c);
	ok(observation_count_next(&c, &n));
	is_int(n.observations_int, 1); /* and the other beside it */
	sql_cursor_end(&c);
	moved_end(&m);
}

static void
move_with_another(void *ctx)
{
	struct moved *m = ctx;
	unsigned char root[SEAL_ROOT] = {1, 2, 3};

	seal_init(&m->o.seal, root);
	move(m, row);
}

TEST(what_does_not_open_ends_it)
{
	struct moved m = {0};

	store_world(&m.o);
	company(&m.o, "Bakkerij Jansen", NULL, "192.0.2.0/24");
	ok(tells(death_of(move_with_another, &m),
	    "claim.value:1 does not open: this is not the key"));
	store_world_end(&m.o);
}
