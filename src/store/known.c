/* known: by what an observation is known again tomorrow */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "store/known.h"

#include <string.h>

enum {
	GROUP = 2, /* bytes of it in front of the fingerprint */
	HALF = 8,  /* bytes of one column */
};

_Static_assert(GROUP + SEAL_FINGERPRINT == 2 * HALF, "a key is two columns");

/* A column has the bits as SQL keeps them. */
static int64_t
half_get(const unsigned char *p)
{
	uint64_t u = 0;
	int64_t v;

	for (int i = 0; i < HALF; i++)
		u = u << 8 | p[i];
	memcpy(&v, &u, sizeof(v));
	return v;
}

static void
half_put(unsigned char *p, int64_t v)
{
	uint64_t u;

	memcpy(&u, &v, sizeof(u));
	for (int i = HALF; i-- > 0; u >>= 8)
		p[i] = (unsigned char)(u & 0xff);
}

struct known
known_make(uint16_t group, const unsigned char fingerprint[SEAL_FINGERPRINT])
{
	unsigned char bytes[2 * HALF] = {
	    (unsigned char)(group >> 8), (unsigned char)(group & 0xff)};

	memcpy(bytes + GROUP, fingerprint, SEAL_FINGERPRINT);
	return (struct known){half_get(bytes), half_get(bytes + HALF)};
}

struct known
known_again(struct known k, const struct seal *s)
{
	unsigned char bytes[2 * HALF];

	half_put(bytes, k.id);
	half_put(bytes + HALF, k.rest);
	seal_fingerprint_again(bytes + GROUP, s);
	return (struct known){half_get(bytes), half_get(bytes + HALF)};
}
