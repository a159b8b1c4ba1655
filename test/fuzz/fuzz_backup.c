/* fuzz_backup: any bytes as a backup, and a sound one with a byte changed */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/file.h"
#include "run/backup_stream.h"
#include "test/fuzz/target.h"

enum { MADE = 1767225600, SIZE_MAX_TRIED = 1 << 20 };

static const struct backup_key key = {.key = {1}, .id = {2}};

static int
file_of(struct str bytes)
{
	int fd = memfd_create("backup", MFD_CLOEXEC);

	if (fd < 0 || !file_write(fd, bytes.p, bytes.n))
		die_errno("cannot hand over a backup");
	lseek(fd, 0, SEEK_SET);
	return fd;
}

/* What it holds, into plain; an error has a reason. */
static enum err
unpack(struct str bytes, struct buf *plain)
{
	static struct backup_in in;
	struct why w = {0};
	struct str part;
	int fd = file_of(bytes);
	enum err e = backup_in_begin(&in, fd, &key, &w);

	while (e == OK && (e = backup_in_next(&in, &part, &w)) == OK) {
		if (part.n == 0)
			break;
		buf_str(plain, part);
	}
	promise(e == OK || w.rule[0] != '\0');
	close(fd);
	return e;
}

static void
pack(struct str plain, struct buf *file)
{
	static struct backup_out out;
	struct why w = {0};
	int fd = memfd_create("backup", MFD_CLOEXEC);
	char part[4096];
	long n;

	if (fd < 0)
		die_errno("cannot make a backup");
	backup_out_begin(&out, fd, &key, MADE);
	backup_out_put(&out, plain.p, plain.n);
	promise(backup_out_end(&out, &w) == OK);
	lseek(fd, 0, SEEK_SET);
	while ((n = file_read(fd, part, sizeof(part))) > 0)
		buf_put(file, part, (size_t)n);
	close(fd);
}

/* Comes back as it was; with one byte changed, or cut off, it does not. */
static void
changed(struct str in)
{
	struct buf file = {0}, plain = {0};
	size_t at = (unsigned char)in.p[0] * 256U + (unsigned char)in.p[1];
	struct str body = str_from(in, 2);

	pack(body, &file);
	promise(unpack(buf_all(&file), &plain) == OK);
	promise(str_eq(buf_all(&plain), body));
	at %= file.n;
	buf_reset(&plain);
	promise(unpack(str_upto(buf_all(&file), at), &plain) != OK);
	file.p[at] = (char)(file.p[at] ^ 1);
	buf_reset(&plain);
	promise(unpack(buf_all(&file), &plain) != OK);
	buf_free(&file);
	buf_free(&plain);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct buf plain = {0};

	if (size < 4 || size > SIZE_MAX_TRIED)
		return 0;
	if (data[0] == 'd')
		(void)unpack(str_make(data, size), &plain);
	else
		changed(str_make(data + 1, size - 1));
	buf_free(&plain);
	return 0;
}
