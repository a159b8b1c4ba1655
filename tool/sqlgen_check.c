/* sqlgen_check: what SQLite says of the steps and statements */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/arena.h"
#include "tool/sqlgen.h"

#include <string.h>

/* Why the authorizer said no, for the message of the failed prepare. */
static const char *refused;

static const char *const c_words[] = {"auto", "bool", "break", "case", "char",
    "const", "continue", "default", "do", "double", "else", "enum", "extern",
    "false", "float", "for", "goto", "if", "inline", "int", "long", "register",
    "restrict", "return", "short", "signed", "sizeof", "static", "struct",
    "switch", "true", "typedef", "union", "unsigned", "void", "volatile",
    "while"};

bool
is_c_name(struct str s)
{
	for (size_t i = 0; i < sizeof c_words / sizeof *c_words; i++)
		if (str_eq(s, str_of(c_words[i])))
			return false;
	return is_name(s);
}

static int
refuse(const char *why)
{
	refused = why;
	return SQLITE_DENY;
}

static int
function_allow(const char *name)
{
	static const char *const never[] = {"current_date", "current_time",
	    "current_timestamp", "date", "datetime", "julianday",
	    "load_extension", "random", "randomblob", "strftime", "time",
	    "timediff", "unixepoch"};

	for (size_t i = 0; i < sizeof never / sizeof *never; i++)
		if (sqlite3_stricmp(name, never[i]) == 0)
			return refuse("time and chance are parameters: this "
				      "function is not for use here");
	return SQLITE_OK;
}

static int
in_statement(void *unused, int action, const char *a, const char *b,
    const char *database, const char *trigger)
{
	(void)unused, (void)a, (void)database, (void)trigger;
	switch (action) {
	case SQLITE_SELECT:
	case SQLITE_READ:
	case SQLITE_RECURSIVE:
	case SQLITE_INSERT:
	case SQLITE_UPDATE:
	case SQLITE_DELETE:
		return SQLITE_OK;
	case SQLITE_FUNCTION:
		return function_allow(b);
	default:
		return refuse("a statement selects, inserts, updates or "
			      "deletes; the schema changes in a step");
	}
}

static int
in_step(void *unused, int action, const char *a, const char *b,
    const char *database, const char *trigger)
{
	(void)unused, (void)a, (void)database, (void)trigger;
	switch (action) {
	case SQLITE_TRANSACTION:
	case SQLITE_SAVEPOINT:
	case SQLITE_PRAGMA:
	case SQLITE_ATTACH:
	case SQLITE_DETACH:
		return refuse("transactions, pragmas and other files are not "
			      "for a step: it runs in one transaction");
	case SQLITE_FUNCTION:
		return function_allow(b);
	default:
		return SQLITE_OK;
	}
}

/* Number of the line of text in which p stands, the first being line. */
static unsigned
line_at(struct str text, unsigned line, const char *p)
{
	for (const char *c = text.p; c < p; c++)
		line += *c == '\n';
	return line;
}

/* Without white space and comments in front. */
static struct str
blank_skip(struct str s)
{
	for (;;) {
		size_t n = 0;
		while (n < s.n && strchr(" \t\r\n", s.p[n]))
			n++;
		s = str_from(s, n);
		if (str_starts(s, STR("--"))) {
			s = str_from(s, str_find(s, '\n'));
		} else if (str_starts(s, STR("/*"))) {
			size_t end = str_find_str(s, STR("*/"));
			s = str_from(s, end < s.n ? end + 2 : end);
		} else {
			return s;
		}
	}
}

static const char *
prepare_why(sqlite3 *lite)
{
	return refused ? refused : sqlite3_errmsg(lite);
}

/* Where in the prepared text the error is; its start where not known. */
static const char *
prepare_where(sqlite3 *lite, struct str text)
{
	int at = sqlite3_error_offset(lite);

	return at < 0 ? blank_skip(text).p : text.p + at;
}

static _Noreturn void
step_fail(const struct step *s, struct str rest, sqlite3 *lite)
{
	source_fail_at(s->shown, line_at(s->text, 1, prepare_where(lite, rest)),
	    "%s", prepare_why(lite));
}

