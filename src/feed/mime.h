/* mime: the attachments of a mail (RFC 5322, RFC 2045-2049, RFC 2231) */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef FEED_MIME_H
#define FEED_MIME_H

#include "base/arena.h"
#include "base/err.h"

enum {
	MIME_BYTES_MAX = 64 << 20,   /* of one message */
	MIME_HEADER_MAX = 256 << 10, /* of the header of a message or part */
	MIME_PARTS_MAX = 1000,	     /* all together */
	MIME_DEPTH_MAX = 16,	     /* parts and messages inside each other */
	MIME_NAME_MAX = 255,	     /* bytes of a file name */
};

enum mime_coding { MIME_AS_IS, MIME_BASE64, MIME_QUOTED };

/* A part that holds no others. Everything is borrowed for the call. */
struct mime_part {
	struct str type; /* "text/csv", lower case */
	struct str
	    name; /* as the sender wrote it, decoded; may hold anything */
	enum mime_coding coding;
	struct str body;    /* encoded */
	bool cut;	    /* the message ends before the part does */
	unsigned within;    /* messages around it; 0: it is the mail's own */
	struct str message; /* the header of the innermost of those */
};

/*
 * Calls part for each part that holds no others, in order. ERR_LIMIT or
 * ERR_SYNTAX in w ends the walk: what was given before was given.
 */
enum err mime_walk(struct str message,
    void (*part)(void *ctx, const struct mime_part *p), void *ctx,
    struct why *w) MUST_CHECK;

/* The value of the nth field of that name (from 0) in a header, its lines
 * joined; absent where there are fewer. From a. */
struct str mime_field(
    struct arena *a, struct str head, struct str name, size_t nth);

/* A field's value with its encoded words (RFC 2047) decoded; they may hold
 * anything. */
struct str mime_words(struct arena *a, struct str s);

/* Decodes a body piece by piece. */
struct mime_body {
	struct str left;
	enum mime_coding coding;
	bool bad; /* it held what the coding does not allow */
};

/* Up to n bytes (at least 4) to p; 0 at the end. */
size_t mime_read(struct mime_body *b, char *p, size_t n);

#endif
