/* lint: the rules of this tree that no compiler knows */
/* SPDX-License-Identifier: EUPL-1.2 */

/*
 * lint ROOT reads every .c and .h below src, tool, test and bench, and .sql
 * below src, and says, one TAP test per rule, "# file:line: rule: what to do".
 */
#include <fcntl.h>
#include <ftw.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/file.h"
#include "tool/lint.h"
#include "tool/source.h"

enum {
	FILES_MAX = 4096,
	FUNCTIONS_MAX = 65536,
	FUNCTION_LINES = 60,
	FILE_LINES = 600,
	LINE_COLUMNS = 100,
	ROOMS_ABOVE = 4, /* finding: from here up words may be said */
};

struct file files[FILES_MAX];
size_t n_files;
static struct arena texts;

/* A room may include itself and those of a lower level: so those of one level
 * never each other. */
static const struct room {
	const char *name;
	int level;
} rooms[] = {
    {"base", 0},
    {"value", 1},
    {"store", 2},
    {"evidence", 2},
    {"match", 3},
    {"finding", 4},
    {"feed", 5},
    {"notify", 5},
    {"scan", 5},
    {"guide", 5},
    {"mark", 5},
    {"web", 5},
    {"run", 6},
};

static unsigned complaints; /* about the rule in hand */

void
complain(const struct rule *r, const struct file *f, unsigned line,
    const char *fmt, ...)
{
	va_list ap;

	complaints++;
	printf("# %.*s:%u: %s: ", STR_ARG(f->path), line, r->name);
	va_start(ap, fmt);
	vprintf(fmt, ap);
	va_end(ap);
	printf("\n");
}

/* Which line of s the byte at is on, from 1. */
static unsigned
line_at(struct str s, size_t at)
{
	unsigned line = 1;

	for (size_t i = 0; i < at && i < s.n; i++)
		line += s.p[i] == '\n';
	return line;
}

static struct str
base_name(struct str path)
{
	struct str part, last = path;

	while (str_split(&path, '/', &part))
		last = part;
	return last;
}

/* Rules. */

static const struct room *
room_named(struct str name)
{
	for (size_t i = 0; i < sizeof(rooms) / sizeof(rooms[0]); i++)
		if (str_eq(str_of(rooms[i].name), name))
			return &rooms[i];
	return NULL;
}

/* What is wrong with a file in tree/room that includes "target"; NULL: fine. */
static const char *
arrow_wrong(struct str tree, const struct room *room, struct str target)
{
	struct str door = str_upto(target, str_find(target, '/'));
	const struct room *to = room_named(door);

	if (str_eq(tree, STR("tool")))
		return str_eq(door, STR("tool")) || str_eq(door, STR("base"))
		    ? NULL
		    : "a tool includes base and tool only";
	if (!str_eq(tree, STR("src")))
		return NULL;
	if (room == NULL)
		return "a file in src belongs to a room that the lint knows";
	if (door.n == target.n && str_ends(target, STR(".gen.h")))
		return room->level >= ROOMS_ABOVE
		    ? NULL
		    : "words are for finding and the rooms above it";
	if (to == NULL)
		return "name the room: \"match/prefix.h\"";
	if (to == room || to->level < room->level)
		return NULL;
	return to->level == room->level
	    ? "rooms beside each other do not include each other"
	    : "this arrow points up";
}

static void
check_arrows(const struct rule *r, const struct file *f)
{
	struct str raw = f->text.raw, code = f->text.code, line, text;
	struct str path = f->path, tree = {0}, room = {0};

	str_split(&path, '/', &tree);
	str_split(&path, '/', &room);
	for (unsigned n = 1; str_split(&raw, '\n', &line); n++) {
		str_split(&code, '\n', &text);
		if (!str_starts(text, STR("#include \"")))
			continue;
		struct str target = str_from(line, 10);
		target = str_upto(target, str_find(target, '"'));
		const char *wrong = arrow_wrong(tree, room_named(room), target);
		if (wrong != NULL)
			complain(
			    r, f, n, "\"%.*s\": %s", STR_ARG(target), wrong);
	}
}

static bool
at_home(const struct rule *r, const struct file *f)
{
	for (size_t i = 0; r->homes[i] != NULL; i++)
		if (str_starts(f->path, str_of(r->homes[i])))
			return true;
	return false;
}

static void
check_calls(const struct rule *r, const struct file *f)
{
	struct str code = f->text.code, line;

	if (at_home(r, f))
		return;
	for (unsigned n = 1; str_split(&code, '\n', &line); n++)
		for (size_t i = 0; r->names[i] != NULL; i++) {
			size_t end = name_find(line, str_of(r->names[i]));
			struct str rest = str_trim(str_from(line, end));
			if (end > 0 && str_starts(rest, STR("(")))
				complain(r, f, n, "%s(): %s", r->names[i],
				    r->advice);
		}
}

