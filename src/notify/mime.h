/* mime: a frozen notice becomes the bytes that go over the wire */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef NOTIFY_MIME_H
#define NOTIFY_MIME_H

#include "base/buf.h"
#include "base/str.h"

/*
 * frozen: headers, an empty line and a UTF-8 text, line ends LF. Puts the
 * same as an RFC 5322 message with CR LF: MIME headers for text/plain
 * (RFC 2046 4.1), the text as quoted-printable (RFC 2045 6.7). The same bytes
 * every time.
 */
void mime_put(struct buf *out, struct str frozen);

#endif
