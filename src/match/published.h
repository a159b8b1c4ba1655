/* published: the contact that a company's own site names in its security.txt */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef MATCH_PUBLISHED_H
#define MATCH_PUBLISHED_H

#include "store/store.h"

/* The source of such a contact, for people. */
#define PUBLISHED_SOURCE "security.txt"

enum {
	PUBLISHED_WAYS_MAX = 16,
	PUBLISHED_AGAIN_DAYS = 7, /* a site that answered is asked again */
	PUBLISHED_RETRY_DAYS = 1, /* one that did not; never sooner */
};

/* Kept in security_txt.outcome: never renumber. */
enum published_outcome {
	PUBLISHED_OUTCOME_NONE,
	PUBLISHED_USED,
	PUBLISHED_NOTHING,   /* the site has no such file */
	PUBLISHED_UNUSABLE,  /* it has one, which gives no contact */
	PUBLISHED_UNREACHED, /* no answer, or none that can be trusted */
	PUBLISHED_OUTCOME_COUNT,
};

/*
 * What a file says, and where it was found. All borrowed. Its mail addresses
 * stand as the file prefers them, checked by mail_read.
 */
struct published {
	struct str domain;  /* that the company claims */
	struct str reached; /* the host that gave the file */
	bool names_us;	    /* Canonical names the address asked at domain */
	struct str mail[PUBLISHED_WAYS_MAX];
	size_t n;
	int64_t expires;
	struct str language; /* "nl", "en" or absent */
};

/* Whether who registered the domain claimed has the name too; a public suffix
 * is nobody's. */
bool same_registrant(struct str name, struct str claimed);

/*
 * The contact to use: the first mail address that the file may give for this
 * company; absent, with the reason in why, when it may give none. A file that
 * says nothing of where it belongs speaks for what its registrant has, and no
 * more: it must be found below the registrable domain of the claim, and an
 * address counts when it lies there too. One whose Canonical names the very
 * address that was asked may be kept elsewhere and name any address, for then
 * the claimed domain says "there" and the file says "for them".
 *
 * Why: hosting companies answer with their own security.txt on the sites of
 * all their customers, and parked names redirect anywhere. Such a file is
 * honest and still the wrong desk: the notice would reach the hosting company,
 * or whoever broke into the site.
 */
struct str published_choose(const struct published *p, struct why *why);

/* What is to be kept of one time that a domain was asked. */
struct published_answer {
	int64_t claim, organisation, person, now;
	enum published_outcome outcome; /* USED: found and mail are there */
	const struct published *found;
	struct str mail; /* of published_choose */
	struct str said; /* for people: where, or why not */
};

/*
 * Keeps it, and with PUBLISHED_USED the contact, until the file expires; one
 * that it gave before is used no more when the file is gone or unusable, and
 * stays when the site was not reached. Sets the language of a company of which
 * nobody said one. Returns the outcome as kept: an address that mail came back
 * from is not used again. In a transaction.
 */
enum published_outcome published_keep(
    struct store *s, struct arena *a, const struct published_answer *answer);

/* "used", "nothing there", "cannot be used", "not reached". */
const char *published_name(enum published_outcome o);

#endif
