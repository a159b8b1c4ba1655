/* ident: numbers and names the field gives out: ASN, CVE, KvK, mail address */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef VALUE_IDENT_H
#define VALUE_IDENT_H

#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"

/* "64500", "AS64500" or "as64500"; asdot "1.10" too (RFC 5396). Not 0, 23456,
 * 65535 or 4294967295 (RFC 7607, RFC 6793, RFC 7300): ERR_RANGE. */
enum err asn_read(struct str s, uint32_t *asn, struct why *w) MUST_CHECK;

/* Puts every CVE id among the items of s (separated by ; , or white space)
 * once, upper case, sorted by year and number, separated by a space:
 * "CVE-2021-44228", any letter case (CVE Numbering: four-digit year, four or
 * more digits, at most 19). */
void cve_list_put(struct buf *b, struct str s);

/* Dutch chamber-of-commerce number: eight digits (Handelsregisterbesluit);
 * blanks and dots between them are dropped. out has room for 9. */
enum err kvk_read(struct str s, char out[9], struct why *w) MUST_CHECK;

/*
 * A mail address as people give it: RFC 5321 4.1.2 dot-string local part of
 * at most 64 bytes of ASCII, "@", a domain (made into A-labels, lower case);
 * at most 254 bytes. No quoted strings, no comments, no display name, no
 * control characters. out has room for 255.
 */
enum err mail_read(struct str s, char out[255], struct why *w) MUST_CHECK;

#endif
