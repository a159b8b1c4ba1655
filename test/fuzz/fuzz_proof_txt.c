/* fuzz_proof_txt: any bytes as a file that proves whose a site is */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/err.h"
#include "test/feed/driver.h"
#include "test/fuzz/target.h"
#include "value/proof_token.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct reading how = {
	    .name = "dijkwacht.txt",
	    .limits = {4 << 20, 100},
	};
	struct outcome o;

	driver_run(&o, &reader_proof_txt, &how, str_make(data, size));
	promise(o.tokens <= PROOF_TOKENS_MAX);
	promise(o.err == OK || o.tokens == 0);
	promise(o.observations + o.organisations + o.rejects + o.ways == 0);
	outcome_free(&o);
	return 0;
}
