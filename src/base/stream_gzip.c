/* stream_gzip: gzip (RFC 1952), one or more members behind each other */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <stdlib.h>
#include <zlib.h>

#include "base/stream_kind.h"

/* zlib and not libarchive, which leaves the checksums unread (3.6.2). */
static void *
gzip_open(struct stream *s)
{
	z_stream *z = calloc(1, sizeof(*z));

	(void)s;
	if (z == NULL || inflateInit2(z, 16 + MAX_WBITS) != Z_OK)
		die("out of memory for gzip");
	return z;
}

static void
gzip_free(void *state)
{
	inflateEnd(state);
	free(state);
}

/* Between members: zeros are padding (tapes), anything else a member. */
static bool
gzip_again(struct stream *s, z_stream *z)
{
	while (s->from < s->to && s->in[s->from] == 0)
		s->from++;
	if (s->from == s->to)
		return false;
	if (inflateReset(z) != Z_OK)
		die("zlib cannot start again");
	s->whole = false;
	return true;
}

static size_t
gzip_step(struct stream *s, unsigned char *p, size_t n)
{
	z_stream *z = s->state;

	if (s->whole && !gzip_again(s, z))
		return 0;
	z->next_in = s->in + s->from;
	z->avail_in = (uInt)(s->to - s->from);
	z->next_out = p;
	z->avail_out = n > STREAM_IN ? STREAM_IN : (uInt)n;

	uInt room = z->avail_out;
	int r = inflate(z, Z_NO_FLUSH);

	s->from = s->to - z->avail_in;
	if (r == Z_MEM_ERROR)
		die("out of memory for gzip");
	if (r != Z_OK && r != Z_BUF_ERROR && r != Z_STREAM_END)
		why_at(&s->why, ERR_SYNTAX, 0, s->packed - z->avail_in,
		    "the gzip is damaged (%s); fetch or send it again",
		    z->msg == NULL ? "needs a dictionary" : z->msg);
	s->whole = r == Z_STREAM_END;
	return room - z->avail_out;
}

const struct stream_kind stream_gzip = {
    .name = "gzip",
    .open = gzip_open,
    .free = gzip_free,
    .step = gzip_step,
};
