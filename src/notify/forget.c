/* forget: what the store keeps of one company goes, the numbers stay */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "notify/forget.h"

#include <errno.h>
#include <stdio.h>
#include <unistd.h>

#include "finding/finding.h"
#include "store/agreement.sql.h"
#include "store/audit.sql.h"
#include "store/claim.sql.h"
#include "store/erasure.sql.h"
#include "store/organisation.sql.h"
#include "store/proof.sql.h"
#include "store/retention.sql.h"
#include "store/returned.sql.h"
#include "store/security_txt.sql.h"

enum { WORD_LEAST = 4 }; /* a shorter one stands in other words */

struct forgetting {
	struct store *s;
	int folder;
	struct arena *a;
	int64_t id, now;
	struct str ref;
	struct forgotten *sums;
	struct buf words; /* struct str: what it was known by */
};

/* What others would have been told of it, and it of others: they are told of
 * the rest anew. */
static void
parties_silence(struct store *s, int64_t organisation, int64_t now)
{
	struct sql_cursor c;
	struct party_unsent_row row;
	struct buf ids = {0};

	party_unsent(s->db, organisation, &c);
	while (party_unsent_next(&c, &row))
		buf_put(&ids, &row.id, sizeof(row.id));

	const int64_t *id = (const int64_t *)(const void *)ids.p;

	for (size_t i = 0; i < ids.n / sizeof(*id); i++)
		finding_notice_back(s, id[i], now);
	buf_free(&ids);
}

bool
company_silence(
    struct store *s, int64_t organisation, int64_t now, struct forgotten *f)
{
	if (erasure_on_its_way(s->db, organisation) > 0 ||
	    party_leaving(s->db, organisation) > 0)
		return false;
	parties_silence(s, organisation, now);
	erasure_drop_deliveries(s->db, organisation);
	f->withdrawn += (uint64_t)erasure_withdraw(s->db, organisation, now);
	return true;
}

static struct str
nothing(struct forgetting *g, const char *column, int64_t id)
{
	return store_seal(g->s, g->a, column, id, FORGOTTEN);
}

/* An index that no value has, and no other row. */
static struct str
nowhere(struct forgetting *g, const char *column, int64_t id)
{
	char text[64];

	snprintf(text, sizeof(text), "(erased) %lld", (long long)id);
	return store_index(g->s, g->a, column, str_of(text));
}

/* Where operators wrote it. */
static void
word_scrub(struct forgetting *g, struct str word)
{
	struct sql *db = g->s->db;

	erasure_audit(db, word, g->ref);
	if (word.n < WORD_LEAST)
		return;
	buf_put(&g->words, &word, sizeof(word));
	erasure_batch(db, word);
	erasure_batch_event(db, word);
	erasure_hold(db, word);
	erasure_correction(db, word);
	erasure_leak(db, word);
	erasure_emergency(db, word);
}

static void
contacts_forget(struct forgetting *g)
{
	struct sql_cursor c;
	struct erasure_contacts_row row;
	struct buf ids = {0};

	erasure_contacts(g->s->db, g->id, &c);
	while (erasure_contacts_next(&c, &row)) {
		buf_put(&ids, &row.id, sizeof(row.id));
		word_scrub(g,
		    store_open(
			g->s, g->a, "contact.value", row.id, row.value_sealed));
	}

	const int64_t *id = (const int64_t *)(const void *)ids.p;

	for (size_t i = 0; i < ids.n / sizeof(*id); i++) {
		erasure_contact(g->s->db, id[i],
		    nothing(g, "contact.value", id[i]),
		    nowhere(g, "contact.value", id[i]));
		g->sums->contacts++;
	}
	buf_free(&ids);
}

static void
claims_forget(struct forgetting *g)
{
	struct sql_cursor c;
	struct claim_of_organisation_row row;

	claim_of_organisation(g->s->db, g->id, &c);
	while (claim_of_organisation_next(&c, &row))
		word_scrub(g,
		    store_open(
			g->s, g->a, "claim.value", row.id, row.value_sealed));
	erasure_identifications(g->s->db, g->id);
	security_txt_erase(g->s->db, g->id);
	proof_erase(g->s->db, g->id);
	erasure_shown(g->s->db, g->id);
	g->sums->claims += (uint64_t)erasure_claims(g->s->db, g->id);
}

