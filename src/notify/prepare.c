/* prepare: findings that want telling become frozen notices */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "notify/prepare.h"

#include <string.h>

#include "base/crash.h"
#include "base/time.h"
#include "match/organisation.h"
#include "notify/code.h"
#include "store/claim.sql.h"
#include "store/finding.sql.h"
#include "store/instance.sql.h"
#include "store/notice.sql.h"
#include "store/observation.sql.h"
#include "store/organisation.sql.h"

static const char *const state_names[NOTICE_STATE_COUNT] = {
    "none", "prepared", "released", "sent", "withdrawn"};
static const char *const kind_names[NOTICE_KIND_COUNT] = {
    "none", "first", "more", "reminder", "again"};

const char *
notice_state_name(enum notice_state s)
{
	return s < NOTICE_STATE_COUNT ? state_names[s] : "unknown";
}

const char *
notice_kind_name(enum notice_kind k)
{
	return k < NOTICE_KIND_COUNT ? kind_names[k] : "unknown";
}

/* A finding that wants telling. */
struct due {
	int64_t finding, organisation, revision, due_since, noticed;
	const struct topic *topic;
	enum severity severity;
	bool urgent, back; /* back: told before, over, and seen again */
};

/* Who a group of findings is told to. */
struct receiver {
	int64_t organisation, contact;
	struct str name, mail, sender_name, sender_mail;
	enum lang language;
	enum rhythm rhythm;
};

static struct due *
due_list(struct store *s, struct buf *list, size_t *n)
{
	struct sql_cursor c;
	struct finding_due_row row;

	finding_due(s->db, &c);
	while (finding_due_next(&c, &row)) {
		struct due d = {
		    .finding = row.id,
		    .organisation = row.organisation,
		    .revision = row.revision,
		    .due_since = row.due_since,
		    .noticed = row.noticed,
		    .topic = topic_by_id(row.topic),
		    .severity = (enum severity)row.severity,
		    .back = row.noticed != SQL_NULL_I64 &&
			row.state == FINDING_OPEN,
		};
		if (d.topic == NULL)
			die("a finding on a topic this program does not know: "
			    "%.*s",
			    STR_ARG(row.topic));
		d.urgent = topic_urgent(d.topic, d.severity);
		buf_put(list, &d, sizeof(d));
	}
	*n = list->n / sizeof(struct due);
	return (struct due *)(void *)list->p;
}

/* False when there is no mail address to write to. */
static bool
receiver_get(
    struct store *s, struct arena *a, int64_t organisation, struct receiver *r)
{
	struct organisation_get_row org;
	struct contact_mail_row mail;
	struct community_get_row community;

	if (!organisation_get(s->db, organisation, &org) ||
	    !contact_mail(s->db, organisation, &mail) ||
	    !community_get(s->db, org.community, &community))
		return false;
	*r = (struct receiver){
	    .organisation = organisation,
	    .contact = mail.id,
	    .name = store_open(
		s, a, "organisation.name", organisation, org.name_sealed),
	    .mail =
		store_open(s, a, "contact.value", mail.id, mail.value_sealed),
	    .sender_name = arena_str(a, community.sender_name),
	    .sender_mail = arena_str(a, community.sender_mail),
	    .language = (enum lang)org.language,
	    .rhythm = (enum rhythm)org.rhythm,
	};
	return true;
}

/* Whether the receiver's rhythm lets a group go now. */
static bool
rhythm_lets(const struct prepare *p, const struct receiver *r,
    const struct due *d, size_t n)
{
	int64_t oldest = d[0].due_since;

	if (d[0].urgent || r->rhythm == RHYTHM_AT_ONCE)
		return true;
	for (size_t i = 1; i < n; i++)
		if (d[i].due_since < oldest)
			oldest = d[i].due_since;
	return zone_next(oldest, p->digest_hour,
		   r->rhythm == RHYTHM_WEEKLY ? p->digest_weekday : -1) <=
	    p->now;
}

static struct str
asset_of(struct store *s, struct arena *a, int64_t claim)
{
	struct claim_get_row row;

	if (claim == SQL_NULL_I64 || !claim_get(s->db, claim, &row))
		return (struct str){0};
	return store_open(s, a, "claim.value", claim, row.value_sealed);
}

static void
item_get(struct store *s, struct arena *a, int64_t finding,
    struct notice_item *item, struct str *giver)
{
	struct finding_get_row f;
	struct identification_get_row known;
	struct observation_giver_row by;

	if (!finding_get(s->db, finding, &f))
		die("finding %lld is gone", (long long)finding);
	*item = (struct notice_item){
	    .ref = arena_str(a, f.ref),
	    .severity = (enum severity)f.severity,
	    .ground = (enum ground)f.ground,
	    .responsibility = (enum responsibility)f.responsibility,
	    .confidence = (int)f.confidence,
	    .first_seen = f.first_seen,
	    .last_seen = f.last_seen,
	    .subject =
		store_open(s, a, "finding.subject", finding, f.subject_sealed),
	};
	item->asset = asset_of(s, a, f.claim);
	if (identification_get(
		s->db, f.observation, f.rest, f.organisation, &known))
		item->detail = store_open(s, a, "identification.detail",
		    f.observation, known.detail_sealed);
	if (giver->n == 0 &&
	    observation_giver(s->db, f.observation, f.rest, &by) &&
	    by.giver_named != 0)
		*giver = arena_str(a, by.giver);
}

