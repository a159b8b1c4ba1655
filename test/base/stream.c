/* tests of base/stream */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/stream.h"

#include <seccomp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/file.h"
#include "test/base/pack.h"
#include "test/tap.h"

static const struct stream_limits none = {0};

/* A file, already gone from its folder, that holds bytes. */
static int
file_of(struct str bytes)
{
	char path[512];

	snprintf(path, sizeof(path), "%s/XXXXXX", scratch());
	int fd = mkstemp(path);
	if (fd < 0 || !file_write(fd, bytes.p, bytes.n) ||
	    lseek(fd, 0, SEEK_SET) != 0)
		die_errno("cannot write %s", path);
	unlink(path);
	return fd;
}

/* Reads in as the program does: "name: bytes;" per member, then the why. */
static void
unpack(struct buf *b, struct stream *s)
{
	struct str name;
	char part[1000];
	long k = 0;

	while (stream_member(s, &name)) {
		buf_fmt(b, "%.*s:", STR_ARG(name));
		while ((k = stream_read(s, part, sizeof(part))) > 0)
			buf_put(b, part, (size_t)k);
		buf_char(b, ';');
	}
	if (stream_why(s)->err != OK) {
		is_int(stream_read(s, part, 1), -1);
		buf_fmt(b, "%s: %s", err_name(stream_why(s)->err),
		    stream_why(s)->rule);
	}
}

static void
gives_within(struct str in, struct stream_limits limits, const char *want)
{
	int fd = file_of(in);
	struct stream *s = stream_open(fd, limits);
	struct buf b = {0};

	unpack(&b, s);
	is_text(buf_all(&b), want);
	buf_free(&b);
	stream_free(s);
	close(fd);
}

static void
gives(struct str in, const char *want)
{
	gives_within(in, none, want);
}

TEST(plain_bytes)
{
	gives(STR("plain\n"), ":plain\n;");
	gives(STR(""), ":;");
	gives(STR("P"), ":P;");
	gives(STR("\x1f"), ":\x1f;");
}

TEST(plain_bytes_from_a_pipe_in_small_parts)
{
	int fd[2];
	char part[100000];
	size_t got = 0;
	long k;

	if (pipe(fd) != 0)
		die_errno("pipe");
	if (fork() == 0) {
		close(fd[0]);
		for (int i = 0; i < 30000; i++)
			if (write(fd[1], "0123456789", 10) != 10)
				_exit(1);
		_exit(0);
	}
	close(fd[1]);

	struct stream *s = stream_open(fd[0], (struct stream_limits){1, 1});

	while ((k = stream_read(s, part, sizeof(part))) > 0) {
		for (long i = 0; i < k; i++)
			got += part[i] == '0' + (char)(got % 10);
	}
	is_int(k, 0);
	is_int(got, 300000);
	stream_free(s);
	close(fd[0]);
	wait(NULL);
}

TEST(a_file_that_cannot_be_read)
{
	struct stream *s = stream_open(9999, none);
	char c;

	is_int(stream_read(s, &c, 1), -1);
	is_int(stream_why(s)->err, ERR_IO);
	is_text(str_of(stream_why(s)->rule),
	    "cannot read the file: Bad file descriptor");
	stream_free(s);
}

TEST(gzip)
{
	struct buf b = {0};

	gzip_put(&b, STR("one\n"));
	gives(buf_all(&b), ":one\n;");
	gzip_put(&b, STR(""));
	gzip_put(&b, STR("two\n"));
	gives(buf_all(&b), ":one\ntwo\n;");
	buf_put(&b, "\0\0\0", 3);
	gives(buf_all(&b), ":one\ntwo\n;");
	buf_str(&b, STR("rubbish"));
	gives(buf_all(&b),
	    ":one\ntwo\n;syntax: the gzip is damaged (incorrect "
	    "header check); fetch or send it again");
	buf_free(&b);
}

/* gzip in gzip is a file that holds a gzip. */
TEST(gzip_in_gzip_is_not_opened)
{
	struct buf inner = {0}, outer = {0}, want = {0};

	gzip_put(&inner, STR("x"));
	gzip_put(&outer, buf_all(&inner));
	buf_char(&want, ':');
	buf_str(&want, buf_all(&inner));
	buf_char(&want, ';');

	int fd = file_of(buf_all(&outer));
	struct stream *s = stream_open(fd, none);
	struct buf got = {0};

	unpack(&got, s);
	is_str(buf_all(&got), buf_all(&want));
	stream_free(s);
	close(fd);
	buf_free(&inner);
	buf_free(&outer);
	buf_free(&want);
	buf_free(&got);
}

