/* sqlgen_put: typed C for what was read and checked */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "tool/sqlgen.h"

enum { WIDTH = 80 };

static const char *const row_types[COLUMN_COUNT] = {
    [COLUMN_INT] = "int64_t ",
    [COLUMN_TEXT] = "struct str ",
    [COLUMN_BLOB] = "struct str ",
};

static const char *const type_words[COLUMN_COUNT] = {
    [COLUMN_INT] = "SQL_INT",
    [COLUMN_TEXT] = "SQL_TEXT",
    [COLUMN_BLOB] = "SQL_BLOB",
};

static const char *const kind_words[KIND_COUNT] = {
    [KIND_ONE] = "SQL_ONE",
    [KIND_NUMBER] = "SQL_ONE",
    [KIND_ALL] = "SQL_ALL",
    [KIND_RUN] = "SQL_RUN",
};

static const char *const returned[KIND_COUNT] = {
    [KIND_ONE] = "bool",
    [KIND_NUMBER] = "int64_t",
    [KIND_ALL] = "void",
    [KIND_RUN] = "int64_t",
};

static const char *const param_types[PARAM_COUNT] = {
    [PARAM_I64] = "int64_t ",
    [PARAM_BOOL] = "bool ",
    [PARAM_STR] = "struct str ",
    [PARAM_BLOB] = "struct str ",
};

static const char *const binds[PARAM_COUNT] = {
    [PARAM_I64] = "sql_bind_i64",
    [PARAM_BOOL] = "sql_bind_i64",
    [PARAM_STR] = "sql_bind_text",
    [PARAM_BLOB] = "sql_bind_blob",
};

static void
top_put(struct buf *b, struct str name, const char *from)
{
	buf_fmt(b,
	    "/* %.*s.sql: made by tool/sqlgen from %s */\n"
	    "/* SPDX-License-Identifier: EUPL-1.2 */\n",
	    STR_ARG(name), from);
}

/* "#ifndef STORE_FINDING_SQL_H" and its define. */
static void
guard_put(struct buf *b, struct str database, struct str name)
{
	for (int i = 0; i < 2; i++) {
		buf_str(b, i == 0 ? STR("#ifndef ") : STR("#define "));
		buf_upper(b, database);
		buf_char(b, '_');
		buf_upper(b, name);
		buf_str(b, STR("_SQL_H\n"));
	}
	buf_char(b, '\n');
}

/* "STORE_FINDING_BY_KEY" */
static void
constant_put(struct buf *b, const struct database *d, struct str name)
{
	buf_upper(b, d->name);
	buf_char(b, '_');
	buf_upper(b, name);
}

/* SQL as C literals, one for each of its lines. */
static void
literal_put(struct buf *b, struct str text)
{
	struct str line;

	while (str_split(&text, '\n', &line)) {
		buf_str(b, STR("\n\t\""));
		buf_c_string(b, line);
		buf_str(b, STR("\\n\""));
	}
}

static size_t
line_length(const struct buf *b)
{
	size_t n = 0;

	while (n < b->n && b->p[b->n - 1 - n] != '\n')
		n++;
	return n;
}

/* Another argument, on a new line where this one is full. */
static void
argument_put(struct buf *b, const char *type, struct str name)
{
	size_t n = str_of(type).n + name.n + 3;

	buf_str(b, line_length(b) + n > WIDTH ? STR(",\n    ") : STR(", "));
	buf_fmt(b, "%s%.*s", type, STR_ARG(name));
}

static void
into_put(struct buf *b, const struct statement *s)
{
	struct buf type = {0};

	buf_fmt(&type, "struct %.*s_row *", STR_ARG(s->name));
	argument_put(b, buf_cstr(&type), STR("into"));
	buf_free(&type);
}

/* "finding_by_key(struct sql *db, ...)" behind what it returns. */
static void
signature_put(struct buf *b, const struct statement *s)
{
	buf_fmt(b, "%.*s(struct sql *db", STR_ARG(s->name));
	for (size_t i = 0; i < s->n_params; i++)
		argument_put(
		    b, param_types[s->params[i].type], s->params[i].name);
	if (s->kind == KIND_ALL)
		argument_put(b, "struct sql_cursor *", STR("cursor"));
	if (s->kind == KIND_ONE)
		into_put(b, s);
	buf_char(b, ')');
}

static void
next_signature_put(struct buf *b, const struct statement *s)
{
	buf_fmt(b, "%.*s_next(struct sql_cursor *cursor", STR_ARG(s->name));
	into_put(b, s);
	buf_char(b, ')');
}

