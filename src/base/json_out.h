/* json_out: JSON written into a buf (RFC 8259) */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef BASE_JSON_OUT_H
#define BASE_JSON_OUT_H

#include "base/buf.h"

enum { JSON_OUT_DEPTH_MAX = 32 };

/*
 * Writes values behind each other and puts the commas itself. What cannot be
 * JSON (a value in an object without a key, an end too many, deeper than the
 * maximum, a second value at the top) is not written and makes bad stick.
 */
struct json_out {
	struct buf *b;
	unsigned depth;
	uint32_t objects; /* bit per level: object, not array */
	bool comma;	  /* something stands before, at this level */
	bool keyed;	  /* a key was written, its value was not */
	bool bad;
};

/* Appends to b. */
void json_out_open(struct json_out *o, struct buf *b);
void json_out_object(struct json_out *o);
void json_out_array(struct json_out *o);
/* Closes the innermost of them. */
void json_out_end(struct json_out *o);

void json_out_key(struct json_out *o, struct str key);
/* Escaped as needed, so that no control character (C0, DEL, C1) is left; a
 * broken UTF-8 byte becomes U+FFFD; absent is "". */
void json_out_str(struct json_out *o, struct str s);
void json_out_i64(struct json_out *o, int64_t v);
void json_out_bool(struct json_out *o, bool v);
void json_out_null(struct json_out *o);
/* A whole value that is JSON already: it is not looked at. */
void json_out_raw(struct json_out *o, struct str json);

/* One whole value was written, and b was not full. */
bool json_out_done(const struct json_out *o) MUST_CHECK;

#endif
