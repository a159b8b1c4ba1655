/* tests of evidence/vault: files in their place, and what a crash leaves */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "evidence/vault.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/crash.h"
#include "base/file.h"
#include "base/time.h"
#include "test/tap.h"

#define NAME "evidence/2026/11/ab000000000000000000000000000000"

static const unsigned char id[32] = {0xab, [31] = 0xcd};

static int
folder(void)
{
	return open(scratch(), O_RDONLY | O_DIRECTORY);
}

static int64_t
at(const char *text)
{
	int64_t t = 0;

	ok(time_read(str_of(text), &t));
	return t;
}

/* November by the UTC clock; in Amsterdam it is December already. */
#define LATE at("2026-11-30T23:59:59Z")

TEST(placed_and_got)
{
	int dir = folder();
	struct buf name = {0}, file = {0};
	struct stat st;

	vault_place(dir, LATE, id, STR("bytes"), &name);
	is_text(buf_all(&name), NAME ".chunk");
	is_int(vault_get(dir, buf_all(&name), &file), OK);
	is_text(buf_all(&file), "bytes");
	is_int(fstatat(dir, NAME ".chunk", &st, 0), 0);
	is_int(st.st_mode & 07777, 0600);
	is_int(fstatat(dir, "evidence/2026", &st, 0), 0);
	is_int(st.st_mode & 07777, 0700);
	/* the next second is another month */
	buf_reset(&name);
	vault_place(dir, LATE + 1, id, STR("bytes"), &name);
	ok(str_starts(buf_all(&name), STR("evidence/2026/12/ab")));
	buf_free(&name);
	buf_free(&file);
	close(dir);
}

TEST(placed_again_after_a_crash)
{
	int dir = folder();
	struct buf name = {0}, file = {0};

	vault_place(dir, LATE, id, STR("an orphan's longer bytes"), &name);
	vault_place(dir, LATE, id, STR("bytes"), &name);
	is_text(buf_all(&name), NAME ".chunk" NAME ".chunk");
	is_int(vault_get(dir, STR(NAME ".chunk"), &file), OK);
	is_text(buf_all(&file), "bytes");
	buf_free(&name);
	buf_free(&file);
	close(dir);
}

TEST(replaced_beside_the_old_one)
{
	int dir = folder();
	struct buf name = {0}, file = {0};

	vault_place(dir, LATE, id, STR("old"), &name);
	buf_reset(&name);
	vault_replace(dir, STR(NAME ".chunk"), STR("new"), &name);
	is_text(buf_all(&name), NAME "-1.chunk");
	is_int(vault_get(dir, STR(NAME ".chunk"), &file), OK);
	is_text(buf_all(&file), "old");
	vault_remove(dir, STR(NAME ".chunk"));
	vault_remove(dir, STR(NAME ".chunk"));
	is_int(vault_get(dir, STR(NAME ".chunk"), &file), ERR_ABSENT);
	buf_reset(&file);
	is_int(vault_get(dir, STR(NAME "-1.chunk"), &file), OK);
	is_text(buf_all(&file), "new");
	buf_reset(&name);
	vault_replace(dir, STR(NAME "-9.chunk"), STR("newer"), &name);
	is_text(buf_all(&name), NAME "-10.chunk");
	buf_free(&name);
	buf_free(&file);
	close(dir);
}

TEST(names_that_are_none)
{
	static const char *const bad[] = {
	    "",
	    ".chunk",
	    "evidence/2026/11/.chunk",
	    "../../etc/passwd",
	    "evidence/../../../etc/ab000000000000000000000000000000.chunk",
	    "evidence/2026/../ab000000000000000000000000000000.chunk",
	    "evidence/2026/11/../../secret.db",
	    "Evidence/2026/11/ab000000000000000000000000000000.chunk",
	    "evidence/2026/11/AB000000000000000000000000000000.chunk",
	    "evidence/2026/11/ab00000000000000000000000000000.chunk",
	    "evidence/2026/11/ab0000000000000000000000000000000.chunk",
	    NAME "-.chunk",
	    NAME "-0.chunk",
	    NAME "-01.chunk",
	    NAME "-1/.chunk",
	    NAME "-1000000.chunk",
	    NAME "-+1.chunk",
	    NAME ".chunk.tmp",
	    NAME ".chunkx",
	    NAME,
	    "/" NAME ".chunk",
	    "./" NAME ".chunk",
	};
	int dir = folder();
	struct buf file = {0};

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		if (!ok(!vault_name_is(str_of(bad[i]))) ||
		    !is_int(vault_get(dir, str_of(bad[i]), &file), ERR_SYNTAX))
			tap_note("%s", bad[i]);
	ok(vault_name_is(STR(NAME ".chunk")));
	ok(vault_name_is(STR(NAME "-1.chunk")));
	ok(vault_name_is(STR(NAME "-999999.chunk")));
	ok(!vault_name_is(STR(NAME ".ch\0nk")));
	is_int(vault_get(dir, STR(NAME ".chunk"), &file), ERR_ABSENT);
	buf_free(&file);
	close(dir);
}

