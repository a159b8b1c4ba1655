/* tests of notify/outbox: each notice leaves once, byte for byte */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "notify/outbox.h"

#include <dirent.h>
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
#include "finding/batch.h"
#include "notify/mime.h"
#include "notify/prepare.h"
#include "notify/release.h"
#include "store/notice.sql.h"
#include "test/feed/told.h"
#include "value/code.h"

static const struct postmark unsigned_mail;
static struct open_store world;
static const unsigned char code_key[CODE_KEY] = {9};

/* All that is prepared, by one person. */
static uint64_t
released(int64_t now)
{
	struct release r = {.store = &world.s,
	    .person = world.person,
	    .now = now,
	    .rule = {.second_above = INT64_MAX, .canary.above = INT64_MAX}};

	release_notices(&r, NULL, 0);
	return r.sums.released;
}

static void
prepare_all(void)
{
	struct why w = {0};
	struct prepare p = {.store = &world.s,
	    .person = world.person,
	    .now = NOON + HOUR,
	    .code_key = code_key,
	    .digest_hour = 8};

	is_int(notices_prepare(&p, &w), OK);
}

/* n companies of one address each, seen and prepared. */
static void
begin(int n)
{
	struct told t;
	char text[64];

	store_world(&world);
	for (int i = 0; i < n; i++) {
		snprintf(text, sizeof(text), "%s.%d",
		    i < 250	  ? "203.0.113"
			: i < 500 ? "198.51.100"
				  : "192.0.2",
		    i % 250 + 1);
		char name[32];
		snprintf(name, sizeof(name), "Bedrijf %d", i);
		company(&world, name, "info@bakker.example", text);
	}
	told_begin(&t, &world);
	told_report(&t, "scan_rdp", 0);
	for (int i = 0; i < n; i++) {
		snprintf(text, sizeof(text), "%s.%d",
		    i < 250	  ? "203.0.113"
			: i < 500 ? "198.51.100"
				  : "192.0.2",
		    i % 250 + 1);
		told_row(&t, text, "");
	}
	told_end(&t, true);
	told_free(&t);
	prepare_all();
}

static void
end(void)
{
	store_world_end(&world);
}

struct went {
	uint64_t released, sent, again, back;
};

static void
sent(struct went *went)
{
	struct outbox o = {
	    .store = &world.s,
	    .postmark = &unsigned_mail,
	    .folder = world.folder,
	    .now = NOON + 2 * HOUR,
	};

	went->released = released(o.now);
	outbox_send(&o);
	went->sent = o.sums.taken;
	went->again = o.sums.again;
	went->back = o.sums.back;
}

/* How many files there are, and the bytes of the last. */
static int
files(struct buf *bytes)
{
	char path[512];
	int n = 0;

	snprintf(path, sizeof(path), "%s/outbox", scratch());
	DIR *d = opendir(path);
	for (struct dirent *e; d != NULL && (e = readdir(d)) != NULL;) {
		if (e->d_name[0] == '.')
			continue;
		n++;
		struct stat st;
		is_int(fstatat(dirfd(d), e->d_name, &st, 0), 0);
		is_int(st.st_mode & 0777, 0600);
		ok(str_ends(str_of(e->d_name), STR(".eml")));
		buf_reset(bytes);
		is_int(file_slurp(dirfd(d), e->d_name, 1 << 20, bytes), OK);
	}
	if (d != NULL)
		closedir(d);
	return n;
}

TEST(what_is_prepared_leaves_once)
{
	struct went o;
	struct buf got = {0}, want = {0};
	struct notice_get_row row;

	begin(1);
	ok(notice_get(world.s.db, 1, &row));
	mime_put(&want,
	    store_open(&world.s, &world.a, "notice.body", 1, row.body_sealed));
	sent(&o);
	is_int(o.released, 1);
	is_int(o.sent, 1);
	is_int(o.again, 0);
	is_int(files(&got), 1);
	is_str(buf_all(&got), buf_all(&want));
	is_int(count_of(&world,
		   "SELECT count(*) FROM notice WHERE state = 3 "
		   "AND release = 1 AND released = 1768053600"),
	    1);
	is_int(count_of(&world,
		   "SELECT count(*) FROM delivery WHERE state = 3 "
		   "AND attempt = 1"),
	    1);
	sent(&o);
	is_int(o.released + o.sent, 0);
	is_int(files(&got), 1);
	buf_free(&got);
	buf_free(&want);
	end();
}

TEST(more_than_one_lease_holds)
{
	struct went o;
	struct buf got = {0};

	begin(510);
	sent(&o);
	is_int(o.released, 510);
	is_int(o.sent, 510);
	is_int(files(&got), 510);
	is_int(
	    count_of(&world, "SELECT count(*) FROM delivery WHERE state = 3"),
	    510);
	buf_free(&got);
	end();
}

static void
nothing_leaves(void)
{
	struct went o;
	struct buf got = {0};

	sent(&o);
	is_int(o.sent, 0);
	is_int(o.back, 2);
	is_int(files(&got), 0);
	is_int(
	    count_of(&world, "SELECT count(*) FROM delivery WHERE state = 1"),
	    2);
}

static void
all_leaves(void)
{
	struct went o;
	struct buf got = {0};

	sent(&o);
	is_int(o.sent, 2);
	is_int(o.again, 0);
	is_int(files(&got), 2);
	buf_free(&got);
}

TEST(a_hold_stops_all)
{
	begin(2);
	forced("INSERT INTO hold (id, since, person, reason) VALUES (1, "
	       "0, 1, 'restored from a backup')");
	nothing_leaves();
	forced("UPDATE hold SET lifted = 1");
	all_leaves();
	end();
}

