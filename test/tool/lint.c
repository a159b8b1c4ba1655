/* tests of tool/lint: tiny trees with one thing wrong, and those just right */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <stdio.h>

#include "test/tap.h"
#include "test/tool/program.h"

#define SPDX "/* SPDX-License-Identifier: EUPL-1.2 */\n"
#define A    "/* a: x */\n" SPDX

/* A tree of one file, and what is said of it; NULL: nothing. */
struct sample {
	const char *path, *text, *said;
};

/* Runs the lint over a tree of this one file; false when it finds fault. */
static bool
lint(const char *path, struct str text, struct buf *said)
{
	static int n;
	char tree[32], full[256];
	const char *const argv[] = {LINT, tree, NULL};

	snprintf(tree, sizeof(tree), "tree%d", n++);
	snprintf(full, sizeof(full), "%s/%s", tree, path);
	scratch_write(full, text);

	int status = program_run(said, argv);

	ok(status == 0 || status == 1);
	ok(str_find_str(buf_all(said), STR("1..10\n")) < said->n);
	return status == 0;
}

/* The first line that finds fault, without "# "; absent where none does. */
static struct str
first_fault(struct str all)
{
	struct str line;

	while (str_split(&all, '\n', &line))
		if (str_starts(line, STR("# ")) &&
		    str_find(line, ':') < line.n &&
		    !str_starts(line, STR("# src/ ")))
			return str_from(line, 2);
	return (struct str){0};
}

static void
is_linted(const struct sample *s)
{
	struct buf said = {0};
	bool fine = lint(s->path, str_of(s->text), &said);

	tap_note("%s", s->said != NULL ? s->said : s->path);
	ok(fine == (s->said == NULL));
	is_text(first_fault(buf_all(&said)), s->said);
	buf_free(&said);
}

static void
are_linted(const struct sample *samples, size_t n)
{
	for (size_t i = 0; i < n; i++)
		is_linted(&samples[i]);
}

/* clang-format off */
TEST(arrows)
{
	static const struct sample samples[] = {
	    {"src/base/a.c",    A "#include \"base/b.h\"\n", NULL},
	    {"src/run/a.c",     A "#include \"feed/b.h\"\n", NULL},
	    {"src/feed/a.c",    A "#include \"store/b.h\"\n", NULL},
	    {"src/feed/a.c",    A "#include \"words.gen.h\"\n", NULL},
	    {"src/finding/a.c", A "#include \"words.gen.h\"\n", NULL},
	    {"src/base/a.c",    A "#include <string.h>\n", NULL},
	    {"src/base/a.c",    A "/*\n#include \"run/b.h\"\n*/\n", NULL},
	    {"tool/a.c",        A "#include \"tool/b.h\"\n#include \"base/b.h\"\n", NULL},
	    {"test/base/a.c",   A "#include \"run/b.h\"\n#include \"x.gen.h\"\n", NULL},
	    {"src/base/a.c",    A "#include \"value/b.h\"\n",
	     "src/base/a.c:3: arrows: \"value/b.h\": this arrow points up"},
	    {"src/match/a.c",   A "\n#include \"finding/b.h\"\n",
	     "src/match/a.c:4: arrows: \"finding/b.h\": this arrow points up"},
	    {"src/store/a.c",   A "#include \"evidence/b.h\"\n",
	     "src/store/a.c:3: arrows: \"evidence/b.h\": rooms beside each other "
	     "do not include each other"},
	    {"src/feed/a.h",    A "#include \"notify/b.h\"\n",
	     "src/feed/a.h:3: arrows: \"notify/b.h\": rooms beside each other "
	     "do not include each other"},
	    {"src/match/a.c",   A "#include \"words.gen.h\"\n",
	     "src/match/a.c:3: arrows: \"words.gen.h\": words are for finding "
	     "and the rooms above it"},
	    {"src/feed/a.c",    A "#include \"b.h\"\n",
	     "src/feed/a.c:3: arrows: \"b.h\": name the room: \"match/prefix.h\""},
	    {"src/feed/a.c",    A "#include \"tool/b.h\"\n",
	     "src/feed/a.c:3: arrows: \"tool/b.h\": name the room: \"match/prefix.h\""},
	    {"src/cellar/a.c",  A "#include \"base/b.h\"\n",
	     "src/cellar/a.c:3: arrows: \"base/b.h\": a file in src belongs to "
	     "a room that the lint knows"},
	    {"tool/a.c",        A "#include \"value/b.h\"\n",
	     "tool/a.c:3: arrows: \"value/b.h\": a tool includes base and tool only"},
	};

	are_linted(samples, sizeof(samples) / sizeof(samples[0]));
}

