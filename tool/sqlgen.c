/* sqlgen: turns a database's SQL files into typed C, or says what is wrong */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "tool/sqlgen.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"

/*
 * sqlgen FOLDER DATABASE STEP.sql ... -- ENTITY.sql ...
 *
 * The steps are 0001.sql, 0002.sql, ... in order. In an entity's file every
 * statement has a header, and a comment for its C declaration if it likes:
 *
 *	-- finding_by_key(organisation i64, topic str, subject blob): one
 *	-- The finding of an organisation, a topic and a subject.
 *	SELECT id, state FROM finding WHERE organisation = ?1 AND ...;
 *
 * one: at most one row; number: the same of one integer, which is returned;
 * all: a loop over rows; run: no rows. A parameter is i64, bool, str (TEXT) or
 * blob, with ? behind it where it may be NULL; a longer list goes on in the
 * next comment line after a comma. A column takes its type from the schema; an
 * expression's name ends in _int, _text or _blob.
 * Made are ENTITY.sql.{h,c} and, for the whole, DATABASE.sql.{h,c}, with the
 * tables, each of which can be read and filled whole (src/store/sql_move.c).
 */

/* The path from the top of the source tree, where it is under that. */
static const char *
shown_path(struct arena *memory, const char *path)
{
	char real[PATH_MAX];
	struct str root = STR(SOURCE_ROOT "/");

	if (!realpath(path, real))
		return path;
	struct str s = str_of(real);
	if (!str_starts(s, root))
		return path;
	return arena_cstr(memory, str_from(s, root.n));
}

/* "finding" of "src/store/finding.sql" */
static struct str
base_name(const char *shown)
{
	const char *slash = strrchr(shown, '/');
	struct str s = str_of(slash ? slash + 1 : shown);

	if (!str_ends(s, STR(".sql")))
		source_fail_at(shown, 0, "the name does not end in .sql");
	return str_upto(s, s.n - 4);
}

static struct step *
step_new(struct arena *memory, const char *path, unsigned number)
{
	struct step *s = ARENA_NEW(memory, struct step, 1);
	struct source in;
	char want[16];

	s->shown = shown_path(memory, path);
	snprintf(want, sizeof want, "%04u", number);
	if (!str_eq(base_name(s->shown), str_of(want)))
		source_fail_at(
		    s->shown, 0, "step %s.sql is expected here", want);
	source_open(&in, path);
	s->text = in.all;
	return s;
}

static struct entity *
entity_new(const struct database *d, const char *path)
{
	struct entity *e = ARENA_NEW(d->memory, struct entity, 1);

	e->shown = shown_path(d->memory, path);
	e->name = base_name(e->shown);
	if (!is_c_name(e->name) || str_eq(e->name, d->name))
		source_fail_at(e->shown, 0, "the file cannot have this name");
	entity_read(e, d->memory, path);
	return e;
}

static void
database_read(struct database *d, char **paths)
{
	struct step **step = &d->steps;
	struct entity **entity = &d->entities;
	unsigned number = 0;

	for (; *paths && strcmp(*paths, "--") != 0; paths++) {
		*step = step_new(d->memory, *paths, ++number);
		step = &(*step)->next;
	}
	for (; *paths && *++paths;) {
		*entity = entity_new(d, *paths);
		entity = &(*entity)->next;
	}
}

int
main(int argc, char **argv)
{
	struct arena memory;

	if (argc < 4 || !is_c_name(str_of(argv[2]))) {
		fprintf(stderr,
		    "usage: sqlgen FOLDER DATABASE STEP... -- ENTITY...\n");
		return 2;
	}
	arena_init(&memory, 0);
	struct database d = {.memory = &memory, .name = str_of(argv[2])};
	database_read(&d, argv + 3);
	database_check(&d);
	for (const struct entity *e = d.entities; e; e = e->next)
		entity_put(&d, e, argv[1]);
	database_put(&d, argv[1]);
	arena_free(&memory);
	return 0;
}
