/* verp: what proves, in an address or a link, which mail it was in */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "notify/verp.h"

#include <sodium.h>

#include "base/buf.h"

static const char letters[] = "0123456789abcdefghjkmnpqrstvwxyz";

/* Of the hash: another one for each purpose. */
static const char *const contexts[] = {
    [VERP_RETURN] = "delivery.verp", [VERP_STOP] = "delivery.stop"};

struct str
verp_mark(struct store *s, struct arena *a, enum verp purpose, int64_t delivery,
    struct str ref)
{
	struct buf b = {0};

	buf_fmt(&b, "%lld %.*s", (long long)delivery, STR_ARG(ref));

	struct str hash = store_mark(s, a, contexts[purpose], buf_all(&b));

	buf_reset(&b);
	buf_fmt(&b, "%.*s-", STR_ARG(ref));
	for (size_t i = 0; i < RETURNED_PROOF; i++)
		buf_char(&b, letters[hash.p[i] & 31]);

	struct str mark = arena_str(a, buf_all(&b));

	buf_free(&b);
	return mark;
}

bool
verp_is(struct store *s, struct arena *a, enum verp purpose, int64_t delivery,
    struct str ref, struct str mark)
{
	struct str want = verp_mark(s, a, purpose, delivery, ref);

	return mark.n == want.n && sodium_memcmp(mark.p, want.p, want.n) == 0;
}
