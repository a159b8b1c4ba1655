/* freemail: domains at which anybody can have a mailbox */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "match/freemail.h"

#include <stdlib.h>

/*
 * As of January 2026, sorted: the large free services of the world, and what
 * Dutch and Belgian providers give to the homes they connect. A new one is a
 * line here.
 */
/* clang-format off */
static const char *const domains[] = {
	"aol.com", "casema.nl", "chello.nl", "concepts.nl", "duck.com",
	"fastmail.com", "fastmail.fm", "freedom.nl", "gmail.com", "gmx.at",
	"gmx.com", "gmx.de", "gmx.net", "googlemail.com", "hccnet.nl", "hetnet.nl",
	"hey.com", "home.nl", "hotmail.be", "hotmail.co.uk", "hotmail.com",
	"hotmail.de", "hotmail.fr", "hotmail.nl", "hushmail.com", "icloud.com",
	"kliksafe.nl", "kpnmail.nl", "kpnplanet.nl", "laposte.net", "live.be",
	"live.com", "live.nl", "mac.com", "mail.com", "mail.ru", "me.com",
	"msn.com", "online.nl", "orange.fr", "outlook.be", "outlook.com",
	"outlook.de", "outlook.nl", "planet.nl", "pm.me", "proton.me",
	"protonmail.com", "qq.com", "quicknet.nl", "skynet.be", "solcon.nl",
	"t-online.de", "tele2.nl", "telenet.be", "telfort.nl", "tutanota.com",
	"upcmail.nl", "web.de", "wxs.nl", "xs4all.nl", "yahoo.com", "yahoo.de",
	"yahoo.nl", "yandex.com", "yandex.ru", "zeelandnet.nl", "ziggo.nl",
	"zonnet.nl",
};
/* clang-format on */

static int
cmp(const void *key, const void *row)
{
	const struct str *name = key;

	return str_cmp(*name, str_of(*(const char *const *)row));
}

bool
freemail_is(struct str domain)
{
	while (domain.n > 0) {
		if (bsearch(&domain, domains,
			sizeof(domains) / sizeof(*domains), sizeof(*domains),
			cmp) != NULL)
			return true;
		domain = str_from(domain, str_find(domain, '.') + 1);
	}
	return false;
}
