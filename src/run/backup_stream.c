/* backup_stream: bytes under a key, in one direction, and their proof */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "run/backup_stream.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/seal.h"

enum { FORM = 1, START = crypto_secretstream_xchacha20poly1305_HEADERBYTES };

#define MAGIC "dijkwacht-backup"

_Static_assert(
    BACKUP_SEALED - BACKUP_PART == crypto_secretstream_xchacha20poly1305_ABYTES,
    "BACKUP_SEALED is off");
_Static_assert(crypto_secretstream_xchacha20poly1305_KEYBYTES == SEAL_ROOT,
    "a root is no key for secretstream");

enum err
backup_key_read(int dir, struct backup_key *key, struct why *w)
{
	enum err e = seal_root_read(dir, BACKUP_KEY_FILE, key->key, w);

	if (e == OK)
		crypto_generichash(key->id, BACKUP_KEY_ID,
		    (const unsigned char *)MAGIC, sizeof(MAGIC) - 1, key->key,
		    sizeof(key->key));
	return e;
}

static void
number_put(unsigned char *to, uint64_t v, size_t bytes)
{
	for (size_t i = 0; i < bytes; i++)
		to[i] = (unsigned char)(v >> (8 * i) & 0xff);
}

static uint64_t
number_get(const unsigned char *from, size_t bytes)
{
	uint64_t v = 0;

	for (size_t i = bytes; i-- > 0;)
		v = v << 8 | from[i];
	return v;
}

/* Writing. */

static void
out_write(struct backup_out *o, const void *p, size_t n)
{
	if (o->failure == 0 && !file_write(o->fd, p, n))
		o->failure = errno;
	o->bytes += n;
}

void
backup_out_begin(
    struct backup_out *o, int fd, const struct backup_key *key, int64_t made)
{
	unsigned char start[START];

	o->fd = fd;
	o->n = 0;
	o->first = true;
	o->failure = 0;
	o->bytes = 0;
	memcpy(o->head, MAGIC, 16);
	number_put(o->head + 16, FORM, 4);
	number_put(o->head + 20, (uint64_t)made, 8);
	memcpy(o->head + 28, key->id, BACKUP_KEY_ID);
	crypto_secretstream_xchacha20poly1305_init_push(
	    &o->state, start, key->key);
	out_write(o, o->head, sizeof(o->head));
	out_write(o, start, sizeof(start));
}

static void
part_write(struct backup_out *o, unsigned char tag)
{
	unsigned long long n;

	crypto_secretstream_xchacha20poly1305_push(&o->state, o->sealed, &n,
	    o->part, o->n, o->first ? o->head : NULL,
	    o->first ? sizeof(o->head) : 0, tag);
	out_write(o, o->sealed, (size_t)n);
	o->first = false;
	o->n = 0;
}

void
backup_out_put(struct backup_out *o, const void *p, size_t n)
{
	const unsigned char *from = p;

	while (n > 0) {
		size_t room = BACKUP_PART - o->n;
		size_t take = n < room ? n : room;
		/* a full part waits: it may be the last */
		if (room == 0) {
			part_write(o,
			    crypto_secretstream_xchacha20poly1305_TAG_MESSAGE);
			continue;
		}
		memcpy(o->part + o->n, from, take);
		o->n += take;
		from += take;
		n -= take;
	}
}

enum err
backup_out_end(struct backup_out *o, struct why *w)
{
	part_write(o, crypto_secretstream_xchacha20poly1305_TAG_FINAL);
	if (o->failure == 0 && fsync(o->fd) != 0)
		o->failure = errno;
	sodium_memzero(o->part, sizeof(o->part));
	sodium_memzero(&o->state, sizeof(o->state));
	if (o->failure == 0)
		return OK;
	return why_set(w, ERR_IO,
	    "the backup cannot be written: %s; no backup was made",
	    strerror(o->failure));
}

/* Reading. */

enum err
backup_in_begin(
    struct backup_in *in, int fd, const struct backup_key *key, struct why *w)
{
	unsigned char start[START];

	in->fd = fd;
	in->first = true;
	in->last = false;
	in->bytes = sizeof(in->head) + sizeof(start);
	if (file_read(fd, in->head, sizeof(in->head)) !=
		(long)sizeof(in->head) ||
	    memcmp(in->head, MAGIC, 16) != 0)
		return why_set(
		    w, ERR_SYNTAX, "this is no backup made by this program");
	if (number_get(in->head + 16, 4) != FORM)
		return why_set(w, ERR_SYNTAX,
		    "this backup was made by a newer version: use that "
		    "version");
	if (sodium_memcmp(in->head + 28, key->id, BACKUP_KEY_ID) != 0)
		return why_set(w, ERR_REFUSED,
		    "this backup was made with another %s: give the folder "
		    "of the keys that belong to it; those of before a `keys "
		    "rotate` are in the key folder, in one of their own",
		    BACKUP_KEY_FILE);
	in->made = (int64_t)number_get(in->head + 20, 8);
	if (file_read(fd, start, sizeof(start)) != (long)sizeof(start) ||
	    crypto_secretstream_xchacha20poly1305_init_pull(
		&in->state, start, key->key) != 0)
		return why_at(w, ERR_SYNTAX, 0, BACKUP_HEAD,
		    "the backup is cut off here: fetch it again, or use "
		    "another");
	return OK;
}

static enum err
damaged(const struct backup_in *in, const char *how, struct why *w)
{
	return why_at(w, ERR_SYNTAX, 0, in->bytes,
	    "the backup %s here: fetch it again, or use another", how);
}

/* Behind the last part. */
static enum err
end_check(struct backup_in *in, struct why *w)
{
	unsigned char more;

	if (file_read(in->fd, &more, 1) != 0)
		return damaged(in, "should end", w);
	return OK;
}

enum err
backup_in_next(struct backup_in *in, struct str *part, struct why *w)
{
	unsigned long long n = 0;
	unsigned char tag = 0;

	*part = (struct str){0};
	if (in->last)
		return end_check(in, w);

	long got = file_read(in->fd, in->sealed, sizeof(in->sealed));

	if (got < 0)
		return why_set(
		    w, ERR_IO, "cannot be read: %s", strerror(errno));
	if (got == 0)
		return damaged(in, "is cut off", w);
	if ((size_t)got <= BACKUP_SEALED - BACKUP_PART ||
	    crypto_secretstream_xchacha20poly1305_pull(&in->state, in->part, &n,
		&tag, in->sealed, (unsigned long long)got,
		in->first ? in->head : NULL,
		in->first ? sizeof(in->head) : 0) != 0)
		return damaged(in,
		    got < (long)sizeof(in->sealed) ? "is changed or cut off"
						   : "is changed",
		    w);
	in->first = false;
	in->last = tag == crypto_secretstream_xchacha20poly1305_TAG_FINAL;
	in->bytes += (uint64_t)got;
	*part = str_make(in->part, (size_t)n);
	return OK;
}
