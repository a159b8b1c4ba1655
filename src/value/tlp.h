/* tlp: with whom something may be shared (FIRST, Traffic Light Protocol 2.0) */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef VALUE_TLP_H
#define VALUE_TLP_H

#include "base/str.h"

/* Ordered: a later one may be shared with fewer. NONE: not said. */
enum tlp {
	TLP_NONE,
	TLP_CLEAR,
	TLP_GREEN,
	TLP_AMBER,
	TLP_AMBER_STRICT,
	TLP_RED,
	TLP_COUNT,
};

/*
 * "TLP:AMBER+STRICT", "tlp amber+strict" or "Amber+Strict"; any case, white
 * space around it is dropped. WHITE (TLP 1.0) reads as CLEAR. TLP_NONE for
 * anything else: a caller that shares must treat that as not readable, never
 * as free to share.
 */
enum tlp tlp_read(struct str s);
/* Who something would go to; each is part of the next. */
enum audience {
	AUDIENCE_OWNER,	    /* the organisation it is about */
	AUDIENCE_PROVIDER,  /* and whoever works for it and has to know */
	AUDIENCE_COMMUNITY, /* and others in the community, not in public */
	AUDIENCE_PUBLIC,
	AUDIENCE_COUNT,
};

/*
 * May it go there? (TLP 2.0 section 4.) Every outlet asks this. What is not
 * labelled, and what is RED, goes to nobody: RED is for the ears of those who
 * were told, and we are told in order to tell others.
 */
bool tlp_allows(enum tlp t, enum audience a);
/* "TLP:CLEAR", "TLP:AMBER+STRICT", ...; "none" for TLP_NONE. */
const char *tlp_name(enum tlp t);

#endif
