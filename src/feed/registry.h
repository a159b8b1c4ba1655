/* registry: files of public registries, of any form; for registry_*.c */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef FEED_REGISTRY_H
#define FEED_REGISTRY_H

#include "base/arena.h"
#include "feed/reader.h"
#include "value/address.h"

enum {
	REGISTRY_LINE_MAX = 16 * 1024, /* bytes of one line */
	REGISTRY_HANDLE_MAX = 80,
	REGISTRY_NAME_MAX = 200,
	REGISTRY_WHOLE_MAX = 256 << 20, /* bytes of a form that is not lines */
	REGISTRY_TEXT_MAX = 255, /* bytes of an attribute that are looked at */
};

/* The attributes of an RPSL object that are looked at; see registry_rpsl.c. */
enum rpsl_attribute {
	RPSL_KEY, /* the first one's value */
	RPSL_NAME,
	RPSL_COUNTRY,
	RPSL_MAIL,
	RPSL_ORG,
	RPSL_ABUSE,
	RPSL_HANDLE,
	RPSL_ORIGIN,
	RPSL_ATTRIBUTES,
};
struct rpsl_object {
	const struct rpsl_class *class; /* NULL: none that we read */
	bool open;
	uint64_t line, at;
	uint8_t n[RPSL_ATTRIBUTES];
	char text[RPSL_ATTRIBUTES][REGISTRY_TEXT_MAX];
};

/* One member of the input on its way. */
struct registry_run {
	struct reader_task *task;
	const struct registry_format *format;
	struct arena a;			 /* as long as a row */
	struct str line;		 /* in hand */
	uint64_t n_line, at;		 /* its number and first byte */
	uint64_t rows, rejected, number; /* number: over the whole input */
	struct rpsl_object object;
};

/* A form that such files have; one row in the table of registry.c each. */
struct registry_format {
	const char *name, *about;
	/* Known by its first line that is no comment; or by its name. */
	bool (*looks)(struct str line);
	const char *ending;
	/* A line, without its end; comments and empty lines too. */
	void (*line)(struct registry_run *r);
	void (*end)(struct registry_run *r); /* NULL: nothing to do */
	/* Instead of line: the whole member. */
	void (*whole)(struct registry_run *r, struct str bytes);
};

extern const struct registry_format registry_asn_names;
extern const struct registry_format registry_country;
extern const struct registry_format registry_delegated;
extern const struct registry_format registry_iptoasn;
extern const struct registry_format registry_mmdb;
extern const struct registry_format registry_pyasn;
extern const struct registry_format registry_rpsl;

/* What a row says; texts may be anything, they are made clean and cut. */
struct registry_range {
	struct address first, last;
	uint32_t asn;
	struct str holder, abuse, name, country;
};
struct registry_holder {
	struct str handle, name, country, mail, holder, abuse;
};

/* Begins a row; false when it is one that crashed a reader (it was rejected).
 */
bool registry_row(struct registry_run *r);
/* One of these for a row, or none when it tells nothing of use. */
void registry_range_put(struct registry_run *r, const struct registry_range *v);
void registry_holder_put(
    struct registry_run *r, const struct registry_holder *v);
void registry_reject(struct registry_run *r, enum err e, const char *fmt, ...)
    PRINTF(3, 4);

/* The first and last address of a prefix. */
void registry_span(const struct prefix *p, struct registry_range *v);
/* "AS64500"; lives in the row. */
struct str registry_as(struct registry_run *r, uint32_t asn);
/* "64500" or "AS64500": false after a reject, also for a number that nobody
 * can have. */
bool registry_asn(struct registry_run *r, struct str s, uint32_t *asn);

#endif
