/* json: values pulled one by one out of a text in memory (RFC 8259) */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef BASE_JSON_H
#define BASE_JSON_H

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

enum { JSON_DEPTH_MAX = 256 }; /* objects and arrays inside each other */

enum json_kind {
	JSON_NONE, /* no value here: at the end, or an error */
	JSON_OBJECT,
	JSON_ARRAY,
	JSON_STRING,
	JSON_NUMBER,
	JSON_BOOL,
	JSON_NULL,
};

/*
 * Stands in front of a value, or behind one. Each value is taken exactly
 * once, by the call for its kind or by json_skip:
 *
 *	for (struct str key; json_key(j, &key); )
 *		if (str_eq(key, STR("name")))
 *			name = json_str(j);
 *		else
 *			json_skip(j);
 *
 * The error is sticky: after the first one every call gives nothing and
 * every loop ends; ask json_end or json_why once. All of an array or object
 * has to be read: there is no leaving it half way.
 */
struct json {
	const char *p, *end;
	const char *text, *at; /* for the why: first byte, last thing begun */
	const char *counted;   /* line is the one of this byte */
	uint64_t line;
	struct arena *arena;
	unsigned depth;
	bool due;   /* a value must follow here */
	bool first; /* nothing read yet of the innermost array or object */
	uint64_t objects[JSON_DEPTH_MAX / 64]; /* bit: object, not array */
	struct why why;
};

/*
 * text is borrowed and must outlive what is read from it; strings that need
 * unescaping are taken from a (past its limit: ERR_LIMIT). A UTF-8 byte order
 * mark is skipped.
 */
void json_open(struct json *j, struct str text, struct arena *a);
/* What the next value is; takes nothing. */
enum json_kind json_kind(const struct json *j);

/*
 * Opens an object where one must follow, and goes to its next key; false past
 * its last. The key is borrowed from the text or from the arena. Keys that
 * stand twice are given twice.
 */
bool json_key(struct json *j, struct str *key);
/* The same for an array: true in front of each of its values. */
bool json_elem(struct json *j);

/*
 * The next value, which must be of that kind (ERR_SYNTAX otherwise); absent,
 * 0 or false after an error. Strings are UTF-8, borrowed from the text or,
 * where they held escapes, from the arena; they may hold NUL. An escaped half
 * of a surrogate pair is ERR_SYNTAX here and in keys, but not where it is
 * skipped.
 */
struct str json_str(struct json *j);
/* Without fraction or exponent; ERR_RANGE for what does not fit. */
int64_t json_i64(struct json *j);
bool json_bool(struct json *j);
/* Takes a null and is true; false, and takes nothing, before other values. */
bool json_null(struct json *j);
/* Passes a value of any kind; its syntax is checked. */
void json_skip(struct json *j);
/* Passes it and gives its bytes as they stand in the text. */
struct str json_raw(struct json *j);

/* Refuses the last value or key taken: fills the why with its place. */
enum err json_fail(struct json *j, enum err e, const char *fmt, ...)
    PRINTF(3, 4);
/* OK when all went well and nothing but white space is left. */
enum err json_end(struct json *j) MUST_CHECK;
const struct why *json_why(const struct json *j);

#endif
