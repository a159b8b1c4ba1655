/* mailtext: puts values into a mail so that they stay values */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef NOTIFY_MAILTEXT_H
#define NOTIFY_MAILTEXT_H

#include "base/buf.h"
#include "base/str.h"

/*
 * What the code made by tool/tmplgen from view/NAME.txt calls; which one is
 * chosen from the place in the template. Everything is UTF-8 in and out, with
 * LF as the line end: who sends it makes that CR LF.
 *
 * In every place a byte that is not UTF-8 and the characters that turn the
 * writing direction (U+202A-202E, U+2066-2069) become U+FFFD.
 */

/* A place takes a struct str or a number; a char * does not compile, nor does
 * a bool or a pointer. */
/* clang-format off */
#define mailtext_plain(out, v)                                                 \
	_Generic((v), struct str: mailtext_plain_str, MAILTEXT_NUMBERS)(out, v)
#define mailtext_header(out, v)                                                \
	_Generic((v), struct str: mailtext_header_str, MAILTEXT_NUMBERS)(out, v)
#define MAILTEXT_NUMBERS                                                       \
	unsigned char: mailtext_u64, unsigned short: mailtext_u64,             \
	unsigned: mailtext_u64, unsigned long: mailtext_u64,                   \
	unsigned long long: mailtext_u64, signed char: mailtext_i64,           \
	short: mailtext_i64, int: mailtext_i64, long: mailtext_i64,            \
	long long: mailtext_i64
/* clang-format on */

/* Decimal, in any place. */
void mailtext_i64(struct buf *out, int64_t v);
void mailtext_u64(struct buf *out, uint64_t v);

/*
 * In the body. LF and tab stay, CR LF becomes LF, any other control character
 * becomes U+FFFD. Long lines, and what relays take for something else at the
 * start of one, are notify/mime.h's to encode.
 */
void mailtext_plain_str(struct buf *out, struct str s);

/* In the text of a header: control characters become spaces. */
void mailtext_header_str(struct buf *out, struct str s);
/*
 * Ends the header line that begins at byte head of out: words that are not
 * ASCII, or would be taken for an encoded word, become encoded words (RFC
 * 2047, UTF-8, Q), and the line is folded to at most 76 columns where it has
 * a space.
 */
void mailtext_header_end(struct buf *out, size_t head);

/* In From, To and the like, outside of < >: a display name, as atoms, quoted
 * string or encoded words as needed (RFC 5322 3.2.5, RFC 2047 5.3). */
void mailtext_phrase(struct buf *out, struct str s);
/* The same, inside of < >: an address that could leave them, or that is not
 * ASCII, becomes nobody@invalid (RFC 2606). */
void mailtext_address(struct buf *out, struct str s);
/* Ends such a header line: folds it. */
void mailtext_address_end(struct buf *out, size_t head);

#endif
