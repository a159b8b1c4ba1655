/* report_files: what inbox leaves behind when it has read a file */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "run/report_files.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/err.h"

/* Files only: nobody makes folders there. */
static uint64_t
folder_old(DIR *d, int64_t before, bool remove)
{
	struct stat st;
	uint64_t n = 0;

	for (struct dirent *e; (e = readdir(d)) != NULL;) {
		if (fstatat(dirfd(d), e->d_name, &st, AT_SYMLINK_NOFOLLOW) !=
			0 ||
		    S_ISDIR(st.st_mode) || st.st_mtime >= before)
			continue;
		n++;
		if (remove && unlinkat(dirfd(d), e->d_name, 0) != 0 &&
		    errno != ENOENT)
			die_errno("cannot remove inbox/.../%s", e->d_name);
	}
	return n;
}

uint64_t
report_files_old(int folder, const char *name, int64_t before, bool remove)
{
	int fd = openat(folder, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *d = fd < 0 ? NULL : fdopendir(fd);
	uint64_t n = 0;

	if (d != NULL) {
		n = folder_old(d, before, remove);
		closedir(d);
	} else if (fd >= 0) {
		close(fd);
	}
	return n;
}
