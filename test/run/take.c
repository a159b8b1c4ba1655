/* tests of mail take: a Maildir emptied, once, whatever happens meanwhile */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/err.h"
#include "base/file.h"
#include "test/run/accounts.h"
#include "test/run/binary.h"
#include "test/tap.h"

#define NOW "--now", "2026-11-21T08:00:00Z"
#define REPORT                                                                 \
	"\"timestamp\",\"severity\",\"ip\",\"protocol\",\"port\"\n"            \
	"\"2026-11-20 03:12:19\",\"high\",\"203.0.113.7\",\"tcp\",\"3389\"\n"

enum { ENDS_MS = 10000, PATIENCE_MS = 20000, MAILS = 3 };

/* Where the mails lie, and what the notice is called. */
static char maildir[300], ref[17];

static void
put(const char *name, const char *text)
{
	char path[400];

	snprintf(path, sizeof(path), "%s/new/%s", maildir, name);

	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

	if (fd < 0 || !file_write(fd, text, strlen(text)))
		die_errno("cannot put %s", path);
	close(fd);
}

/* An answer, what is about nothing of ours, and a bounce. */
static void
mails_put(void)
{
	char text[1000];

	snprintf(text, sizeof(text),
	    "From: jan@bakker.example\nIn-Reply-To: <%s@x>\n\nGebeld.\n", ref);
	put("1763712000.M1P1.host", text);
	put("1763712000.M2P1.host", "From: x@y.example\n\nKoop nu.\n");
	snprintf(text, sizeof(text),
	    "Content-Type: multipart/report; boundary=b\n\n--b\n"
	    "Content-Type: message/delivery-status\n\nReporting-MTA: dns; x\n"
	    "\nFinal-Recipient: rfc822; jan@bakker.example\n"
	    "Action: failed\nStatus: 5.1.1\n\n--b\n"
	    "Content-Type: text/rfc822-headers\n\nMessage-ID: <%s@x>\n\n"
	    "--b--\n",
	    ref);
	put("1763712000.M3P1.host:2,", text);
}

/* One company told of one thing, and a mailbox. */
static void
begin(struct world *w)
{
	struct ran r = {0};
	char path[512], folder[320];

	world_make(w);
	RUN(w, &r, "import",
	    world_report(w, "2026-11-20-scan_rdp-x.csv", STR(REPORT)), NOW);
	RUN(w, &r, "notices", "prepare", NOW);
	RUN(w, &r, "notices", "send", NOW);
	is_int(r.code, 0);
	if (!ok(file_first(w, "outbox", ".eml", path)))
		return;
	snprintf(ref, sizeof(ref), "%s", strrchr(path, '/') + 1);
	snprintf(maildir, sizeof(maildir), "%s.box", w->folder);
	mkdir(maildir, 0700);
	snprintf(folder, sizeof(folder), "%s/new", maildir);
	mkdir(folder, 0700);
	snprintf(folder, sizeof(folder), "%s/cur", maildir);
	mkdir(folder, 0700);
	mails_put();
	ran_free(&r);
}

/* The mails may be named, or found by the setting. */
static void
setting_put(const struct world *w, const char *folder)
{
	char path[300], line[400];
	struct buf b = {0};

	snprintf(path, sizeof(path), "%s/dijkwacht.conf", w->folder);
	if (file_slurp(AT_FDCWD, path, 1 << 16, &b) != OK)
		die("no settings");
	snprintf(line, sizeof(line), "mail-folder = %s\n", folder);
	buf_str(&b, str_of(line));
	file_place(AT_FDCWD, path, buf_all(&b), 0600);
	buf_free(&b);
}

static bool
lies(const char *name)
{
	char path[400];

	snprintf(path, sizeof(path), "%s/%s", maildir, name);
	return access(path, F_OK) == 0;
}

