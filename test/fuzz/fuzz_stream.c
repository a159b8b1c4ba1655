/* fuzz_stream: unpacks within its limits, and says why where it stops */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/file.h"
#include "base/stream.h"
#include "test/fuzz/target.h"

enum { MOST = 4 << 20 };

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	static char part[1 << 16];
	int fd = memfd_create("input", MFD_CLOEXEC);
	uint64_t got = 0;
	struct str name;
	long k;

	if (fd < 0 || !file_write(fd, p, n) || lseek(fd, 0, SEEK_SET) != 0)
		die_errno("memfd");

	struct stream *s =
	    stream_open(fd, (struct stream_limits){.bytes = MOST, .ratio = 50});

	while (stream_member(s, &name)) {
		promise(name.n == 0 || name.p != NULL);
		while ((k = stream_read(s, part, 1 + n % sizeof(part))) > 0)
			got += (uint64_t)k;
		promise(k == 0 || stream_why(s)->err != OK);
	}
	promise(got <= MOST || got == n);
	promise((stream_why(s)->err == OK) == (stream_why(s)->rule[0] == '\0'));
	stream_free(s);
	close(fd);
	return 0;
}