static void
findings_forget(struct forgetting *g)
{
	struct sql *db = g->s->db;
	struct sql_cursor c;
	struct erasure_findings_row row;
	struct erasure_events_row event;
	struct buf ids = {0}, events = {0};

	erasure_findings(db, g->id, &c);
	while (erasure_findings_next(&c, &row))
		buf_put(&ids, &row.id, sizeof(row.id));
	erasure_events(db, g->id, &c);
	while (erasure_events_next(&c, &event))
		buf_put(&events, &event.id, sizeof(event.id));

	const int64_t *id = (const int64_t *)(const void *)ids.p;
	const int64_t *e = (const int64_t *)(const void *)events.p;

	for (size_t i = 0; i < ids.n / sizeof(*id); i++)
		erasure_finding(db, id[i], nothing(g, "finding.subject", id[i]),
		    nowhere(g, "finding.subject", id[i]), g->now);
	for (size_t i = 0; i < events.n / sizeof(*e); i++)
		erasure_event(db, e[i], nothing(g, "finding_event.note", e[i]));
	g->sums->findings += ids.n / sizeof(*id);
	g->sums->notes += events.n / sizeof(*e);
	buf_free(&ids);
	buf_free(&events);
}

static void
outbox_remove(struct forgetting *g, struct str ref)
{
	char name[64];

	snprintf(name, sizeof(name), "outbox/%.*s.eml", STR_ARG(ref));
	if (g->folder >= 0 && unlinkat(g->folder, name, 0) != 0 &&
	    errno != ENOENT)
		die_errno("cannot remove %s", name);
}

static void
words_forget(struct forgetting *g, int64_t notice)
{
	erasure_notice(g->s->db, notice, nothing(g, "notice.subject", notice),
	    nothing(g, "notice.body", notice));
}

/* Notices to others that name it go whole: words cannot be cut out of what was
 * sealed and sent. */
static void
parties_forget(struct forgetting *g)
{
	struct sql *db = g->s->db;
	struct sql_cursor c;
	struct party_about_each_row row;
	struct buf ids = {0};

	party_about_each(db, g->id, &c);
	while (party_about_each_next(&c, &row)) {
		outbox_remove(g, row.ref);
		buf_put(&ids, &row.id, sizeof(row.id));
	}

	const int64_t *id = (const int64_t *)(const void *)ids.p;

	for (size_t i = 0; i < ids.n / sizeof(*id); i++) {
		words_forget(g, id[i]);
		party_about_end(db, id[i]);
	}
	party_forget(db, g->id);
	party_end(db, g->id, g->now);
	buf_free(&ids);
}

static void
notices_forget(struct forgetting *g)
{
	struct sql *db = g->s->db;
	struct sql_cursor c;
	struct erasure_notices_row row;
	struct buf ids = {0};

	erasure_notices(db, g->id, &c);
	while (erasure_notices_next(&c, &row)) {
		outbox_remove(g, row.ref);
		buf_put(&ids, &row.id, sizeof(row.id));
	}

	const int64_t *id = (const int64_t *)(const void *)ids.p;

	for (size_t i = 0; i < ids.n / sizeof(*id); i++)
		words_forget(g, id[i]);
	erasure_deliveries(db, g->id);
	returned_forget(db, g->id);
	g->sums->notices += ids.n / sizeof(*id);
	buf_free(&ids);
}

static bool
names_it(const struct forgetting *g, struct str text)
{
	const struct str *word = (const struct str *)(const void *)g->words.p;

	for (size_t i = 0; i < g->words.n / sizeof(*word); i++)
		if (str_find_str(text, word[i]) < text.n)
			return true;
	return false;
}

/* What was typed by who looked at it. */
static void
looks_forget(struct forgetting *g)
{
	struct sql *db = g->s->db;
	struct sql_cursor c;
	struct audit_read_each_row row;
	struct buf ids = {0};
	struct arena one;

	arena_init(&one, 0);
	audit_read_each(db, &c);
	while (audit_read_each_next(&c, &row)) {
		if (names_it(g,
			store_open(g->s, &one, "audit_read.words", row.id,
			    row.words_sealed)))
			buf_put(&ids, &row.id, sizeof(row.id));
		arena_reset(&one);
	}

	const int64_t *id = (const int64_t *)(const void *)ids.p;

	for (size_t i = 0; i < ids.n / sizeof(*id); i++)
		audit_read_words(
		    db, id[i], nothing(g, "audit_read.words", id[i]));
	arena_free(&one);
	buf_free(&ids);
}

