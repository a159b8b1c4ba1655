/* stream: bytes out of a file, compressed or not */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/stream.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/file.h"
#include "base/stream_kind.h"

#define RATIO_FREE ((uint64_t)16 << 20)

/* Bytes that go through as they are. */
static const struct stream_kind plain = {.name = "file"};

static const struct {
	struct str head;
	const struct stream_kind *kind;
} heads[] = {
    {{"\x1f\x8b", 2}, &stream_gzip}, {{"\x28\xb5\x2f\xfd", 4}, &stream_zstd},
    {{"\x50\x2a\x4d\x18", 4}, &stream_zstd}, /* pzstd's first frame */
    {{"PK\3\4", 4}, &stream_zip},
    {{"PK\5\6", 4}, &stream_zip}, /* without any file */
};

struct stream *
stream_open(int fd, struct stream_limits limits)
{
	struct stream *s = malloc(sizeof(*s));

	if (s == NULL)
		die("out of memory: %zu bytes asked", sizeof(*s));
	memset(s, 0, offsetof(struct stream, in));
	s->fd = fd;
	s->limits = limits;
	s->why.byte = WHY_NO_BYTE;
	return s;
}

void
stream_free(struct stream *s)
{
	if (s == NULL)
		return;
	if (s->kind != NULL && s->kind->free != NULL)
		s->kind->free(s->state);
	free(s);
}

bool
stream_again(struct stream *s)
{
	int fd = s->fd;
	struct stream_limits limits = s->limits;

	if (s->why.err != OK)
		return false;
	if (fd < 0 || lseek(fd, 0, SEEK_SET) != 0) {
		why_set(&s->why, ERR_REFUSED,
		    "it cannot be read twice; save it as a file first");
		return false;
	}
	if (s->kind != NULL && s->kind->free != NULL)
		s->kind->free(s->state);
	memset(s, 0, offsetof(struct stream, in));
	s->fd = fd;
	s->limits = limits;
	s->why.byte = WHY_NO_BYTE;
	return true;
}

const struct why *
stream_why(const struct stream *s)
{
	return &s->why;
}

static long
fd_read(struct stream *s, void *p, size_t n, bool all)
{
	long k = 0;

	if (s->fd >= 0 && all)
		k = file_read(s->fd, p, n);
	else if (s->fd >= 0)
		do
			k = read(s->fd, p, n);
		while (k < 0 && errno == EINTR);
	if (k < 0)
		why_set(&s->why, ERR_IO, "cannot read the %s: %s",
		    s->kind == NULL ? plain.name : s->kind->name,
		    strerror(errno));
	if (k <= 0)
		s->in_end = true;
	else
		s->packed += (uint64_t)k;
	return k;
}

bool
stream_fill(struct stream *s)
{
	if (s->from < s->to || s->in_end)
		return s->from < s->to;

	long k = fd_read(s, s->in, sizeof(s->in), s->kind == NULL);

	s->from = 0;
	s->to = k > 0 ? (size_t)k : 0;
	return k > 0;
}

void
stream_cut(struct stream *s)
{
	why_at(&s->why, ERR_SYNTAX, 0, s->packed,
	    "the %s ends early; fetch or send it again", s->kind->name);
}

static const struct stream_kind *
kind_of(struct str head)
{
	for (size_t i = 0; i < sizeof(heads) / sizeof(heads[0]); i++)
		if (str_starts(head, heads[i].head))
			return heads[i].kind;
	return &plain;
}

static void
begin(struct stream *s)
{
	if (s->kind != NULL)
		return;
	stream_fill(s);
	s->kind = kind_of(str_make(s->in + s->from, s->to - s->from));
	if (s->kind->open != NULL)
		s->state = s->kind->open(s);
}

static long
plain_read(struct stream *s, void *p, size_t n)
{
	size_t left = s->to - s->from;

	if (left == 0)
		return s->in_end ? 0 : fd_read(s, p, n, false);
	if (n > left)
		n = left;
	memcpy(p, s->in + s->from, n);
	s->from += n;
	return (long)n;
}

static long
step_read(struct stream *s, unsigned char *p, size_t n)
{
	while (s->why.err == OK) {
		size_t k = s->kind->step(s, p, n);
		if (s->why.err != OK)
			break;
		if (k > 0)
			return (long)k;
		if (stream_fill(s) || s->why.err != OK)
			continue;
		if (s->whole)
			return 0;
		stream_cut(s);
	}
	return -1;
}

