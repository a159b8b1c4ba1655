/* service: the folder a service lives in, opened */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "run/service.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/time.h"
#include "finding/topic.h"
#include "run/keeper.h"
#include "run/mail_keys.h"
#include "run/rotating.h"
#include "store/instance.sql.h"
#include "store/secret.sql.h"
#include "store/store.sql.h"
#include "value/domain.h"

enum { CA_MAX = 48 * 1024 }; /* as frames carry it */
enum { CONF_MAX = 64 * 1024 };

static const char conf_first[] =
    "# Settings of this service; `dijkwacht help settings` explains them.\n"
    "# zone = Europe/Amsterdam\n";

static char *
path_under(struct arena *a, const char *folder, const char *name)
{
	char path[PATH_ROOM];

	if ((size_t)snprintf(path, sizeof(path), "%s%s", folder, name) >=
	    sizeof(path))
		die("the path of the folder is too long: %s", folder);
	return arena_cstr(a, str_of(path));
}

static struct str
without_slash(const char *path)
{
	struct str s = str_of(path);

	while (s.n > 1 && s.p[s.n - 1] == '/')
		s.n--;
	return s;
}

const char *
service_key_folder(struct service *sv)
{
	struct str set = sv->settings.text[SETTING_KEY_FOLDER];

	if (set.n > 0)
		return arena_cstr(&sv->a, set);
	return path_under(
	    &sv->a, arena_cstr(&sv->a, without_slash(sv->path)), ".key");
}

static enum err
folder_open(struct service *sv, const char *path, struct why *w)
{
	sv->path = path;
	sv->folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (sv->folder >= 0)
		return OK;
	if (errno == ENOENT)
		return why_set(w, ERR_ABSENT,
		    "there is no service in %s: make one with `dijkwacht init "
		    "--folder %s`",
		    path, path);
	return why_set(
	    w, ERR_IO, "cannot open the folder %s: %s", path, strerror(errno));
}

static enum err
settings_load(struct service *sv, struct why *w)
{
	struct buf text = {0};
	enum err e = file_slurp(sv->folder, "dijkwacht.conf", CONF_MAX, &text);

	settings_init(&sv->settings);
	if (e == ERR_ABSENT)
		return why_set(w, e,
		    "there is no service in %s: make one with "
		    "`dijkwacht init --folder %s`",
		    sv->path, sv->path);
	w->file = STR("dijkwacht.conf");
	if (e == OK)
		e = settings_read(&sv->settings, &sv->a,
		    arena_str(&sv->a, buf_all(&text)), w);
	else if (e == ERR_LIMIT)
		e = why_set(w, e,
		    "is larger than %d bytes; keep the settings only",
		    CONF_MAX);
	else
		e = why_set(w, e, "cannot be read: %s", strerror(errno));
	buf_free(&text);
	if (e == OK && zone_set(sv->settings.text[SETTING_ZONE]) != OK)
		e = why_set(w, ERR_ABSENT,
		    "zone: this system knows no \"%.*s\"; try Europe/Amsterdam",
		    STR_ARG(sv->settings.text[SETTING_ZONE]));
	if (e == OK)
		w->file = (struct str){0};
	return e;
}

