/* doctor_folder: the service's folder, its settings, its key and its keeper */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "base/file.h"
#include "base/time.h"
#include "run/doctor.h"
#include "run/keeper.h"
#include "run/rotating.h"
#include "run/site.h"
#include "run/spoken.h"

enum { CONF_MAX = 64 * 1024 };

#define FREE_LEAST ((uint64_t)1000 * 1000 * 1000)

static bool
there_is(struct doctor *d)
{
	d->sv->folder = open(d->job->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (d->sv->folder >= 0)
		return true;
	doctor_says(d, HEALTH_PROBLEM, "folder",
	    errno == ENOENT ? doctor_text(d,
				  "make a service there with `dijkwacht init "
				  "--folder %s`, or name another with --folder",
				  d->job->path)
			    : "run this as the user of the service",
	    "cannot be opened: %s: %s", d->job->path, strerror(errno));
	return false;
}

static void
rights_check(struct doctor *d)
{
	const char *path = d->job->path;
	struct stat st;

	if (fstat(d->sv->folder, &st) != 0)
		die_errno("cannot look at %s", path);
	if (st.st_uid != geteuid())
		doctor_says(d, HEALTH_PROBLEM, "folder",
		    "run this as that user, or give the folder to yours",
		    "%s belongs to user %u, and you are %u", path,
		    (unsigned)st.st_uid, (unsigned)geteuid());
	else if ((st.st_mode & 077) != 0)
		doctor_says(d, HEALTH_PROBLEM, "folder",
		    doctor_text(d, "chmod 0700 %s", path),
		    "%s may be entered by others than its user (mode %04o)",
		    path, (unsigned)st.st_mode & 07777);
	else
		doctor_says(d, HEALTH_OK, "folder", NULL,
		    "%s, for its user only", path);
}

static void
parts_check(struct doctor *d)
{
	static const char *const parts[] = {
	    "evidence", "inbox", "inbox/done", "inbox/failed", "outbox", "run"};
	struct stat st;

	for (size_t i = 0; i < sizeof(parts) / sizeof(*parts); i++)
		if (fstatat(d->sv->folder, parts[i], &st, 0) != 0 ||
		    !S_ISDIR(st.st_mode))
			doctor_says(d, HEALTH_PROBLEM, "folder",
			    doctor_text(d,
				"`dijkwacht init --folder %s` makes it "
				"anew and leaves the rest as it is",
				d->job->path),
			    "%s in it is missing", parts[i]);
}

/* What a write that was broken off left. */
static void
left_overs_check(struct doctor *d, const char *part)
{
	int fd =
	    openat(d->sv->folder, part, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *dir = fd < 0 ? NULL : fdopendir(fd);

	if (dir == NULL)
		return;
	for (struct dirent *e; (e = readdir(dir)) != NULL;)
		if (str_ends(str_of(e->d_name), STR(".tmp")))
			doctor_says(d, HEALTH_NOTE, "left over",
			    "nothing needs it; remove it when no command is "
			    "running",
			    "%s/%s was being written when something broke "
			    "off",
			    part, e->d_name);
	closedir(dir);
}

/* New keys that were being made. */
static void
rotation_check(struct doctor *d)
{
	if (rotated_is(d->sv->folder))
		doctor_says(d, HEALTH_PROBLEM, "keys",
		    "`dijkwacht keys rotate` finishes it; nothing else works "
		    "until then",
		    "new keys were made, and that was broken off at its end");
	else if (!d->keeper && faccessat(d->sv->folder, ROTATING, F_OK, 0) == 0)
		doctor_says(d, HEALTH_NOTE, "keys",
		    "run `dijkwacht keys rotate` again; the next command that "
		    "writes takes away what it left",
		    "new keys were being made when something broke off");
}

static void
settings_check(struct doctor *d)
{
	struct buf text = {0};
	struct why w = {0};
	enum err e =
	    file_slurp(d->sv->folder, "dijkwacht.conf", CONF_MAX, &text);

	settings_init(&d->sv->settings);
	if (e == OK)
		e = settings_read(&d->sv->settings, &d->sv->a,
		    arena_str(&d->sv->a, buf_all(&text)), &w);
	else if (e == ERR_ABSENT)
		why_set(&w, e, "is not there");
	else
		why_set(&w, e, "cannot be read (%s)", err_name(e));
	buf_free(&text);
	d->settings = e == OK;
	if (e == OK)
		doctor_says(d, HEALTH_OK, "settings", NULL,
		    "dijkwacht.conf reads well");
	else if (w.line > 0)
		doctor_says(d, HEALTH_PROBLEM, "settings", "mend that line",
		    "dijkwacht.conf:%llu: %s", (unsigned long long)w.line,
		    w.rule);
	else
		doctor_says(d, HEALTH_PROBLEM, "settings",
		    doctor_text(d,
			"`dijkwacht init --folder %s` makes a first one",
			d->job->path),
		    "dijkwacht.conf %s", w.rule);
}

static void
zone_check(struct doctor *d)
{
	struct str zone = d->sv->settings.text[SETTING_ZONE];

	if (zone_set(zone) == OK)
		doctor_says(d, HEALTH_OK, "zone", NULL,
		    "the clock is that of %.*s", STR_ARG(zone));
	else
		doctor_says(d, HEALTH_PROBLEM, "zone",
		    "install the Debian package tzdata, or set zone in "
		    "dijkwacht.conf to one such as Europe/Amsterdam",
		    "this system knows no \"%.*s\"", STR_ARG(zone));
}

/* A copy of the folder must not hold its key. */
static bool
is_inside(const char *inner, const char *outer)
{
	char in[PATH_MAX], out[PATH_MAX];

	if (realpath(inner, in) == NULL || realpath(outer, out) == NULL)
		return false;

	struct str rest = str_of(in), top = str_of(out);

	return str_starts(rest, top) &&
	    (rest.n == top.n || rest.p[top.n] == '/');
}

static void
key_rights_check(struct doctor *d, const char *name, int dir)
{
	struct stat st;

	if (is_inside(name, d->job->path))
		doctor_says(d, HEALTH_PROBLEM, "key",
		    "move it elsewhere and set key-folder in dijkwacht.conf",
		    "%s lies in the service's own folder: who copies that has "
		    "both the locks and the key",
		    name);
	if (fstat(dir, &st) == 0 && (st.st_mode & 077) != 0)
		doctor_says(d, HEALTH_PROBLEM, "key",
		    doctor_text(d, "chmod 0700 %s", name),
		    "%s may be entered by others than its user (mode %04o)",
		    name, (unsigned)st.st_mode & 07777);
}

/* A backup is made with it, and opened by nothing else. */
static void
backup_key_check(struct doctor *d, const char *name, int dir)
{
	struct backup_key key;
	struct why w = {0};

	if (backup_key_read(dir, &key, &w) == OK)
		doctor_says(d, HEALTH_OK, "backup", NULL,
		    "%s/%s is there; keep a copy elsewhere too, without it no "
		    "backup can be opened",
		    name, BACKUP_KEY_FILE);
	else
		doctor_says(d, HEALTH_PROBLEM, "backup",
		    w.err == ERR_ABSENT
			? doctor_text(d,
			      "`dijkwacht init --folder %s` makes one; older "
			      "backups need the one they were made with",
			      d->job->path)
			: "mend that: without it no backup can be made",
		    "%s/%s: %s", name, BACKUP_KEY_FILE, w.rule);
	seal_forget(&key, sizeof(key));
}

static void
backup_folder_check(struct doctor *d)
{
	struct str set = d->sv->settings.text[SETTING_BACKUP_FOLDER];
	const char *path = doctor_text(d, "%.*s", STR_ARG(set));

	if (!d->settings || set.n == 0)
		return;
	if (access(path, R_OK | W_OK | X_OK) == 0)
		doctor_says(d, HEALTH_OK, "backup", NULL,
		    "one is put in %s each night while `dijkwacht serve` runs",
		    path);
	else
		doctor_says(d, HEALTH_PROBLEM, "backup",
		    "make that folder, for this user; then start `dijkwacht "
		    "serve` again",
		    "backup-folder %s cannot be written in: %s", path,
		    strerror(errno));
}

/* Keys of before are worth stealing as long as they lie there. */
static void
former_key_check(struct doctor *d, const char *folder, const char *name)
{
	struct str from = str_from(str_of(name), sizeof(KEYS_UNTIL) - 1);
	uint64_t keep = (uint64_t)d->sv->settings.number[SETTING_BACKUP_KEEP];
	int32_t day;

	if (!str_starts(str_of(name), STR(KEYS_UNTIL)) ||
	    !day_read(str_upto(from, sizeof("2026-01-31") - 1), &day))
		return;

	bool over = day_of_time(d->job->now) > day + (int64_t)keep;

	doctor_says(d, over ? HEALTH_NOTE : HEALTH_OK, "key",
	    over ? "remove it, and the sheet of then, unless you keep a backup "
		   "that is older"
		 : NULL,
	    "%s/%s opens backups of before that day", folder, name);
}

static void
former_keys_check(struct doctor *d, const char *folder, int dir)
{
	int fd = openat(dir, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *all = fd < 0 ? NULL : fdopendir(fd);

	if (all == NULL)
		return;
	for (struct dirent *e; (e = readdir(all)) != NULL;)
		former_key_check(d, folder, e->d_name);
	closedir(all);
}

static void
key_check(struct doctor *d)
{
	const char *name = service_key_folder(d->sv);
	int dir = open(name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	struct why w = {0};

	if (dir < 0) {
		doctor_says(d, HEALTH_PROBLEM, "key",
		    "put the key back, or set key-folder in dijkwacht.conf; "
		    "without the key nothing can be read",
		    "%s cannot be opened: %s", name, strerror(errno));
		return;
	}
	key_rights_check(d, name, dir);
	d->key = seal_key_read(dir, "seal.key", &d->sv->seal, &w) == OK;
	backup_key_check(d, name, dir);
	former_keys_check(d, name, dir);
	close(dir);
	if (d->key)
		doctor_says(d, HEALTH_OK, "key", NULL,
		    "%s is outside the folder; keep a copy elsewhere", name);
	else
		doctor_says(d, HEALTH_PROBLEM, "key",
		    "without the key nothing can be read", "%s: %s", name,
		    w.rule);
}

static void
space_check(struct doctor *d)
{
	struct statvfs v;
	struct buf b = {0};

	if (fstatvfs(d->sv->folder, &v) != 0)
		die_errno("cannot look at the disk of %s", d->job->path);

	uint64_t left = (uint64_t)v.f_bavail * v.f_frsize;
	bool little = left < FREE_LEAST;

	spoken_bytes(&b, left);
	doctor_says(d, little ? HEALTH_PROBLEM : HEALTH_OK, "disk",
	    little ? "free some space; the service stops when the disk is "
		     "full, and loses nothing"
		   : NULL,
	    "%.*s free", STR_ARG(buf_all(&b)));
	buf_free(&b);
}

/* The process that took the lock, from /proc/locks; 0 where that does not
 * tell ("1: FLOCK  ADVISORY  WRITE 4711 08:01:123456 0 EOF"). */
static unsigned
holder_of(int folder)
{
	struct stat st;
	struct buf text = {0};
	unsigned found = 0;
	char want[64];

	if (fstatat(folder, "run/keeper.lock", &st, 0) != 0 ||
	    file_slurp(AT_FDCWD, "/proc/locks", 1 << 20, &text) != OK) {
		buf_free(&text);
		return 0;
	}
	snprintf(want, sizeof(want), " %02x:%02x:%llu ", major(st.st_dev),
	    minor(st.st_dev), (unsigned long long)st.st_ino);

	struct str rest = buf_all(&text), line, word;

	while (found == 0 && str_split(&rest, '\n', &line)) {
		struct str before =
		    str_upto(line, str_find_str(line, str_of(want)));
		uint64_t pid = 0;
		if (before.n == line.n)
			continue;
		while (str_split(&before, ' ', &word))
			if (!str_u64(word, INT32_MAX, &pid))
				pid = 0;
		found = (unsigned)pid;
	}
	buf_free(&text);
	return found;
}

static void
keeper_check(struct doctor *d)
{
	struct why w = {0};
	int lock;
	enum err e = keeper_lock(d->job->path, &lock, &w);

	if (e == OK) {
		close(lock);
		doctor_says(d, HEALTH_OK, "keeper", NULL,
		    "none is running; a command that writes starts one");
		return;
	}
	if (e != ERR_BUSY) {
		doctor_says(d, HEALTH_PROBLEM, "keeper",
		    "without its lock nothing can be written", "%s", w.rule);
		return;
	}
	d->keeper = true;

	int fd = keeper_connect(d->job->path);
	unsigned pid = holder_of(d->sv->folder);
	const char *who = pid == 0 ? "a process that cannot be seen from here"
				   : doctor_text(d, "process %u", pid);

	if (fd >= 0)
		doctor_says(d, HEALTH_OK, "keeper", NULL,
		    "one is running (%s), and takes commands", who);
	else
		doctor_says(d, HEALTH_PROBLEM, "keeper",
		    "it may be starting or ending: try again; else end that "
		    "process, what was committed is kept",
		    "%s has the folder, and does not answer", who);
	if (fd >= 0)
		close(fd);
}

/* Who finds a weakness in the pages has to know whom to tell. */
static void
security_check(struct doctor *d)
{
	struct str set = d->sv->settings.text[SETTING_SECURITY_CONTACT];
	struct buf uri = {0};
	struct why w = {0};

	if (site_contact(set, &uri, &w) != OK)
		doctor_says(d, HEALTH_PROBLEM, "site",
		    "no security.txt is shown until then", "%s", w.rule);
	else if (set.n == 0)
		doctor_says(d, HEALTH_NOTE, "site",
		    "set security-contact, to a mail address that is read",
		    "it has no security.txt: who finds a weakness in it cannot "
		    "tell you");
	else
		doctor_says(d, HEALTH_OK, "site", NULL,
		    "security.txt names %.*s", STR_ARG(buf_all(&uri)));
	buf_free(&uri);
}

static void
site_check(struct doctor *d)
{
	struct str listen = d->sv->settings.text[SETTING_WEB_LISTEN];
	struct str url = d->sv->settings.text[SETTING_WEB_URL];
	struct why w = {0};

	if (listen.n == 0 && url.n > 0)
		doctor_says(d, HEALTH_PROBLEM, "site",
		    "set web-listen, or take web-url out",
		    "mails have links to %.*s, and no pages are shown",
		    STR_ARG(url));
	if (listen.n == 0)
		return;
	security_check(d);
	if (site_address_check(listen, &w) != OK)
		doctor_says(d, HEALTH_PROBLEM, "site",
		    "no pages are shown until then", "%s", w.rule);
	else if (site_answers(listen))
		doctor_says(d, HEALTH_OK, "site", NULL, "answers on %.*s",
		    STR_ARG(listen));
	else if (!d->keeper)
		doctor_says(d, HEALTH_NOTE, "site", NULL,
		    "shows no pages now: `dijkwacht serve` is not running");
	else
		doctor_says(d, HEALTH_PROBLEM, "site",
		    "the log of `dijkwacht serve` says why; is another program "
		    "there?",
		    "does not answer on %.*s", STR_ARG(listen));
}

void
doctor_folder(struct doctor *d)
{
	*d->sv = (struct service){.path = d->job->path, .folder = -1};
	arena_init(&d->sv->a, 0);
	if (!there_is(d))
		return;
	rights_check(d);
	parts_check(d);
	settings_check(d);
	if (d->settings)
		zone_check(d);
	key_check(d);
	backup_folder_check(d);
	space_check(d);
	keeper_check(d);
	rotation_check(d);
	if (d->settings)
		site_check(d);
	if (!d->keeper) {
		left_overs_check(d, ".");
		left_overs_check(d, "outbox");
	}
}
