/* frame: messages over a process wall: length, type, checked fields */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef BASE_FRAME_H
#define BASE_FRAME_H

#include "base/buf.h"
#include "base/err.h"

/*
 * On the wire, little-endian: u32 length of what follows (type and fields, at
 * most FRAME_MAX), u16 type, fields. The fields are written and read by code
 * that tool/framegen makes from *.frame files; it checks range, length, enum
 * and UTF-8 of every field. The sides do not trust each other.
 */
enum { FRAME_MAX = 64 * 1024, FRAME_HEAD = 6 };

/* Starts a frame in b; the returned mark goes to frame_end. */
size_t frame_begin(struct buf *b, uint16_t type);
/* Fills in the length; dies when the frame is past FRAME_MAX (our own bug:
 * every field has a maximum). */
void frame_end(struct buf *b, size_t mark);

/* A whole frame without fields. */
void frame_empty(struct buf *b, uint16_t type);

/*
 * Takes the first whole frame off *in: its type and its fields (borrowed from
 * in). ERR_ABSENT: not whole yet, read more; ERR_SYNTAX: not a frame.
 */
enum err frame_take(
    struct str *in, uint16_t *type, struct str *fields) MUST_CHECK;

/* Field writers, for generated code. */
void frame_put_u8(struct buf *b, uint8_t v);
void frame_put_u16(struct buf *b, uint16_t v);
void frame_put_u32(struct buf *b, uint32_t v);
void frame_put_u64(struct buf *b, uint64_t v);
/* u32 length and the bytes; dies past max (the caller's bug). */
void frame_put_bytes(struct buf *b, struct str s, size_t max);

/* Field reader, for generated code; sticky. */
struct frame_in {
	struct str left;
	bool bad;
};

uint8_t frame_u8(struct frame_in *in);
uint16_t frame_u16(struct frame_in *in);
uint32_t frame_u32(struct frame_in *in);
uint64_t frame_u64(struct frame_in *in);
/* At most max bytes, borrowed. */
struct str frame_bytes(struct frame_in *in, size_t max);
/* The same, and UTF-8. */
struct str frame_text(struct frame_in *in, size_t max);
/* The same, and fit to be shown: str_is_line, as a whole or line by line. */
struct str frame_line(struct frame_in *in, size_t max);
struct str frame_lines(struct frame_in *in, size_t max);
/* A u8 below count. */
unsigned frame_enum(struct frame_in *in, unsigned count);
/* OK when all went well and nothing is left over, else ERR_SYNTAX. */
enum err frame_done(const struct frame_in *in) MUST_CHECK;

#endif
