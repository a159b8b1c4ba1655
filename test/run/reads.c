/* tests of what is noted of looking, as the program does it */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "run/reads.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "test/run/accounts.h"
#include "test/run/binary.h"
#include "test/tap.h"

#define MONDAY	"--now", "2026-11-23T08:00:00Z"
#define TUESDAY "--now", "2026-11-24T08:00:00Z"

enum { FILE_MOST = 1 << 20 };

static const char *
reads_of(const struct world *w)
{
	static char path[512];

	snprintf(path, sizeof(path), "%s/run/reads", w->folder);
	return path;
}

static bool
hasnt(const struct buf *said, const char *text)
{
	struct str s = buf_all(said);

	return str_find_str(s, str_of(text)) == s.n;
}

TEST(a_look_is_noted)
{
	struct world w;
	struct ran r = {0};
	struct buf file = {0};

	world_make(&w);
	RUN(&w, &r, "organisation", "show", "Bakkerij Jansen", MONDAY);
	is_int(r.code, 0);
	RUN(&w, &r, "organisation", "list", "--format", "csv", MONDAY);
	RUN(&w, &r, "status", MONDAY);
	is_int(file_slurp(AT_FDCWD, reads_of(&w), FILE_MOST, &file), OK);
	ok(hasnt(&file, "Jansen"));
	ok(hasnt(&file, "organisation"));

	RUN(&w, &r, "audit", "list", "--format", "csv", "--since", "2026-11-23",
	    TUESDAY);
	is_int(r.code, 0);
	ok(has(&r.out, "at,person,did,what,lines\r\n"));
	ok(has(&r.out, ",organisation show,Bakkerij Jansen,"));
	ok(has(&r.out, ",organisation list,'--format csv,4\r\n"));
	ok(hasnt(&r.out, ",status,"));
	is_int(
	    account(&w, "SELECT count(*) FROM audit_read WHERE lines > 0"), 2);
	buf_reset(&file);
	is_int(file_slurp(AT_FDCWD, reads_of(&w), FILE_MOST, &file), OK);
	is_int(file.n, 0);

	/* a change shows no lines */
	RUN(&w, &r, "audit", "list", "--format", "csv", TUESDAY);
	ok(has(&r.out, ",organisation import,3 rows,\r\n"));
	ok(hasnt(&r.out, "-9"));
	RUN(&w, &r, "audit", "list", "--since", "2026-11-24", TUESDAY);
	ok(hasnt(&r.out, "organisation show"));
	RUN(&w, &r, "audit", "list", "--person", "nobody at all", TUESDAY);
	is_int(r.code, 1);
	ok(has(&r.err, "nobody called nobody at all gave a command here"));
	RUN(&w, &r, "audit", "list", "--since", "monday", TUESDAY);
	is_int(r.code, 2);
	ok(has(&r.err, "--since wants a day, such as 2026-01-31"));
	buf_free(&file);
	ran_free(&r);
}

TEST(what_cannot_be_noted_is_not_shown)
{
	struct world w;
	struct ran r = {0};

	world_make(&w);
	unlink(reads_of(&w));
	mkdir(reads_of(&w), 0700);
	RUN(&w, &r, "organisation", "list");
	is_int(r.code, 1);
	is_int(r.out.n, 0);
	ok(has(&r.err,
	    "it cannot be noted that this is read (run/reads: Is a "
	    "directory), so it is not shown"));
	RUN(&w, &r, "status");
	is_int(r.code, 0);
	rmdir(reads_of(&w));
	ran_free(&r);
}

TEST(a_crash_notes_it_once)
{
	struct world w;
	struct ran r = {0};

	world_make(&w);
	RUN(&w, &r, "organisation", "list", MONDAY);
	RUN(&w, &r, "audit", "list", MONDAY, "--crash-at", "reads-taken");
	is_int(r.code, 70);
	RUN(&w, &r, "audit", "list", TUESDAY);
	is_int(r.code, 0);
	is_int(account(&w, "SELECT count(*) FROM audit_read"), 1);
	ran_free(&r);
}

TEST(a_line_that_was_changed_is_told)
{
	struct world w;
	struct ran r = {0};
	struct buf file = {0};

	world_make(&w);
	RUN(&w, &r, "organisation", "list", MONDAY);
	is_int(file_slurp(AT_FDCWD, reads_of(&w), FILE_MOST, &file), OK);
	file.p[file.n - 3] = file.p[file.n - 3] == '0' ? '1' : '0';
	buf_str(&file, STR("rubbish\n0123456789abcdef zz\n"));
	file_place(AT_FDCWD, reads_of(&w), buf_all(&file), 0600);
	RUN(&w, &r, "audit", "list", TUESDAY);
	is_int(r.code, 0);
	ok(has(&r.out, "(a line that was damaged)"));
	RUN(&w, &r, "audit", "list", "--since", "2026-11-24", TUESDAY);
	ok(has(&r.out, "(a line that was damaged)"));
	is_int(
	    account(&w, "SELECT count(*) FROM audit_read WHERE did LIKE '(%'"),
	    3);
	buf_free(&file);
	ran_free(&r);
}
