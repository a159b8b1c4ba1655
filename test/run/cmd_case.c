/* tests of run/cmd_case and cmd_case_note: what people may write, and read */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <string.h>

#include "run/case_told.h"
#include "store/desk.sql.h"
#include "test/run/world.h"
#include "test/tap.h"

static struct world w;

static const char *
the_case(void)
{
	struct case_get_row row;

	if (!case_get(w.sv.store.db, 1, &row))
		die("there is no case");
	return arena_cstr(&w.a, row.ref);
}

static void
begin(void)
{
	world_make(&w);
	is_int(RUN(&w, "organisation", "add", "Garage Oost", "203.0.113.9"), 0);
	is_int(RUN(&w, "case", "open", "--organisation", "Garage Oost",
		   "--topic", "open-rdp"),
	    0);
}

static bool
said_has(const char *words)
{
	struct str said = world_said(&w);

	return str_find_str(said, str_of(words)) < said.n;
}

static void
is_refused(const char *text)
{
	is_int(
	    RUN(&w, "case", "note", the_case(), "--phone", "--said", text), 2);
	is_text(world_refused(&w),
	    "--said: printable text on one line, 1000 bytes at most\n");
}

TEST(what_is_no_line_of_text_is_refused)
{
	char much[LINE_MOST + 2] = "";

	memset(much, 'x', LINE_MOST + 1);
	begin();
	is_refused("two\nlines");
	is_refused("\x1b[2Jno screen");
	is_refused("no \xff UTF-8");
	is_refused(" ");
	is_refused("");
	is_refused(much);
	much[LINE_MOST] = '\0';
	is_int(
	    RUN(&w, "case", "note", the_case(), "--phone", "--said", much), 0);
	is_int(RUN(&w, "case", "take", the_case(), "--for", "A\tB"), 2);
	is_text(world_refused(&w), "--for: a name on one line\n");
	world_free(&w);
}

TEST(what_turns_the_direction_of_writing_is_shown_as_such)
{
	begin();
	is_int(RUN(&w, "case", "note", the_case(), "--mail", "--said",
		   "a\xe2\x80\xae"
		   "b"),
	    0);
	is_int(RUN(&w, "case", "show", the_case()), 0);
	ok(said_has("a\\u202eb"));
	world_free(&w);
}

/* Nothing of what was said lies open in the store. */
TEST(what_was_said_is_sealed)
{
	struct moment_of_case_row m;
	struct sql_cursor c;

	begin();
	is_int(RUN(&w, "case", "note", the_case(), "--phone", "--spoken-to",
		   "Kees", "--number", "0123", "--source", "a website",
		   "--said", "busy", "--next", "again"),
	    0);
	moment_of_case(w.sv.store.db, 1, &c);
	ok(moment_of_case_next(&c, &m));
	ok(str_find_str(m.spoken_to_sealed, STR("Kees")) ==
	    m.spoken_to_sealed.n);
	ok(str_find_str(m.number_sealed, STR("0123")) == m.number_sealed.n);
	ok(str_find_str(m.source_sealed, STR("website")) == m.source_sealed.n);
	ok(str_find_str(m.said_sealed, STR("busy")) == m.said_sealed.n);
	ok(str_find_str(m.next_sealed, STR("again")) == m.next_sealed.n);
	sql_cursor_end(&c);
	world_free(&w);
}

TEST(lists_for_programs)
{
	begin();
	is_int(RUN(&w, "case", "list", "--format", "json"), 0);
	ok(said_has("\"why\":\"opened by hand\",\"moments\":0"));
	is_int(RUN(&w, "case", "list", "--format", "xml"), 2);
	is_int(RUN(&w, "case", "close", the_case(), "--reason", "fixed"), 0);
	is_int(RUN(&w, "case", "list", "--format", "csv"), 0);
	is_text(world_said(&w),
	    "case,severity,due,late,topic,organisation,organisation_name,why,"
	    "moments,owner,state\r\n");
	is_int(
	    RUN(&w, "case", "note", the_case(), "--phone", "--said", "x"), 1);
	is_int(RUN(&w, "case", "take", the_case()), 1);
	world_free(&w);
}
