/* claim: an asset of an organisation: how it is written, checked and kept */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "match/claim.h"

#include "base/time.h"
#include "store/claim.sql.h"
#include "store/job.sql.h"
#include "store/proof.sql.h"
#include "value/ident.h"
#include "value/script.h"

enum {
	WIDEST_V4 = 8,	/* the largest block IANA gave to one party */
	WIDEST_V6 = 19, /* the largest block a registry gave to one party */
};

static const char *const kind_names[CLAIM_KIND_COUNT] = {
    "none", "prefix", "domain", "asn", "software"};
static const char *const nature_names[NATURE_COUNT] = {
    "none", "fixed", "dynamic", "shared"};
static const char *const state_names[CLAIM_STATE_COUNT] = {
    "none", "proven", "entered", "pending", "grace", "disputed", "refused"};

const char *
claim_kind_name(enum claim_kind k)
{
	return k < CLAIM_KIND_COUNT ? kind_names[k] : "unknown";
}

const char *
claim_state_name(enum claim_state s)
{
	return s < CLAIM_STATE_COUNT ? state_names[s] : "unknown";
}

const char *
nature_name(enum nature n)
{
	return n < NATURE_COUNT ? nature_names[n] : "unknown";
}

enum nature
nature_read(struct str s)
{
	return (enum nature)str_name(s, nature_names, NATURE_COUNT);
}

static enum err
prefix_check(const struct prefix *p, struct str s, struct why *w)
{
	struct str special = prefix_special(p);
	unsigned widest = p->a.kind == 4 ? WIDEST_V4 : WIDEST_V6;

	if (special.n > 0)
		return why_set(w, ERR_REFUSED,
		    "%.*s is everyone's: %.*s; give the address the internet "
		    "sees",
		    STR_ARG(s), STR_ARG(special));
	if (p->length < widest)
		return why_set(w, ERR_REFUSED,
		    "%.*s is wider than any organisation's block (/%u); give "
		    "the ranges that are really yours",
		    STR_ARG(s), widest);
	return OK;
}

/* Computers may be called so, but nobody can register it (RFC 5891 4.2.3.1). */
static bool
has_odd_hyphen(struct str name)
{
	struct str label;

	while (str_split(&name, '.', &label))
		if (str_starts(label, STR("-")) || str_ends(label, STR("-")))
			return true;
	return false;
}

static enum err
domain_check(const struct domain *d, struct why *w)
{
	if (has_odd_hyphen(domain_str(d)))
		return why_set(w, ERR_REFUSED,
		    "%s: no part of a registered name begins or ends with a "
		    "hyphen",
		    d->name);
	if (str_find(domain_str(d), '.') == domain_str(d).n)
		return why_set(w, ERR_REFUSED,
		    "%s is not a registered name: it has no dot, as "
		    "bakker.example has",
		    d->name);
	if (domain_is_public_suffix(d))
		return why_set(w, ERR_REFUSED,
		    "%s is a public suffix: nobody owns all names below it; "
		    "give the registered name",
		    d->name);
	return OK;
}

static bool
looks_like_asn(struct str s)
{
	if (s.n < 3 || !str_eq_nocase(str_upto(s, 2), STR("AS")))
		return false;
	/* "AS1.10" (RFC 5396) too, but not "as1.example" */
	for (size_t i = 2; i < s.n; i++)
		if (s.p[i] != '.' && (s.p[i] < '0' || s.p[i] > '9'))
			return false;
	return true;
}

/* "203.0.113.300" is a mistake in an address, and not a name. */
static bool
is_dotted_number(struct str s)
{
	size_t dots = 0;

	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] != '.' && (s.p[i] < '0' || s.p[i] > '9'))
			return false;
		dots += s.p[i] == '.';
	}
	return dots > 0;
}

static bool
looks_like_address(struct str s)
{
	struct address a;

	return str_find(s, ':') < s.n || str_find(s, '/') < s.n ||
	    is_dotted_number(s) || address_read(s, &a);
}

enum err
asset_read(struct str s, struct asset *out, struct why *w)
{
	enum err e;

	*out = (struct asset){0};
	if (looks_like_asn(s)) {
		out->kind = CLAIM_ASN;
		return asn_read(s, &out->asn, w);
	}
	if (looks_like_address(s)) {
		out->kind = CLAIM_PREFIX;
		e = prefix_read(s, &out->prefix, w);
		return e != OK ? e : prefix_check(&out->prefix, s, w);
	}
	out->kind = CLAIM_DOMAIN;
	e = domain_read(s, &out->domain, w);
	return e != OK ? e : domain_check(&out->domain, w);
}

