/* fuzz_domain: any bytes as a host name and as a mail address */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <stdlib.h>
#include <string.h>

#include "value/domain.h"
#include "value/ident.h"

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

static void
must(bool cond)
{
	if (!cond)
		abort();
}

static void
domain_try(struct str s)
{
	struct domain d, again;
	struct why w = {0};
	enum err e = domain_read(s, &d, &w);

	must(e == w.err && (e == OK || w.rule[0] != '\0'));
	must(domain_read(s, &again, NULL) == e);
	if (e != OK)
		return;
	must(d.n > 0 && d.n <= 253 && strlen(d.name) == d.n);
	must(domain_read(domain_str(&d), &again, NULL) == OK);
	must(str_eq(domain_str(&d), domain_str(&again)));

	struct str registrable = domain_registrable(&d);

	must(domain_is_public_suffix(&d) || registrable.n > 0);
	must(registrable.n == 0 || domain_below(&d, registrable));
}

static void
mail_try(struct str s)
{
	char out[255], again[255];
	struct why w = {0};
	enum err e = mail_read(s, out, &w);

	must(e == w.err && (e == OK || w.rule[0] != '\0'));
	if (e != OK)
		return;
	must(mail_read(str_of(out), again, NULL) == OK);
	must(strcmp(out, again) == 0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	if (domain_suffixes_load() != OK)
		abort();
	domain_try(str_make(p, n));
	mail_try(str_make(p, n));
	return 0;
}
