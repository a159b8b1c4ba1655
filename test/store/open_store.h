/* open_store: a fresh store with its key, for tests of what works on rows */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef TEST_STORE_OPEN_STORE_H
#define TEST_STORE_OPEN_STORE_H

#include "match/claim.h"
#include "store/store.h"
#include "test/tap.h"

/*
 * scratch()/store.db, the same key every time, one community, a legal ground,
 * a person, and every topic. One at a time.
 */
struct open_store {
	struct store s;
	struct seal seal;
	struct arena a;
	int folder; /* scratch() */
	int64_t person;
};

/* 2026-01-10 12:00 UTC: what these tests call now; and its day. */
#define NOON  INT64_C(1768046400)
#define TODAY ((int32_t)(NOON / 86400))

/* Removes what an earlier one left. */
void store_world(struct open_store *o);
/* Closes it and opens the same files, as after a restart. */
void store_world_again(struct open_store *o);
void store_world_end(struct open_store *o);

/* An organisation with a mail address (NULL: without) and assets; its id. */
int64_t company(struct open_store *o, const char *name, const char *mail,
    const char *assets);
/* A claim on one asset, with its bounds (SQL_NULL_I64: none). What claim_enter
 * says. */
enum err claimed(struct open_store *o, int64_t organisation, const char *asset,
    enum nature nature, int64_t from, int64_t until);

/* The number of rows that a statement of ours, written here, counts. */
int64_t count_of(struct open_store *o, const char *select);
/* Runs texts on the file behind the handle's back; not in a transaction. */
void forced(const char *texts);

/* What die() said when run in a child; "lives" when it came back. Until the
 * next call. */
struct str death_of(void (*run)(void *ctx), void *ctx);
/* True when part stands in got; else shows both and fails. */
bool tells(struct str got, const char *part);

#endif
