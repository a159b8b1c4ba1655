/* fuzz_address: any bytes as an address, a prefix, an AS number, a CVE list */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "test/fuzz/target.h"
#include "value/address.h"
#include "value/ident.h"
#include "value/tlp.h"

static void
address_try(struct str s)
{
	struct address a, again;
	struct buf b = {0};

	if (!address_read(s, &a)) {
		promise(a.kind == 0);
		return;
	}
	address_put(&b, &a);
	promise(address_read(buf_all(&b), &again));
	promise(address_cmp(&a, &again) == 0);

	struct prefix whole = {.a = a, .length = (uint8_t)address_bits(&a)};

	promise(str_eq(address_special(&a), prefix_special(&whole)));
	buf_free(&b);
}

static void
prefix_try(struct str s)
{
	struct prefix p, again;
	struct why w = {0};
	struct buf b = {0};
	enum err e = prefix_read(s, &p, &w);

	promise(e == w.err && (e == OK || w.rule[0] != '\0'));
	promise(prefix_read(s, &again, NULL) == e);
	if (e != OK)
		return;
	prefix_put(&b, &p);
	promise(prefix_read(buf_all(&b), &again, NULL) == OK);
	promise(prefix_covers(&p, &again) && prefix_covers(&again, &p));
	buf_free(&b);
}

static void
ident_try(struct str s)
{
	struct buf once = {0}, twice = {0};
	char kvk[9];
	uint32_t asn;
	struct why w = {0};

	promise(asn_read(s, &asn, &w) == w.err);
	w = (struct why){0};
	promise(kvk_read(s, kvk, &w) == w.err);
	cve_list_put(&once, s);
	cve_list_put(&twice, buf_all(&once));
	promise(str_eq(buf_all(&once), buf_all(&twice)));
	promise(tlp_read(s) < TLP_COUNT);
	buf_free(&once);
	buf_free(&twice);
}

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	struct str s = str_make(p, n);

	address_try(s);
	prefix_try(s);
	ident_try(s);
	return 0;
}
