/* fuzz_shadowserver: any bytes as a report, its file name in front */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <string.h>

#include "test/feed/driver.h"
#include "test/fuzz/target.h"

enum { NAME_MAX_BYTES = 64 };

/* What stands before the first NUL is the name, where that is short. */
static struct str
name_take(struct str *in, char name[NAME_MAX_BYTES + 1])
{
	size_t n = str_find(str_upto(*in, NAME_MAX_BYTES), '\0');

	if (n == NAME_MAX_BYTES || n == in->n)
		n = 0;
	if (n > 0)
		memcpy(name, in->p, n);
	name[n] = '\0';
	*in = str_from(*in, n > 0 ? n + 1 : 0);
	return (struct str){name, n};
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char name[NAME_MAX_BYTES + 1];
	struct str in = str_make(data, size);
	struct str named = name_take(&in, name);
	struct reading how = {.name = named.n > 0 ? name : "scan_rdp.csv",
	    .limits = {4 << 20, 100}};
	struct outcome o;

	driver_run(&o, &reader_shadowserver, &how, in);
	promise(o.observations + o.rejects == o.rows);
	promise(o.organisations == 0);

	uint64_t rows = o.rows;

	outcome_free(&o);
	how.events = rows % 2 == 0 ? EVENT_FORMAT_JSON : EVENT_FORMAT_CSV;
	driver_run(&o, &reader_shadowserver, &how, in);
	promise(o.rows == rows && o.observations + o.rejects == rows);
	outcome_free(&o);
	return 0;
}
