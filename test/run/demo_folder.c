/* tests of run/demo_folder */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "run/demo_folder.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "run/keeper.h"
#include "test/tap.h"

static char path[256];

static const char *
at(const char *name)
{
	static char full[512];

	snprintf(full, sizeof(full), "%s%s", path, name);
	return full;
}

/* A folder name that is new in this test. */
static void
place(const char *name)
{
	snprintf(path, sizeof(path), "%s/%s", scratch(), name);
}

static void
put(const char *name)
{
	file_place(AT_FDCWD, at(name), STR("x"), 0600);
}

static bool
there(const char *name)
{
	return faccessat(AT_FDCWD, at(name), F_OK, AT_SYMLINK_NOFOLLOW) == 0;
}

static void
earlier_demo(void)
{
	folder_make(AT_FDCWD, at("/evidence/2026/01"));
	folder_make(AT_FDCWD, at("/run"));
	folder_make(AT_FDCWD, at(".key"));
	put("/" DEMO_MARK);
	put("/dijkwacht.conf");
	put("/store.db");
	put("/store.db-wal");
	put("/evidence/2026/01/one.chunk");
	put(".key/seal.key");
}

TEST(makes_a_folder)
{
	struct why w = {0};

	place("fresh/inner");
	is_int(demo_folder_take(path, &w), OK);
	ok(there("/" DEMO_MARK));
}

TEST(takes_an_empty_one)
{
	struct why w = {0};

	place("empty");
	folder_make(AT_FDCWD, path);
	is_int(demo_folder_take(path, &w), OK);
	ok(there("/" DEMO_MARK));
}

TEST(removes_an_earlier_demo_and_its_keys)
{
	struct why w = {0};

	place("again");
	earlier_demo();
	is_int(demo_folder_take(path, &w), OK);
	ok(!there("/store.db"));
	ok(!there("/store.db-wal"));
	ok(!there("/dijkwacht.conf"));
	ok(!there("/evidence"));
	ok(!there("/run"));
	ok(!there(".key"));
	ok(there("/" DEMO_MARK));
}

TEST(leaves_what_a_demo_did_not_make)
{
	struct why w = {0};

	place("notes");
	earlier_demo();
	put("/notes.txt");
	put(".key/mine.key");
	is_int(demo_folder_take(path, &w), OK);
	ok(there("/notes.txt"));
	ok(there(".key/mine.key"));
	ok(!there(".key/seal.key"));
}

TEST(refuses_a_service)
{
	struct why w = {0};

	place("real");
	earlier_demo();
	unlink(at("/" DEMO_MARK));
	is_int(demo_folder_take(path, &w), ERR_REFUSED);
	ok(strstr(w.rule, "holds a service that is not a demo") != NULL);
	ok(there("/store.db"));
	ok(there(".key/seal.key"));
	ok(!there("/" DEMO_MARK));
}

TEST(refuses_a_folder_with_something_in_it)
{
	struct why w = {0};

	place("full");
	folder_make(AT_FDCWD, path);
	put("/letter.txt");
	is_int(demo_folder_take(path, &w), ERR_REFUSED);
	ok(strstr(w.rule, "is not empty") != NULL);
	ok(there("/letter.txt"));
	ok(!there("/" DEMO_MARK));
}

TEST(refuses_while_a_service_runs)
{
	struct why w = {0};
	int lock;

	place("busy");
	earlier_demo();
	if (!is_int(keeper_lock(path, &lock, &w), OK))
		return;
	is_int(demo_folder_take(path, &w), ERR_BUSY);
	ok(there("/store.db"));
	close(lock);
	is_int(demo_folder_take(path, &w), OK);
	ok(!there("/store.db"));
}

/* Hostile: a link in place of a folder must not lead the removal astray. */
TEST(link_out_of_the_folder)
{
	struct why w = {0};
	char outside[300];

	place("link");
	earlier_demo();
	snprintf(outside, sizeof(outside), "%s/precious", scratch());
	folder_make(AT_FDCWD, outside);
	snprintf(outside, sizeof(outside), "%s/precious/file", scratch());
	file_place(AT_FDCWD, outside, STR("x"), 0600);
	snprintf(outside, sizeof(outside), "%s/precious", scratch());
	if (!is_int(symlink(outside, at("/world")), 0) ||
	    !is_int(symlink(outside, at("/evidence/2026/link")), 0))
		return;
	is_int(demo_folder_take(path, &w), OK);
	ok(!there("/world"));
	ok(!there("/evidence"));
	snprintf(outside, sizeof(outside), "%s/precious/file", scratch());
	is_int(access(outside, F_OK), 0);
}

TEST(not_a_folder)
{
	struct why w = {0};

	place("plain");
	file_place(AT_FDCWD, path, STR("x"), 0600);
	is_int(demo_folder_take(path, &w), ERR_IO);
	ok(strstr(w.rule, "cannot open the folder") != NULL);
}