/* Every cut of in must be told, never be taken for the whole. */
static void
every_cut(struct str in, size_t from, const char *rule)
{
	unsigned wrong = 0;

	for (size_t n = from; n < in.n; n++) {
		int fd = file_of(str_upto(in, n));
		struct stream *s = stream_open(fd, none);
		struct str name;
		char part[64];
		while (stream_member(s, &name))
			while (stream_read(s, part, sizeof(part)) > 0)
				;
		if (stream_why(s)->err != ERR_SYNTAX ||
		    !str_eq(str_of(stream_why(s)->rule), str_of(rule))) {
			tap_note("cut at %zu of %zu: %s %s", n, in.n,
			    err_name(stream_why(s)->err), stream_why(s)->rule);
			wrong++;
		}
		stream_free(s);
		close(fd);
	}
	is_int(wrong, 0);
}

TEST(gzip_cut_anywhere)
{
	struct buf b = {0};

	gzip_put(&b, STR("some text, some text, some other text\n"));
	every_cut(
	    buf_all(&b), 2, "the gzip ends early; fetch or send it again");
	buf_free(&b);
}

TEST(zstd_cut_anywhere)
{
	struct buf b = {0};

	zstd_put(&b, STR("some text, some text, some other text\n"));
	every_cut(
	    buf_all(&b), 4, "the zstd ends early; fetch or send it again");
	buf_free(&b);
}

TEST(zip_cut_before_its_directory)
{
	struct buf b = {0};
	struct archive *a = zip_begin(&b, "zip:compression=deflate");

	zip_add(a, "a.csv", STR("some text, some text, some other text\n"));
	zip_end(a);
	struct str all = buf_all(&b);
	size_t end = str_find_str(all, STR("PK\1\2"));
	ok(end < all.n);
	every_cut(str_upto(all, end), 4,
	    "the zip ends early; fetch or send it again");
	buf_free(&b);
}

TEST(a_changed_byte_is_noticed)
{
	struct buf b = {0};

	gzip_put(&b, STR("0123456789"));
	b.p[b.n - 6] ^= 1;
	gives(buf_all(&b),
	    ":;syntax: the gzip is damaged (incorrect "
	    "data check); fetch or send it again");
	buf_reset(&b);
	zstd_put(&b, STR("0123456789"));
	b.p[b.n - 8] ^= 1;
	gives(buf_all(&b),
	    ":;syntax: the zstd is damaged (Restored data "
	    "doesn't match checksum); fetch or send it again");
	buf_free(&b);
}

TEST(zstd)
{
	struct buf b = {0};

	zstd_put(&b, STR("one\n"));
	gives(buf_all(&b), ":one\n;");
	zstd_put(&b, STR("two\n"));
	gives(buf_all(&b), ":one\ntwo\n;");
	buf_str(&b, STR("rubbish"));
	gives(buf_all(&b),
	    ":one\ntwo\n;syntax: the zstd is damaged (Unknown "
	    "frame descriptor); fetch or send it again");
	buf_reset(&b);
	/* A frame head that asks for a window of 1 GiB. */
	buf_put(&b, "\x28\xb5\x2f\xfd\x00\xa0\x01\x00\x00", 9);
	gives(buf_all(&b),
	    ":;limit: the zstd needs a window of more than 128 MiB; pack it "
	    "without --long or --ultra");
	buf_free(&b);
}

TEST(zip)
{
	struct buf b = {0};
	struct archive *a = zip_begin(&b, "zip:compression=deflate");

	zip_add(a, "folder/", STR(""));
	zip_add(a, "folder/one.csv", STR("a,b\n"));
	zip_add(a, "../../etc/passwd", STR("only a name"));
	zip_end(a);
	gives(
	    buf_all(&b), "folder/one.csv:a,b\n;../../etc/passwd:only a name;");
	buf_reset(&b);
	a = zip_begin(&b, "zip:compression=store");
	zip_add(a, "stored.csv", STR("a,b\n"));
	zip_end(a);
	gives(buf_all(&b), "stored.csv:a,b\n;");
	buf_reset(&b);
	zip_end(zip_begin(&b, "zip:compression=store"));
	gives(buf_all(&b), "");
	buf_free(&b);
}

TEST(zip_members_may_be_passed_over)
{
	struct buf b = {0};
	struct archive *a = zip_begin(&b, "zip:compression=deflate");
	struct str name;
	char part[16];

	zip_add(a, "one", STR("first"));
	zip_add(a, "two", STR("second"));
	zip_end(a);

	int fd = file_of(buf_all(&b));
	struct stream *s = stream_open(fd, none);

	ok(stream_member(s, &name));
	ok(stream_member(s, &name));
	is_text(name, "two");
	is_int(stream_read(s, part, sizeof(part)), 6);
	ok(!stream_member(s, &name));
	is_int(stream_why(s)->err, OK);
	is_int(stream_read(s, part, sizeof(part)), 0);
	stream_free(s);
	close(fd);
	buf_free(&b);
}

