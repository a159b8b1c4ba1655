/* intake_reject: which addresses the rejected rows of a report hold */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "feed/intake_now.h"
#include "store/report.sql.h"

/*
 * A look with a rejected row says nothing of who that row was about, and all
 * of everybody else. So it counts as complete for the address of a finding
 * when every rejected row holds an address and none holds that one; when so
 * many are rejected that the report itself is not to be trusted, it does not.
 * Names are not gone by: too much in a row looks like one.
 */
enum {
	REJECTED_SHARE = 10,	/* at most one row in so many */
	REJECTED_NAMED = 10000, /* rejected rows of which it is remembered */
	TOKEN_MAX = 64,
};

static bool
in_token(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
	    (c >= 'A' && c <= 'Z') || c == '.' || c == ':';
}

/* "203.0.113.7", "203.0.113.7:3389", "2001:db8::7" */
static bool
token_read(struct str token, struct address *a)
{
	if (token.n > TOKEN_MAX)
		return false;
	if (address_read(token, a))
		return true;
	return str_find(token, '.') < str_find(token, ':') &&
	    address_read(str_upto(token, str_find(token, ':')), a);
}

static bool
token_next(struct str *rest, struct str *token)
{
	size_t n = 0;

	while (rest->n > 0 && !in_token(rest->p[0]))
		*rest = str_from(*rest, 1);
	while (n < rest->n && in_token(rest->p[n]))
		n++;
	*token = str_upto(*rest, n);
	*rest = str_from(*rest, n);
	return n > 0;
}

void
intake_reject_note(struct intake_now *at, struct str raw)
{
	struct address a;
	bool any = false;

	if (at->told.rejected > REJECTED_NAMED)
		at->mute = true;
	if (at->mute)
		return;
	for (struct str token; token_next(&raw, &token);)
		if (token_read(token, &a)) {
			buf_put(&at->named, &a, sizeof(a));
			any = true;
		}
	at->mute = !any;
}

bool
intake_reject_named(const struct intake_now *at)
{
	return at->told.whole && at->told.rejected > 0 && !at->mute &&
	    at->told.rejected * REJECTED_SHARE <= at->told.rows;
}

void
intake_reject_keep(struct intake *in, int64_t series, int32_t day)
{
	const struct buf *named = &in->at->named;
	const struct address *v =
	    (const struct address *)(const void *)named->p;
	struct buf text = {0};
	struct arena a;

	arena_init(&a, 0);
	for (size_t i = 0; i < named->n / sizeof(*v); i++) {
		buf_reset(&text);
		address_put(&text, &v[i]);
		look_except_put(in->store->db, series, day,
		    store_print(in->store, &a, LOOK_EXCEPT, buf_all(&text)));
		arena_reset(&a);
	}
	arena_free(&a);
	buf_free(&text);
}
