/* tests of run/output_file: it is written where nobody else looks in */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "run/output_file.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/err.h"
#include "test/tap.h"

static char path[300], part[320];

static void
begin(const char *name)
{
	snprintf(path, sizeof(path), "%s/%s", scratch(), name);
	snprintf(part, sizeof(part), "%s.part", path);
}

static enum err
tried(struct output_file *o, struct why *w)
{
	*w = (struct why){0};
	*o = (struct output_file){.fd = -1};
	return output_begin(o, str_of(path), false, w);
}

static mode_t
mode_of(const char *name)
{
	struct stat st;

	return stat(name, &st) == 0 ? st.st_mode & 0777 : 0;
}

static void
file_make(const char *name, mode_t mode)
{
	int fd = open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

	ok(fd >= 0);
	is_int(fchmod(fd, mode), 0);
	close(fd);
}

TEST(it_is_its_owners_alone)
{
	struct output_file o;
	struct why w;

	begin("fresh");
	mode_t old = umask(0);
	is_int(tried(&o, &w), OK);
	umask(old);
	is_int(mode_of(part), 0600);
	is_int(output_end(&o, true, &w), OK);
	is_int(mode_of(path), 0600);
}

TEST(what_a_crash_left_is_written_over)
{
	struct output_file o;
	struct why w;

	begin("left");
	file_make(part, 0600);
	is_int(tried(&o, &w), OK);
	is_int(output_end(&o, true, &w), OK);
	is_int(mode_of(part), 0);
}

TEST(what_others_put_there_is_not)
{
	struct output_file o;
	struct why w;

	begin("trap");
	file_make(part, 0644);
	is_int(tried(&o, &w), ERR_REFUSED);
	ok(str_find_str(str_of(w.rule), STR("others can read it: remove it")) <
	    str_of(w.rule).n);
	is_int(unlink(part), 0);
	is_int(mkfifo(part, 0600), 0);
	is_int(tried(&o, &w), ERR_IO); /* and is not waited for */
	is_int(unlink(part), 0);
	is_int(symlink("elsewhere", part), 0);
	is_int(tried(&o, &w), ERR_IO);
	is_int(mode_of(path), 0);
}
