/* fuzz_frame: any bytes as what a reader in its jail sends to the keeper */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/frame.h"
#include "feed/row.frame.h"
#include "test/fuzz/target.h"

/* A frame that reads is written again to the very same bytes. */
static void
same_again(const struct buf *b, struct str fields)
{
	promise(b->n == FRAME_HEAD + fields.n);
	promise(str_eq(str_from(buf_all(b), FRAME_HEAD), fields));
}

/* clang-format off */
#define READS(NAME)                                                            \
	static void                                                            \
	NAME##_try(struct str fields)                                          \
	{                                                                      \
		struct frame_##NAME f;                                         \
		struct buf b = {0};                                            \
		if (frame_##NAME##_read(fields, &f) == OK) {                   \
			frame_##NAME##_put(&b, &f);                            \
			same_again(&b, fields);                                \
		}                                                              \
		buf_free(&b);                                                  \
	}
READS(report)
READS(observation)
READS(reject)
READS(report_end)
READS(input_end)
READS(organisation)
READS(task)
/* clang-format on */

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	static void (*const tries[])(struct str) = {[FRAME_REPORT] = report_try,
	    [FRAME_OBSERVATION] = observation_try,
	    [FRAME_REJECT] = reject_try,
	    [FRAME_REPORT_END] = report_end_try,
	    [FRAME_INPUT_END] = input_end_try,
	    [FRAME_ORGANISATION] = organisation_try,
	    [FRAME_TASK] = task_try};
	struct str in = str_make(p, n), fields;
	uint16_t type;

	while (frame_take(&in, &type, &fields) == OK) {
		promise(fields.n <= FRAME_MAX);
		if (type < sizeof(tries) / sizeof(*tries) &&
		    tries[type] != NULL)
			tries[type](fields);
	}
	return 0;
}
