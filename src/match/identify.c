/* identify: the ladder: whom does an observation concern, and why */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "match/identify.h"

#include "match/freemail.h"

/* How sure a rung makes us, in percent, by how the claim came about. A domain
 * counts less than an address: reverse names are set by whoever runs the
 * address; a certificate less again, as it is copied from machine to machine.
 */
static const int confidence[GROUND_COUNT][CLAIM_STATE_COUNT] = {
    [GROUND_ADDRESS] =
	{[CLAIM_PROVEN] = 95, [CLAIM_ENTERED] = 85, [CLAIM_GRACE] = 75},
    [GROUND_DOMAIN] =
	{[CLAIM_PROVEN] = 90, [CLAIM_ENTERED] = 80, [CLAIM_GRACE] = 70},
    [GROUND_CERTIFICATE] =
	{[CLAIM_PROVEN] = 75, [CLAIM_ENTERED] = 65, [CLAIM_GRACE] = 55},
};

static const char *const ground_names[GROUND_COUNT] = {
    "none", "address", "domain", "network", "certificate", "registry"};
static const char *const unowned_names[UNOWNED_COUNT] = {
    "identified", "nobody", "special", "shared", "nameless", "private"};

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
 * The most specific claim on an address decides: a dynamic or shared one that
 * is not enough by itself goes to *loose and hides the wider ones around it.
 */
static bool
by_address(const struct owners *o, const struct sighting *s,
    struct identity *who, enum nature *loose)
{
	struct owner_walk w;

	owners_of_address(o, &s->address, &w);

	const struct owner *by = owner_next(&w, s->seen);

	if (by == NULL)
		return false;
	if (by->nature != NATURE_FIXED &&
	    !owns_hostname(o, s, by->organisation)) {
		*loose = by->nature;
		return false;
	}
	name(who, by, GROUND_ADDRESS, RESPONSIBILITY_YOU);
	return true;
}

/* On shared ground somebody else runs the machine; on an address that changes
 * hands it is still the owner's of the name. */
static enum responsibility
under_a_name(enum nature loose)
{
	return loose == NATURE_SHARED ? RESPONSIBILITY_PLATFORM
				      : RESPONSIBILITY_YOU;
}

static const struct owner *
owner_of_name(const struct owners *o, struct str hostname, int64_t seen)
{
	struct owner_walk w;

	owners_of_name(o, hostname, &w);
	return owner_next(&w, seen);
}

static bool
by_domain(const struct owners *o, const struct sighting *s, enum nature loose,
    struct identity *who)
{
	const struct owner *by = owner_of_name(o, s->hostname, s->seen);

	if (by == NULL)
		return false;
	name(who, by, GROUND_DOMAIN, under_a_name(loose));
	return true;
}

static bool
by_certificate(const struct owners *o, const struct sighting *s,
    enum nature loose, struct identity *who)
{
	const struct owner *found = NULL;
	struct str rest = s->names, one;

	while (str_split(&rest, ' ', &one)) {
		const struct owner *by = owner_of_name(o, one, s->seen);
		if (by == NULL)
			continue;
		if (found != NULL && by->organisation != found->organisation)
			return false;
		if (found == NULL)
			found = by;
	}
	if (found == NULL)
		return false;
	name(who, found, GROUND_CERTIFICATE, under_a_name(loose));
	return true;
}

struct sighting
subject_sighting(const struct subject *s, int64_t seen)
{
	return (struct sighting){
	    .address = s->place.a,
	    .hostname = s->hostname,
	    .names = s->names,
	    .asn = s->asn,
	    .seen = seen,
	};
}

enum unowned
identify(const struct owners *o, const struct sighting *s, struct identity *who)
{
	enum nature loose = NATURE_NONE;
	bool special =
	    s->address.kind != 0 && address_special(&s->address).n > 0;

	bool account = s->account && s->hostname.n > 0;

	*who = (struct identity){0};
	if (account && freemail_is(s->hostname))
		return UNOWNED_PRIVATE;
	if (s->address.kind != 0 && !special && !account &&
	    by_address(o, s, who, &loose))
		return UNOWNED_NOT;
	if (s->hostname.n > 0 && by_domain(o, s, loose, who))
		return UNOWNED_NOT;
	if (s->names.n > 0 && by_certificate(o, s, loose, who))
		return UNOWNED_NOT;
	if (special)
		return UNOWNED_SPECIAL;
	if (s->address.kind == 0 && s->hostname.n == 0)
		return UNOWNED_NAMELESS;
	return loose != NATURE_NONE ? UNOWNED_SHARED : UNOWNED_NOBODY;
}

/* The ground below. */

static bool
relay_by_range(struct registry *r, const struct sighting *s, struct relay *out)
{
	struct registry_walk w;
	struct registry_range range;

	out->asn = s->asn;
	registry_of_address(r, &s->address, &w);
	while (registry_next(&w, &range)) {
		if (out->asn == 0)
			out->asn = range.asn;
		if (range.owner->mail.n == 0)
			continue;
		out->ground = GROUND_REGISTRY;
		out->owner = range.owner;
		out->source = range.source;
		out->prefix = range.prefix;
		return true;
	}
	return false;
}

static bool
relay_by_number(
    const struct owners *o, struct registry *r, int64_t seen, struct relay *out)
{
	struct owner_walk w;

	if (out->asn == 0)
		return false;
	out->ground = GROUND_NETWORK;
	owners_of_asn(o, out->asn, &w);

	const struct owner *by = owner_next(&w, seen);

	if (by != NULL) {
		out->organisation = by->organisation;
		return true;
	}
	out->owner = registry_of_asn(r, out->asn);
	return out->owner->mail.n > 0;
}

bool
relay_find(const struct owners *o, struct registry *r, const struct sighting *s,
    struct relay *out)
{
	*out = (struct relay){0};
	if (s->address.kind == 0 || address_special(&s->address).n > 0)
		return false;
	return relay_by_range(r, s, out) || relay_by_number(o, r, s->seen, out);
}
