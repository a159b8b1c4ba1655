/* intelmq: events of IntelMQ, as lines of JSON or as CSV */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/time.h"
#include "feed/clean.h"
#include "feed/intelmq_event.h"
#include "feed/report.h"
#include "feed/shadowserver_detail.h"
#include "feed/shadowserver_name.h"
#include "value/account.h"
#include "value/address.h"
#include "value/domain.h"
#include "value/ident.h"
#include "value/tlp.h"

enum {
	TYPE_MAX = 64,
	FAMILY_MAX = 256,
	SECTOR_MAX = 128,
	TAG_MAX = 2048,
	CVES_TEXT_MAX = 2048,
	NAMES_TEXT_MAX = 1024,
	NAICS_MAX = 999999,
};

/* The input being read. */
struct intelmq {
	struct str names[CSV_FIELDS_MAX]; /* of a table's columns */
	size_t n_names;

	/* of the row being read */
	struct arena *arena;
	struct event event;
	struct domain host;
	struct buf names_text, cves, words, detail;
};

/* Fields that say more of the machine than where it is; the most telling
 * first, and the extra ones behind them. */
/* clang-format off */
static const struct {
	const char *name;
	enum show show;
} shown[] = {
	{"feed.name",              SHOW_TEXT},
	{"feed.provider",          SHOW_TEXT},
	{"source.account",         SHOW_MASK},
	{"source.local_hostname",  SHOW_TEXT},
	{"source.local_ip",        SHOW_TEXT},
	{"source.url",             SHOW_URL},
	{"protocol.application",   SHOW_TEXT},
	{"product.full_name",      SHOW_TEXT},
	{"product.vendor",         SHOW_TEXT},
	{"product.name",           SHOW_TEXT},
	{"product.version",        SHOW_TEXT},
	{"malware.version",        SHOW_TEXT},
	{"event_description.text", SHOW_TEXT},
	{"event_description.url",  SHOW_URL},
	{"destination.ip",         SHOW_TEXT},
	{"destination.port",       SHOW_TEXT},
	{"destination.fqdn",       SHOW_TEXT},
	{"destination.url",        SHOW_URL},
	{"status",                 SHOW_TEXT},
};

/* Kinds whose source called, from a port that was another the next time. */
static const char *const callers[] = {
	"brute-force", "ddos", "exploit", "ids-alert", "infected-system",
	"scanner", "spam",
};

/* Names the source goes by, the one to find it by first. */
static const char *const hosts[] = {
	"source.fqdn", "source.reverse_dns", "source.domain_suffix",
	"extra.subject_common_name", "source.local_hostname",
};
/* clang-format on */

static struct str
text(const struct intelmq *q, const char *name)
{
	const struct event_value *v = event_get(&q->event, str_of(name));

	return v == NULL || v->kind == EVENT_NESTED ? (struct str){0} : v->text;
}

static struct str
text_of(const struct intelmq *q, const char *one, const char *other)
{
	struct str s = text(q, one);

	return s.n > 0 ? s : text(q, other);
}

/* A kind of report that Shadowserver calls so. */
static const struct report_type *
identified(struct str identifier)
{
	for (size_t i = 0; i < n_report_types && identifier.n > 0; i++)
		if (str_eq(str_of(report_types[i].identifier), identifier))
			return &report_types[i];
	return NULL;
}

static bool is_caller(struct str class)
{
	for (size_t i = 0; i < sizeof(callers) / sizeof(callers[0]); i++)
		if (str_eq(class, str_of(callers[i])))
			return true;
	return false;
}

static bool
is_leak(const struct intelmq *q)
{
	return str_eq(text(q, "classification.type"), STR("data-leak"));
}

/* A leak that names an account is that of its password. */
static bool
is_account(const struct intelmq *q)
{
	return is_leak(q) && text(q, "source.account").n > 0;
}

static void
type_take(const struct intelmq *q, struct frame_observation *o)
{
	struct str identifier = text(q, "classification.identifier");

	o->type = identified(identifier) != NULL ? identifier
	    : is_account(q)			 ? STR("compromised-account")
			    : text(q, "classification.type");
	if (o->type.n == 0)
		o->type = STR("undetermined");
	o->type = str_upto(o->type, TYPE_MAX);
}

