/* fuzz_security_txt: any bytes as a security.txt */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "feed/security_txt.h"

#include "base/err.h"
#include "test/feed/driver.h"
#include "test/fuzz/target.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct reading how = {
	    .name = "security.txt",
	    .options = "asked=https://bakker.example/.well-known/security.txt\n"
		       "reached=https://www.bakker.example/s\n"
		       "now=1767225600\n",
	    .limits = {4 << 20, 100},
	};
	struct outcome o;

	driver_run(&o, &reader_security_txt, &how, str_make(data, size));
	promise(o.ways <= SECURITY_WAYS_MAX);
	/* it is told whole, or refused */
	promise(o.reports == (o.err == OK));
	promise(o.err != OK || o.ways > 0);
	promise(o.observations + o.organisations + o.rejects == 0);
	outcome_free(&o);
	return 0;
}
