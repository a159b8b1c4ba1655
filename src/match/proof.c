/* proof: what shows that an asset is a company's, and for how long */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "match/proof.h"

#include <sodium.h>

#include "base/time.h"
#include "store/claim.sql.h"
#include "store/organisation.sql.h"
#include "store/proof.sql.h"

_Static_assert((int)REF_SIZE >= (int)crypto_generichash_KEYBYTES_MIN,
    "a reference is a key");

static const char *const names[PROOF_KIND_COUNT] = {"", "file", "seen"};

const char *
proof_kind_name(int64_t kind)
{
	return kind > 0 && kind < PROOF_KIND_COUNT ? names[kind] : "";
}

static struct str
ref_of(struct store *s, struct arena *a, int64_t organisation)
{
	struct organisation_get_row row;

	if (!organisation_get(s->db, organisation, &row))
		die("organisation %lld is gone", (long long)organisation);
	return arena_str(a, row.ref);
}

struct str
proof_token(
    struct store *s, struct arena *a, int64_t organisation, struct str domain)
{
	unsigned char hash[PROOF_LETTERS];
	struct str ref = ref_of(s, a, organisation);
	struct buf b = {0};

	buf_fmt(&b, "proof of %.*s", STR_ARG(domain));
	if (crypto_generichash(hash, sizeof(hash), (const unsigned char *)b.p,
		b.n, (const unsigned char *)ref.p, ref.n) != 0)
		die("libsodium cannot hash");
	buf_reset(&b);
	proof_token_put(&b, hash);

	struct str token = arena_str(a, buf_all(&b));

	buf_free(&b);
	return token;
}

/* As it is kept; one that was never asked for begins now. */
static struct proof_get_row
kept(struct store *s, const struct proof_look *look)
{
	struct proof_get_row row;

	if (!proof_get(s->db, look->claim, &row))
		row = (struct proof_get_row){
		    .asked = look->now,
		    .proven = SQL_NULL_I64,
		    .failing = SQL_NULL_I64,
		    .next = SQL_NULL_I64,
		};
	return row;
}

static void
keep(struct store *s, struct arena *a, const struct proof_look *look,
    const struct proof_get_row *row)
{
	proof_put(s->db, look->claim, look->organisation, row->kind, row->asked,
	    row->proven, row->failing, row->next, look->person,
	    store_seal(s, a, "claim_proof.said", look->claim, look->said));
}

static void
audit(struct store *s, struct arena *a, const struct proof_look *look,
    struct str did)
{
	store_audit(
	    s, look->person, look->now, did, ref_of(s, a, look->organisation));
}

void
proof_ask(struct store *s, struct arena *a, const struct proof_look *look)
{
	struct proof_get_row row = kept(s, look);

	if (row.kind != PROOF_NONE)
		return;
	row.asked = look->now;
	row.next = look->now + PROOF_RETRY_DAYS * DAY;
	keep(s, a, look, &row);
}

enum err
proof_found(struct store *s, struct arena *a, const struct proof_look *look,
    enum proof_kind kind, struct why *w)
{
	struct proof_get_row row = kept(s, look);
	bool news = row.kind != (int64_t)kind || row.failing != SQL_NULL_I64;

	row.kind = kind;
	row.proven = look->now;
	row.failing = SQL_NULL_I64;
	row.next = kind == PROOF_FILE ? look->now + PROOF_AGAIN_DAYS * DAY
				      : SQL_NULL_I64;
	keep(s, a, look, &row);
	if (news || kind == PROOF_SEEN)
		audit(s, a, look,
		    kind == PROOF_FILE ? STR("asset proven by its site")
				       : STR("asset proven by what was seen"));
	return claim_prove(s, look->claim, look->now, w);
}

/* What is said of the claim, for people. */
static struct str
gone(struct arena *a, int64_t since)
{
	struct buf b = {0};

	buf_str(&b, STR("since "));
	day_put(&b, day_of_time(since));
	buf_str(&b, STR(" its site has no proof of it any more"));

	struct str s = arena_str(a, buf_all(&b));

	buf_free(&b);
	return s;
}

/* A proof by file that is not there: grace begins, goes on or is over. */
static enum claim_state
file_missing(struct store *s, struct arena *a, const struct proof_look *look,
    struct proof_get_row *row, enum claim_state state)
{
	if (row->failing == SQL_NULL_I64)
		row->failing = look->now;

	bool over = look->now >= row->failing + PROOF_GRACE_DAYS * DAY;

	if (state == CLAIM_PROVEN || (state == CLAIM_GRACE && over)) {
		state = claim_weaken(
		    s, look->claim, gone(a, row->failing), look->now);
		audit(s, a, look,
		    state == CLAIM_GRACE ? STR("asset in grace, proof gone")
					 : STR("asset pending, proof gone"));
	}
	if (state != CLAIM_GRACE) { /* it begins anew */
		row->kind = PROOF_NONE;
		row->asked = look->now;
	}
	row->next = look->now + PROOF_RETRY_DAYS * DAY;
	return state;
}

enum claim_state
proof_missing(struct store *s, struct arena *a, const struct proof_look *look)
{
	struct proof_get_row row = kept(s, look);
	struct claim_state_row own;

	if (!claim_state(s->db, look->claim, &own))
		die("claim %lld is not there", (long long)look->claim);

	enum claim_state state = (enum claim_state)own.state;

	if (row.kind == PROOF_SEEN)
		return state;
	if (row.kind == PROOF_FILE)
		state = file_missing(s, a, look, &row, state);
	else
		row.next = look->now < row.asked + PROOF_WAIT_DAYS * DAY
		    ? look->now + PROOF_RETRY_DAYS * DAY
		    : SQL_NULL_I64;
	keep(s, a, look, &row);
	return state;
}
