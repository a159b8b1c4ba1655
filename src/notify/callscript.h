/* callscript: what somebody of the case desk says on the phone */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef NOTIFY_CALLSCRIPT_H
#define NOTIFY_CALLSCRIPT_H

#include "base/buf.h"
#include "finding/topic.h"
#include "words.gen.h"

struct callscript {
	enum lang language; /* of who is called */
	const struct topic *topic;
	struct str person; /* who calls */
	struct str sender; /* for whom */
	struct str sender_mail;
	struct str name;    /* of the company */
	struct str ref;	    /* of the case, by which they call back */
	struct str subject; /* the worst of what was seen; or absent */
	bool written;	    /* they have a message with a check code */
	bool refused;	    /* their server let none of ours in */
};

/* One paragraph per thing to say, an empty line between. */
void callscript_put(struct buf *b, const struct callscript *x);

#endif
