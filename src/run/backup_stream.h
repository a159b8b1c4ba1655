/* backup_stream: bytes under a key, in one direction, and their proof */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef RUN_BACKUP_STREAM_H
#define RUN_BACKUP_STREAM_H

#include <sodium.h>

#include "base/buf.h"
#include "base/err.h"

/*
 * A file: "dijkwacht-backup", u32 1 (the form), i64 when it was made, 16 bytes
 * that tell the key; 24 bytes of libsodium's secretstream; then parts of
 * BACKUP_PART bytes and 17 more, the last one shorter or as long and marked as
 * the last. Numbers are little-endian. What is in front of secretstream's
 * bytes is proved with the first part.
 */
enum {
	BACKUP_PART = 64 * 1024,
	BACKUP_KEY_ID = 16,
	BACKUP_SEALED = BACKUP_PART + 17,
	BACKUP_HEAD = 16 + 4 + 8 + BACKUP_KEY_ID,
};

#define BACKUP_KEY_FILE "backup.key"

struct backup_key {
	unsigned char key[32], id[BACKUP_KEY_ID];
};

/* From dir/backup.key; the errors are those of seal_key_read. Wipe it with
 * seal_forget. */
enum err backup_key_read(
    int dir, struct backup_key *key, struct why *w) MUST_CHECK;

/* One that is written. Sticky: a write that fails shows at the end. */
struct backup_out {
	int fd; /* borrowed */
	crypto_secretstream_xchacha20poly1305_state state;
	unsigned char part[BACKUP_PART], sealed[BACKUP_SEALED];
	unsigned char head[BACKUP_HEAD];
	size_t n;    /* in part */
	bool first;  /* no part was written yet */
	int failure; /* errno */
	uint64_t bytes;
};

void backup_out_begin(
    struct backup_out *o, int fd, const struct backup_key *key, int64_t made);
void backup_out_put(struct backup_out *o, const void *p, size_t n);
/* The last part, on disk. ERR_IO with what to do. */
enum err backup_out_end(struct backup_out *o, struct why *w) MUST_CHECK;

/* One that is read. */
struct backup_in {
	int fd; /* borrowed */
	crypto_secretstream_xchacha20poly1305_state state;
	unsigned char part[BACKUP_PART], sealed[BACKUP_SEALED];
	unsigned char head[BACKUP_HEAD];
	bool first, last;
	int64_t made;
	uint64_t bytes; /* read, for telling where it is damaged */
};

/* ERR_SYNTAX: no backup of ours, or of a later form; ERR_REFUSED: made with
 * another key. */
enum err backup_in_begin(struct backup_in *in, int fd,
    const struct backup_key *key, struct why *w) MUST_CHECK;
/*
 * The next part, proved, borrowed until the next call; an empty one at the
 * end, where nothing may follow. ERR_SYNTAX: changed or cut off, and where.
 */
enum err backup_in_next(
    struct backup_in *in, struct str *part, struct why *w) MUST_CHECK;

#endif