TEST(zip_with_a_changed_byte)
{
	struct buf b = {0};
	struct archive *a = zip_begin(&b, "zip:compression=deflate");

	zip_add(a, "a", STR("0123456789"));
	zip_end(a);
	b.p[str_find_str(buf_all(&b), STR("PK\7\10")) + 4] ^= 1; /* its CRC */

	int fd = file_of(buf_all(&b));
	struct stream *s = stream_open(fd, none);
	char part[64];
	long k;

	while ((k = stream_read(s, part, sizeof(part))) > 0)
		;
	is_int(k, -1);
	is_int(stream_why(s)->err, ERR_SYNTAX);
	ok(str_starts(str_of(stream_why(s)->rule),
	    STR("the zip is damaged (ZIP bad CRC: 0x")));
	stream_free(s);
	close(fd);
	buf_free(&b);
}

TEST(zip_under_a_password)
{
	const char *want = "refused: the archive is protected by a password; "
			   "unpack it and send what is in it";
	struct buf b = {0};
	struct archive *a = zip_begin(&b, "zip:encryption=zipcrypt");

	zip_add(a, "a", STR("0123456789"));
	zip_end(a);
	gives(buf_all(&b), want);
	buf_reset(&b);
	a = zip_begin(&b, "zip:encryption=aes256");
	zip_add(a, "a", STR("0123456789"));
	zip_end(a);
	gives(buf_all(&b), want);
	buf_free(&b);
}

TEST(zip_in_zip_is_not_opened)
{
	struct buf inner = {0}, outer = {0}, want = {0}, got = {0};
	struct archive *a = zip_begin(&inner, "zip:compression=store");

	zip_add(a, "x", STR("y"));
	zip_end(a);
	a = zip_begin(&outer, "zip:compression=deflate");
	zip_add(a, "inner.zip", buf_all(&inner));
	zip_end(a);
	buf_str(&want, STR("inner.zip:"));
	buf_str(&want, buf_all(&inner));
	buf_char(&want, ';');

	int fd = file_of(buf_all(&outer));
	struct stream *s = stream_open(fd, none);

	unpack(&got, s);
	is_str(buf_all(&got), buf_all(&want));
	stream_free(s);
	close(fd);
	buf_free(&inner);
	buf_free(&outer);
	buf_free(&want);
	buf_free(&got);
}

TEST(zip_of_too_many_files)
{
	struct buf b = {0}, got = {0};
	struct archive *a = zip_begin(&b, "zip:compression=store");

	for (int i = 0; i <= STREAM_MEMBERS_MAX; i++)
		zip_add(a, "n", STR(""));
	zip_end(a);

	int fd = file_of(buf_all(&b));
	struct stream *s = stream_open(fd, none);

	unpack(&got, s);
	ok(str_ends(buf_all(&got),
	    STR("n:;limit: more than 10000 files in "
		"one zip")));
	stream_free(s);
	close(fd);
	buf_free(&b);
	buf_free(&got);
}

/* 64 MiB of zeros, packed. */
static void
bomb(struct buf *b, void (*put)(struct buf *, struct str))
{
	size_t n = (size_t)64 << 20;
	struct buf zeros = {0};

	memset(buf_room(&zeros, n), 0, n);
	put(b, str_make(zeros.p, n));
	buf_free(&zeros);
}

static void
zip_put(struct buf *b, struct str s)
{
	struct archive *a = zip_begin(b, "zip:compression=deflate");

	zip_add(a, "zeros", s);
	zip_end(a);
}

static void
bomb_is_refused(const char *kind, void (*put)(struct buf *, struct str))
{
	struct buf b = {0};
	struct stream_limits few = {.bytes = 1000000};
	struct stream_limits ratio = {.ratio = 100};
	char part[65536], want[200];
	long k;

	bomb(&b, put);

	int fd = file_of(buf_all(&b));
	struct stream *s = stream_open(fd, few);
	size_t got = 0;

	while ((k = stream_read(s, part, sizeof(part))) > 0)
		got += (size_t)k;
	is_int(k, -1);
	ok(got <= 1000000);
	is_int(stream_why(s)->err, ERR_LIMIT);
	snprintf(want, sizeof(want),
	    "the %s unpacks to more than 1000000 "
	    "bytes, the most that is taken",
	    kind);
	is_text(str_of(stream_why(s)->rule), want);
	stream_free(s);

	/* Passed over unread, it counts all the same. */
	struct str name;

	lseek(fd, 0, SEEK_SET);
	s = stream_open(fd, ratio);
	ok(stream_member(s, &name));
	ok(!stream_member(s, &name));
	is_int(stream_why(s)->err, ERR_LIMIT);
	ok(str_ends(str_of(stream_why(s)->rule),
	    STR("bytes, more than 100 times as many")));
	stream_free(s);
	close(fd);
	buf_free(&b);
}

