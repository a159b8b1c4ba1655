/* registry_write: a file of a registry goes into the store, whole or not */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef MATCH_REGISTRY_WRITE_H
#define MATCH_REGISTRY_WRITE_H

#include "base/err.h"
#include "store/store.h"
#include "value/address.h"

enum {
	REGISTRY_RANGES_MAX = 8000000,	/* of one file */
	REGISTRY_HOLDERS_MAX = 8000000, /* the same */
};

struct registry_writer;

/* What a range says; texts borrowed for the call. */
struct range_said {
	struct address first, last; /* of one kind, first not behind last */
	uint32_t asn;
	struct str holder, abuse, name, country; /* name: of the AS */
};
struct holder_said {
	struct str handle, name, country, mail, holder, abuse;
};

struct registry_wrote {
	uint64_t ranges, holders;
	bool replaced;
};

/*
 * In a transaction of the caller's, which makes all of it count or none: begin,
 * the rows, end. day SQL_NULL_I64: its own date is not known.
 */
struct registry_writer *registry_write_begin(
    struct store *s, struct str form, int64_t day, int64_t now, int64_t person);
enum err registry_write_range(struct registry_writer *w,
    const struct range_said *said, struct why *why) MUST_CHECK;
enum err registry_write_holder(struct registry_writer *w,
    const struct holder_said *said, struct why *why) MUST_CHECK;
/* Ranges and holders so far. */
uint64_t registry_write_count(const struct registry_writer *w);
/* The file of that name that was there before is gone then. */
struct registry_wrote registry_write_end(
    struct registry_writer *w, struct str name, uint64_t rejected);
/* After the end, or instead of it. NULL is fine. */
void registry_write_free(struct registry_writer *w);

/* "ripe.db.inetnum" of "ripe.db.inetnum.gz", "delegated-ripencc" of
 * "delegated-ripencc-20260105.txt": the same each day. Lives in a. */
struct str registry_name(struct arena *a, struct str file);

#endif
