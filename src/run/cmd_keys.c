/* cmd_keys: the keys on paper, and the proof that the paper is enough */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/time.h"
#include "evidence/chunk.h"
#include "evidence/vault.h"
#include "run/commands.h"
#include "run/escrow.h"
#include "run/job.h"
#include "run/output_file.h"
#include "run/rotating.h"
#include "run/secret_line.h"
#include "run/sheet.h"
#include "store/keys.sql.h"
#include "store/person.sql.h"
#include "store/store.sql.h"

/* What lies in the key folder. */

static const struct sheet_column columns[] = {
    {"file", "file"},
    {"made", "made"},
    {"what for", "purpose"},
};

/* clang-format off */
static const struct {
	const char *name, *purpose;
} purposes[] = {
	{SEAL_KEY_FILE, "opens the store and the evidence; in the escrow"},
	{BACKUP_KEY_FILE, "opens backups; in the escrow"},
	{"mail.password", "the login at the mail server; ask it anew"},
	{"smime.crt", "certificate for signed mail; ask it anew"},
	{"smime.key", "signs mail; made anew with the certificate"},
	{"openpgp.asc", "signs mail; make it anew"},
};
/* clang-format on */

static struct str
purpose_of(const char *name)
{
	for (size_t i = 0; i < sizeof(purposes) / sizeof(*purposes); i++)
		if (strcmp(purposes[i].name, name) == 0)
			return str_of(purposes[i].purpose);
	if (str_starts(str_of(name), STR("dkim")))
		return STR("signs mail; `dijkwacht mail keys` makes it anew");
	if (str_starts(str_of(name), STR(KEYS_UNTIL)))
		return STR("the keys of before that day, for backups of then");
	return STR("not known to this program");
}

static int
name_cmp(const void *a, const void *b)
{
	const struct str *const x = a, *const y = b;

	return str_cmp(*x, *y);
}

static void
files_list(struct job *job, struct sheet *s, DIR *d)
{
	struct buf names = {0};
	struct stat st;

	for (struct dirent *e; (e = readdir(d)) != NULL;) {
		struct str name = arena_str(&job->a, str_of(e->d_name));
		if (name.p[0] != '.')
			buf_put(&names, &name, sizeof(name));
	}

	struct str *name = (struct str *)(void *)names.p;
	size_t n = names.n / sizeof(*name);

	if (n > 0)
		qsort(name, n, sizeof(*name), name_cmp);
	for (size_t i = 0; i < n; i++) {
		const char *text = arena_cstr(&job->a, name[i]);
		if (fstatat(dirfd(d), text, &st, AT_SYMLINK_NOFOLLOW) != 0)
			continue;
		sheet_str(s, name[i]);
		sheet_time(s, st.st_mtime);
		sheet_str(s, purpose_of(text));
	}
	buf_free(&names);
}

static int
run_list(struct job *job)
{
	enum sheet_format format;
	struct sheet s;

	if (!sheet_format_ask(job, &format))
		return 2;

	const char *folder = service_key_folder(job->sv);
	DIR *d = opendir(folder);

	if (d == NULL) {
		job_err(job, "cannot open %s: %s\n", folder, strerror(errno));
		return 1;
	}
	sheet_begin(
	    &s, job, format, columns, sizeof(columns) / sizeof(*columns));
	files_list(job, &s, d);
	closedir(d);
	sheet_end(&s);
	return 0;
}

/* Escrow. */

static enum err
roots_read(struct job *job, struct escrow *e, struct why *w)
{
	struct service sv;
	enum err err = service_open(&sv, job->path, SERVICE_READ, w);
	int dir = -1;

	if (err == OK) {
		const char *folder = service_key_folder(&sv);
		dir = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
		if (dir < 0)
			err = why_set(w, ERR_IO, "cannot open %s: %s", folder,
			    strerror(errno));
	}
	if (err == OK)
		err = seal_root_read(dir, SEAL_KEY_FILE, e->seal, w);
	if (err == OK)
		err = seal_root_read(dir, BACKUP_KEY_FILE, e->backup, w);
	if (dir >= 0)
		close(dir);
	service_close(&sv);
	return err;
}

/* In the asking process: the keeper writes in its own folder only, and no
 * other process has to know the passphrase. */
