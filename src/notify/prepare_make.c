/* prepare_make: one notice: what it tells, frozen, and what it was made of */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "match/organisation.h"
#include "notify/accounts.h"
#include "notify/prepare_in.h"
#include "store/agreement.sql.h"
#include "store/claim.sql.h"
#include "store/desk.sql.h"
#include "store/finding.sql.h"
#include "store/instance.sql.h"
#include "store/notice.sql.h"
#include "store/observation.sql.h"
#include "store/organisation.sql.h"
#include "value/code.h"

static struct str
asset_of(struct store *s, struct arena *a, int64_t claim)
{
	struct claim_get_row row;

	if (claim == SQL_NULL_I64 || !claim_get(s->db, claim, &row))
		return (struct str){0};
	return store_open(s, a, "claim.value", claim, row.value_sealed);
}

/* Of accounts only those that are surely theirs, and how many others. */
static void
accounts_get(
    struct store *s, struct arena *a, int64_t finding, struct notice_item *item)
{
	int64_t claim;

	item->detail = accounts_detail(s, a, finding);
	item->hidden = accounts_unproven(s, finding, &claim);
	item->unproven = asset_of(s, a, claim);
	if (item->unproven.n == 0)
		item->unproven = item->subject;
}

static void
item_get(struct store *s, struct arena *a, const struct due *d,
    struct notice_item *item)
{
	const struct known *k = &d->known;
	struct finding_get_row f;
	struct identification_get_row why;

	if (!finding_get(s->db, d->finding, &f))
		die("finding %lld is gone", (long long)d->finding);
	*item = (struct notice_item){
	    .ref = arena_str(a, f.ref),
	    .severity = k->severity,
	    .ground = (enum ground)f.ground,
	    .responsibility = (enum responsibility)f.responsibility,
	    .confidence = (int)f.confidence,
	    .first_seen = k->first_seen,
	    .last_seen = k->last_seen,
	    .subject = store_open(
		s, a, "finding.subject", d->finding, f.subject_sealed),
	};
	item->asset = asset_of(s, a, f.claim);
	if (d->topic->data == TOPIC_DATA_CREDENTIAL)
		accounts_get(s, a, d->finding, item);
	else if (identification_get(
		     s->db, k->observation, k->rest, d->organisation, &why))
		item->detail = store_open(s, a, "identification.detail",
		    k->observation, why.detail_sealed);
}

static struct str
company_name(struct store *s, struct arena *a, int64_t organisation)
{
	struct organisation_get_row row;

	if (!organisation_get(s->db, organisation, &row))
		die("organisation %lld is gone", (long long)organisation);
	return store_open(
	    s, a, "organisation.name", organisation, row.name_sealed);
}

/* Where an appointed provider looks after it, the owner reads who. */
static void
provider_get(struct prepare *p, struct arena *a, const struct due *d,
    struct notice_item *item)
{
	struct party_acts_row row;

	if (!d->agreed || !party_acts(p->store->db, d->finding, p->now, &row))
		return;
	item->provider = company_name(p->store, a, row.party);
	item->responsibility = RESPONSIBILITY_PROVIDER;
}

static enum notice_kind
kind_of(const struct due *d, size_t n, bool thread)
{
	bool fresh = false, back = false, changed = false, shown = false;

	for (size_t i = 0; i < n; i++) {
		fresh = fresh || d[i].fresh;
		back = back || d[i].back;
		changed = changed || d[i].changed;
		shown = shown || d[i].shown;
	}
	if (d[0].part == PART_SOLVED)
		return NOTICE_SOLVED;
	if (!thread)
		return NOTICE_FIRST;
	if (fresh || back || changed || shown)
		return fresh  ? NOTICE_MORE
		    : back    ? NOTICE_AGAIN
		    : changed ? NOTICE_CHANGED
			      : NOTICE_WHOLE;
	return d[0].part == PART_URGENT_LAST || d[0].part == PART_NORMAL_LAST
	    ? NOTICE_LAST
	    : NOTICE_REMINDER;
}

static struct str
legal_text(struct store *s, struct arena *a, enum lang l)
{
	struct legal_ground_get_row row;

	if (!legal_ground_get(s->db, STR("notify-claimed"), &row))
		return (struct str){0};
	return arena_str(a, l == LANG_NL ? row.text_nl : row.text_en);
}

struct str
notice_message_id(struct arena *a, struct str ref, struct str sender_mail)
{
	struct buf b = {0};
	struct str host = str_from(sender_mail, str_find(sender_mail, '@') + 1);

	buf_fmt(&b, "%.*s@%.*s", STR_ARG(ref), STR_ARG(host));

	struct str s = arena_str(a, buf_all(&b));

	buf_free(&b);
	return s;
}

