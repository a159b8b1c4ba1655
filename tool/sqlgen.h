/* sqlgen: what was read of a database's steps and statements */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef TOOL_SQLGEN_H
#define TOOL_SQLGEN_H

#include <sqlite3.h>

#include "tool/source.h"

enum { PARAMS_MAX = 64, COLUMNS_MAX = 64 };

enum kind { KIND_ONE, KIND_NUMBER, KIND_ALL, KIND_RUN, KIND_COUNT };
enum param_type { PARAM_I64, PARAM_BOOL, PARAM_STR, PARAM_BLOB, PARAM_COUNT };
enum column_type { COLUMN_INT, COLUMN_TEXT, COLUMN_BLOB, COLUMN_COUNT };

struct param {
	struct str name;
	enum param_type type;
	bool null; /* its type was written with a question mark */
};

struct column {
	struct str name;
	enum column_type type;
};

/* All text is borrowed from the file it stood in or from the arena. */
struct statement {
	const struct entity *entity;
	unsigned line; /* of its header */
	struct str name;
	enum kind kind;
	struct param params[PARAMS_MAX];
	size_t n_params;
	struct column columns[COLUMNS_MAX];
	size_t n_columns;   /* of its row struct: none for a number */
	struct str comment; /* its lines, each with its dashes */
	struct str text;
	unsigned text_line;
	struct statement *next;
};

/* One file of statements. */
struct entity {
	const char *shown; /* how messages name the file */
	struct str name;   /* "finding" of finding.sql */
	struct statement *first;
	struct entity *next;
};

/* One schema step. */
struct step {
	const char *shown;
	struct str text;
	struct step *next;
};

/* One table, as the last step leaves it. */
struct table {
	struct str name;
	struct str columns[COLUMNS_MAX];
	size_t n_columns;
	struct table *next;
};

struct database {
	struct arena *memory;
	struct str name; /* "store" */
	struct step *steps;
	struct table *tables;
	struct entity *entities;
};

/* sqlgen_read.c: the file's headers, comments and texts; what SQLite knows of
 * them is not asked yet. Ends the program at the first mistake, as all. */
void entity_read(struct entity *e, struct arena *memory, const char *path);

/* sqlgen_check.c: runs the steps in an empty database, prepares every
 * statement there and fills in its columns. */
void database_check(struct database *d);
/* A name a C struct or function can have. */
bool is_c_name(struct str s);

/* sqlgen_tables.c: asks what tables there are; puts them as the array "tables",
 * and returns how many. */
void tables_read(struct database *d, sqlite3 *lite);
size_t tables_put(struct buf *b, const struct database *d);

/* sqlgen_put.c: the entity's and the database's files into folder. */
void entity_put(
    const struct database *d, const struct entity *e, const char *folder);
void database_put(const struct database *d, const char *folder);

#endif
