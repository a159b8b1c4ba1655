/* organisation: a company that is guarded, and how it is kept */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef MATCH_ORGANISATION_H
#define MATCH_ORGANISATION_H

#include "base/err.h"
#include "match/claim.h"
#include "store/store.h"

/* Kept in organisation.rhythm: never renumber. */
enum rhythm {
	RHYTHM_AT_ONCE,
	RHYTHM_DAILY,
	RHYTHM_WEEKLY,
	RHYTHM_COUNT,
};

enum { CONTACT_MAIL = 1, CONTACT_PHONE, CONTACT_POST };
/* Kept in contact.state. Bounced: mail or a letter came back. */
enum { CONTACT_IN_USE = 1, CONTACT_BOUNCED, CONTACT_REMOVED };

/* Seconds after which somebody has to say again that a contact is right. */
enum { CONTACT_FRESH = 365 * 86400 };
/* "mail", "phone", "post" */
const char *contact_kind_name(int64_t kind);

/* A language or rhythm that was not said: what is known stays, a new
 * organisation gets the first of the enum. */
enum { ORGANISATION_UNSAID = 255 };

/* As supplied. Only name is needed; kvk and mail were checked. Texts that are
 * absent were not said. */
struct organisation {
	struct str name, kvk, mail, sector;
	struct str post;   /* address on paper, its lines parted by commas */
	struct str assets; /* separated by white space, comma or semicolon */
	unsigned language; /* enum lang */
	unsigned rhythm;   /* enum rhythm */
	struct str source; /* who gave it: "list.csv", "jansen at the desk" */
	int64_t dated;	   /* when it was so; 0: now */
	bool by_person;	   /* a person's word, not a list's */
};

/* What became of it. */
struct organisation_kept {
	int64_t id;
	struct str ref; /* lives in the arena given */
	bool added;	/* else it was known and brought up to date */
	unsigned claims, pending, refused;
	unsigned changed;   /* what was said and is now otherwise */
	unsigned conflicts; /* what was said and did not win */
};

/* Told about each asset that was refused or is pending, and each value that
 * did not win from what was known. */
typedef void asset_news(void *ctx, struct str asset, const struct why *w);

/*
 * Adds an organisation, or brings the one with the same KvK number (without
 * one: the same name, when only one bears it) up to date in what was said: its
 * name, language, rhythm, sector, mail address, and assets not known yet. What
 * a newer source or a person said stays (organisation_field.h), and a list does
 * not bring back an address that mail came back from. A bad asset costs itself
 * only. In a transaction.
 */
struct organisation_kept organisation_enter(struct store *s, struct arena *a,
    const struct organisation *o, int64_t person, int64_t now, asset_news *news,
    void *ctx);

/* Adds the assets of a text to an organisation, as organisation_enter. */
void organisation_assets(struct store *s, int64_t organisation,
    struct str assets, enum nature nature, int64_t from, int64_t until,
    struct str proof, int64_t person, int64_t now,
    struct organisation_kept *kept, asset_news *news, void *ctx);

/* Finds by reference, KvK number or exact name. ERR_ABSENT; ERR_TAKEN when
 * several bear the name. In a list of many, where a name that is nearly so is
 * not looked for. */
enum err organisation_find_listed(
    struct store *s, struct str by, int64_t *id, struct why *w) MUST_CHECK;
/* The same for what a person typed: an ERR_ABSENT tells the name that was
 * meant, where one holds what was typed or is spelled nearly so. */
enum err organisation_find(
    struct store *s, struct str by, int64_t *id, struct why *w) MUST_CHECK;

/* "at-once", "daily", "weekly"; RHYTHM_COUNT for anything else. */
enum rhythm rhythm_read(struct str s);
const char *rhythm_name(enum rhythm r);

#endif
