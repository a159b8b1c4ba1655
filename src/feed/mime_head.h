/* mime_head: what the header of a message or part says; for mime*.c only */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef FEED_MIME_HEAD_H
#define FEED_MIME_HEAD_H

#include "feed/mime.h"

struct mime_head {
	struct str type; /* lower case; "text/plain" where it does not say */
	struct str boundary, name;
	enum mime_coding coding;
};

/* Texts are borrowed from head or live in a. The first of fields that stand
 * twice counts; what does not read is taken as not said. */
void mime_head_read(struct mime_head *h, struct arena *a, struct str head);

#endif
