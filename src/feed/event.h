/* event: one observation in the field names and types of IntelMQ's format */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef FEED_EVENT_H
#define FEED_EVENT_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/csv_out.h"

/*
 * The field names and types are those of the IntelMQ data format
 * (docs.intelmq.org, "Data format"); what has no field there is "extra.NAME".
 */

enum event_kind {
	EVENT_TEXT,
	EVENT_NUMBER, /* text: as JSON writes it */
	EVENT_BOOL,   /* text: "true" or "false" */
	EVENT_NESTED, /* text: a list or object, as JSON writes it */
};

struct event_value {
	enum event_kind kind;
	struct str text;
};

enum event_type {
	EVENT_IS_TEXT,
	EVENT_IS_LOWER,
	EVENT_IS_UPPER,
	EVENT_IS_WORD,	/* lower case, printable ASCII */
	EVENT_IS_ASCII, /* printable ASCII */
	EVENT_IS_COUNTRY,
	EVENT_IS_INT,
	EVENT_IS_PORT, /* IntelMQ says at most five digits */
	EVENT_IS_REAL,
	EVENT_IS_ACCURACY,
	EVENT_IS_BOOL,
	EVENT_IS_TIME,
	EVENT_IS_ADDRESS,
	EVENT_IS_NETWORK,
	EVENT_IS_HOST,
	EVENT_IS_URL,
	EVENT_IS_ASN,
	EVENT_IS_TLP,
	EVENT_IS_CLASS,
	EVENT_IS_TAXONOMY,
	EVENT_IS_REGISTRY,
	EVENT_IS_SEVERITY,
	EVENT_IS_BASE64,
	EVENT_IS_JSON,
	EVENT_IS_OBJECT,
	EVENT_TYPES,
};

struct event_field {
	const char *name;
	enum event_type type;
	unsigned longest; /* 0: no limit of its own */
};

/* All of them, sorted by name. */
extern const struct event_field event_fields[];
extern const size_t n_event_fields;
/* NULL where the format has no such field. */
const struct event_field *event_field_named(struct str name);

/*
 * Makes a text into the one form a field of this type is written in: "AS64500"
 * into 64500, "Host.Example." into "host.example", "TLP:amber" into "AMBER".
 * False when it is no such value; borrowed from s or a.
 */
bool event_value_read(
    enum event_type type, struct str s, struct arena *a, struct event_value *v);

/* The taxonomy that RSIT puts a type of incident in; absent where it has no
 * such type. */
struct str event_taxonomy(struct str class);

enum { EVENT_ITEMS_MAX = 1280 }; /* CSV_FIELDS_MAX, and what is added */

struct event_item {
	struct str name;
	struct event_value value;
};

/* Zeroed it is empty; everything in it is borrowed. */
struct event {
	struct event_item item[EVENT_ITEMS_MAX];
	size_t n;
};

/* NULL where it is not there. */
const struct event_value *event_get(const struct event *e, struct str name);
/* In the place of one of the same name; past EVENT_ITEMS_MAX it is dropped. */
void event_put(struct event *e, struct str name, struct event_value value);
/* False, and nothing is put, where the field does not take such a value or
 * there is no such field. */
bool event_set(
    struct event *e, struct arena *a, struct str field, struct str value);
void event_drop(struct event *e, struct str name);

/* One object on one line, its keys sorted; no line end. */
void event_json(struct buf *b, struct event *e);
/* A row with the columns of event_csv_header: every field of the format, and
 * the extra ones as an object in "extra". Bytes that are no UTF-8 become
 * U+FFFD, control characters but TAB, CR and LF become a blank. */
void event_csv(struct csv_out *o, struct event *e, struct arena *a);
void event_csv_header(struct csv_out *o);

/* RFC 4648 4. */
void base64_put(struct buf *b, struct str s);

#endif