static bool
within_limits(struct stream *s)
{
	unsigned long long in = s->packed, out = s->unpacked;
	unsigned long long most = s->limits.bytes, ratio = s->limits.ratio;

	if (s->kind == &plain)
		return true;
	if (most != 0 && out > most)
		why_set(&s->why, ERR_LIMIT,
		    "the %s unpacks to more than %llu "
		    "bytes, the most that is taken",
		    s->kind->name, most);
	else if (ratio != 0 && out > RATIO_FREE && out / ratio >= in)
		why_set(&s->why, ERR_LIMIT,
		    "the %s unpacks from %llu to %llu "
		    "bytes, more than %llu times as many",
		    s->kind->name, in, out, ratio);
	return s->why.err == OK;
}

static long
inside_read(struct stream *s, void *p, size_t n)
{
	long k;

	if (s->kind->read != NULL)
		k = s->kind->read(s, p, n);
	else if (s->kind->step != NULL)
		k = step_read(s, p, n);
	else
		k = plain_read(s, p, n);
	if (k > 0)
		s->unpacked += (uint64_t)k;
	return s->why.err == OK && within_limits(s) ? k : -1;
}

/* What is left of a member counts for the limits too. */
static bool
drain(struct stream *s)
{
	char part[4096];
	long k;

	do
		k = inside_read(s, part, sizeof(part));
	while (k > 0);
	return k == 0;
}

static bool
member_next(struct stream *s, struct str *name)
{
	bool first = !s->inside;

	s->inside = true;
	if (!first && !drain(s))
		return false;
	return s->kind->member == NULL ? first : s->kind->member(s, name);
}

bool
stream_member(struct stream *s, struct str *name)
{
	*name = (struct str){0};
	begin(s);
	if (s->ended || s->why.err != OK)
		return false;
	s->ended = !member_next(s, name);
	return !s->ended;
}

long
stream_read(struct stream *s, void *p, size_t n)
{
	struct str name;

	begin(s);
	if (!s->inside)
		stream_member(s, &name);
	if (s->why.err != OK)
		return -1;
	return n == 0 || s->ended ? 0 : inside_read(s, p, n);
}

/* A zip of one file, named "\u00e9", that holds "warm". */
/* clang-format off */
static const unsigned char warm_zip[] = {
    0x50, 0x4b, 0x03, 0x04, 0x14, 0x00, 0x00, 0x08, 0x08, 0x00, 0x00, 0x00,
    0x21, 0x5c, 0xbf, 0xe0, 0xb3, 0xb0, 0x06, 0x00, 0x00, 0x00, 0x04, 0x00,
    0x00, 0x00, 0x02, 0x00, 0x00, 0x00, 0xc3, 0xa9, 0x2b, 0x4f, 0x2c, 0xca,
    0x05, 0x00, 0x50, 0x4b, 0x01, 0x02, 0x14, 0x03, 0x14, 0x00, 0x00, 0x08,
    0x08, 0x00, 0x00, 0x00, 0x21, 0x5c, 0xbf, 0xe0, 0xb3, 0xb0, 0x06, 0x00,
    0x00, 0x00, 0x04, 0x00, 0x00, 0x00, 0x02, 0x00, 0x00, 0x00, 0x00, 0x00,
    0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x80, 0x01, 0x00, 0x00, 0x00, 0x00,
    0xc3, 0xa9, 0x50, 0x4b, 0x05, 0x06, 0x00, 0x00, 0x00, 0x00, 0x01, 0x00,
    0x01, 0x00, 0x30, 0x00, 0x00, 0x00, 0x26, 0x00, 0x00, 0x00, 0x00, 0x00,
};
/* clang-format on */

void
stream_warm(void)
{
	struct stream *s = stream_open(-1, (struct stream_limits){0});
	struct str name;
	char part[16];

	/* Without TZ, libc asks for /etc/localtime at each local time. */
	if (setenv("TZ", ":/etc/localtime", 0) != 0)
		die_errno("cannot set the time zone");
	tzset();
	memcpy(s->in, warm_zip, sizeof(warm_zip));
	s->to = sizeof(warm_zip);
	s->in_end = true;
	if (!stream_member(s, &name) ||
	    stream_read(s, part, sizeof(part)) != 4 ||
	    stream_member(s, &name) || s->why.err != OK)
		die("the zip reader does not work: %s", s->why.rule);
	stream_free(s);
}