/* What it tells of, and the batches its words come from. */
static void
findings_keep(struct prepare *p, int64_t notice, struct str ref,
    const struct due *d, size_t n)
{
	struct sql *db = p->store->db;

	for (size_t i = 0; i < n; i++) {
		notice_finding_add(db, notice, d[i].finding, d[i].revision);
		if (i == 0 || d[i].known.batch != d[i - 1].known.batch)
			notice_batch_add(db, notice, d[i].known.batch);
		if (d[i].part == PART_SOLVED)
			notice_batch_of_looks(db, notice, d[i].finding);
		if (d[i].topic->data == TOPIC_DATA_CREDENTIAL)
			notice_proof_add(db, notice, d[i].finding);
		if (d[i].organisation != d[i].receiver)
			party_about(db, notice, d[i].organisation);
		if (d[i].beside)
			finding_happened(p->store, d[i].finding,
			    HAPPENED_NOTICED, p->now, SQL_NULL_I64, p->person,
			    ref);
		else
			finding_notice(p->store, d[i].finding,
			    d[i].known.severity, p->person, ref, p->now);
	}
	p->sums.notices++;
	p->sums.findings += n;
}

/* The frozen notice and the rows that say what it was made of. */
static void
notice_keep(struct prepare *p, struct arena *a, const struct receiver *r,
    const struct due *d, size_t n, const struct notice_facts *f, struct str ref,
    struct str thread)
{
	struct store *s = p->store;
	struct buf frozen = {0};
	struct str subject;
	unsigned char hash[CODE_HASH];
	int64_t id = store_id(s, "notice");

	compose(&frozen, a, f, &subject);
	code_hash(hash, p->code_key, f->head.code);
	notice_add(s->db, id, ref, thread, r->organisation, r->contact,
	    f->topic->id, f->topic->text[f->language].revision, f->urgent,
	    r->language, f->kind, f->tlp, d[0].known.severity, p->now,
	    f->head.message_id, store_seal(s, a, "notice.subject", id, subject),
	    store_seal(s, a, "notice.body", id, buf_all(&frozen)),
	    str_make(hash, sizeof(hash)), p->person);
	if (d[0].provider || d[0].beside)
		party_notice(s->db, id, d[0].provider, d[0].beside);
	findings_keep(p, id, ref, d, n);
	delivery_add(s->db, store_id(s, "delivery"), id, r->contact, 1);
	buf_free(&frozen);
}

/* To the owner: who looks after it. To who does: whose it is. */
static void
party_get(struct prepare *p, struct arena *a, const struct due *d, size_t i,
    struct notice_item *items)
{
	struct notice_item *item = &items[i];

	if (!d[i].provider) {
		provider_get(p, a, &d[i], item);
		return;
	}
	item->customer_id = d[i].organisation;
	item->customer = i > 0 && items[i - 1].customer_id == item->customer_id
	    ? items[i - 1].customer
	    : company_name(p->store, a, item->customer_id);
}

/* The worst ones whole, of customers all; the giver is the first that may be
 * named. */
static void
items_get(struct prepare *p, struct arena *a, const struct due *d, size_t n,
    struct notice_facts *f)
{
	size_t told = n < NOTICE_TOLD || f->customers ? n : NOTICE_TOLD;
	struct notice_item *items = ARENA_NEW(a, struct notice_item, told);

	for (size_t i = 0; i < told; i++) {
		item_get(p->store, a, &d[i], &items[i]);
		party_get(p, a, d, i, items);
	}
	for (size_t i = 0; i < n; i++) {
		if (f->giver.n == 0)
			f->giver = d[i].known.giver;
		if (d[i].known.tlp > f->tlp)
			f->tlp = d[i].known.tlp;
	}
	f->items = items;
	f->n = told;
	f->more = n - told;
}

/* Nobody has said for so long that this is the address. */
static bool
is_old(struct store *s, int64_t contact, int64_t now)
{
	return contact_is_old(s->db, contact, now - CONTACT_FRESH) == 1;
}

void
notice_make(struct prepare *p, struct arena *a, const struct receiver *r,
    const struct due *d, size_t n)
{
	struct store *s = p->store;
	struct notice_thread_row thread;
	struct str ref = store_ref(a), root = ref, first = {0};
	char code[CODE_SIZE];
	bool known = notice_thread(s->db, r->organisation, r->contact,
	    d[0].topic->id, d[0].provider, &thread);

	if (known) {
		root = arena_str(a, thread.ref);
		first = arena_str(a, thread.message_id);
	}
	code_make(code);

	struct notice_facts f = {
	    .language = r->language,
	    .kind = kind_of(d, n, known),
	    .topic = d[0].topic,
	    .urgent = is_urgent(d),
	    .head =
		{
		    .name = r->name,
		    .mail = r->mail,
		    .sender_name = r->sender_name,
		    .sender_mail = r->sender_mail,
		    .message_id = notice_message_id(a, ref, r->sender_mail),
		    .thread = first,
		    .code = str_of(code),
		    .at = p->now,
		},
	    .post = r->post,
	    .customers = d[0].provider,
	    .legal = legal_text(s, a, r->language),
	};

	f.asks = (f.kind == NOTICE_FIRST || f.kind == NOTICE_SOLVED) &&
	    is_old(s, r->contact, p->now);
	items_get(p, a, d, n, &f);
	notice_keep(p, a, r, d, n, &f, ref, root);
}
