/* html: puts values into a page so that they stay values */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef WEB_HTML_H
#define WEB_HTML_H

#include "base/buf.h"
#include "base/str.h"

/*
 * What the code made by tool/tmplgen from view/NAME.html calls; which one is
 * chosen from the place in the template. UTF-8 in and out. In every place a
 * byte that is not UTF-8, a control character other than tab and LF, and the
 * characters that turn the writing direction (U+202A-202E, U+2066-2069) become
 * U+FFFD.
 */

/* A place takes a struct str or a number; a char *, a bool or a pointer does
 * not compile. */
/* clang-format off */
#define html_text(out, v)                                                      \
	_Generic((v), struct str: html_text_str, HTML_NUMBERS)(out, v)
#define html_quoted(out, v)                                                    \
	_Generic((v), struct str: html_text_str, HTML_NUMBERS)(out, v)
#define html_address_part(out, v)                                              \
	_Generic((v), struct str: html_address_part_str, HTML_NUMBERS)(out, v)
#define HTML_NUMBERS                                                           \
	unsigned char: html_u64, unsigned short: html_u64,                     \
	unsigned: html_u64, unsigned long: html_u64,                           \
	unsigned long long: html_u64, signed char: html_i64,                   \
	short: html_i64, int: html_i64, long: html_i64,                        \
	long long: html_i64
/* clang-format on */

/* Decimal, in any place but the begin of an address. */
void html_i64(struct buf *out, int64_t v);
void html_u64(struct buf *out, uint64_t v);

/* In text, and between double quotes: & < > " ' as references. */
void html_text_str(struct buf *out, struct str s);
/*
 * A whole address, or the begin of one: of this site ("/x"), https:, mailto:
 * or tel:. Any other (javascript:, data:, //elsewhere) becomes "#".
 */
void html_address(struct buf *out, struct str s);
/* A part of an address: all but letters, digits and - . _ ~ as %XX (RFC 3986
 * 2.3), so that it stays one part. */
void html_address_part_str(struct buf *out, struct str s);

#endif
