/* organisation_field: who said what of a company, and when */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef MATCH_ORGANISATION_FIELD_H
#define MATCH_ORGANISATION_FIELD_H

#include "match/organisation.h"

/* Kept in organisation_field.field: never renumber. */
enum organisation_field {
	FIELD_NAME = 1,
	FIELD_KVK,
	FIELD_SECTOR,
	FIELD_MAIL,
	FIELD_LANGUAGE,
	FIELD_RHYTHM,
	FIELD_COUNT,
};

/* "name", "kvk", ... */
const char *organisation_field_name(enum organisation_field f);

/* What is said of an organisation, being entered. All borrowed. */
struct entering {
	struct store *s;
	struct arena *a;
	const struct organisation *o;
	int64_t now;
	struct organisation_kept *kept;
	asset_news *news;
	void *ctx;
};

/*
 * Whether new takes the place of old (absent: nothing was known); then it is
 * noted who said it. The word of a person wins over a list, and what is newer
 * over what is older; otherwise the difference is told and counted as a
 * conflict. An absent new changes nothing.
 */
bool organisation_field_take(struct entering *e, enum organisation_field f,
    struct str old, struct str new);

#endif