static void
seen_take(const struct intelmq *q, struct frame_observation *o, struct why *w)
{
	struct str s = text_of(q, "time.source", "time.observation");

	if (!time_read(s, &o->seen))
		why_set(w, ERR_ABSENT,
		    "neither time.source nor time.observation says when it "
		    "was seen");
}

static void
place_take(
    const struct intelmq *q, struct frame_observation *o, struct prefix *p)
{
	struct str s = text_of(q, "source.ip", "source.network");

	if (prefix_read(s, p, NULL) != OK)
		return;
	o->kind = p->a.kind;
	o->address = str_make(p->a.b, p->a.kind == 4 ? 4 : 16);
	o->length = p->length;
}

static void
name_add(struct intelmq *q, struct frame_observation *o, struct str s)
{
	struct domain d;

	if (str_starts(s, STR("*.")))
		s = str_from(s, 2);
	if (domain_read(s, &d, NULL) != OK ||
	    str_find(domain_str(&d), '.') == domain_str(&d).n)
		return;
	if (o->hostname.n == 0) {
		q->host = d;
		o->hostname = domain_str(&q->host);
	} else if (!str_eq(o->hostname, domain_str(&d)) &&
	    q->names_text.n + d.n + 1u <= NAMES_TEXT_MAX) {
		if (q->names_text.n > 0)
			buf_char(&q->names_text, ' ');
		buf_str(&q->names_text, domain_str(&d));
	}
}

static void
names_take(struct intelmq *q, struct frame_observation *o)
{
	buf_reset(&q->names_text);
	if (is_account(q))
		name_add(q, o, account_domain(text(q, "source.account")));
	for (size_t i = 0; i < sizeof(hosts) / sizeof(hosts[0]); i++)
		name_add(q, o, text(q, hosts[i]));
	name_add(q, o, url_host(text(q, "source.url")));
	o->names = buf_all(&q->names_text);
}

static void
numbers_take(const struct intelmq *q, struct frame_observation *o)
{
	uint64_t v;

	if (str_u64(text(q, "source.port"), UINT16_MAX, &v) &&
	    !is_caller(text(q, "classification.type")))
		o->port = (uint16_t)v;
	if (asn_read(text(q, "source.asn"), &o->asn, NULL) != OK)
		o->asn = 0;
	if (str_u64(
		text_of(q, "extra.source.naics", "extra.naics"), NAICS_MAX, &v))
		o->naics = (uint32_t)v;
}

static void
words_take(struct intelmq *q, struct frame_observation *o)
{
	struct arena *a = q->arena;
	struct str sector = text_of(q, "extra.source.sector", "extra.sector");

	o->tlp = tlp_read(text(q, "tlp"));
	o->transport = transport_read(text(q, "protocol.transport"));
	o->severity = severity_read(text(q, "severity"));
	o->country = str_upto(text(q, "source.geolocation.cc"), 2);
	o->sector = clean(a, sector, SECTOR_MAX);
	o->family = clean(a, text(q, "malware.name"), FAMILY_MAX);
	o->tag = clean(a, text(q, "extra.tag"), TAG_MAX);
	buf_reset(&q->words);
	buf_reset(&q->cves);
	buf_str(&q->words, text(q, "product.vulnerabilities"));
	buf_char(&q->words, ' ');
	buf_str(&q->words, o->tag);
	cve_list_put(&q->cves, buf_all(&q->words));
	o->cves = list_upto(buf_all(&q->cves), CVES_TEXT_MAX);
}

/* Columns of Shadowserver's as they are shown there, others as they stand. */
static bool
extra_show(struct intelmq *q, const struct event_item *item)
{
	struct str name = str_from(item->name, sizeof("extra.") - 1);
	const struct column *c = column_named(name);

	if (!str_starts(item->name, STR("extra.")) ||
	    item->value.kind == EVENT_NESTED || shadowserver_secret(name) ||
	    (c != NULL && c->show == SHOW_NOT))
		return false;

	bool url =
	    str_find_str(item->value.text, STR("://")) < item->value.text.n;

	return detail_value(&q->detail, q->arena, name,
	    c != NULL ? c->show
		: url ? SHOW_URL
		      : SHOW_TEXT,
	    item->value.text);
}

