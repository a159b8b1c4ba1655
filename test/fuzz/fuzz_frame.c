/* fuzz_frame: any bytes as what a process in its jail sends to the keeper */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/frame.h"
#include "feed/row.frame.h"
#include "run/fetch.frame.h"
#include "run/post.frame.h"
#include "run/site.frame.h"
#include "test/fuzz/target.h"

/* A frame that reads is written again to the very same bytes. */
static void
same_again(const struct buf *b, struct str fields)
{
	promise(b->n == FRAME_HEAD + fields.n);
	promise(str_eq(str_from(buf_all(b), FRAME_HEAD), fields));
}

/* What people read of it: nothing that a terminal obeys. */
static void
shown(struct str s, bool lines)
{
	for (size_t i = 0; i < s.n; i++)
		promise(
		    (unsigned char)s.p[i] >= 0x20 || (lines && s.p[i] == '\n'));
	promise(str_find(s, '\x7f') == s.n);
	promise(str_find_str(s, STR("\xc2\x9b")) == s.n);
	promise(str_find_str(s, STR("\xe2\x80\xae")) == s.n);
}

/* clang-format off */
#define READS(NAME, SHOWN, LINES)                                                            \
	static void                                                            \
	NAME##_try(struct str fields)                                          \
	{                                                                      \
		struct frame_##NAME f;                                         \
		struct buf b = {0};                                            \
		if (frame_##NAME##_read(fields, &f) == OK) {                   \
			frame_##NAME##_put(&b, &f);                            \
			same_again(&b, fields);                                \
			shown(f.SHOWN, LINES);                                 \
		}                                                              \
		buf_free(&b);                                                  \
	}
READS(report, name, false)
READS(observation, detail, true)
READS(reject, rule, false)
READS(report_end, why, false)
READS(input_end, rule, false)
READS(organisation, name, false)
READS(agreement, text, false)
READS(note, text, false)
READS(column, sample, false)
READS(looked, options, true)
READS(part, name, false)
READS(range, name, false)
READS(holder, name, false)
READS(returned_mark, text, false)
READS(returned, said, true)
READS(relayed, id, false)
READS(way, value, false)
READS(proof_token, value, false)
READS(outcome, text, false)
READS(trouble, text, false)
READS(fetched, trail, false)
READS(code_asked, code, false)
READS(link_asked, token, false)
/* clang-format on */

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	static void (*const tries[])(struct str) = {
	    [FRAME_REPORT] = report_try,
	    [FRAME_OBSERVATION] = observation_try,
	    [FRAME_REJECT] = reject_try,
	    [FRAME_REPORT_END] = report_end_try,
	    [FRAME_INPUT_END] = input_end_try,
	    [FRAME_ORGANISATION] = organisation_try,
	    [FRAME_AGREEMENT] = agreement_try,
	    [FRAME_NOTE] = note_try,
	    [FRAME_COLUMN] = column_try,
	    [FRAME_LOOKED] = looked_try,
	    [FRAME_PART] = part_try,
	    [FRAME_RANGE] = range_try,
	    [FRAME_HOLDER] = holder_try,
	    [FRAME_RETURNED_MARK] = returned_mark_try,
	    [FRAME_RETURNED] = returned_try,
	    [FRAME_RELAYED] = relayed_try,
	    [FRAME_WAY] = way_try,
	    [FRAME_PROOF_TOKEN] = proof_token_try,
	    [FRAME_OUTCOME] = outcome_try,
	    [FRAME_TROUBLE] = trouble_try,
	    [FRAME_FETCHED] = fetched_try,
	    [FRAME_CODE_ASKED] = code_asked_try,
	    [FRAME_LINK_ASKED] = link_asked_try,
	};
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
