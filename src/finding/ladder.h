/* ladder: how far we go for somebody who does not answer, by severity */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef FINDING_LADDER_H
#define FINDING_LADDER_H

#include <stdint.h>

#include "value/severity.h"

/*
 * The rungs, from a first message on. 0: that rung is left out. Between two
 * messages go the days of the topic (topic_repeat), doubled each time.
 */
struct ladder {
	uint16_t reminders; /* then we give up writing, and say so */
	uint16_t other;	    /* messages until another contact is tried: a second
			     * address, or a letter */
	uint16_t desk;	    /* days without an answer until a person phones */
	uint16_t call; /* working hours in which that is to be done; 0: never,
			* also where nobody can be written to */
};

enum { LADDER_DESK_LEAST = 3 }; /* the smallest desk that is not 0 */

/* Never NULL; of SEVERITY_NONE that of information. */
const struct ladder *ladder_of(enum severity s);

#endif