TEST(a_file_holds_as_well)
{
	begin(2);
	folder_make(world.folder, "run");
	file_place(world.folder, "run/hold", (struct str){0}, 0600);
	nothing_leaves();
	is_int(unlinkat(world.folder, "run/hold", 0), 0);
	all_leaves();
	end();
}

TEST(a_held_batch_waits)
{
	struct went o;
	struct buf got = {0};

	begin(2);
	forced("UPDATE batch SET state = 2");
	sent(&o);
	is_int(o.released, 2);
	is_int(o.sent, 0);
	forced("UPDATE batch SET state = 1");
	all_leaves();
	buf_free(&got);
	end();
}

TEST(a_withdrawn_notice_stays)
{
	struct went o;
	struct buf got = {0};

	begin(2);
	forced("UPDATE notice SET state = 4 WHERE id = 1");
	sent(&o);
	is_int(o.sent, 1);
	is_int(files(&got), 1);
	is_int(count_of(&world, "SELECT state FROM notice WHERE id = 1"),
	    NOTICE_WITHDRAWN);
	buf_free(&got);
	end();
}

/* In a child, on its own handle, ended by kill -9 there. */
static void
killed_at(enum crash point, unsigned nth)
{
	fflush(stdout);
	pid_t pid = fork();

	if (pid == 0) {
		struct went o;
		store_world_again(&world);
		crash_arm(point, nth);
		sent(&o);
		_exit(0);
	}

	int status;

	is_int(waitpid(pid, &status, 0), pid);
	ok(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
}

static void
outbox_empty(void)
{
	char path[512];

	snprintf(path, sizeof(path), "%s/outbox", scratch());
	DIR *d = opendir(path);
	for (struct dirent *e; d != NULL && (e = readdir(d)) != NULL;)
		unlinkat(dirfd(d), e->d_name, 0);
	if (d != NULL)
		closedir(d);
}

TEST(a_crash_sends_the_same_bytes_again)
{
	static const enum crash points[] = {
	    CRASH_SEND_LEASED, CRASH_FILE_WRITTEN, CRASH_SEND_PLACED};

	for (size_t i = 0; i < 3; i++) {
		struct went o;
		struct buf got = {0};
		struct delivery_left_row row;
		struct sql_cursor c;
		begin(3);
		sql_close(world.s.db);
		world.s.db = NULL;
		killed_at(points[i], i == 0 ? 1 : 2);
		store_world_again(&world);
		delivery_left(world.s.db, &c);
		struct str kept = {0};
		while (delivery_left_next(&c, &row))
			kept = store_open(&world.s, &world.a, "delivery.bytes",
			    row.id, row.bytes_sealed);
		ok(kept.n > 0);
		sent(&o);
		is_int(o.released, 0);
		is_int(o.sent, 3);
		is_int(o.again, 3);
		is_int(files(&got), 3);
		struct str id =
		    str_from(kept, str_find_str(kept, STR("Message-ID")));
		struct str ref = str_upto(str_from(id, 13), 16);
		char name[64];
		snprintf(name, sizeof(name), "outbox/%.*s.eml", STR_ARG(ref));
		buf_reset(&got);
		is_int(file_slurp(world.folder, name, 1 << 20, &got), OK);
		is_str(buf_all(&got), kept);
		is_int(
		    count_of(&world, "SELECT max(attempt) FROM delivery"), 1);
		is_int(count_of(&world,
			   "SELECT count(*) FROM delivery "
			   "WHERE next IS NOT NULL"),
		    0);
		outbox_empty();
		buf_free(&got);
		end();
	}
}

/* What is queued waits for its batch; what may have left goes on, and counts
 * as told. */
TEST(a_held_batch_keeps_back_what_has_not_left)
{
	struct went o;

	begin(3);
	sql_begin(world.s.db);
	batch_set(&world.s, 1, BATCH_HELD, world.person, STR("doubt"), NOON);
	sql_commit(world.s.db);
	sent(&o);
	is_int(o.released, 3);
	is_int(o.sent, 0);
	forced("UPDATE delivery SET state = 2, bytes_sealed = "
	       "(SELECT body_sealed FROM notice WHERE id = 1) WHERE id = 1");
	is_int(count_of(&world,
		   "SELECT count(*) FROM delivery d JOIN notice n ON "
		   "n.id = d.notice WHERE d.state = 2 AND n.state = 2"),
	    1);
	sql_begin(world.s.db);
	is_int((long long)notices_withdraw(&world.s, 1, NOON + 2 * HOUR), 2);
	sql_commit(world.s.db);
	is_int(count_of(&world, "SELECT state FROM notice WHERE id = 1"),
	    NOTICE_RELEASED);
	is_int(
	    count_of(&world, "SELECT count(*) FROM delivery WHERE state = 1"),
	    0);
	is_int(count_of(&world,
		   "SELECT count(*) FROM finding WHERE state = 1 AND "
		   "due_since NOT NULL AND noticed IS NULL AND told = 0"),
	    2);

	struct sql_cursor c;
	struct notice_told_row told;
	struct delivery_left_row waits;

	notice_told(world.s.db, 1, &c);
	ok(notice_told_next(&c, &told) && told.id == 1);
	ok(!notice_told_next(&c, &told));
	delivery_left(world.s.db, &c);
	ok(delivery_left_next(&c, &waits) && waits.notice == 1);
	ok(!delivery_left_next(&c, &waits));
	end();
}
