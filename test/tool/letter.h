/* letter: what the template letter.txt of the tests is about */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef TEST_TOOL_LETTER_H
#define TEST_TOOL_LETTER_H

#include "base/str.h"

struct letter {
	struct str name, mail, topic, reply;
	struct str line[4];
	size_t n;
	int32_t days;
	uint64_t big;
	uint16_t port;
};

#endif