static void
row_put(struct buf *b, const struct statement *s)
{
	if (s->n_columns == 0)
		return;
	buf_fmt(b, "struct %.*s_row {\n", STR_ARG(s->name));
	for (size_t i = 0; i < s->n_columns; i++)
		buf_fmt(b, "\t%s%.*s;\n", row_types[s->columns[i].type],
		    STR_ARG(s->columns[i].name));
	buf_str(b, STR("};\n"));
}

static struct str
comment_line(struct str line)
{
	return str_trim(str_from(str_trim(line), 2));
}

static void
comment_put(struct buf *b, const struct statement *s)
{
	struct str rest = s->comment, line;

	if (rest.n == 0)
		return;
	if (str_find(rest, '\n') == rest.n) {
		buf_fmt(b, "/* %.*s */\n", STR_ARG(comment_line(rest)));
		return;
	}
	buf_str(b, STR("/*\n"));
	while (str_split(&rest, '\n', &line)) {
		struct str text = comment_line(line);
		buf_fmt(
		    b, text.n > 0 ? " * %.*s\n" : " *%.*s\n", STR_ARG(text));
	}
	buf_str(b, STR(" */\n"));
}

static void
declaration_put(struct buf *b, const struct statement *s)
{
	buf_char(b, '\n');
	row_put(b, s);
	comment_put(b, s);
	buf_fmt(b, "%s ", returned[s->kind]);
	signature_put(b, s);
	buf_str(b, STR(";\n"));
	if (s->kind != KIND_ALL)
		return;
	buf_str(b, STR("bool "));
	next_signature_put(b, s);
	buf_str(b, STR(";\n"));
}

static void
header_put(struct buf *b, const struct database *d, const struct entity *e)
{
	top_put(b, e->name, e->shown);
	guard_put(b, d->name, e->name);
	buf_str(b, STR("#include \"store/sql.h\"\n"));
	for (const struct statement *s = e->first; s; s = s->next)
		declaration_put(b, s);
	buf_str(b, STR("\n#endif\n"));
}

static void
bind_put(struct buf *b, const struct statement *s, size_t i)
{
	const struct param *p = &s->params[i];

	buf_fmt(b, "\t%s(call, %zu, %.*s, %s);\n", binds[p->type], i + 1,
	    STR_ARG(p->name), p->null ? "true" : "false");
}

static void
function_put(struct buf *b, const struct database *d, const struct statement *s)
{
	static const char *const ends[KIND_COUNT] = {
	    [KIND_ONE] = "\treturn sql_one(call, into);\n",
	    [KIND_NUMBER] = "\treturn sql_number(call);\n",
	    [KIND_ALL] = "\tsql_cursor_begin(cursor, call);\n",
	    [KIND_RUN] = "\treturn sql_run(call);\n",
	};

	buf_fmt(b, "\n%s\n", returned[s->kind]);
	signature_put(b, s);
	buf_str(b, STR("\n{\n\tstruct sql_call *call = sql_call(db, "));
	constant_put(b, d, s->name);
	buf_str(b, STR(");\n\n"));
	for (size_t i = 0; i < s->n_params; i++)
		bind_put(b, s, i);
	buf_fmt(b, "%s}\n", ends[s->kind]);
}

static void
next_put(struct buf *b, const struct database *d, const struct statement *s)
{
	buf_str(b, STR("\nbool\n"));
	next_signature_put(b, s);
	buf_str(b, STR("\n{\n\treturn sql_cursor_next(cursor, "));
	constant_put(b, d, s->name);
	buf_str(b, STR(", into);\n}\n"));
}

static void
functions_put(struct buf *b, const struct database *d, const struct entity *e)
{
	top_put(b, e->name, e->shown);
	buf_fmt(b, "#include \"%.*s.sql.h\"\n\n#include \"%.*s.sql.h\"\n",
	    STR_ARG(e->name), STR_ARG(d->name));
	for (const struct statement *s = e->first; s; s = s->next) {
		function_put(b, d, s);
		if (s->kind == KIND_ALL)
			next_put(b, d, s);
	}
}

static void
database_top_put(struct buf *b, const struct database *d)
{
	buf_fmt(b,
	    "/* %.*s: its statements and schema, made by tool/sqlgen */\n"
	    "/* SPDX-License-Identifier: EUPL-1.2 */\n",
	    STR_ARG(d->name));
}

static void
enum_put(struct buf *b, const struct database *d)
{
	database_top_put(b, d);
	guard_put(b, d->name, STR("all"));
	buf_fmt(b, "#include \"store/sql.h\"\n\nenum %.*s_statement {\n",
	    STR_ARG(d->name));
	for (const struct entity *e = d->entities; e; e = e->next)
		for (const struct statement *s = e->first; s; s = s->next) {
			buf_char(b, '\t');
			constant_put(b, d, s->name);
			buf_str(b, STR(",\n"));
		}
	buf_char(b, '\t');
	buf_upper(b, d->name);
	buf_fmt(b,
	    "_STATEMENTS,\n};\n\nextern const struct sql_schema %.*s_schema;\n"
	    "\n#endif\n",
	    STR_ARG(d->name));
}

