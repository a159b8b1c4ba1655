/* domain: host and domain names */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef VALUE_DOMAIN_H
#define VALUE_DOMAIN_H

#include "base/err.h"
#include "base/str.h"

/* A checked name: lower case, A-labels, no final dot (RFC 1035 2.3.4). */
struct domain {
	uint8_t n;
	char name[254]; /* terminated */
};

struct str domain_str(const struct domain *d);

/*
 * Reads a host or domain name as reports and people write it: any case, a
 * final dot, U-labels (IDNA2008 with UTS 46, non-transitional). Letters,
 * digits, hyphen and underscore in labels of 1..63; no address literals, no
 * bytes below 0x21. Mixed-script labels (homographs) read as their A-label,
 * which is what gets compared and shown.
 */
enum err domain_read(struct str s, struct domain *d, struct why *w) MUST_CHECK;

/* Loads the Public Suffix List: once, before a jail; the newer of the package
 * publicsuffix and what libpsl has built in. ERR_ABSENT: neither is there. */
enum err domain_suffixes_load(void) MUST_CHECK;
/* "nl", "co.uk", "github.io": nobody can claim all below it. Names under an
 * unknown top level count by the default rule "*". */
bool domain_is_public_suffix(const struct domain *d);
/* The part that somebody registers: "example.co.uk" of "www.example.co.uk";
 * absent when d is itself a public suffix. Borrowed from d. */
struct str domain_registrable(const struct domain *d);
/* True when d is parent or lies below it, at a label boundary. */
bool domain_below(const struct domain *d, struct str parent);

#endif