TEST(bombs)
{
	bomb_is_refused("gzip", gzip_put);
	bomb_is_refused("zstd", zstd_put);
	bomb_is_refused("zip", zip_put);
}

#if !defined(__SANITIZE_ADDRESS__) && !defined(__has_feature)
#define JAIL 1
#elif defined(__has_feature)
#if !__has_feature(address_sanitizer)
#define JAIL 1
#endif
#endif

#ifdef JAIL
static void
jail(void)
{
	static const int allowed[] = {SCMP_SYS(read), SCMP_SYS(write),
	    SCMP_SYS(lseek), SCMP_SYS(exit), SCMP_SYS(exit_group),
	    SCMP_SYS(brk), SCMP_SYS(munmap), SCMP_SYS(futex),
	    SCMP_SYS(getrandom)};
	scmp_filter_ctx c = seccomp_init(SCMP_ACT_KILL_PROCESS);
	int bad = c == NULL;

	for (size_t i = 0; i < sizeof(allowed) / sizeof(allowed[0]); i++)
		bad |= seccomp_rule_add(c, SCMP_ACT_ALLOW, allowed[i], 0);
	/* Anonymous memory only, and none that may be run. */
	bad |= seccomp_rule_add(c, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 2,
	    SCMP_A2(SCMP_CMP_MASKED_EQ, 4, 0),
	    SCMP_A3(SCMP_CMP_MASKED_EQ, 0x20, 0x20));
	if (bad || seccomp_load(c) != 0)
		die("cannot build the jail");
	seccomp_release(c);
}

/* Sets the flag that says so in front of each file (APPNOTE 4.4.4 bit 11). */
static void
names_are_utf8(struct buf *b)
{
	static const struct str mark = {"PK\3\4", 4};

	for (size_t i = 0; i + 8 < b->n; i++)
		if (str_starts(str_from(buf_all(b), i), mark))
			b->p[i + 7] |= 8;
}

/* Unpacks in the jail, in a child; the signal it died of, or its status. */
static int
unpack_jailed(struct str in, bool escape)
{
	int fd = file_of(in), status;
	pid_t pid = fork();

	if (pid == 0) {
		struct str name;
		char part[1000];
		uint64_t got = 0;
		long k;
		stream_warm();
		jail();
		if (escape)
			(void)!access("/etc/passwd", R_OK);
		struct stream *s = stream_open(fd, none);
		while (stream_member(s, &name))
			while ((k = stream_read(s, part, sizeof(part))) > 0)
				got += (uint64_t)k;
		bool fine = stream_why(s)->err == OK && got > 0;
		stream_free(s);
		_exit(fine ? 0 : 1);
	}
	waitpid(pid, &status, 0);
	close(fd);
	return WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status);
}
#endif

TEST(runs_in_the_jail)
{
#ifdef JAIL
	struct buf b = {0};
	struct archive *a;

	gzip_put(&b, STR("some text"));
	is_int(unpack_jailed(buf_all(&b), true), -SIGSYS); /* it is a jail */
	is_int(unpack_jailed(buf_all(&b), false), 0);
	buf_reset(&b);
	bomb(&b, gzip_put);
	is_int(unpack_jailed(buf_all(&b), false), 0);
	buf_reset(&b);
	bomb(&b, zstd_put);
	is_int(unpack_jailed(buf_all(&b), false), 0);
	buf_reset(&b);
	bomb(&b, zip_put);
	is_int(unpack_jailed(buf_all(&b), false), 0);
	buf_reset(&b);
	a = zip_begin(&b, "zip:compression=deflate");
	zip_add(a, "plain", STR("x"));
	zip_add(a, "caf\xc3\xa9/\xe2\x82\xac.csv", STR("y"));
	zip_add(a, "broken \xff\xfe", STR("z"));
	zip_end(a);
	is_int(unpack_jailed(buf_all(&b), false), 0);
	names_are_utf8(&b);
	is_int(unpack_jailed(buf_all(&b), false), 0);
	is_int(unpack_jailed(STR("plain"), false), 0);
	buf_free(&b);
#else
	skip_all("a sanitizer needs more than the jail allows");
#endif
}
