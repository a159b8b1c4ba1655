/* mime: a frozen notice becomes the bytes that go over the wire */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef NOTIFY_MIME_H
#define NOTIFY_MIME_H

#include "base/buf.h"
#include "base/str.h"

/*
 * frozen: headers, an empty line and a UTF-8 text, line ends LF; behind the
 * text may stand attachments. Puts the same as an RFC 5322 message with CR LF:
 * MIME headers for text/plain (RFC 2046 4.1), or for multipart/mixed (5.1.3)
 * with attachments; the texts as quoted-printable (RFC 2045 6.7). The same
 * bytes every time.
 */
void mime_put(struct buf *out, struct str frozen);

/*
 * Begins an attachment in a frozen text: all that is put behind it, until the
 * next; UTF-8 with LF. It begins with a form feed, which no text of a mail can
 * hold (notify/mailtext.h). name and type are our own words.
 */
void mime_attach(struct buf *frozen, const char *name, const char *type);

#endif