/* Every table has to be STRICT: the C types rest on it. */
static void
strict_check(sqlite3 *lite, const struct step *s)
{
	sqlite3_stmt *stmt;
	int rc = sqlite3_prepare_v2(lite,
	    "SELECT name FROM pragma_table_list WHERE schema = 'main' AND "
	    "type = 'table' AND NOT strict AND substr(name, 1, 7) <> 'sqlite_'",
	    -1, &stmt, NULL);

	if (rc != SQLITE_OK)
		die("sqlgen: %s", sqlite3_errmsg(lite));
	if (sqlite3_step(stmt) == SQLITE_ROW)
		source_fail_at(s->shown, 0, "table %s is not STRICT",
		    (const char *)sqlite3_column_text(stmt, 0));
	sqlite3_finalize(stmt);
}

static void
step_run(sqlite3 *lite, const struct step *s)
{
	struct str rest = blank_skip(s->text);

	sqlite3_set_authorizer(lite, in_step, NULL);
	while (rest.n > 0) {
		sqlite3_stmt *stmt;
		const char *tail;
		refused = NULL;
		int rc =
		    sqlite3_prepare_v2(lite, rest.p, (int)rest.n, &stmt, &tail);
		if (rc != SQLITE_OK)
			step_fail(s, rest, lite);
		rc = stmt ? sqlite3_step(stmt) : SQLITE_DONE;
		if (rc != SQLITE_DONE && rc != SQLITE_ROW)
			step_fail(s, rest, lite);
		sqlite3_finalize(stmt);
		rest = blank_skip(str_from(rest, (size_t)(tail - rest.p)));
	}
	sqlite3_set_authorizer(lite, NULL, NULL);
	strict_check(lite, s);
}

static _Noreturn void
statement_fail(const struct statement *s, unsigned line, const char *why)
{
	source_fail_at(
	    s->entity->shown, line, "%s (in %.*s)", why, STR_ARG(s->name));
}

/* Cuts the text to the one statement that it holds. */
static void
tail_cut(struct statement *s, const char *tail)
{
	struct str rest =
	    blank_skip(str_from(s->text, (size_t)(tail - s->text.p)));

	if (rest.n > 0)
		statement_fail(s, line_at(s->text, s->text_line, rest.p),
		    "a second statement without a header");
	s->text = str_trim(str_upto(s->text, (size_t)(tail - s->text.p)));
}

static sqlite3_stmt *
statement_prepare(sqlite3 *lite, struct statement *s)
{
	sqlite3_stmt *stmt;
	const char *tail;

	refused = NULL;
	int rc =
	    sqlite3_prepare_v2(lite, s->text.p, (int)s->text.n, &stmt, &tail);
	if (rc != SQLITE_OK)
		statement_fail(s,
		    line_at(
			s->text, s->text_line, prepare_where(lite, s->text)),
		    prepare_why(lite));
	if (!stmt)
		statement_fail(s, s->line, "no SQL");
	tail_cut(s, tail);
	return stmt;
}

static void
params_compare(sqlite3_stmt *stmt, const struct statement *s)
{
	int n = sqlite3_bind_parameter_count(stmt);

	for (int i = 1; i <= n; i++) {
		const char *name = sqlite3_bind_parameter_name(stmt, i);
		if (name && name[0] != '?')
			source_fail_at(s->entity->shown, s->line,
			    "parameter %s: write ?1, ?2, ... (in %.*s)", name,
			    STR_ARG(s->name));
		if (!name)
			source_fail_at(s->entity->shown, s->line,
			    "parameter ?%d is not used, or stands as ? without "
			    "its number (in %.*s)",
			    i, STR_ARG(s->name));
	}
	if ((size_t)n != s->n_params)
		source_fail_at(s->entity->shown, s->line,
		    "%zu parameters are listed, the SQL has %d (in %.*s)",
		    s->n_params, n, STR_ARG(s->name));
}

static enum column_type
type_of_word(const char *word)
{
	static const struct {
		const char *word;
		enum column_type type;
	} types[] = {
	    {"INTEGER", COLUMN_INT},
	    {"INT", COLUMN_INT},
	    {"TEXT", COLUMN_TEXT},
	    {"BLOB", COLUMN_BLOB},
	};

	for (size_t i = 0; i < sizeof types / sizeof *types; i++)
		if (sqlite3_stricmp(word, types[i].word) == 0)
			return types[i].type;
	return COLUMN_COUNT;
}

static enum column_type
type_of_suffix(struct str name)
{
	if (str_ends(name, STR("_int")))
		return COLUMN_INT;
	if (str_ends(name, STR("_text")))
		return COLUMN_TEXT;
	if (str_ends(name, STR("_blob")))
		return COLUMN_BLOB;
	return COLUMN_COUNT;
}

