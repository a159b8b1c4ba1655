/* identify: the ladder: whom does an observation concern, and why */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "match/identify.h"

/* How sure a rung makes us, in percent, by how the claim came about. A domain
 * counts less than an address: reverse names are set by whoever runs the
 * address. */
static const int confidence[GROUND_COUNT][CLAIM_STATE_COUNT] = {
    [GROUND_ADDRESS] =
	{[CLAIM_PROVEN] = 95, [CLAIM_ENTERED] = 85, [CLAIM_GRACE] = 75},
    [GROUND_DOMAIN] =
	{[CLAIM_PROVEN] = 90, [CLAIM_ENTERED] = 80, [CLAIM_GRACE] = 70},
    [GROUND_NETWORK] =
	{[CLAIM_PROVEN] = 70, [CLAIM_ENTERED] = 60, [CLAIM_GRACE] = 50},
};

static const char *const ground_names[GROUND_COUNT] = {
    "none", "address", "domain", "network"};
static const char *const unowned_names[UNOWNED_COUNT] = {
    "identified", "nobody", "special", "shared", "nameless"};

const char *
ground_name(enum ground g)
{
	return g < GROUND_COUNT ? ground_names[g] : "unknown";
}

const char *
unowned_name(enum unowned u)
{
	return u < UNOWNED_COUNT ? unowned_names[u] : "unknown";
}

static void
name(struct identity *who, const struct owner *by, enum ground ground,
    enum responsibility responsibility)
{
	*who = (struct identity){
	    .organisation = by->organisation,
	    .claim = by->claim,
	    .ground = ground,
	    .confidence = confidence[ground][by->state],
	    .responsibility = responsibility,
	};
}

/* A claim of the organisation on a domain that holds the hostname. */
static bool
owns_hostname(
    const struct owners *o, const struct sighting *s, int64_t organisation)
{
	struct owner_walk w;
	const struct owner *by;

	for (owners_of_name(o, s->hostname, &w);
	     (by = owner_next(&w, s->seen)) != NULL;)
		if (by->organisation == organisation)
			return true;
	return false;
}

/*
 * The most specific claim on an address or network decides: a dynamic or
 * shared one that is not enough by itself goes to *loose and hides the wider
 * ones around it.
 */
static bool
by_place(const struct owners *o, const struct sighting *s, struct owner_walk *w,
    enum ground ground, struct identity *who, enum nature *loose)
{
	const struct owner *by = owner_next(w, s->seen);

	if (by == NULL)
		return false;
	if (by->nature != NATURE_FIXED &&
	    !owns_hostname(o, s, by->organisation)) {
		*loose = by->nature;
		return false;
	}
	name(who, by, ground, RESPONSIBILITY_YOU);
	return true;
}

/* On shared ground somebody else runs the machine; on an address that changes
 * hands it is still the owner's of the name. */
static bool
by_domain(const struct owners *o, const struct sighting *s, enum nature loose,
    struct identity *who)
{
	struct owner_walk w;

	owners_of_name(o, s->hostname, &w);

	const struct owner *by = owner_next(&w, s->seen);

	if (by == NULL)
		return false;
	name(who, by, GROUND_DOMAIN,
	    loose == NATURE_SHARED ? RESPONSIBILITY_PLATFORM
				   : RESPONSIBILITY_YOU);
	return true;
}

enum unowned
identify(const struct owners *o, const struct sighting *s, struct identity *who)
{
	struct owner_walk w;
	enum nature loose = NATURE_NONE;
	bool placed = s->address.kind != 0 || s->hostname.n > 0;
	bool special =
	    s->address.kind != 0 && address_special(&s->address).n > 0;

	*who = (struct identity){0};
	if (s->address.kind != 0 && !special) {
		owners_of_address(o, &s->address, &w);
		if (by_place(o, s, &w, GROUND_ADDRESS, who, &loose))
			return UNOWNED_NOT;
	}
	if (s->hostname.n > 0 && by_domain(o, s, loose, who))
		return UNOWNED_NOT;
	if (s->asn != 0 && placed && !special) {
		owners_of_asn(o, s->asn, &w);
		if (by_place(o, s, &w, GROUND_NETWORK, who, &loose))
			return UNOWNED_NOT;
	}
	if (special)
		return UNOWNED_SPECIAL;
	if (!placed)
		return UNOWNED_NAMELESS;
	return loose != NATURE_NONE ? UNOWNED_SHARED : UNOWNED_NOBODY;
}