TEST(calls)
{
	static const struct sample samples[] = {
	    {"src/base/a.c",     A "\tfree(p);\n", NULL},
	    {"src/run/clock.c",  "/* clock: x */\n" SPDX "\ttime(NULL);\n", NULL},
	    {"src/run/a.c",      A "\ttime(NULL);\n",
	     "src/run/a.c:3: clock: time(): the time is an argument"},
	    {"test/tap.c",       "/* tap: x */\n" SPDX "\ttime(NULL);\n", NULL},
	    {"bench/a.c",        A "\tclock_gettime(0, &t);\n", NULL},
	    {"src/store/sql.c",  "/* sql: x */\n" SPDX "\tsqlite3_exec(d);\n", NULL},
	    {"src/feed/a.c",     A "\tbuf_free(&b), xfree (p), free_it(p);\n", NULL},
	    {"src/feed/a.c",     A "\tp(\"free(p)\"); /* free(p) */\n", NULL},
	    {"src/feed/a.c",     A "\tint free = 1;\n", NULL},
	    {"src/feed/a.c",     A "\tp('\"'), free(p), p('\"');\n",
	     "src/feed/a.c:3: memory: free(): take it from an arena or a buf"},
	    {"src/feed/a.c",     A "\tp(\"\\\"\"), free(p);\n",
	     "src/feed/a.c:3: memory: free(): take it from an arena or a buf"},
	    {"src/feed/a.c",     A "/* *//* x */ malloc (1);\n",
	     "src/feed/a.c:3: memory: malloc(): take it from an arena or a buf"},
	    {"test/feed/a.c",    A "\n\tstrdup(x);\n",
	     "test/feed/a.c:4: memory: strdup(): take it from an arena or a buf"},
	    {"src/basement/a.c", A "\trealloc(p, 1);\n",
	     "src/basement/a.c:3: memory: realloc(): take it from an arena or a buf"},
	    {"src/feed/a.c",     A "\ttime(NULL);\n",
	     "src/feed/a.c:3: clock: time(): the time is an argument"},
	    {"test/run/a.c",     A "\tgettimeofday(&t, 0);\n",
	     "test/run/a.c:3: clock: gettimeofday(): the time is an argument"},
	    {"src/store/a.c",    A "\tsqlite3_exec(d);\n",
	     "src/store/a.c:3: sql: sqlite3_exec(): statements live in store/*.sql"},
	    {"src/run/a.c",      A "\tsqlite3_prepare_v2(d);\n",
	     "src/run/a.c:3: sql: sqlite3_prepare_v2(): statements live in store/*.sql"},
	};

	are_linted(samples, sizeof(samples) / sizeof(samples[0]));
}

TEST(first_lines_and_comments)
{
	static const struct sample samples[] = {
	    {"src/base/a.c",  A "s(\"// http://\"); /* http://x TODOS */\n", NULL},
	    {"src/base/a.c",  A "s(\"TODO XXXXXX\", x'/');\n", NULL},
	    {"test/base/a.c", "/* tests of base/a: x */\n" SPDX, NULL},
	    {"test/base/a.c", A, NULL},
	    {"src/base/b.c",  A, "src/base/b.c:1: first-line: begin with \"/* b: what it is */\""},
	    {"src/base/a.c",  "/* tests of a: x */\n" SPDX,
	     "src/base/a.c:1: first-line: begin with \"/* a: what it is */\""},
	    {"src/base/a.c",  "/* a: x\n" SPDX,
	     "src/base/a.c:1: first-line: begin with \"/* a: what it is */\""},
	    {"src/base/a.h",  "",
	     "src/base/a.h:1: first-line: begin with \"/* a: what it is */\""},
	    {"src/base/a.h",  "/* a: x */\n\n" SPDX,
	     "src/base/a.h:2: first-line: put \"/* SPDX-License-Identifier: EUPL-1.2 */\" here"},
	    {"src/base/a.c",  A "int i; // x\n",
	     "src/base/a.c:3: comments: a comment is between /* and */"},
	    {"src/base/a.c",  A "s(\"x\\\\\"); // x\n",
	     "src/base/a.c:3: comments: a comment is between /* and */"},
	    {"src/base/a.c",  A "/* x\n * FIXME: y */\n",
	     "src/base/a.c:4: comments: FIXME: do it now or leave it to an issue"},
	    {"src/base/a.c",  A "int TODO;\n",
	     "src/base/a.c:3: comments: TODO: do it now or leave it to an issue"},
	};

	are_linted(samples, sizeof(samples) / sizeof(samples[0]));
}
/* clang-format on */

