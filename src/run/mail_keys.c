/* mail_keys: the keys that mail is signed with, in the key folder */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "run/mail_keys.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "value/ident.h"

enum { PEM_MAX = 16 * 1024 };

const char *const mail_key_files[DKIM_KIND_COUNT] = {
    "dkim-rsa.pem", "dkim-ed25519.pem"};
static const char ends[DKIM_KIND_COUNT] = {'r', 'e'};

unsigned
mail_keys_make(int dir)
{
	unsigned made = 0;

	for (enum dkim_kind k = 0; k < DKIM_KIND_COUNT; k++) {
		struct buf pem = {0};
		if (faccessat(dir, mail_key_files[k], F_OK, 0) == 0)
			continue;
		dkim_key_make(&pem, k);
		file_place(dir, mail_key_files[k], buf_all(&pem), 0600);
		seal_forget(pem.p, pem.n);
		buf_free(&pem);
		made++;
	}
	return made;
}

static enum err
pem_read(int dir, enum dkim_kind k, struct dkim_key **key, struct why *w)
{
	struct buf pem = {0};
	enum err e = file_slurp(dir, mail_key_files[k], PEM_MAX, &pem);

	if (e == OK)
		e = dkim_key_read(buf_all(&pem), key, w);
	else if (e == ERR_IO)
		why_set(w, e, "cannot be read: %s", strerror(errno));
	else if (e == ERR_LIMIT)
		why_set(w, e, "is larger than %d bytes: no key", PEM_MAX);
	if (pem.n > 0)
		seal_forget(pem.p, pem.n);
	buf_free(&pem);
	if (e == OK && dkim_key_kind(*key) != k) {
		dkim_key_free(*key);
		return why_set(w, ERR_REFUSED,
		    "holds the other kind of key; the files are %s and %s",
		    mail_key_files[DKIM_RSA], mail_key_files[DKIM_ED25519]);
	}
	return e;
}

static bool
is_label(struct str s)
{
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];
		if (!(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9') &&
		    (c != '-' || i == 0))
			return false;
	}
	return true;
}

static enum err
settings_use(struct service *sv, struct why *w)
{
	struct str selector = sv->settings.text[SETTING_DKIM_SELECTOR];
	struct str bounces = sv->settings.text[SETTING_BOUNCE_ADDRESS];
	char mail[255];

	w->file = STR("dijkwacht.conf");
	if (!is_label(selector))
		return why_set(w, ERR_SYNTAX,
		    "dkim-selector: only a-z, 0-9 and - can stand in it");
	if (bounces.n > 0 && mail_read(bounces, mail, NULL) != OK)
		return why_set(w, ERR_SYNTAX,
		    "bounce-address: \"%.*s\" is no mail address",
		    STR_ARG(str_upto(bounces, 40)));
	if (bounces.n > 0 && str_find(bounces, '@') > POSTMARK_LOCAL)
		return why_set(w, ERR_LIMIT,
		    "bounce-address: at most %d bytes before the @, so that "
		    "+REFERENCE fits behind them",
		    POSTMARK_LOCAL);
	sv->postmark.bounces = bounces.n > 0
	    ? arena_str(&sv->a, str_of(mail))
	    : (struct str){0};
	w->file = (struct str){0};
	return OK;
}

static enum err
key_use(struct service *sv, int dir, enum dkim_kind k, struct why *w)
{
	struct str selector = sv->settings.text[SETTING_DKIM_SELECTOR];
	struct dkim_key *key = NULL;
	struct buf name = {0};

	w->file = str_of(mail_key_files[k]);

	enum err e = pem_read(dir, k, &key, w);

	if (e != OK && e != ERR_ABSENT)
		return e;
	w->file = (struct str){0};
	buf_fmt(&name, "%.*s%c", STR_ARG(selector), ends[k]);
	sv->postmark.dkim.by[k].key = e == OK ? key : NULL;
	sv->postmark.dkim.by[k].selector = arena_str(&sv->a, buf_all(&name));
	buf_free(&name);
	return OK;
}

enum err
mail_keys_read(struct service *sv, struct why *w)
{
	enum err e = settings_use(sv, w);
	int dir;

	if (e != OK || sv->settings.number[SETTING_DKIM] == DKIM_BY_RELAY)
		return e;
	dir = open(service_key_folder(sv), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (dir < 0)
		return why_set(w, ERR_ABSENT,
		    "the key folder %s cannot be opened: %s",
		    service_key_folder(sv), strerror(errno));
	for (enum dkim_kind k = 0; e == OK && k < DKIM_KIND_COUNT; k++)
		e = key_use(sv, dir, k, w);
	close(dir);
	return e;
}

void
mail_keys_free(struct service *sv)
{
	for (enum dkim_kind k = 0; k < DKIM_KIND_COUNT; k++) {
		dkim_key_free(sv->postmark.dkim.by[k].key);
		sv->postmark.dkim.by[k].key = NULL;
	}
}
