/* signed: a message whose text carries a signature of its sender */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef NOTIFY_SIGNED_H
#define NOTIFY_SIGNED_H

#include "base/buf.h"
#include "base/str.h"

/* One way of signing a part of a message (RFC 1847). */
struct signed_way {
	const char *protocol, *micalg;
	const char *headers; /* of the signature's own part, CR LF each */
	/* Puts the part's text: what key says of entity at that time. */
	void (*sign)(
	    const void *key, struct str entity, int64_t at, struct buf *out);
};

/*
 * message: RFC 5322 with CR LF, of one part, with nothing in it that is
 * changed on the way (quoted-printable or base64: RFC 3156 3). Puts it as
 * multipart/signed: the part as it stood, and its signature.
 */
void signed_put(struct buf *out, struct str message,
    const struct signed_way *way, const void *key, int64_t at);

#endif