void
asset_put(struct buf *b, const struct asset *out)
{
	switch (out->kind) {
	case CLAIM_PREFIX:
		if (out->prefix.length == address_bits(&out->prefix.a))
			address_put(b, &out->prefix.a);
		else
			prefix_put(b, &out->prefix);
		break;
	case CLAIM_DOMAIN:
		buf_str(b, domain_str(&out->domain));
		break;
	case CLAIM_ASN:
		buf_fmt(b, "AS%u", out->asn);
		break;
	case CLAIM_NONE:
	case CLAIM_SOFTWARE:
	case CLAIM_KIND_COUNT:
		break;
	}
}

static bool
times_meet(int64_t from1, int64_t until1, int64_t from2, int64_t until2)
{
	bool first_ends =
	    until1 != SQL_NULL_I64 && from2 != SQL_NULL_I64 && until1 <= from2;
	bool second_ends =
	    until2 != SQL_NULL_I64 && from1 != SQL_NULL_I64 && until2 <= from1;

	return !first_ends && !second_ends;
}

/* Those that do not neither identify nor stand in another's way. */
static bool
claim_counts(enum claim_state s)
{
	return s == CLAIM_PROVEN || s == CLAIM_ENTERED || s == CLAIM_GRACE;
}

static void
job_want(struct store *s, int64_t now, int64_t due)
{
	int64_t wanted = due <= now ? job_wanted(s->db, JOB_CLAIMS, now)
				    : job_wanted_on(s->db, JOB_CLAIMS, due);

	if (wanted == SQL_NULL_I64)
		job_add(
		    s->db, store_id(s, "job"), JOB_CLAIMS, now, due, INT64_MIN);
}

/* Whose something is changes now, and by itself at these times. */
static void
owners_change(struct store *s, int64_t now, int64_t from, int64_t until)
{
	job_want(s, now, now);
	if (from != SQL_NULL_I64 && from > now)
		job_want(s, now, from);
	if (until != SQL_NULL_I64 && until > now)
		job_want(s, now, until);
}

/* What stands in the way of a claim. */
struct standing {
	bool own; /* the organisation has it already: */
	int64_t id, from, until;
	enum nature nature;
	enum claim_state state;
	bool others; /* somebody else has it in the same time */
};

static struct standing
standing_find(struct store *s, const struct claim_request *r, struct str index)
{
	struct standing found = {0};
	struct sql_cursor c;
	struct claim_by_value_row row;

	claim_by_value(s->db, index, &c);
	while (claim_by_value_next(&c, &row)) {
		if (!times_meet(
			row.valid_from, row.valid_until, r->from, r->until))
			continue;
		if (row.organisation == r->organisation) {
			found.own = true;
			found.id = row.id;
			found.from = row.valid_from;
			found.until = row.valid_until;
			found.nature = (enum nature)row.nature;
			found.state = (enum claim_state)row.state;
		} else if (claim_counts((enum claim_state)row.state)) {
			found.others = true;
		}
	}
	return found;
}

static enum err
taken(struct why *w, struct str text, const char *then)
{
	return why_set(w, ERR_TAKEN,
	    "%.*s is another organisation's already: %s", STR_ARG(text), then);
}

static const char pending[] =
    "kept as pending, it identifies nobody until you decide";

/* Why a person has to look at it, whoever else has it; or NULL. */
static const char *
suspect(const struct claim_request *r)
{
	return r->asset.kind == CLAIM_DOMAIN ? domain_suspect(&r->asset.domain)
					     : NULL;
}

static enum err
waits(struct why *w, struct str text, const char *odd)
{
	if (odd == NULL)
		return taken(w, text, pending);
	return why_set(
	    w, ERR_REFUSED, "%.*s: %s: %s", STR_ARG(text), odd, pending);
}

/* What was said of a claim that is there; the rest stays as it is. */
static enum err
own_change(struct store *s, const struct claim_request *r, struct str index,
    const struct standing *own, struct str text, struct why *w)
{
	struct claim_request full = *r;
	bool said = r->nature != NATURE_NONE || r->from != SQL_NULL_I64 ||
	    r->until != SQL_NULL_I64;

	if (!said && own->state != CLAIM_PENDING)
		return OK;
	if (!said && !own->others && suspect(r) == NULL)
		return waits(w, text, "its proof is gone");
	if (!said)
		return waits(w, text, suspect(r));
	if (full.nature == NATURE_NONE)
		full.nature = own->nature;
	if (full.from == SQL_NULL_I64)
		full.from = own->from;
	if (full.until == SQL_NULL_I64)
		full.until = own->until;
	if (standing_find(s, &full, index).others)
		return taken(w, text, "in that time, so nothing was changed");
	claim_set(s->db, own->id, full.nature, full.from, full.until);
	if (own->state == CLAIM_PENDING && suspect(r) != NULL)
		return waits(w, text, suspect(r));
	if (own->state == CLAIM_PENDING || own->state == CLAIM_REFUSED)
		claim_settle(s->db, own->id); /* nobody stands in its way */
	owners_change(s, r->now, full.from, full.until);
	return OK;
}

