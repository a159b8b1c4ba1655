/* mail_keys: the keys that mail is signed with, in the key folder */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "run/mail_keys.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "store/instance.sql.h"
#include "value/ident.h"

enum { KEY_MAX = 64 * 1024, COMMUNITY = 1 };

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

/* The whole of a key file; ERR_ABSENT, which is not yet said in w, where there
 * is none. */
static enum err
key_slurp(int dir, const char *name, struct buf *text, struct why *w)
{
	enum err e = file_slurp(dir, name, KEY_MAX, text);

	w->file = str_of(name);
	if (e == ERR_IO)
		why_set(w, e, "cannot be read: %s", strerror(errno));
	else if (e == ERR_LIMIT)
		why_set(w, e, "is larger than %d bytes: no key", KEY_MAX);
	return e;
}

static void
key_forget(struct buf *text)
{
	if (text->n > 0)
		seal_forget(text->p, text->n);
	buf_free(text);
}

static enum err
dkim_read(int dir, enum dkim_kind k, struct dkim_key **key, struct why *w)
{
	struct buf pem = {0};
	enum err e = key_slurp(dir, mail_key_files[k], &pem, w);

	if (e == OK)
		e = dkim_key_read(buf_all(&pem), key, w);
	key_forget(&pem);
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

/* "https://", a name or an address, and a port; a slash behind it is none. The
 * pages are at the top of their host: their own addresses begin with "/". */
static bool
is_origin(struct str url)
{
	static const struct str more = {"-.:[]", 5};
	struct str host = str_from(url, 8);

	for (size_t i = 0; i < host.n; i++) {
		char c = host.p[i], low = (char)(c | 0x20);
		if (!(low >= 'a' && low <= 'z') && !(c >= '0' && c <= '9') &&
		    str_find(more, c) == more.n)
			return false;
	}
	return str_starts(url, STR("https://")) && host.n > 0;
}

static enum err
url_use(struct service *sv, struct why *w)
{
	struct str url = sv->settings.text[SETTING_WEB_URL];
	struct buf b = {0};

	sv->postmark.stop = (struct str){0};
	if (url.n == 0)
		return OK;
	if (str_ends(url, STR("/")))
		url.n--;
	if (!is_origin(url))
		return why_set(w, ERR_SYNTAX,
		    "web-url: \"%.*s\" is no address of pages; it reads "
		    "https://meld.voorbeeld.example, with nothing behind it",
		    STR_ARG(str_upto(url, 60)));
	buf_fmt(&b, "%.*s/stop/", STR_ARG(url));
	sv->postmark.stop = arena_str(&sv->a, buf_all(&b));
	buf_free(&b);
	return OK;
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
	sv->postmark.bounces =
	    bounces.n > 0 ? arena_str(&sv->a, str_of(mail)) : (struct str){0};
	sv->postmark.relay_signs =
	    sv->settings.number[SETTING_DKIM] == DKIM_BY_RELAY;
	if (url_use(sv, w) != OK)
		return w->err;
	w->file = (struct str){0};
	return OK;
}

static enum err
dkim_use(struct service *sv, int dir, enum dkim_kind k, struct why *w)
{
	struct str selector = sv->settings.text[SETTING_DKIM_SELECTOR];
	struct dkim_key *key = NULL;
	struct buf name = {0};
	enum err e = dkim_read(dir, k, &key, w);

	if (e != OK && e != ERR_ABSENT)
		return e;
	w->file = (struct str){0};
	buf_fmt(&name, "%.*s%c", STR_ARG(selector), ends[k]);
	sv->postmark.dkim.by[k].key = key;
	sv->postmark.dkim.by[k].selector = arena_str(&sv->a, buf_all(&name));
	buf_free(&name);
	return OK;
}

static enum err
signature_absent(enum err e, const char *name, struct why *w)
{
	if (e != ERR_ABSENT)
		return e;
	w->file = (struct str){0};
	return why_set(w, e,
	    "the setting signature asks for %s in the key folder, and it is "
	    "not there; put it there, or set signature = none",
	    name);
}

static enum err
smime_use(struct service *sv, int dir, struct why *w)
{
	struct buf crt = {0}, key = {0};
	enum err e = signature_absent(
	    key_slurp(dir, "smime.crt", &crt, w), "smime.crt", w);

	if (e == OK)
		e = signature_absent(
		    key_slurp(dir, "smime.key", &key, w), "smime.key", w);
	if (e == OK) {
		w->file = STR("smime.crt, smime.key");
		e = smime_key_read(buf_all(&crt), buf_all(&key),
		    mail_sender(sv), &sv->postmark.smime, w);
	}
	buf_free(&crt);
	key_forget(&key);
	return e;
}

static enum err
openpgp_use(struct service *sv, int dir, struct why *w)
{
	struct buf key = {0};
	enum err e = signature_absent(
	    key_slurp(dir, "openpgp.asc", &key, w), "openpgp.asc", w);

	if (e == OK)
		e = openpgp_key_read(buf_all(&key), &sv->postmark.openpgp, w);
	key_forget(&key);
	return e;
}

static enum err
folder_use(struct service *sv, int dir, struct why *w)
{
	const int64_t *set = sv->settings.number;
	enum err e = OK;

	if (set[SETTING_DKIM] == DKIM_BY_SERVICE)
		for (enum dkim_kind k = 0; e == OK && k < DKIM_KIND_COUNT; k++)
			e = dkim_use(sv, dir, k, w);
	if (e == OK && set[SETTING_SIGNATURE] == SIGNATURE_SMIME)
		e = smime_use(sv, dir, w);
	if (e == OK && set[SETTING_SIGNATURE] == SIGNATURE_OPENPGP)
		e = openpgp_use(sv, dir, w);
	if (e == OK)
		w->file = (struct str){0};
	return e;
}

struct str
mail_sender(struct service *sv)
{
	struct community_get_row community;

	/* none before init is done: nothing can be sent then */
	if (!community_get(sv->store.db, COMMUNITY, &community))
		return (struct str){0};
	return arena_str(&sv->a, community.sender_mail);
}

enum err
mail_keys_read(struct service *sv, struct why *w)
{
	enum err e = settings_use(sv, w);
	int dir;

	if (e != OK)
		return e;
	dir = open(service_key_folder(sv), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (dir < 0)
		return why_set(w, ERR_ABSENT,
		    "the key folder %s cannot be opened: %s",
		    service_key_folder(sv), strerror(errno));
	e = folder_use(sv, dir, w);
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
	smime_key_free(sv->postmark.smime);
	openpgp_key_free(sv->postmark.openpgp);
	sv->postmark.smime = NULL;
	sv->postmark.openpgp = NULL;
}