static void
detail_take(struct intelmq *q, struct frame_observation *o, bool account)
{
	size_t lines = 0;

	buf_reset(&q->detail);
	for (size_t i = 0; i < sizeof(shown) / sizeof(shown[0]); i++) {
		struct str s = text(q, shown[i].name);
		if (s.n > 0 && lines < SHOWN_MAX)
			lines += detail_value(&q->detail, q->arena,
			    str_of(shown[i].name), shown[i].show, s);
	}
	for (size_t i = 0; !account && i < q->event.n && lines < SHOWN_MAX; i++)
		lines += extra_show(q, &q->event.item[i]);
	o->detail = buf_all(&q->detail);
}

/* A row. */

static void
event_read(struct intelmq *q, const struct csv_row *from, struct arena *a,
    struct event *e, struct why *w)
{
	if (q->n_names == 0)
		intelmq_json(e, a, from->raw, w);
	else
		intelmq_csv(e, a, q->names, q->n_names, from, w);
}

static void
intelmq_event_row(void *state, const struct csv_row *from, struct arena *a,
    struct event *e, struct why *w)
{
	event_read(state, from, a, e, w);
}

static void
intelmq_row(void *state, const struct csv_row *from, uint64_t row,
    struct arena *a, struct buf *out, struct why *w)
{
	struct intelmq *q = state;
	struct prefix p;
	struct frame_observation o = {
	    .row = row, .line = from->line, .at = from->at, .raw = from->raw};

	q->arena = a;
	q->event.n = 0;
	event_read(q, from, a, &q->event, w);
	if (w->err == OK)
		seen_take(q, &o, w);
	if (w->err != OK)
		return;
	type_take(q, &o);
	place_take(q, &o, &p);
	names_take(q, &o);
	numbers_take(q, &o);
	words_take(q, &o);
	detail_take(q, &o, is_leak(q));
	frame_observation_put(out, &o);
}

/* The header. */

static bool
is_field(struct str name)
{
	return event_field_named(name) != NULL ||
	    str_starts(name, STR("extra."));
}

static struct str
not_fields(const struct intelmq *q, struct arena *a)
{
	struct buf b = {0};

	for (size_t i = 0; i < q->n_names && b.n < 200; i++) {
		if (is_field(q->names[i]))
			continue;
		if (b.n > 0)
			buf_char(&b, ',');
		buf_str(&b, clean(a, q->names[i], 64));
	}

	struct str s = arena_str(a, buf_all(&b));

	buf_free(&b);
	return s;
}

static void
intelmq_begin(void *state, struct str name, const struct csv_row *header,
    struct arena *a, struct frame_report *r, struct why *w)
{
	struct intelmq *q = state;
	size_t known = 0;

	q->n_names = header->n;
	for (size_t i = 0; i < header->n; i++) {
		q->names[i] = arena_str(a, str_trim(header->field[i]));
		known += is_field(q->names[i]);
	}
	if (header->n > 0 && known == 0) {
		why_set(w, ERR_SYNTAX,
		    "neither lines of JSON, each with one {...}, nor a CSV "
		    "with field names such as \"source.ip\" in its first line");
		return;
	}
	r->type = STR("events");
	r->day = report_name_read(a, name).day;
	r->unknown = not_fields(q, a);
}

static void
intelmq_doubt(const void *state, struct why *w)
{
	(void)state;
	why_set(w, ERR_REFUSED, "a stream of events does not say what is over");
}

static void
intelmq_read(struct reader_task *t)
{
	static const struct report_kind kind = {
	    .lines = true,
	    .begin = intelmq_begin,
	    .row = intelmq_row,
	    .doubt = intelmq_doubt,
	    .event = intelmq_event_row,
	};
	struct intelmq q = {.n_names = 0};

	report_read_all(t, &kind, &q);
	buf_free(&q.names_text);
	buf_free(&q.cves);
	buf_free(&q.words);
	buf_free(&q.detail);
}

static struct str
intelmq_topic(struct str type)
{
	const struct report_type *as = identified(type);

	return as != NULL ? str_of(as->topic) : (struct str){0};
}

static enum severity
intelmq_severity(struct str type)
{
	const struct report_type *as = identified(type);

	return as != NULL ? as->severity : SEVERITY_NONE;
}

const struct reader reader_intelmq = {
    .name = "intelmq",
    .about = "events of IntelMQ (lines of JSON, CSV with its field names)",
    .version = 1,
    .endings = ".json .jsonl .ndjson",
    .read = intelmq_read,
    .topic = intelmq_topic,
    .severity = intelmq_severity,
};