static void
itself_forget(struct forgetting *g)
{
	struct sql *db = g->s->db;
	struct organisation_get_row row;

	if (!organisation_get(db, g->id, &row))
		die("organisation %lld is not there", (long long)g->id);
	g->ref = arena_str(g->a, row.ref);
	word_scrub(g,
	    store_open(
		g->s, g->a, "organisation.name", g->id, row.name_sealed));
	if (row.kvk_sealed.n > 0)
		word_scrub(g,
		    store_open(
			g->s, g->a, "organisation.kvk", g->id, row.kvk_sealed));
	erasure_fields(db, g->id);
	erasure_organisation(db, g->id, nothing(g, "organisation.name", g->id),
	    nowhere(g, "organisation.name", g->id), g->now);
}

void
company_forget(struct store *s, int folder, int64_t organisation, int64_t now,
    struct forgotten *f)
{
	struct arena a;
	struct forgetting g = {s, folder, &a, organisation, now, {0}, f, {0}};

	arena_init(&a, 0);
	itself_forget(&g);
	contacts_forget(&g);
	findings_forget(&g);
	claims_forget(&g);
	notices_forget(&g);
	looks_forget(&g);
	buf_free(&g.words);
	erasure_relayed(s->db, organisation);
	erasure_moments(s->db, organisation);
	erasure_cases(s->db, organisation);
	parties_forget(&g);
	arena_free(&a);
}

/* Of age. */

static void
notes_forget(struct forgetting *g, int64_t finding)
{
	struct sql_cursor c;
	struct retention_finding_events_row row;
	struct buf ids = {0};

	retention_finding_events(g->s->db, finding, &c);
	while (retention_finding_events_next(&c, &row))
		buf_put(&ids, &row.id, sizeof(row.id));

	const int64_t *id = (const int64_t *)(const void *)ids.p;

	for (size_t i = 0; i < ids.n / sizeof(*id); i++)
		erasure_event(
		    g->s->db, id[i], nothing(g, "finding_event.note", id[i]));
	buf_free(&ids);
}

size_t
findings_forget_old(struct store *s, int64_t before, int64_t now, size_t limit)
{
	struct arena a;
	struct forgetting g = {.s = s, .folder = -1, .a = &a, .now = now};
	struct sql_cursor c;
	struct retention_finding_each_row row;
	struct buf ids = {0};

	arena_init(&a, 0);
	retention_finding_each(s->db, before, (int64_t)limit, &c);
	while (retention_finding_each_next(&c, &row))
		buf_put(&ids, &row.id, sizeof(row.id));

	const int64_t *id = (const int64_t *)(const void *)ids.p;
	size_t n = ids.n / sizeof(*id);

	for (size_t i = 0; i < n; i++) {
		retention_finding(s->db, id[i],
		    nothing(&g, "finding.subject", id[i]),
		    nowhere(&g, "finding.subject", id[i]), now);
		notes_forget(&g, id[i]);
	}
	buf_free(&ids);
	arena_free(&a);
	return n;
}

size_t
notices_forget_old(
    struct store *s, int folder, int64_t before, int64_t now, size_t limit)
{
	struct arena a;
	struct forgetting g = {.s = s, .folder = folder, .a = &a, .now = now};
	struct sql_cursor c;
	struct retention_notice_each_row row;
	struct buf ids = {0};

	arena_init(&a, 0);
	retention_notice_each(s->db, before, (int64_t)limit, &c);
	while (retention_notice_each_next(&c, &row)) {
		outbox_remove(&g, row.ref);
		buf_put(&ids, &row.id, sizeof(row.id));
	}

	const int64_t *id = (const int64_t *)(const void *)ids.p;
	size_t n = ids.n / sizeof(*id);

	for (size_t i = 0; i < n; i++) {
		retention_notice(s->db, id[i],
		    nothing(&g, "notice.subject", id[i]),
		    nothing(&g, "notice.body", id[i]), now);
		retention_notice_deliveries(s->db, id[i]);
	}
	buf_free(&ids);
	arena_free(&a);
	return n;
}
