/* fuzz_domain: any bytes as a host name and as a mail address */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <string.h>

#include "test/fuzz/target.h"
#include "value/domain.h"
#include "value/ident.h"

static void
domain_try(struct str s)
{
	struct domain d, again;
	struct why w = {0};
	enum err e = domain_read(s, &d, &w);

	promise(e == w.err && (e == OK || w.rule[0] != '\0'));
	promise(domain_read(s, &again, NULL) == e);
	if (e != OK)
		return;
	promise(d.n > 0 && d.n <= 253 && strlen(d.name) == d.n);
	promise(domain_read(domain_str(&d), &again, NULL) == OK);
	promise(str_eq(domain_str(&d), domain_str(&again)));

	struct str registrable = domain_registrable(&d);

	promise(domain_is_public_suffix(&d) || registrable.n > 0);
	promise(registrable.n == 0 || domain_below(&d, registrable));
}

static void
mail_try(struct str s)
{
	char out[255], again[255];
	struct why w = {0};
	enum err e = mail_read(s, out, &w);

	promise(e == w.err && (e == OK || w.rule[0] != '\0'));
	if (e != OK)
		return;
	promise(mail_read(str_of(out), again, NULL) == OK);
	promise(strcmp(out, again) == 0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	promise(domain_suffixes_load() == OK);
	domain_try(str_make(p, n));
	mail_try(str_make(p, n));
	return 0;
}