/* A file of n lines in all, with one function of lines lines. */
static struct str
long_text(struct buf *b, unsigned lines, unsigned n)
{
	buf_str(b, STR(A "void\nf(void)\n{\n"));
	for (unsigned i = 2; i < lines; i++)
		buf_str(b, STR("\tx();\n"));
	buf_str(b, STR("}\n"));
	for (unsigned i = 4 + lines; i < n; i++)
		buf_str(b, STR("\n"));
	return buf_all(b);
}

static void
is_measured(unsigned lines, unsigned n, const char *want)
{
	struct buf text = {0}, said = {0};

	ok(lint("src/base/a.c", long_text(&text, lines, n), &said) ==
	    (want == NULL));
	is_text(first_fault(buf_all(&said)), want);
	buf_free(&text);
	buf_free(&said);
}

TEST(lengths)
{
	is_measured(60, 600, NULL);
	is_measured(61, 600,
	    "src/base/a.c:5: function-length: 61 lines, more "
	    "than 60; take a part out");
	is_measured(60, 601,
	    "src/base/a.c:601: file-length: 601 lines, more than 600; split "
	    "it");
}

/* A line of tabs and then letters of two bytes each. */
static void
is_wide(unsigned tabs, unsigned letters, const char *want)
{
	struct buf text = {0}, said = {0};

	buf_str(&text, STR(A "/* "));
	for (unsigned i = 0; i < tabs; i++)
		buf_char(&text, '\t');
	for (unsigned i = 0; i < letters; i++)
		buf_str(&text, STR("\xc3\xa9"));
	buf_str(&text, STR("*/\n"));
	ok(lint("src/base/a.c", buf_all(&text), &said) == (want == NULL));
	is_text(first_fault(buf_all(&said)), want);
	buf_free(&text);
	buf_free(&said);
}

TEST(widths)
{
	is_wide(0, 95, NULL);
	is_wide(0, 96,
	    "src/base/a.c:3: line-width: 101 columns, more than "
	    "100; break it");
	is_wide(12, 2, NULL);
	is_wide(12, 3,
	    "src/base/a.c:3: line-width: 101 columns, more than "
	    "100; break it");
}

/* clang-format off */
TEST(used)
{
	static const struct sample samples[] = {
	    {"src/base/a.h",    A "int f(void);\n#define F() f()\n", NULL},
	    {"src/base/a.h",    A "#define F(x) (x)\nenum { N = (1) };\n\tint f(void);\n", NULL},
	    {"src/base/a.h",    A "struct s *f(\n    int (*g)(void));\n/* f */\n",
	     "src/base/a.h:3: used: f: no other file uses it"},
	    {"test/base/a.h",   A "int f(void);\n", NULL},
	    {"src/store/a.sql", "-- a: of these and: all.\n-- Text (x)\n", NULL},
	    {"src/store/a.sql", "\n-- a_get(id i64): one\n",
	     "src/store/a.sql:2: used: a_get: no other file uses it"},
	    {"src/store/a.sql", "-- a_n: number\n",
	     "src/store/a.sql:1: used: a_n: no other file uses it"},
	};

	are_linted(samples, sizeof(samples) / sizeof(samples[0]));
}

TEST(used_by_another)
{
	static const char *const argv[] = {LINT, "user", NULL};
	struct buf said = {0};

	scratch_write("user/src/base/a.h", STR(A "int f(void);\n"));
	scratch_write("user/src/base/a.c", STR(A "int\nf(void)\n{\n}\n"));
	is_int(program_run(&said, argv), 1);
	scratch_write("user/tool/a.c", STR(A "x(\" f() \");\n"));
	is_int(program_run(&said, argv), 0);
	buf_free(&said);
}
/* clang-format on */

TEST(summary)
{
	struct buf said = {0};
	struct str text = STR(A "static void\nf(void)\n{\n}\n\n"
				"int\ng(void)\n{\n\treturn 1;\n}\n\n"
				"static const int t[] = {\n\t1,\n};\n");

	ok(lint("src/base/a.c", text, &said));
	ok(str_ends(buf_all(&said),
	    STR("# src/ 1 files, 2 functions, length median 3, p99 3, longest "
		"3, 50% static\n")));
	buf_free(&said);
}

TEST(nothing_to_lint)
{
	static const char *const argv[] = {LINT, "nowhere", NULL};
	struct buf said = {0};

	is_int(program_run(&said, argv), 1);
	is_text(
	    buf_all(&said), "nowhere: holds no C in src, tool, test, bench\n");
	buf_free(&said);
}
