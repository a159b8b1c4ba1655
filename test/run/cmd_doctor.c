/* tests of run/cmd_doctor: what is in order, and what is not */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "run/jail.h"
#include "run/keeper.h"
#include "test/run/world.h"
#include "test/tap.h"

/* A build with sanitizers has no jail to prove: always a problem. */
static bool
jail_holds(void)
{
	struct buf b = {0};
	bool holds = jail_prove(&b);

	buf_free(&b);
	return holds;
}

static const char *
inside(struct world *w, const char *name)
{
	struct buf b = {0};

	buf_fmt(&b, "%s%s", w->path, name);

	const char *path = arena_cstr(&w->a, buf_all(&b));

	buf_free(&b);
	return path;
}

TEST(in_order)
{
	struct world w;

	world_make(&w);
	world_fill(&w);

	int code = RUN(&w, "doctor");

	ok(said(&w.out, "ok       folder"));
	ok(said(&w.out, "ok       settings    dijkwacht.conf reads well"));
	ok(said(&w.out, "ok       zone        the clock is that of Europe/"));
	ok(said(&w.out, ".key is outside the folder; keep a copy elsewhere"));
	ok(said(&w.out, "ok       key         opens what is in the store"));
	ok(said(&w.out, "ok       keeper      none is running"));
	ok(said(&w.out, "ok       store.db    sound, schema step 1"));
	ok(said(&w.out, "ok       secret.db   sound, schema step 1"));
	ok(said(&w.out, "ok       evidence    5 chunks in the ledger"));
	ok(said(&w.out, "ok       suffixes    the Public Suffix List"));
	ok(said(&w.out, "parse: reads one input"));
	if (jail_holds()) {
		is_int(code, 0);
		ok(said(&w.out, "ok       jail"));
		ok(said(&w.out, "parse tried to open a socket: stopped"));
		ok(said(&w.out, "\nall is in order\n"));
	} else {
		is_int(code, 1);
		ok(said(&w.out, "problem  jail"));
	}
	world_free(&w);
}

TEST(no_service)
{
	struct world w = {.path = "/nonexistent/service"};

	is_int(RUN(&w, "doctor"), 1);
	ok(said(&w.out,
	    "problem  folder      cannot be opened: "
	    "/nonexistent/service: No such file or directory\n"
	    "                     -> make a service there with "
	    "`dijkwacht init --folder /nonexistent/service`"));
}

/* Runs doctor and wants a problem, or a note, with this said about it. */
static bool
finds(struct world *w, const char *what, const char *todo)
{
	int code = RUN(w, "doctor");
	bool note = str_starts(str_of(what), STR("note"));

	return is_int(code, note && jail_holds() ? 0 : 1) &&
	    said(&w->out, what) && said(&w->out, todo);
}

TEST(others_may_enter)
{
	struct world w;

	world_make(&w);
	is_int(chmod(w.path, 0755), 0);
	ok(finds(&w, "may be entered by others than its user (mode 0755)",
	    "-> chmod 0700 "));
	world_free(&w);
}

TEST(a_part_is_missing)
{
	struct world w;

	world_make(&w);
	is_int(rmdir(inside(&w, "/outbox")), 0);
	ok(finds(&w, "problem  folder      outbox in it is missing",
	    "makes it anew and leaves the rest as it is"));
	world_free(&w);
}

static void
conf_write(struct world *w, const char *text)
{
	file_place(AT_FDCWD, inside(w, "/dijkwacht.conf"), str_of(text), 0600);
}

TEST(settings_do_not_read)
{
	struct world w;

	world_make(&w);
	conf_write(&w, "zone = Europe/Amsterdam\ndigest-hour = 25\n");
	ok(finds(&w,
	    "problem  settings    dijkwacht.conf:2: digest-hour must be from "
	    "0 to 23",
	    "-> mend that line"));
	is_int(unlink(inside(&w, "/dijkwacht.conf")), 0);
	ok(finds(&w, "dijkwacht.conf is not there", "makes a first one"));
	world_free(&w);
}

