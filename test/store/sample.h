/* sample: a small database for the tests of sql, and ways to break it */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef TEST_STORE_SAMPLE_H
#define TEST_STORE_SAMPLE_H

#include "store/sql.h"
#include "test/store/sample.sql.h"
#include "test/store/thing.sql.h"
#include "test/tap.h"

/* scratch()/sample.db; lives until the next call. */
const char *sample_path(void);
/* Open for writing or reading; the test ends when it does not open. */
struct sql *sample_open(enum sql_mode mode);
/* The sample's schema up to step n; more than there are: one that fails. */
struct sql_schema sample_upto(size_t n);
/* A thing with a name and nothing more. */
void sample_add(struct sql *db, int64_t id, const char *name);
/* The number of things. */
int64_t sample_count(struct sql *db);
/* Runs texts on the file behind the handle's back. */
void sample_force(const char *texts);

/* Runs the function in a child on a fresh handle. What die() said, or "lives".
 * Until the next call. */
struct str dies_of(void (*run)(struct sql *db), enum sql_mode mode);
/* True when part stands in got; else shows both and fails. */
bool says(struct str got, const char *part);

#endif