static enum err
key_load(struct service *sv, struct why *w)
{
	const char *name = service_key_folder(sv);
	int dir = open(name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (dir < 0)
		return why_set(w, ERR_ABSENT,
		    "the key folder %s cannot be opened: %s; put the keys "
		    "back, "
		    "without them nothing can be read",
		    name, strerror(errno));

	enum err e = seal_key_read(dir, "seal.key", &sv->seal, w);
	struct why none = {0}; /* only a backup needs it, and says so */

	if (e == OK)
		sv->backup_key_there =
		    backup_key_read(dir, &sv->backup_key, &none) == OK;
	close(dir);
	return e;
}

/* The topics this program knows: findings refer to them, and a newer program
 * knows more. */
static void
topics_keep(struct store *s)
{
	sql_begin(s->db);
	for (size_t i = 0; i < topic_count; i++)
		topic_put(s->db, topics[i].id, topics[i].type, topics[i].data,
		    topics[i].wake, topics[i].repair,
		    topics[i].text[0].revision);
	sql_commit(s->db);
}

static enum err
databases_open(struct service *sv, enum service_mode mode, struct why *w)
{
	enum sql_mode m = mode == SERVICE_WRITE ? SQL_WRITE : SQL_READ;
	char *store = path_under(&sv->a, sv->path, "/store.db");
	char *secret = path_under(&sv->a, sv->path, "/secret.db");
	enum err e = sql_open(&sv->store.db, store, &store_schema, m, w);

	sv->store.seal = &sv->seal;
	if (e == OK && mode == SERVICE_WRITE)
		e = sql_open(&sv->secret, secret, &secret_schema, m, w);
	if (e == OK && mode == SERVICE_WRITE) {
		credential_past_take(sv->secret, &sv->seal);
		credential_key(
		    sv->secret, &sv->seal, STR("check-code"), sv->code_key);
		topics_keep(&sv->store);
	}
	return e;
}

enum err
service_ca_read(
    struct service *sv, enum setting from, struct str *ca, struct why *w)
{
	struct str set = sv->settings.text[from];
	struct buf b = {0};

	*ca = (struct str){0};
	if (set.n == 0)
		return OK;

	enum err e = file_slurp(AT_FDCWD, arena_cstr(&sv->a, set), CA_MAX, &b);

	*ca = arena_str(&sv->a, buf_all(&b));
	buf_free(&b);
	if (e == OK && ca->n > 0)
		return OK;
	return why_set(w, ERR_ABSENT,
	    "%s: %.*s cannot be used (%s); name a PEM file of at most %d KiB "
	    "that the service may read",
	    setting_rows[from].name, STR_ARG(set),
	    e == OK ? "empty" : err_name(e), CA_MAX / 1024);
}

enum err
service_settings(struct service *sv, const char *path, struct why *w)
{
	*sv = (struct service){.folder = -1};
	arena_init(&sv->a, 0);

	enum err e = folder_open(sv, path, w);

	return e == OK ? settings_load(sv, w) : e;
}

/* All who have it open share a lock, so that keys and what is sealed with them
 * change while nobody has the one without the other. */
static enum err
turn_take(struct service *sv, struct why *w)
{
	if (flock(sv->folder, LOCK_SH | LOCK_NB) != 0)
		return why_set(w, ERR_REFUSED,
		    "new keys are being put in place at this moment: try again "
		    "in a minute");
	if (rotated_is(sv->folder))
		return why_set(w, ERR_REFUSED,
		    "new keys were made, and that was broken off at its end: "
		    "`dijkwacht keys rotate` finishes it");
	return OK;
}

enum err
service_open(
    struct service *sv, const char *path, enum service_mode mode, struct why *w)
{
	enum err e = service_settings(sv, path, w);

	if (e == OK && domain_suffixes_load() != OK)
		e = why_set(w, ERR_ABSENT,
		    "the Public Suffix List is missing: install the Debian "
		    "package publicsuffix");
	if (e == OK)
		e = turn_take(sv, w);
	if (e == OK)
		e = key_load(sv, w);
	if (e == OK)
		w->file = (struct str){0};
	if (e == OK)
		e = databases_open(sv, mode, w);
	if (e == OK && mode == SERVICE_WRITE)
		e = mail_keys_read(sv, w);
	if (e == OK && mode == SERVICE_WRITE)
		e = service_ca_read(sv, SETTING_FETCH_CA, &sv->fetch_ca, w);
	return e;
}

void
service_close(struct service *sv)
{
	service_owners_stale(sv);
	service_registry_stale(sv);
	sql_close(sv->store.db);
	sql_close(sv->secret);
	mail_keys_free(sv);
	seal_wipe(&sv->seal);
	seal_forget(sv->code_key, sizeof(sv->code_key));
	seal_forget(&sv->backup_key, sizeof(sv->backup_key));
	if (sv->folder >= 0)
		close(sv->folder);
	arena_free(&sv->a);
}

const struct owners *
service_owners(struct service *sv)
{
	if (sv->owners == NULL)
		sv->owners = owners_load(&sv->store);
	return sv->owners;
}

void
service_owners_stale(struct service *sv)
{
	owners_free(sv->owners);
	sv->owners = NULL;
}

struct registry *
service_registry(struct service *sv)
{
	if (sv->registry == NULL)
		sv->registry = registry_load(&sv->store);
	return sv->registry;
}

void
service_registry_stale(struct service *sv)
{
	registry_free(sv->registry);
	sv->registry = NULL;
}

/* clang-format off */
static const struct {
	const char *function;
	struct { const char *nl, *en; } text[LEGAL_COUNT];
} grounds[] = {
	{"notify-claimed", {
	[LEGAL_LAW] = {"Wij schrijven u omdat de wet ons die taak geeft.",
	    "We write to you because the law gives us this task."},
	[LEGAL_CONTRACT] = {"Wij schrijven u omdat uw bedrijf bij ons is aangesloten.",
	    "We write to you because your company is a member with us."},
	[LEGAL_CONSENT] = {"Wij schrijven u omdat uw bedrijf daarvoor toestemming gaf.",
	    "We write to you because your company agreed to it."}}},
	{"notify-registry", {
	[LEGAL_LAW] = {"Wij schrijven u omdat de wet ons die taak geeft.",
	    "We write to you because the law gives us this task."},
	[LEGAL_CONTRACT] = {"Wij schrijven u omdat wij dat met u als beheerder afspraken.",
	    "We write to you because we agreed on it with you as a network owner."},
	[LEGAL_CONSENT] = {"Wij schrijven u omdat u als beheerder daarvoor toestemming gaf.",
	    "We write to you because you consented to it as a network owner."}}},
};
/* clang-format on */

bool
service_ground_put(struct store *s, struct str function, enum legal ground)
{
	for (size_t i = 0; i < sizeof(grounds) / sizeof(grounds[0]); i++) {
		if (!str_eq(function, str_of(grounds[i].function)))
			continue;
		if (ground == LEGAL_NONE)
			legal_ground_clear(s->db, function);
		else
			legal_ground_put(s->db, function, ground,
			    str_of(grounds[i].text[ground].nl),
			    str_of(grounds[i].text[ground].en));
		return true;
	}
	return false;
}

static void
first_rows(struct store *s, const struct service_plan *plan)
{
	struct instance_get_row row;

	sql_begin(s->db);
	if (!instance_get(s->db, &row)) {
		instance_add(s->db, plan->name, plan->now);
		community_add(s->db, store_id(s, "community"), plan->name,
		    plan->sender_name, plan->sender_mail, (struct str){0});
		service_ground_put(s, STR("notify-claimed"), plan->ground);
	}
	sql_commit(s->db);
}

void
service_folders_make(const char *path)
{
	static const char *const names[] = {"", "/evidence", "/inbox",
	    "/inbox/done", "/inbox/failed", "/outbox", "/run"};
	char full[PATH_ROOM];

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		snprintf(full, sizeof(full), "%s%s", path, names[i]);
		folder_make(AT_FDCWD, full);
	}
}