TEST(pages_that_are_not_shown)
{
	struct world w;

	world_make(&w);
	conf_write(&w, "web-url = https://meld.voorbeeld.example\n");
	ok(finds(&w,
	    "problem  site        mails have links to "
	    "https://meld.voorbeeld.example, and no pages are shown",
	    "set web-listen, or take web-url out"));
	conf_write(&w, "web-listen = 192.0.2.1:8080\n");
	ok(finds(&w, "problem  site        web-listen: \"192.0.2.1:8080\"",
	    "no pages are shown until then"));
	conf_write(&w, "web-listen = localhost:8080\n");
	ok(finds(&w, "problem  site        web-listen: \"localhost:8080\"",
	    "put 127.0.0.1:8080, and a proxy with TLS before it"));
	/* nobody listens on port 1 */
	conf_write(&w, "web-listen = [::1]:1\n");
	RUN(&w, "doctor");
	ok(said(&w.out,
	    "note     site        shows no pages now: `dijkwacht serve` is not "
	    "running"));
	ok(said(&w.out, "it has no security.txt: who finds a weakness in it"));
	ok(said(&w.out, "-> set security-contact, to a mail address"));
	conf_write(&w,
	    "web-listen = [::1]:1\nsecurity-contact = veilig/1@Meld.example\n");
	RUN(&w, "doctor");
	ok(said(&w.out,
	    "ok       site        security.txt names mailto:veilig%2F1@"
	    "meld.example\n"));
	conf_write(&w,
	    "web-listen = [::1]:1\n"
	    "security-contact = http://voorbeeld.example/\n");
	ok(finds(&w, "problem  site        security-contact: \"http://",
	    "-> no security.txt is shown until then"));
	conf_write(&w, "web-url = http://meld.voorbeeld.example\n");
	ok(finds(&w, "web-url: \"http://meld.voorbeeld.example\" is no",
	    "it reads https://meld.voorbeeld.example"));
	conf_write(&w, "web-url = https://voorbeeld.example/meld/\n");
	ok(finds(&w, "web-url: \"https://voorbeeld.example/meld\" is no",
	    "with nothing behind it"));
	world_free(&w);
}

TEST(zone_is_not_known)
{
	struct world w;

	world_make(&w);
	conf_write(&w, "zone = Europe/Atlantis\n");
	ok(finds(&w, "this system knows no \"Europe/Atlantis\"",
	    "install the Debian package tzdata"));
	world_free(&w);
}

TEST(key_may_be_read_by_others)
{
	struct world w;

	world_make(&w);
	is_int(chmod(inside(&w, ".key/seal.key"), 0644), 0);
	ok(finds(&w, "problem  key", "without the key nothing can be read"));
	is_int(chmod(inside(&w, ".key/seal.key"), 0600), 0);
	is_int(chmod(inside(&w, ".key"), 0750), 0);
	ok(finds(&w, ".key may be entered by others than its user (mode 0750)",
	    "-> chmod 0700 "));
	world_free(&w);
}

TEST(key_is_gone)
{
	struct world w;

	world_make(&w);
	is_int(rename(inside(&w, ".key"), inside(&w, ".other")), 0);
	ok(finds(&w, "problem  key", "put the key back"));
	world_free(&w);
}

TEST(key_lies_in_the_folder)
{
	struct world w;
	struct buf b = {0};

	world_make(&w);
	is_int(rename(inside(&w, ".key"), inside(&w, "/key")), 0);
	buf_fmt(&b, "key-folder = %s\n", inside(&w, "/key"));
	conf_write(&w, buf_cstr(&b));
	ok(finds(&w, "lies in the service's own folder",
	    "-> move it elsewhere and set key-folder"));
	buf_free(&b);
	world_free(&w);
}

