/* tests of looking: which commands show people, and each such look is noted */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <stdio.h>
#include <string.h>

#include "store/batch.sql.h"
#include "store/desk.sql.h"
#include "test/run/world.h"
#include "test/tap.h"

enum { TYPED = 8, SHOW_LEAST = 6 };

/* Who is in the world, and where (test/run/world.c). */
static const char *const traces[] = {"Bakkerij", "De Dijk", "bakkerij-jansen",
    "12345678", "203.0.113.7", "198.51.100.5", "192.0.2.99"};

/* How a command is asked that wants to be told about what. */
struct asked {
	const char *command;
	const char *words[4];
};

static char batch[REF_SIZE + 1], finding[REF_SIZE + 1], desk[REF_SIZE + 1];

static const struct asked asked[] = {
    {"batch show", {batch}},
    {"case show", {desk}},
    {"effect verify", {"report.txt"}},
    {"evidence show", {"1:1"}},
    {"letters print", {"letters.pdf"}},
    {"notices preview", {finding}},
    {"organisation export", {"Bakkerij Jansen"}},
    {"organisation show", {"Bakkerij Jansen"}},
    {"registry show", {"203.0.113.7"}},
};

static const struct asked *
asked_of(const char *command)
{
	for (size_t i = 0; i < sizeof(asked) / sizeof(*asked); i++)
		if (strcmp(asked[i].command, command) == 0)
			return &asked[i];
	return NULL;
}

static void
refs_know(struct world *w)
{
	struct batch_get_row row;
	struct case_list_row first;
	struct sql_cursor c;

	world_run(w,
	    (const char *const[]){"case", "open", "--organisation",
		"Bakkerij Jansen", "--topic", "open-rdp", NULL});
	case_list(w->sv.store.db, 0, SQL_NULL_I64, &c);
	if (!case_list_next(&c, &first))
		die("no case");
	snprintf(desk, sizeof(desk), "%.*s", STR_ARG(first.ref));
	sql_cursor_end(&c);
	if (!batch_get(w->sv.store.db, 1, &row))
		die("no batch");
	snprintf(batch, sizeof(batch), "%.*s", STR_ARG(row.ref));
	snprintf(
	    finding, sizeof(finding), "%.*s", STR_ARG(world_finding(w, 1)));
}

static void
asked_run(struct world *w, const struct command *c)
{
	const struct asked *how = asked_of(c->name);
	const char *words[TYPED] = {0};
	struct str rest = str_of(c->name), part;
	size_t n = 0;

	while (str_split(&rest, ' ', &part))
		words[n++] = arena_cstr(&w->a, part);
	for (size_t i = 0; how != NULL && i < 4 && how->words[i] != NULL; i++)
		words[n++] = how->words[i];
	if (c->least > 0 && !ok(how != NULL))
		tap_note("say in this test how `%s` is asked", c->name);
	else
		world_run(w, words);
}

static bool
shows_people(struct world *w)
{
	struct str out = buf_all(&w->out);

	for (size_t i = 0; i < sizeof(traces) / sizeof(*traces); i++)
		if (str_find_str(out, str_of(traces[i])) < out.n)
			return true;
	return false;
}

/* A new command that shows somebody cannot forget to say so. */
TEST(who_shows_people_says_so)
{
	struct world w;
	unsigned show = 0;

	world_make(&w);
	world_fill(&w);
	refs_know(&w);
	for (size_t i = 0; i < n_commands; i++) {
		const struct command *c = commands[i];
		ok(c->reads == READS_NOBODY || c->place == PLACE_READER);
		if (c->place != PLACE_READER ||
		    strcmp(c->name, "registry show") == 0)
			continue; /* that one repeats what it was asked */
		asked_run(&w, c);
		if (!shows_people(&w))
			continue;
		show++;
		if (!ok(c->reads == READS_PEOPLE))
			tap_note("%s shows people: its row has to say "
				 ".reads = READS_PEOPLE",
			    c->name);
	}
	if (!ok(show >= SHOW_LEAST))
		tap_note("only %u do", show);
	world_free(&w);
}