static int
before_escrow(struct job *job)
{
	char phrase[ESCROW_PHRASE + 1];
	struct output_file o;
	struct escrow e = {0};
	struct buf text = {0};
	struct why w = {0};
	enum err err = roots_read(job, &e, &w);

	if (err == OK)
		err = output_begin(&o, job->call->word[0], false, &w);
	if (err != OK) {
		seal_forget(&e, sizeof(e));
		return job_why(job, &w);
	}
	escrow_phrase(phrase);
	escrow_put(&text, &e, str_of(phrase));

	bool fine = file_write(o.fd, text.p, text.n);

	seal_forget(&e, sizeof(e));
	buf_free(&text);
	if (output_end(&o, fine, &w) != OK)
		return job_why(job, &w);
	job_out(job,
	    "the keys are in %.*s, sealed with this passphrase, which is shown "
	    "once and kept nowhere:\n\n    %s\n\nprint the one, write down the "
	    "other, and keep them in two places; then try them: `dijkwacht "
	    "keys drill %.*s`\n",
	    STR_ARG(job->call->word[0]), phrase, STR_ARG(job->call->word[0]));
	seal_forget(phrase, sizeof(phrase));
	return 0;
}

/* Drill and recovery. */

static enum err
sheet_open(struct job *job, struct escrow *e, struct why *w)
{
	const char *file = arena_cstr(&job->a, job->call->word[0]);
	struct secret_line phrase;
	struct buf text = {0};
	enum err err = file_slurp(AT_FDCWD, file, ESCROW_MAX, &text);

	w->file = str_of(file);
	if (err == ERR_LIMIT)
		err = why_set(w, err, "is too large for a sheet with keys");
	else if (err != OK)
		err = why_set(w, err, "cannot be read: %s", strerror(errno));
	if (err == OK)
		err = secret_line_ask(&phrase, "passphrase: ", w);
	if (err == OK) {
		err = escrow_read(
		    e, buf_all(&text), secret_line_text(&phrase), w);
		seal_forget(&phrase, sizeof(phrase));
	}
	buf_free(&text);
	return err;
}

/* How many rows open; -1: one does not. */
static int64_t
rows_open(struct sql *db, const struct seal *seal)
{
	struct sql_cursor c;
	struct keys_sealed_row row;
	struct buf plain = {0}, context = {0};
	int64_t n = 0;

	keys_sealed(db, &c);
	while (n >= 0 && keys_sealed_next(&c, &row)) {
		buf_reset(&plain);
		buf_reset(&context);
		buf_fmt(&context, "%.*s:%lld", STR_ARG(row.column_text),
		    (long long)row.id);
		n = seal_get(&plain, seal, buf_all(&context), row.name_sealed)
		    ? n + 1
		    : -1;
	}
	sql_cursor_end(&c);
	seal_forget(plain.p, plain.n);
	buf_free(&plain);
	buf_free(&context);
	return n;
}

/* True also where there is no evidence yet. */
static bool
evidence_opens(struct sql *db, int folder, const struct seal *seal)
{
	struct keys_chunk_row row;
	struct chunk_reader r;
	struct buf file = {0};
	struct why w = {0};

	if (!keys_chunk(db, &row))
		return true;

	bool opens = vault_get(folder, row.file, &file) == OK;

	if (opens) {
		opens = chunk_open(&r, seal, buf_all(&file), &w) == OK;
		chunk_close(&r);
	}
	buf_free(&file);
	return opens;
}

/* The zone of the service is not known here: days are UTC's. */
static enum err
not_these(struct sql *db, struct why *w)
{
	int64_t rotated = audit_last(db, STR("keys rotate"));
	struct buf day = {0};

	if (rotated == SQL_NULL_I64)
		return why_set(w, ERR_REFUSED,
		    "the sheet holds keys, and not those of this service: it "
		    "is of another one");
	day_put(&day, day_of_time(rotated));
	why_set(w, ERR_REFUSED,
	    "the sheet does not hold the keys of now: new ones were made on "
	    "%.*s; make a new sheet with `dijkwacht keys escrow`, and keep an "
	    "old one as long as backups of before that day",
	    STR_ARG(buf_all(&day)));
	buf_free(&day);
	return ERR_REFUSED;
}