static void
columns_put(struct buf *b, const struct statement *s)
{
	if (s->n_columns == 0)
		return;
	buf_fmt(b, "\nstatic const struct sql_column %.*s_columns[] = {\n",
	    STR_ARG(s->name));
	for (size_t i = 0; i < s->n_columns; i++)
		buf_fmt(b, "\t{%s, offsetof(struct %.*s_row, %.*s)},\n",
		    type_words[s->columns[i].type], STR_ARG(s->name),
		    STR_ARG(s->columns[i].name));
	buf_str(b, STR("};\n"));
}

static void
table_row_put(
    struct buf *b, const struct database *d, const struct statement *s)
{
	buf_str(b, STR("\t["));
	constant_put(b, d, s->name);
	buf_fmt(b,
	    "] = {.name = \"%.*s\", .kind = %s,\n\t.text =", STR_ARG(s->name),
	    kind_words[s->kind]);
	literal_put(b, s->text);
	if (s->n_columns > 0)
		buf_fmt(b,
		    ",\n\t.columns = %.*s_columns, .n_columns = %zu,\n"
		    "\t.row_size = sizeof(struct %.*s_row)",
		    STR_ARG(s->name), s->n_columns, STR_ARG(s->name));
	buf_str(b, STR("},\n"));
}

/* The row behind the last one keeps an empty table legal C. */
static void
table_put(struct buf *b, const struct database *d)
{
	buf_str(b, STR("\nstatic const struct sql_statement table[] = {\n"));
	for (const struct entity *e = d->entities; e; e = e->next)
		for (const struct statement *s = e->first; s; s = s->next)
			table_row_put(b, d, s);
	buf_str(b, STR("\t{.name = NULL},\n};\n"));
}

/* Each step ends by saying that it was applied, in the same transaction. */
static size_t
steps_put(struct buf *b, const struct database *d)
{
	size_t n = 0;

	buf_str(b, STR("\nstatic const char *const steps[] = {"));
	for (const struct step *s = d->steps; s; s = s->next) {
		literal_put(b, s->text);
		buf_fmt(b, "\n\t\";PRAGMA user_version = %zu;\",\n", ++n);
	}
	buf_str(b, STR("\tNULL,\n};\n"));
	return n;
}

static void
schema_put(struct buf *b, const struct database *d)
{
	database_top_put(b, d);
	buf_str(b,
	    STR("#pragma GCC diagnostic ignored "
		"\"-Woverlength-strings\"\n"));
	buf_fmt(b, "#include \"%.*s.sql.h\"\n\n", STR_ARG(d->name));
	for (const struct entity *e = d->entities; e; e = e->next)
		buf_fmt(b, "#include \"%.*s.sql.h\"\n", STR_ARG(e->name));
	for (const struct entity *e = d->entities; e; e = e->next)
		for (const struct statement *s = e->first; s; s = s->next)
			columns_put(b, s);
	table_put(b, d);
	size_t n_steps = steps_put(b, d), n_tables = tables_put(b, d);
	buf_fmt(b,
	    "\nconst struct sql_schema %.*s_schema = {\n\t.name = \"%.*s\",\n"
	    "\t.steps = steps,\n\t.n_steps = %zu,\n\t.tables = tables,\n"
	    "\t.n_tables = %zu,\n\t.statements = table,\n"
	    "\t.n_statements = ",
	    STR_ARG(d->name), STR_ARG(d->name), n_steps, n_tables);
	buf_upper(b, d->name);
	buf_str(b, STR("_STATEMENTS,\n};\n"));
}

static void
file_put(const char *folder, struct str name, const char *suffix, struct buf *b)
{
	struct buf path = {0};

	buf_fmt(&path, "%s/%.*s%s", folder, STR_ARG(name), suffix);
	result_write(buf_cstr(&path), b);
	buf_free(&path);
}

void
entity_put(const struct database *d, const struct entity *e, const char *folder)
{
	struct buf b = {0};

	header_put(&b, d, e);
	file_put(folder, e->name, ".sql.h", &b);
	functions_put(&b, d, e);
	file_put(folder, e->name, ".sql.c", &b);
	buf_free(&b);
}

void
database_put(const struct database *d, const char *folder)
{
	struct buf b = {0};

	enum_put(&b, d);
	file_put(folder, d->name, ".sql.h", &b);
	schema_put(&b, d);
	file_put(folder, d->name, ".sql.c", &b);
	buf_free(&b);
}
