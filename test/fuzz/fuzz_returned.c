/* fuzz_returned: any bytes as a mail that came back */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "test/feed/driver.h"
#include "test/fuzz/target.h"
#include "value/returned.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct reading how = {.name = "x.eml",
	    .options = "bounces=terug@retour.example\n",
	    .limits = {4 << 20, 100}};
	struct outcome o;

	driver_run(&o, &reader_returned, &how, str_make(data, size));
	promise((o.returned == 1) == (o.err == OK));
	promise(o.marks <= RETURNED_MARKS);
	promise(o.reports == 0 && o.observations == 0 && o.parts == 0);
	outcome_free(&o);
	return 0;
}
