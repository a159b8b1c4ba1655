/* stream_zstd: Zstandard (RFC 8878), one or more frames */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <zstd.h>
#include <zstd_errors.h>

#include "base/stream_kind.h"

static void *
zstd_open(struct stream *s)
{
	ZSTD_DStream *d = ZSTD_createDStream();

	(void)s;
	if (d == NULL)
		die("out of memory for zstd");
	return d;
}

static void
zstd_free(void *state)
{
	ZSTD_freeDStream(state);
}

static void
zstd_fail(struct stream *s, size_t r)
{
	ZSTD_ErrorCode e = ZSTD_getErrorCode(r);

	if (e == ZSTD_error_memory_allocation)
		die("out of memory for zstd");
	if (e == ZSTD_error_frameParameter_windowTooLarge)
		why_set(&s->why, ERR_LIMIT,
		    "the zstd needs a window of more "
		    "than 128 MiB; pack it without --long or --ultra");
	else
		why_at(&s->why, ERR_SYNTAX, 0, s->packed - (s->to - s->from),
		    "the zstd is damaged (%s); fetch or send it again",
		    ZSTD_getErrorName(r));
}

static size_t
zstd_step(struct stream *s, unsigned char *p, size_t n)
{
	ZSTD_inBuffer in = {s->in + s->from, s->to - s->from, 0};
	ZSTD_outBuffer out = {p, n, 0};
	size_t r = ZSTD_decompressStream(s->state, &out, &in);

	s->from += in.pos;
	if (ZSTD_isError(r))
		zstd_fail(s, r);
	else if (in.pos > 0 || out.pos > 0)
		s->whole = r == 0;
	return out.pos;
}

const struct stream_kind stream_zstd = {
    .name = "zstd",
    .open = zstd_open,
    .free = zstd_free,
    .step = zstd_step,
};