/* By its declaration where it is a column, else by its alias. */
static enum column_type
column_type(
    sqlite3_stmt *stmt, int i, const struct statement *s, struct str name)
{
	const char *word = sqlite3_column_decltype(stmt, i);
	enum column_type type =
	    word ? type_of_word(word) : type_of_suffix(name);

	if (type == COLUMN_COUNT && word)
		source_fail_at(s->entity->shown, s->line,
		    "column \"%.*s\": type %s is not for use (in %.*s)",
		    STR_ARG(name), word, STR_ARG(s->name));
	if (type == COLUMN_COUNT)
		source_fail_at(s->entity->shown, s->line,
		    "column \"%.*s\" is an expression: give it a name that "
		    "ends in _int, _text or _blob (in %.*s)",
		    STR_ARG(name), STR_ARG(s->name));
	return type;
}

static void
column_name_check(const struct statement *s, struct str name)
{
	if (!is_c_name(name))
		source_fail_at(s->entity->shown, s->line,
		    "column \"%.*s\": not a usable name (in %.*s)",
		    STR_ARG(name), STR_ARG(s->name));
	for (size_t i = 0; i < s->n_columns; i++)
		if (str_eq(name, s->columns[i].name))
			source_fail_at(s->entity->shown, s->line,
			    "column \"%.*s\" stands twice: name one with AS "
			    "(in %.*s)",
			    STR_ARG(name), STR_ARG(s->name));
}

static void
column_add(sqlite3_stmt *stmt, int i, struct statement *s, struct arena *memory)
{
	struct str name =
	    arena_str(memory, str_of(sqlite3_column_name(stmt, i)));

	if (s->n_columns == COLUMNS_MAX)
		statement_fail(s, s->line, "too many columns");
	enum column_type type = column_type(stmt, i, s, name);
	column_name_check(s, name);
	s->columns[s->n_columns++] =
	    (struct column){.name = name, .type = type};
}

static void
kind_compare(sqlite3_stmt *stmt, const struct statement *s)
{
	bool rows = sqlite3_column_count(stmt) > 0;

	if (rows && s->kind == KIND_RUN)
		statement_fail(
		    s, s->line, "gives rows: make it one, number or all");
	if (!rows && s->kind != KIND_RUN)
		statement_fail(
		    s, s->line, "gives no rows: make it run, or add RETURNING");
}

/* A number is one integer; it needs no row. */
static void
number_check(struct statement *s)
{
	if (s->n_columns != 1 || s->columns[0].type != COLUMN_INT)
		statement_fail(
		    s, s->line, "is not one integer: make it one or all");
	s->n_columns = 0;
}

static void
statement_check(sqlite3 *lite, struct statement *s, struct arena *memory)
{
	sqlite3_stmt *stmt = statement_prepare(lite, s);

	params_compare(stmt, s);
	kind_compare(stmt, s);
	for (int i = 0; i < sqlite3_column_count(stmt); i++)
		column_add(stmt, i, s, memory);
	sqlite3_finalize(stmt);
	if (s->kind == KIND_NUMBER)
		number_check(s);
}

/* Do the two make a C function of the same name? */
static bool
names_meet(const struct statement *a, const struct statement *b)
{
	if (str_eq(a->name, b->name))
		return true;
	return a->kind == KIND_ALL && str_starts(b->name, a->name) &&
	    str_eq(str_from(b->name, a->name.n), STR("_next"));
}

static void
name_check(const struct database *d, const struct statement *s)
{
	for (const struct entity *e = d->entities; e; e = e->next)
		for (const struct statement *o = e->first; o; o = o->next) {
			if (o == s)
				return;
			if (names_meet(o, s) || names_meet(s, o))
				source_fail_at(s->entity->shown, s->line,
				    "%.*s: the name is taken by %s:%u",
				    STR_ARG(s->name), e->shown, o->line);
		}
}

void
database_check(struct database *d)
{
	sqlite3 *lite;

	if (sqlite3_open(":memory:", &lite) != SQLITE_OK)
		die("sqlgen: SQLite does not start");
	sqlite3_db_config(lite, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
	sqlite3_db_config(lite, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
	sqlite3_db_config(lite, SQLITE_DBCONFIG_ENABLE_FKEY, 1, NULL);
	for (const struct step *s = d->steps; s; s = s->next)
		step_run(lite, s);
	tables_read(d, lite);
	sqlite3_set_authorizer(lite, in_statement, NULL);
	for (struct entity *e = d->entities; e; e = e->next)
		for (struct statement *s = e->first; s; s = s->next) {
			name_check(d, s);
			statement_check(lite, s, d->memory);
		}
	sqlite3_close(lite);
}
