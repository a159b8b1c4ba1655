/* fuzz_mail: any bytes as a mail */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "test/feed/driver.h"
#include "test/fuzz/target.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct reading how = {.name = "x.eml", .limits = {4 << 20, 100}};
	struct outcome o;

	driver_run(&o, &reader_mail, &how, str_make(data, size));
	promise(o.parts > 0 || o.err != OK);
	promise(o.parts <= 1000);
	promise(o.reports == 0 && o.observations == 0);
	outcome_free(&o);
	return 0;
}
