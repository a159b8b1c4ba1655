/* relayed: what the owner of a network did with a line of a digest */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef VALUE_RELAYED_H
#define VALUE_RELAYED_H

#include "base/str.h"

/* Kept in relayed.answer, and told by the jailed reader: never renumber. */
enum relayed_answer {
	RELAYED_NONE,
	RELAYED_PASSED_ON, /* its subscriber knows */
	RELAYED_NOT_OURS,
	RELAYED_REFUSED,
	RELAYED_COUNT,
};

/* Bytes of the id of a line. */
enum { RELAYED_ID = 16 };

/* "passed-on", "not-ours", "refused", in any case, with a blank or underscore
 * for the dash; RELAYED_NONE for anything else. */
enum relayed_answer relayed_read(struct str s);
const char *relayed_name(enum relayed_answer a);
/* 16 letters and digits, in lower case. */
bool relayed_id_is(struct str s);

#endif