/* All of it happened, and once. */
static void
is_all_taken(struct world *w)
{
	static const struct {
		const char *query;
		int64_t want;
	} rows[] = {
	    {"SELECT count(*) FROM returned", MAILS},
	    {"SELECT count(*) FROM returned WHERE delivery IS NULL", 1},
	    {"SELECT count(*) FROM contact WHERE state = 2", 1},
	    {"SELECT count(*) FROM case_file", 1},
	    {"SELECT count(*) FROM finding WHERE state = 1 AND due_since > 0",
		1},
	    {"SELECT count(*) FROM finding_event WHERE what IN (11, 12)", 2},
	    {"SELECT count(*) FROM audit WHERE did = 'mail take'", 2},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		if (!is_int(account(w, rows[i].query), rows[i].want))
			tap_note("%s", rows[i].query);
	ok(lies("cur/1763712000.M1P1.host:2,S"));
	ok(lies("cur/1763712000.M2P1.host:2,S"));
	ok(lies("cur/1763712000.M3P1.host:2,S"));
	ok(!lies("new/1763712000.M1P1.host"));
}

TEST(a_maildir_is_taken_once)
{
	struct world w;
	struct ran r = {0};

	begin(&w);
	RUN(&w, &r, "mail", "take", maildir, "--dry-run", NOW);
	is_int(r.code, 0);
	ok(has(&r.out, "M1P1.host.eml: reply, of notice "));
	ok(has(&r.out, "M2P1.host.eml: reply, about no mail of ours"));
	ok(has(&r.out, "M3P1.host.eml: bounced 5.1.1, of notice "));
	is_int(account(&w, "SELECT count(*) FROM returned"), 0);
	ok(lies("new/1763712000.M1P1.host"));
	RUN(&w, &r, "mail", "take", maildir, NOW);
	is_int(r.code, 0);
	ok(has(&r.out, "mails read: 3, taken before: 0\n"));
	ok(has(&r.out, "1 about no mail of ours\n"));
	is_all_taken(&w);
	RUN(&w, &r, "mail", "take", maildir, NOW);
	ok(has(&r.out, "mails read: 0, taken before: 3\n"));
	is_all_taken(&w);
	RUN(&w, &r, "mail", "returned", NOW);
	ok(has(&r.out, "jan@bakker.example: Gebeld."));
	RUN(&w, &r, "status", NOW);
	ok(has(&r.out, "Came back   1 bounced, 1 reply, in 30 days"));
	ran_free(&r);
}

/* The mails found by the setting, or named. */
static void
crashed(const char *point, bool set)
{
	struct world w;
	struct ran r = {0};
	const char *word = set ? "--crash-at" : maildir;

	begin(&w);
	if (set)
		setting_put(&w, maildir);
	if (set)
		RUN(&w, &r, "mail", "take", word, point, NOW);
	else
		RUN(&w, &r, "mail", "take", word, "--crash-at", point, NOW);
	if (!is_int(r.code, 70))
		tap_note("at %s", point);
	ok(accounts_hold(&w));
	if (set)
		RUN(&w, &r, "mail", "take", NOW);
	else
		RUN(&w, &r, "mail", "take", maildir, NOW);
	is_int(r.code, 0);
	is_all_taken(&w);
	ran_free(&r);
}

TEST(every_point_is_survived)
{
	crashed("take-read", true);
	crashed("take-read:3", false);
	crashed("take-done", false);
	crashed("take-done:3", true);
}

TEST(serve_takes_it_by_itself)
{
	struct world w;
	struct ran r = {0};

	begin(&w);
	setting_put(&w, maildir);

	struct started s =
	    binary_start(&w, NULL, (const char *const[]){"serve", NOW, NULL});

	ok(binary_says(s.err, "the keeper takes commands\n"));
	for (int ms = 0;
	     ms < PATIENCE_MS && !lies("cur/1763712000.M3P1.host:2,S");
	     ms += 50)
		pause_ms(50);
	kill(s.pid, SIGTERM);
	if (!ok(binary_ends(&s, &r, ENDS_MS))) {
		kill(s.pid, SIGKILL);
		binary_end(&s, &r);
	}
	is_int(r.code, 0);
	is_all_taken(&w);
	ran_free(&r);
}

TEST(what_cannot_be_read_is_told_once)
{
	struct world w;
	struct ran r = {0};
	struct buf b = {0};

	begin(&w);
	for (int i = 0; i < 40; i++)
		buf_fmt(&b,
		    "Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n", i,
		    i);
	put("1763712000.M0P1.host", buf_cstr(&b));
	RUN(&w, &r, "mail", "take", maildir, NOW);
	is_int(r.code, 1);
	ok(has(&r.err,
	    "M0P1.host.eml: the mail has mails in it more than 16 "
	    "deep"));
	ok(has(&r.out, "mails read: 4,"));
	RUN(&w, &r, "mail", "take", maildir, NOW);
	is_int(r.code, 0);
	ok(has(&r.out, "mails read: 0, taken before: 4\n"));
	buf_free(&b);
	ran_free(&r);
}

TEST(a_folder_that_is_none)
{
	struct world w;
	struct ran r = {0};

	begin(&w);
	RUN(&w, &r, "mail", "take", NOW);
	is_int(r.code, 1);
	ok(has(&r.err,
	    "which mails? name a Maildir, or set mail-folder in "
	    "dijkwacht.conf\n"));
	setting_put(&w, "/nonexistent");
	RUN(&w, &r, "mail", "take", NOW);
	is_int(r.code, 1);
	ok(has(&r.err, "mail-folder /nonexistent cannot be read: "));
	RUN(&w, &r, "doctor", NOW);
	ok(has(&r.out, "mail-folder: /nonexistent/new cannot be written in"));
	ran_free(&r);
}