static enum err
new_keep(struct store *s, struct arena *a, const struct claim_request *r,
    struct str index, bool others, struct str text, int64_t *id, struct why *w)
{
	const char *odd = suspect(r);
	const char *why =
	    others ? "another organisation has the same asset" : odd;

	*id = store_id(s, "claim");
	claim_add(s->db, *id, r->organisation, r->asset.kind,
	    store_seal(s, a, "claim.value", *id, text), index,
	    r->nature == NATURE_NONE ? NATURE_FIXED : r->nature,
	    why != NULL ? CLAIM_PENDING : CLAIM_ENTERED,
	    str_of(why != NULL ? why : ""), r->from, r->until, r->proof,
	    r->person, r->now);
	if (why != NULL)
		return waits(w, text, others ? NULL : odd);
	owners_change(s, r->now, r->from, r->until);
	return OK;
}

enum err
claim_enter(
    struct store *s, const struct claim_request *r, int64_t *id, struct why *w)
{
	struct arena a;
	struct buf text = {0};
	enum err e;

	arena_init(&a, 0);
	asset_put(&text, &r->asset);

	struct str index = store_index(s, &a, "claim.value", buf_all(&text));
	struct standing found = standing_find(s, r, index);
	int64_t kept = found.id;

	if (found.own)
		e = own_change(s, r, index, &found, buf_all(&text), w);
	else
		e = new_keep(
		    s, &a, r, index, found.others, buf_all(&text), &kept, w);
	if (id != NULL)
		*id = kept;
	buf_free(&text);
	arena_free(&a);
	return e;
}

/* Who else has the asset from then on has it no longer. */
static void
others_end(struct store *s, struct arena *a, const struct claim_decision *d,
    const struct claim_state_row *own, int64_t from)
{
	struct sql_cursor c;
	struct claim_by_value_row row;
	struct buf list = {0};

	claim_by_value(s->db, arena_str(a, own->value_index), &c);
	while (claim_by_value_next(&c, &row))
		if (row.id != d->claim &&
		    claim_counts((enum claim_state)row.state) &&
		    times_meet(row.valid_from, row.valid_until, from,
			own->valid_until))
			buf_put(&list, &row, sizeof(row));

	const struct claim_by_value_row *other =
	    (const struct claim_by_value_row *)(const void *)list.p;

	for (size_t i = 0; i < list.n / sizeof(*other); i++) {
		const struct claim_by_value_row *o = &other[i];
		if (o->valid_from != SQL_NULL_I64 && o->valid_from >= from)
			claim_decide(s->db, o->id, CLAIM_REFUSED, d->reason);
		else
			claim_set(s->db, o->id, o->nature, o->valid_from, from);
	}
	if (list.n > 0) /* it has a beginning: until then it was another's */
		claim_set(s->db, d->claim, own->nature, from, own->valid_until);
	buf_free(&list);
}

/* A proof came in while it waited for a person. */
static bool
is_proven(struct store *s, int64_t claim)
{
	struct proof_get_row proof;

	return proof_get(s->db, claim, &proof) && proof.kind != 0 &&
	    proof.failing == SQL_NULL_I64;
}

static enum err
accept(struct store *s, const struct claim_decision *d,
    const struct claim_state_row *own, struct why *w)
{
	int64_t from = d->from != SQL_NULL_I64 ? d->from : d->now;
	struct arena a;

	if (own->state != CLAIM_PENDING && own->state != CLAIM_DISPUTED)
		return why_set(w, ERR_REFUSED,
		    "claim %lld is %s, not pending: there is nothing to accept",
		    (long long)d->claim,
		    claim_state_name((enum claim_state)own->state));
	if (own->valid_from != SQL_NULL_I64 && own->valid_from > from)
		from = own->valid_from;
	if (own->valid_until != SQL_NULL_I64 && own->valid_until <= from)
		return why_set(w, ERR_REFUSED,
		    "claim %lld ends before that: give an earlier --from",
		    (long long)d->claim);
	arena_init(&a, 0);
	others_end(s, &a, d, own, from);
	arena_free(&a);
	claim_decide(s->db, d->claim,
	    is_proven(s, d->claim) ? CLAIM_PROVEN : CLAIM_ENTERED, d->reason);
	owners_change(s, d->now, from, own->valid_until);
	return OK;
}

