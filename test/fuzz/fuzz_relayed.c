/* fuzz_relayed: any bytes as the answers of an owner of a network */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "test/feed/driver.h"
#include "test/fuzz/target.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct reading how = {.name = "answers.csv", .limits = {4 << 20, 100}};
	struct outcome o;

	driver_run(&o, &reader_relayed, &how, str_make(data, size));
	promise(o.relayed + o.rejects == o.rows);
	promise(o.observations == 0);
	outcome_free(&o);
	return 0;
}