TEST(key_is_of_another_store)
{
	struct world w;
	struct seal seal;
	struct why why = {0};

	world_make(&w);
	world_fill(&w);
	is_int(unlink(inside(&w, ".key/seal.key")), 0);

	int dir = open(inside(&w, ".key"), O_RDONLY | O_DIRECTORY);

	is_int(seal_key_make(dir, "seal.key"), OK);
	is_int(seal_key_read(dir, "seal.key", &seal, &why), OK);
	close(dir);
	ok(finds(&w, "problem  key         does not open what is in the store",
	    "put the key back that this store was made with"));
	world_free(&w);
}

TEST(a_database_is_no_database)
{
	struct world w;

	world_make(&w);
	service_close(&w.sv);
	/* SQLite would mend it out of its log */
	is_int(unlink(inside(&w, "/secret.db-wal")), 0);
	file_place(AT_FDCWD, inside(&w, "/secret.db"),
	    STR("this is not a database at all, but long enough to be read"),
	    0600);
	ok(finds(&w, "problem  secret.db", "put it back from a backup"));
	is_int(unlink(inside(&w, "/store.db")), 0);
	ok(finds(&w, "problem  store.db", "if there was one, put it back"));
}

TEST(left_by_a_crash)
{
	struct world w;

	world_make(&w);
	world_fill(&w);
	file_place(AT_FDCWD, inside(&w, "/outbox/x.eml.tmp"), STR("x"), 0600);
	ok(finds(&w, "note     left over   outbox/x.eml.tmp was being written",
	    "remove it when no command is running"));
	is_int(unlink(inside(&w, "/outbox/x.eml.tmp")), 0);
	folder_make(AT_FDCWD, inside(&w, "/evidence/2026/02"));
	file_place(AT_FDCWD,
	    inside(&w,
		"/evidence/2026/02/0123456789abcdef0123456789abcdef"
		".chunk"),
	    STR("x"), 0600);
	ok(finds(&w,
	    "note     evidence    no ledger row names evidence/2026/02/"
	    "0123456789abcdef0123456789abcdef.chunk",
	    "the next command that writes puts it aside"));
	world_free(&w);
}

TEST(someone_has_the_lock)
{
	struct world w;
	struct why why = {0};
	int lock;
	char pid[64];

	world_make(&w);
	is_int(keeper_lock(w.path, &lock, &why), OK);
	snprintf(pid, sizeof(pid), "process %d has the folder", (int)getpid());
	ok(finds(&w, "has the folder, and does not answer",
	    "try again; else end that process"));
	/* /proc/locks does not tell on every file system */
	if (str_find_str(buf_all(&w.out), STR("cannot be seen")) == w.out.n)
		ok(said(&w.out, pid));
	close(lock);
	world_free(&w);
}

TEST(nobody_on_call)
{
	struct world w;

	world_make(&w);
	RUN(&w, "doctor");
	ok(said(&w.out, "nobody is now: outside working hours nobody hears"));
	is_int(
	    RUN(&w, "oncall", "add", "Anna", "--mail", "anna@voorbeeld.example",
		"--from", "2026-01-30", "--until", "2026-02-02"),
	    0);
	RUN(&w, "doctor");
	ok(said(&w.out, "on call     somebody is"));
	world_free(&w);
}

TEST(a_proof_that_nobody_looked_at)
{
	struct world w;

	world_make(&w);
	world_fill(&w);
	is_int(RUN(&w, "asset", "prove", "Bakkerij Jansen",
		   "bakkerij-jansen.example", "--seen", "an extract"),
	    0);
	RUN(&w, "doctor");
	ok(str_find_str(buf_all(&w.out), STR("proven asset")) == w.out.n);
	w.now += 396 * (int64_t)86400;
	RUN(&w, "doctor");
	ok(said(&w.out, "1 proven asset nobody looked at for a year"));
	world_free(&w);
}