enum err
claim_decide_on(struct store *s, const struct claim_decision *d, struct why *w)
{
	struct claim_state_row own;

	if (!claim_state(s->db, d->claim, &own))
		return why_set(w, ERR_ABSENT,
		    "there is no claim %lld; `dijkwacht asset pending` and "
		    "`dijkwacht organisation show` show their numbers",
		    (long long)d->claim);
	if (d->accept)
		return accept(s, d, &own, w);

	bool counted = claim_counts((enum claim_state)own.state);

	claim_decide(s->db, d->claim, CLAIM_REFUSED, d->reason);
	if (counted)
		owners_change(s, d->now, SQL_NULL_I64, SQL_NULL_I64);
	return OK;
}

/* Whether a pending claim waits for a person, and not just for a proof. */
static enum err
waits_still(struct store *s, struct arena *a, const struct claim_state_row *own,
    struct str text, struct why *w)
{
	struct claim_request r = {
	    .organisation = own->organisation,
	    .from = own->valid_from,
	    .until = own->valid_until,
	};
	struct str index = arena_str(a, own->value_index);

	if (standing_find(s, &r, index).others)
		return waits(w, text, NULL);
	if (asset_read(text, &r.asset, w) != OK)
		return w->err;
	return suspect(&r) != NULL ? waits(w, text, suspect(&r)) : OK;
}

enum err
claim_prove(struct store *s, int64_t claim, int64_t now, struct why *w)
{
	struct claim_state_row own;
	struct arena a;
	enum err e = OK;

	if (!claim_state(s->db, claim, &own))
		die("claim %lld is not there", (long long)claim);

	bool counted = claim_counts((enum claim_state)own.state);
	int64_t from = own.valid_from, until = own.valid_until;

	arena_init(&a, 0);

	struct str text =
	    store_open(s, &a, "claim.value", claim, own.value_sealed);

	if (!counted && own.state != CLAIM_PENDING)
		e = why_set(w, ERR_REFUSED, "%.*s is %s: a person decides",
		    STR_ARG(text),
		    claim_state_name((enum claim_state)own.state));
	else if (!counted)
		e = waits_still(s, &a, &own, text, w);
	arena_free(&a);
	if (e != OK)
		return e;
	claim_decide(s->db, claim, CLAIM_PROVEN, STR(""));
	if (!counted)
		owners_change(s, now, from, until);
	return OK;
}

enum claim_state
claim_weaken(struct store *s, int64_t claim, struct str why, int64_t now)
{
	struct claim_state_row own;

	if (!claim_state(s->db, claim, &own))
		die("claim %lld is not there", (long long)claim);
	if (own.state == CLAIM_PROVEN) {
		claim_decide(s->db, claim, CLAIM_GRACE, why);
		return CLAIM_GRACE;
	}
	if (own.state == CLAIM_GRACE) {
		claim_decide(s->db, claim, CLAIM_PENDING, why);
		owners_change(s, now, SQL_NULL_I64, SQL_NULL_I64);
		return CLAIM_PENDING;
	}
	return (enum claim_state)own.state;
}

bool
claim_doubt(struct store *s, int64_t claim, struct str subject, int64_t now)
{
	struct claim_state_row own;
	struct buf why = {0};
	struct arena a;
	bool whole;

	if (!claim_state(s->db, claim, &own) ||
	    !claim_counts((enum claim_state)own.state))
		return false;
	arena_init(&a, 0);
	whole = str_eq(str_upto(subject, str_find(subject, ' ')),
	    store_open(s, &a, "claim.value", claim, own.value_sealed));
	arena_free(&a);
	buf_str(&why, STR("on "));
	day_put(&why, day_of_time(now));
	buf_str(&why,
	    whole ? STR(" the company said that this is not theirs")
		  : STR(" the company said that a part is not theirs: ask "
			"which"));
	claim_decide(
	    s->db, claim, whole ? CLAIM_DISPUTED : own.state, buf_all(&why));
	if (whole)
		owners_change(s, now, SQL_NULL_I64, SQL_NULL_I64);
	buf_free(&why);
	return whole;
}

enum credibility
claim_credibility(enum claim_state s, bool answered)
{
	switch (s) {
	case CLAIM_PROVEN:
		return SAID_CONFIRMED;
	case CLAIM_ENTERED:
		return answered ? SAID_CONFIRMED : SAID_PROBABLE;
	case CLAIM_GRACE:
		return SAID_POSSIBLE;
	case CLAIM_PENDING:
	case CLAIM_DISPUTED:
		return SAID_DOUBTFUL;
	case CLAIM_REFUSED:
		return SAID_IMPROBABLE;
	case CLAIM_STATE_NONE:
	case CLAIM_STATE_COUNT:
		break;
	}
	return SAID_UNJUDGED;
}