static enum notice_kind
kind_of(const struct due *d, size_t n, bool thread)
{
	bool fresh = false, back = false;

	for (size_t i = 0; i < n; i++) {
		fresh = fresh || d[i].noticed == SQL_NULL_I64;
		back = back || d[i].back;
	}
	if (!thread)
		return NOTICE_FIRST;
	return fresh ? NOTICE_MORE : back ? NOTICE_AGAIN : NOTICE_REMINDER;
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
	enum severity severity = SEVERITY_NONE;

	compose(&frozen, a, f, &subject);
	code_hash(hash, p->code_key, f->code);
	for (size_t i = 0; i < n; i++)
		if (d[i].severity > severity)
			severity = d[i].severity;
	notice_add(s->db, id, ref, thread, r->organisation, r->contact,
	    f->topic->id, f->topic->text[f->language].revision, f->urgent,
	    r->language, f->kind, severity, p->now, f->message_id,
	    store_seal(s, a, "notice.subject", id, subject),
	    store_seal(s, a, "notice.body", id, buf_all(&frozen)),
	    str_make(hash, sizeof(hash)), p->person);
	for (size_t i = 0; i < n; i++) {
		notice_finding_add(s->db, id, d[i].finding, d[i].revision);
		finding_notice(s, d[i].finding, p->person, ref, p->now);
	}
	delivery_add(s->db, store_id(s, "delivery"), id, r->contact, 1);
	buf_free(&frozen);
	p->sums.notices++;
	p->sums.findings += n;
}

static void
notice_make(struct prepare *p, struct arena *a, const struct receiver *r,
    const struct due *d, size_t n)
{
	struct store *s = p->store;
	struct notice_thread_row thread;
	struct notice_item *items = ARENA_NEW(a, struct notice_item, n);
	struct str giver = {0}, ref = store_ref(a), first = {0};
	char code[CODE_SIZE];
	bool known = notice_thread(
	    s->db, r->organisation, r->contact, d[0].topic->id, &thread);
	struct str root = known ? arena_str(a, thread.ref) : ref;

	if (known)
		first = arena_str(a, thread.message_id);
	for (size_t i = 0; i < n; i++)
		item_get(s, a, d[i].finding, &items[i], &giver);
	code_make(code);

	struct notice_facts f = {
	    .language = r->language,
	    .kind = kind_of(d, n, known),
	    .topic = d[0].topic,
	    .urgent = d[0].urgent,
	    .name = r->name,
	    .mail = r->mail,
	    .sender_name = r->sender_name,
	    .sender_mail = r->sender_mail,
	    .message_id = notice_message_id(a, ref, r->sender_mail),
	    .thread = first,
	    .code = str_of(code),
	    .legal = legal_text(s, a, r->language),
	    .giver = giver,
	    .date = p->now,
	    .items = items,
	    .n = n,
	};

	notice_keep(p, a, r, d, n, &f, ref, root);
}

/* Puts the urgent ones first, else in the order they had; returns how many. */
static size_t
urgent_first(struct arena *a, struct due *d, size_t n)
{
	struct due *later = ARENA_NEW(a, struct due, n);
	size_t k = 0, rest = 0;

	for (size_t i = 0; i < n; i++)
		if (d[i].urgent)
			d[k++] = d[i];
		else
			later[rest++] = d[i];
	memcpy(d + k, later, rest * sizeof(*d));
	return k;
}

/* All findings of one organisation on one topic. */
static void
group_tell(struct prepare *p, struct arena *a, struct due *d, size_t n)
{
	struct receiver r;
	size_t urgent = urgent_first(a, d, n);
	size_t from[] = {0, urgent, n};

	if (!receiver_get(p->store, a, d[0].organisation, &r)) {
		p->sums.no_contact += n;
		return;
	}
	for (int i = 0; i < 2; i++) {
		size_t part = from[i + 1] - from[i];
		if (part == 0)
			continue;
		if (rhythm_lets(p, &r, d + from[i], part))
			notice_make(p, a, &r, d + from[i], part);
		else
			p->sums.waiting += part;
	}
}

static void
all_tell(struct prepare *p)
{
	struct buf list = {0};
	struct arena a;
	size_t n;
	struct due *d = due_list(p->store, &list, &n);

	arena_init(&a, 0);
	for (size_t i = 0, j; i < n; i = j) {
		for (j = i + 1;
		     j < n && d[j].organisation == d[i].organisation &&
		     d[j].topic == d[i].topic;
		     j++)
			continue;
		group_tell(p, &a, d + i, j - i);
		arena_reset(&a);
	}
	arena_free(&a);
	buf_free(&list);
}

enum err
notices_prepare(struct prepare *p, struct why *w)
{
	struct legal_ground_get_row row;

	if (!legal_ground_get(p->store->db, STR("notify-claimed"), &row))
		return why_set(w, ERR_REFUSED,
		    "this instance has no legal ground to notify, so notifying "
		    "is off: run `dijkwacht init --ground "
		    "law|contract|consent`");
	sql_begin(p->store->db);
	crash_point(CRASH_PREPARE_OPEN);
	p->sums.reminders = finding_remind(p->store, p->now);
	all_tell(p);
	crash_point(CRASH_PREPARE_WRITTEN);
	sql_commit(p->store->db);
	crash_point(CRASH_PREPARE_DONE);
	return OK;
}
