/* fuzz_agreement: any bytes as a list of agreements */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "test/feed/driver.h"
#include "test/fuzz/target.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct reading how = {.name = "list.csv", .limits = {4 << 20, 100}};
	struct outcome o;

	driver_run(&o, &reader_agreement, &how, str_make(data, size));
	promise(o.agreements + o.rejects == o.rows);
	promise(o.observations + o.organisations == 0);
	outcome_free(&o);
	return 0;
}