/* A function's body is between a { and a } that begin a line: KNF. */
static bool
body_next(struct str code, size_t *at, size_t *begin, size_t *end)
{
	struct str rest = str_from(code, *at);
	size_t open = str_find_str(rest, STR("\n{\n"));

	if (open == rest.n)
		return false;
	*begin = *at + open + 1;
	rest = str_from(code, *begin);
	*end = *begin + str_find_str(rest, STR("\n}")) + 1;
	*at = *end;
	return true;
}

static unsigned
body_lines(struct str code, size_t begin, size_t end)
{
	return line_at(code, end) - line_at(code, begin) + 1;
}

static void
check_function(const struct rule *r, const struct file *f)
{
	struct str code = f->text.code;

	for (size_t at = 0, begin, end; body_next(code, &at, &begin, &end);) {
		unsigned lines = body_lines(code, begin, end);
		if (lines > FUNCTION_LINES)
			complain(r, f, line_at(code, begin),
			    "%u lines, more than %d; take a part out", lines,
			    FUNCTION_LINES);
	}
}

static void
check_file(const struct rule *r, const struct file *f)
{
	if (f->lines > FILE_LINES)
		complain(r, f, f->lines, "%u lines, more than %d; split it",
		    f->lines, FILE_LINES);
}

static unsigned
columns(struct str line)
{
	unsigned n = 0;

	for (size_t i = 0; i < line.n; i++) {
		if (line.p[i] == '\t')
			n += 8 - n % 8;
		else
			n += ((unsigned char)line.p[i] & 0xc0) != 0x80;
	}
	return n;
}

static void
check_width(const struct rule *r, const struct file *f)
{
	struct str raw = f->text.raw, line;

	for (unsigned n = 1; str_split(&raw, '\n', &line); n++)
		if (columns(line) > LINE_COLUMNS)
			complain(r, f, n, "%u columns, more than %d; break it",
			    columns(line), LINE_COLUMNS);
}

static void
check_first_line(const struct rule *r, const struct file *f)
{
	struct str raw = f->text.raw, first = {0}, second = {0};
	struct str name = base_name(f->path);

	name = str_upto(name, name.n - 2);
	str_split(&raw, '\n', &first);
	str_split(&raw, '\n', &second);

	struct str rest = str_from(first, 3);
	bool named = str_starts(rest, name) &&
	    str_starts(str_from(rest, name.n), STR(": "));
	bool tests = str_starts(f->path, STR("test/")) &&
	    str_starts(rest, STR("tests of "));

	if (!str_starts(first, STR("/* ")) || !str_ends(first, STR(" */")) ||
	    (!named && !tests))
		complain(r, f, 1, "begin with \"/* %.*s: what it is */\"",
		    STR_ARG(name));
	if (!str_eq(second, STR("/* SPDX-License-Identifier: EUPL-1.2 */")))
		complain(r, f, 2,
		    "put \"/* SPDX-License-Identifier: EUPL-1.2 */\" here");
}

static void
check_comments(const struct rule *r, const struct file *f)
{
	static const char *const marks[] = {"TODO", "FIXME", "XXX"};
	struct str code = f->text.code, notes = f->text.notes, line, note;

	for (unsigned n = 1; str_split(&code, '\n', &line); n++) {
		str_split(&notes, '\n', &note);
		if (str_find_str(line, STR("//")) < line.n)
			complain(r, f, n, "a comment is between /* and */");
		for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++)
			if (name_find(note, str_of(marks[i])) > 0 ||
			    name_find(line, str_of(marks[i])) > 0)
				complain(r, f, n,
				    "%s: do it now or leave it "
				    "to an issue",
				    marks[i]);
	}
}

/* clang-format off */
#define NAMES (const char *const[])
static const struct rule rules[] = {
    {"arrows", check_arrows, NULL, NULL, NULL},
    {"memory", check_calls, "take it from an arena or a buf",
     NAMES{"malloc", "calloc", "realloc", "free", "strdup", "strndup", NULL},
     NAMES{"src/base/", "test/fuzz/replay.c", NULL}},
    {"clock", check_calls, "the time is an argument",
     NAMES{"time", "clock_gettime", "gettimeofday", NULL},
     NAMES{"src/run/clock.c", "bench/", "test/tap.c", NULL}},
    {"sql", check_calls, "statements live in store/*.sql",
     NAMES{"sqlite3_exec", "sqlite3_prepare", "sqlite3_prepare_v2", "sqlite3_prepare_v3", NULL},
     NAMES{"src/store/sql", "tool/", "test/", "bench/", NULL}},
    {"function-length", check_function, NULL, NULL, NULL},
    {"file-length", check_file, NULL, NULL, NULL},
    {"line-width", check_width, NULL, NULL, NULL},
    {"first-line", check_first_line, NULL, NULL, NULL},
    {"comments", check_comments, NULL, NULL, NULL},
    {"used", check_used, NULL, NULL, NULL},
};
/* clang-format on */
enum { N_RULES = sizeof(rules) / sizeof(rules[0]) };

