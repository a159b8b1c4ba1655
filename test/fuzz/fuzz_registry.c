/* fuzz_registry: any bytes as a file of a public registry */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "test/feed/driver.h"
#include "test/fuzz/target.h"

/* The form that shows itself, and each that has to be said. */
static const char *const forms[] = {
    NULL, "asn-names", "country", "delegated", "iptoasn", "pyasn", "rpsl"};

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct reading how = {.name = "x.mmdb", .limits = {4 << 20, 100}};
	struct outcome o;

	for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
		how.type = forms[i];
		driver_run(&o, &reader_registry, &how, str_make(data, size));
		/* a row tells one thing, or nothing */
		promise(o.ranges + o.holders + o.rejects <= o.rows);
		promise(o.observations + o.organisations == 0);
		promise(o.err != OK || o.reports == 1);
		outcome_free(&o);
	}
	return 0;
}