/* ERR_TAKEN: it is there, and stays as it is. */
static enum err
key_make(struct service *sv, const char *file, struct why *w)
{
	const char *name = service_key_folder(sv);

	folder_make(AT_FDCWD, name);

	int dir = open(name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (dir < 0)
		return why_set(
		    w, ERR_IO, "cannot open %s: %s", name, strerror(errno));

	enum err e = seal_key_make(dir, file);

	mail_keys_make(dir);
	close(dir);
	return e;
}

enum err
service_make(const char *path, const struct service_plan *plan, bool *made,
    struct why *w)
{
	struct service sv = {.folder = -1};
	char *plain;

	*made = false;
	arena_init(&sv.a, 0);
	plain = arena_cstr(&sv.a, without_slash(path));
	service_folders_make(plain);

	int lock = -1;
	enum err e = keeper_lock(plain, &lock, w);

	if (e == OK)
		e = folder_open(&sv, plain, w);
	if (e == OK && faccessat(sv.folder, "dijkwacht.conf", F_OK, 0) != 0) {
		*made = true;
		file_place(
		    sv.folder, "dijkwacht.conf", str_of(conf_first), 0600);
	}
	if (e == OK)
		e = settings_load(&sv, w);
	/* never a new key beside a store that another one sealed */
	if (e == OK && faccessat(sv.folder, "store.db", F_OK, 0) != 0) {
		*made = true;
		e = key_make(&sv, "seal.key", w);
		if (e == ERR_TAKEN)
			e = OK; /* made by an init that was broken off */
	}
	if (e == OK)
		e = key_load(&sv, w);
	if (e == OK)
		e = key_make(&sv, BACKUP_KEY_FILE, w);
	if (e == ERR_TAKEN)
		e = OK;
	if (e == OK)
		e = key_load(&sv, w);
	if (e == OK)
		e = databases_open(&sv, SERVICE_WRITE, w);
	if (e == OK)
		first_rows(&sv.store, plan);
	service_close(&sv);
	if (lock >= 0)
		close(lock);
	return e;
}
