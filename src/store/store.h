/* store: the open database with its key: ids, references, sealed columns */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef STORE_STORE_H
#define STORE_STORE_H

#include "base/arena.h"
#include "base/seal.h"
#include "base/str.h"
#include "store/sql.h"

enum { REF_SIZE = 16 }; /* characters of a public reference: 80 bits */

/* What every part that reads or writes rows is given. Both are borrowed. */
struct store {
	struct sql *db;
	const struct seal *seal;
};

/* The next id of a kind ("finding"), from 1; where many are asked for in one
 * transaction some may be left out. In a transaction. */
int64_t store_id(struct store *s, const char *kind);
/* A random public reference: 16 characters of 0-9a-z without i l o u. */
struct str store_ref(struct arena *a);
/* True for what store_ref could have made. */
bool ref_is(struct str s);

/*
 * A text sealed for column ("organisation.name") of the row id, and back.
 * Opening dies when it does not open: another key, or a damaged row. Results
 * live in a.
 */
struct str store_seal(struct store *s, struct arena *a, const char *column,
    int64_t id, struct str plain);
struct str store_open(struct store *s, struct arena *a, const char *column,
    int64_t id, struct str sealed);
/* True when the column of that row holds this text already. */
bool store_sealed_is(struct store *s, struct arena *a, const char *column,
    int64_t id, struct str plain, struct str sealed);
/* The equality column's value for a text. */
struct str store_index(
    struct store *s, struct arena *a, const char *column, struct str plain);
/* The same for an equality column of what the store does not hold itself, by a
 * fingerprint: of an index nothing could be made under a new key. */
struct str store_print(
    struct store *s, struct arena *a, const char *column, struct str plain);
/* What proves, outside the service (in an address, in a link), that it made
 * plain, under new keys too: 16 bytes. */
struct str store_mark(
    struct store *s, struct arena *a, const char *context, struct str plain);

/* The id of a person by name, made when new. In a transaction. */
int64_t store_person(struct store *s, struct str name, int64_t now);
/* A line in the audit log. In a transaction. */
void store_audit(struct store *s, int64_t person, int64_t now, struct str did,
    struct str on_ref);

#endif
