/* sql_handle: the inside of a database handle, for sql*.c only */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef STORE_SQL_HANDLE_H
#define STORE_SQL_HANDLE_H

#include <sqlite3.h>
#include <stdalign.h>
#include <stddef.h>

#include "base/arena.h"
#include "store/sql.h"

struct sql_call {
	struct sql *db;
	const struct sql_statement *what;
	sqlite3_stmt *stmt; /* NULL until its first use */
	bool open;	    /* between sql_call and its end */
	struct buf kept;    /* texts of the last row of a SQL_ONE */
};

struct sql {
	struct arena memory; /* this struct too */
	sqlite3 *lite;
	const struct sql_schema *schema;
	const char *file; /* without its folder */
	enum sql_mode mode;
	struct sql_call *calls; /* one per statement of the schema */
	bool trial;		/* nothing is to come of it */
	unsigned cursors;	/* open now */
	unsigned cursors_begin; /* open when the transaction began */
	alignas(max_align_t) char notes[SQL_NOTES];
};

/* The connection's own text for rc where it has one. */
const char *sql_rc_text(const struct sql *db, int rc);
/* What the operator can do about rc. */
const char *sql_advice(int rc);
/* "store: cannot VERB WHAT: ...; store.db: what to do" */
_Noreturn void sql_die(
    const struct sql *db, const char *verb, const char *what, int rc);
/* Runs a fixed text; what names it when it fails. */
void sql_exec(struct sql *db, const char *text, const char *what);

#endif