/* Summary. */

static unsigned lengths[FUNCTIONS_MAX];

/* Is the function whose body begins at begin not seen by other files? */
static bool
is_static(struct str code, size_t begin)
{
	struct str head = str_upto(code, begin);
	size_t at = head.n;

	/* back to the empty line before it */
	while (at > 1 && !str_eq(str_make(head.p + at - 2, 2), STR("\n\n")))
		at--;
	return name_find(str_from(head, at), STR("static")) > 0;
}

static int
unsigned_cmp(const void *a, const void *b)
{
	unsigned x = *(const unsigned *)a, y = *(const unsigned *)b;

	return (x > y) - (x < y);
}

static void
summary(const char *tree)
{
	size_t in_tree = 0, n = 0, statics = 0;

	for (size_t i = 0; i < n_files; i++) {
		struct str code = files[i].text.code;
		if (!str_starts(files[i].path, str_of(tree)))
			continue;
		in_tree++;
		for (size_t at = 0, begin, end;
		     n < FUNCTIONS_MAX && body_next(code, &at, &begin, &end);) {
			lengths[n++] = body_lines(code, begin, end);
			statics += is_static(code, begin);
		}
	}
	qsort(lengths, n, sizeof(lengths[0]), unsigned_cmp);
	if (n > 0)
		printf("# %s %zu files, %zu functions, length median %u, "
		       "p99 %u, longest %u, %zu%% static\n",
		    tree, in_tree, n, lengths[n / 2], lengths[n * 99 / 100],
		    lengths[n - 1], statics * 100 / n);
}

/* Files. */

static const char *root;

static bool
is_c(const struct file *f)
{
	return !str_ends(f->path, STR(".sql"));
}

static int
file_add(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	struct str name = str_of(path);
	struct buf b = {0};

	(void)st, (void)ftw;
	if (type != FTW_F ||
	    !(str_ends(name, STR(".c")) || str_ends(name, STR(".h")) ||
		str_ends(name, STR(".sql"))))
		return 0;
	if (n_files == FILES_MAX)
		die("more than %d files", FILES_MAX);
	if (file_slurp(AT_FDCWD, path, SIZE_MAX, &b) != OK)
		source_fail_at(path, 0, "cannot be read");

	struct file *f = &files[n_files++];

	f->path = arena_str(&texts, str_from(name, strlen(root) + 1));
	f->text.raw = arena_str(&texts, buf_all(&b));
	if (is_c(f))
		f->text = ctext_make(&texts, f->text.raw);
	f->lines = line_at(f->text.raw, SIZE_MAX) - 1;
	buf_free(&b);
	return 0;
}

static int
file_cmp(const void *a, const void *b)
{
	return str_cmp(
	    ((const struct file *)a)->path, ((const struct file *)b)->path);
}

static void
files_find(void)
{
	static const char *const trees[] = {"src", "tool", "test", "bench"};

	for (size_t i = 0; i < sizeof(trees) / sizeof(trees[0]); i++) {
		struct buf path = {0};
		buf_fmt(&path, "%s/%s", root, trees[i]);
		nftw(buf_cstr(&path), file_add, 16, FTW_PHYS);
		buf_free(&path);
	}
	if (n_files == 0)
		source_fail_at(root, 0, "holds no C in src, tool, test, bench");
	qsort(files, n_files, sizeof(files[0]), file_cmp);
}

int
main(int argc, char **argv)
{
	int status = 0;

	if (argc != 2) {
		fprintf(stderr, "usage: lint ROOT\n");
		return 2;
	}
	root = argv[1];
	files_find();
	printf("TAP version 13\n1..%d\n", (int)N_RULES);
	for (size_t i = 0; i < N_RULES; i++) {
		complaints = 0;
		for (size_t k = 0; k < n_files; k++)
			if (is_c(&files[k]) || rules[i].check == check_used)
				rules[i].check(&rules[i], &files[k]);
		printf("%sok %zu - %s\n", complaints > 0 ? "not " : "", i + 1,
		    rules[i].name);
		status |= complaints > 0;
	}
	summary("src/");
	summary("tool/");
	summary("test/");
	return status;
}