struct told {
	struct buf known, orphans;
	bool take;
};

/* Knows the chunks of which the name holds "-7". */
static bool
known(void *ctx, struct str name)
{
	struct told *t = ctx;

	buf_str(&t->known, name);
	buf_char(&t->known, '\n');
	return str_find_str(name, STR("-7")) < name.n;
}

static bool
orphan(void *ctx, struct str name)
{
	struct told *t = ctx;

	buf_str(&t->orphans, name);
	buf_char(&t->orphans, '\n');
	return t->take;
}

static bool
tells(const struct buf *b, const char *name)
{
	return str_find_str(buf_all(b), str_of(name)) < b->n;
}

TEST(orphans_are_found_and_taken)
{
	int dir = folder();
	struct told t = {0};
	struct vault_sweep sweep = {known, orphan, &t};
	struct buf left = {0};

	is_int(vault_orphans(dir, &sweep), 0); /* no evidence folder yet */
	folder_make(dir, "evidence/2026/11");
	folder_make(dir, "evidence/2026/notes");
	file_place(dir, NAME ".chunk", STR("a"), 0600);
	file_place(dir, NAME "-7.chunk", STR("b"), 0600);
	file_place(dir, NAME "-8.chunk.tmp", STR("c"), 0600);
	file_place(dir, "evidence/2026/11/README", STR("d"), 0600);
	file_place(dir, "evidence/2026/notes/x.chunk", STR("e"), 0600);

	is_int(vault_orphans(dir, &sweep), 2);
	ok(tells(&t.orphans, NAME ".chunk\n"));
	ok(tells(&t.orphans, NAME "-8.chunk.tmp\n"));
	ok(!tells(&t.orphans, "-7"));
	ok(!tells(&t.orphans, "README"));
	ok(!tells(&t.known, ".tmp"));
	is_int(file_slurp(dir, NAME ".chunk", 10, &left), OK);

	t.take = true;
	is_int(vault_orphans(dir, &sweep), 2);
	is_int(vault_orphans(dir, &sweep), 0);
	is_int(file_slurp(dir, NAME ".chunk", 10, &left), ERR_ABSENT);
	is_int(file_slurp(dir, NAME "-8.chunk.tmp", 10, &left), ERR_ABSENT);
	is_int(file_slurp(dir, NAME "-7.chunk", 10, &left), OK);
	is_int(file_slurp(dir, "evidence/2026/11/README", 10, &left), OK);
	buf_free(&left);
	buf_free(&t.known);
	buf_free(&t.orphans);
	close(dir);
}

/* A link out of the folder must not lead the sweep astray. */
TEST(orphans_behind_a_link)
{
	int dir = folder();
	struct told t = {.take = true};
	struct vault_sweep sweep = {known, orphan, &t};
	struct buf left = {0};

	folder_make(dir, "elsewhere/11");
	folder_make(dir, "evidence");
	file_place(dir, "elsewhere/11/ab000000000000000000000000000000.chunk",
	    STR("x"), 0600);
	is_int(symlinkat("../elsewhere", dir, "evidence/2026"), 0);
	is_int(vault_orphans(dir, &sweep), 0);
	is_int(file_slurp(dir,
		   "elsewhere/11/ab000000000000000000000000000000.chunk", 10,
		   &left),
	    OK);
	buf_free(&left);
	buf_free(&t.known);
	buf_free(&t.orphans);
	close(dir);
}

static void
place_and_crash(int dir, enum crash where)
{
	pid_t pid = fork();
	int status;

	if (pid == 0) {
		struct buf name = {0};
		crash_arm(where, 1);
		vault_place(dir, LATE, id, STR("bytes"), &name);
		_exit(0);
	}
	is_int(waitpid(pid, &status, 0), pid);
	ok(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
}

TEST(killed_before_and_after_it_is_in_place)
{
	int dir = folder();
	struct told t = {.take = true};
	struct vault_sweep sweep = {known, orphan, &t};
	struct buf file = {0};

	place_and_crash(dir, CRASH_FILE_WRITTEN);
	is_int(vault_get(dir, STR(NAME ".chunk"), &file), ERR_ABSENT);
	is_int(vault_orphans(dir, &sweep), 1);
	is_text(buf_all(&t.orphans), NAME ".chunk.tmp\n");
	buf_reset(&t.orphans);
	place_and_crash(dir, CRASH_CHUNK_PLACED);
	is_int(vault_get(dir, STR(NAME ".chunk"), &file), OK);
	is_text(buf_all(&file), "bytes");
	is_int(vault_orphans(dir, &sweep), 1);
	is_text(buf_all(&t.orphans), NAME ".chunk\n");
	is_int(vault_orphans(dir, &sweep), 0);
	buf_free(&file);
	buf_free(&t.known);
	buf_free(&t.orphans);
	close(dir);
}