static enum err
drilled(struct job *job, const struct escrow *e, int64_t *rows, struct why *w)
{
	struct buf path = {0};
	struct sql *db = NULL;
	struct seal seal;
	int folder = open(job->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	buf_fmt(&path, "%s/store.db", job->path);
	w->file = (struct str){0};

	enum err err = sql_open(&db, arena_cstr(&job->a, buf_all(&path)),
	    &store_schema, SQL_READ, w);

	buf_free(&path);
	seal_init(&seal, e->seal);
	*rows = err == OK ? rows_open(db, &seal) : 0;
	if (err == OK && (*rows < 0 || !evidence_opens(db, folder, &seal)))
		err = not_these(db, w);
	seal_wipe(&seal);
	sql_close(db);
	if (folder >= 0)
		close(folder);
	return err;
}

static int
before_drill(struct job *job)
{
	struct escrow e = {0};
	struct why w = {0};
	int64_t rows = 0;
	enum err err = sheet_open(job, &e, &w);

	if (err == OK)
		err = drilled(job, &e, &rows, &w);
	seal_forget(&e, sizeof(e));
	if (err != OK)
		return job_why(job, &w);
	job_out(job,
	    "the sheet and its passphrase are enough: they open %lld sealed "
	    "values of the store, and the newest evidence\n",
	    (long long)rows);
	return 0;
}

/* What was tried, and when, is in the audit log. */
static int
run_noted(struct job *job)
{
	struct store *s = &job->sv->store;

	sql_begin(s->db);
	store_audit(s, job_person(job), job->now,
	    str_of(job->call->command->name), (struct str){0});
	sql_commit(s->db);
	return 0;
}

static void
root_place(int dir, const char *name, const unsigned char *root)
{
	struct buf hex = {0};

	for (size_t i = 0; i < SEAL_ROOT; i++)
		buf_fmt(&hex, "%02x", root[i]);
	buf_char(&hex, '\n');
	file_place(dir, name, buf_all(&hex), 0600);
	seal_forget(hex.p, hex.n);
	buf_free(&hex);
}

static bool
is_there(int dir, const char *name)
{
	return faccessat(dir, name, F_OK, 0) == 0;
}

/* dir is path, opened. */
static int
recover_into(struct job *job, int dir, const char *path)
{
	struct escrow e = {0};
	struct why w = {0};

	if (is_there(dir, SEAL_KEY_FILE) || is_there(dir, BACKUP_KEY_FILE)) {
		job_err(job,
		    "%s holds keys already: they are not written over\n", path);
		return 1;
	}
	if (sheet_open(job, &e, &w) != OK)
		return job_why(job, &w);
	root_place(dir, SEAL_KEY_FILE, e.seal);
	root_place(dir, BACKUP_KEY_FILE, e.backup);
	seal_forget(&e, sizeof(e));
	job_out(job,
	    "%s holds " SEAL_KEY_FILE " and " BACKUP_KEY_FILE
	    " again; next: `dijkwacht restore --keys %s BACKUP`\n",
	    path, path);
	return 0;
}

static int
run_recover(struct job *job)
{
	struct str to = call_value(job->call, "to");

	if (to.n == 0) {
		job_err(job, "--to DIR: where to put the keys\n");
		return 2;
	}

	const char *path = arena_cstr(&job->a, to);

	folder_make(AT_FDCWD, path);

	int dir = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (dir < 0)
		die_errno("cannot open %s", path);

	int code = recover_into(job, dir, path);

	close(dir);
	return code;
}

static const struct option list_options[] = {
    {"format", "table|csv|json", "for people (preset), or for programs"},
    {0},
};
static const struct option recover_options[] = {
    {"to", "DIR", "the new key folder"},
    {0},
};

const struct command command_keys_drill = {
    .name = "keys drill",
    .example = "keys-on-paper.txt",
    .args = "SHEET",
    .about = "prove that the sheet of `keys escrow` opens this service",
    .least = 1,
    .most = 1,
    .place = PLACE_KEEPER,
    .more = "Asks for the passphrase (or reads it from standard input), opens "
	    "the store and the evidence with the keys of the sheet, and "
	    "changes nothing. `status` and `doctor` tell when that was done "
	    "last: do it once a year, with the sheet from the safe.",
    .before = before_drill,
    .run = run_noted,
};

const struct command command_keys_escrow = {
    .name = "keys escrow",
    .example = "keys-on-paper.txt",
    .args = "SHEET",
    .about = "write the keys to a sheet for the safe, sealed with a passphrase",
    .least = 1,
    .most = 1,
    .place = PLACE_KEEPER,
    .more = "Without seal.key nothing of the service can be read, and without "
	    "backup.key no backup. The sheet is text to print: it can be typed "
	    "in again, and each line has a check. The passphrase is made here, "
	    "and shown once.",
    .before = before_escrow,
    .run = run_noted,
};

const struct command command_keys_list = {
    .name = "keys list",
    .example = "",
    .args = "",
    .about = "list the key folder: what each file is for",
    .place = PLACE_READER,
    .options = list_options,
    .run = run_list,
};

const struct command command_keys_recover = {
    .name = "keys recover",
    .example = "keys-on-paper.txt",
    .args = "SHEET",
    .about = "make the keys again from the sheet of `keys escrow`",
    .least = 1,
    .most = 1,
    .place = PLACE_BARE,
    .options = recover_options,
    .more = "Asks for the passphrase, or reads it from standard input. Keys "
	    "that are there are never written over.",
    .run = run_recover,
};
