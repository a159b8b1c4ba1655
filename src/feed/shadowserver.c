/* shadowserver: reports of the Shadowserver Foundation, of any type */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "feed/shadowserver.h"

#include <string.h>

#include "base/near.h"
#include "base/time.h"
#include "feed/clean.h"
#include "feed/report.h"
#include "feed/shadowserver_column.h"
#include "feed/shadowserver_detail.h"
#include "feed/shadowserver_event.h"
#include "feed/shadowserver_name.h"
#include "value/account.h"
#include "value/address.h"
#include "value/domain.h"
#include "value/ident.h"

enum {
	TAG_MAX = 2048,
	CVES_TEXT_MAX = 2048,
	FAMILY_MAX = 256,
	SECTOR_MAX = 128,
	NAMES_TEXT_MAX = 1024,
	NAICS_MAX = 999999, /* codes have two to six digits */
};

/* The report being read. */
struct shadowserver {
	struct reader_task *task;
	struct str type;
	enum severity severity;
	bool account, infected;
	struct binding binding;
	uint64_t nameless; /* rows whose address is none, or not there */

	/* of the row being read */
	const struct csv_row *row;
	struct arena *arena;
	struct domain host;
	bool by_site; /* host is the site's, not the machine's own name */
	char country[2];
	struct buf odd, detail, cves, words, names;
};

/* The header. */

static struct str
type_choose(const struct shadowserver *s, struct str named,
    const struct csv_row *header, struct arena *a)
{
	if (s->task->type.n > 0)
		return s->task->type;
	if (shadowserver_knows(named))
		return named;

	struct str told = report_type_by_header(a, header);

	return told.n > 0 ? told : named;
}

static const char *
column(const struct shadowserver *s, enum role role)
{
	static char name[64];

	return victim_column(s->binding.victim, role, name);
}

static bool
has_subject(const struct binding *b)
{
	return b->at[ROLE_ADDRESS] >= 0 || b->at[ROLE_HOST] >= 0 ||
	    b->at[ROLE_SITE] >= 0 || b->at[ROLE_URL] >= 0 ||
	    b->at[ROLE_MAIL] >= 0;
}

static void
header_check(const struct shadowserver *s, struct why *w)
{
	if (s->binding.at[ROLE_TIME] < 0)
		why_set(w, ERR_ABSENT,
		    "the first line has no column \"timestamp\"; expected the "
		    "column names of a Shadowserver report");
	else if (!has_subject(&s->binding))
		why_set(w, ERR_ABSENT,
		    "the first line has no column that says whom a row is "
		    "about, such as \"ip\", \"src_ip\" or \"hostname\"");
}

static void
type_check(struct str type, struct why *w)
{
	if (type.n == 0)
		why_set(w, ERR_ABSENT,
		    "does not say which report it is; rename it to "
		    "YYYY-MM-DD-TYPE-SCOPE.csv or give --type");
	else if (!report_type_is_word(type))
		why_set(w, ERR_SYNTAX,
		    "a report type is at most 64 of a-z, 0-9 and _, such as "
		    "scan_rdp");
}

/* A slip of the keyboard in a file's name costs the right advice. */
static void
type_told(struct shadowserver *s)
{
	struct near near = {.typed = s->type};
	struct str topic = shadowserver_topic(s->type);

	for (size_t i = 0; i < n_report_types; i++)
		near_try(&near, str_of(report_types[i].name));
	if (near.best.p != NULL)
		task_note(s->task,
		    "no report type is called %.*s (%.*s is): its receivers "
		    "are told in general words (%.*s)",
		    STR_ARG(s->type), STR_ARG(near.best), STR_ARG(topic));
	else
		task_note(s->task,
		    "the report type %.*s is not known: its receivers are "
		    "told in general words (%.*s)",
		    STR_ARG(s->type), STR_ARG(topic));
}

static void
shadowserver_begin(void *state, struct str name, const struct csv_row *header,
    struct arena *a, struct frame_report *r, struct why *w)
{
	struct shadowserver *s = state;
	struct report_name n = report_name_read(a, name);

	s->nameless = 0;
	s->type = type_choose(s, n.type, header, a);
	binding_make(&s->binding, a, s->type, header);
	header_check(s, w);
	type_check(s->type, w);
	if (w->err != OK)
		return;
	s->severity = shadowserver_severity(s->type);
	struct str topic = shadowserver_topic(s->type);
	s->account = str_eq(topic, STR("stolen-credentials"));
	s->infected = str_eq(topic, STR("infected-system"));
	r->type = s->type;
	r->scope = n.scope;
	r->day = n.day;
	if (!shadowserver_knows(s->type) &&
	    s->task->events == EVENT_FORMAT_NONE)
		type_told(s);
	r->missing = binding_missing(&s->binding, a);
	r->unknown = binding_unknown(&s->binding, a);
}

/* A row. */

static struct str
value(const struct shadowserver *s, enum role role)
{
	return row_field(s->row, s->binding.at[role]);
}

/* A value that is no use for a person to be found by, but may tell him
 * something: it is shown beside the others. */
static void
odd(struct shadowserver *s, enum role role, struct str v)
{
	detail_line(&s->odd, s->arena, str_of(column(s, role)), v);
}

static void
seen_read(struct shadowserver *s, struct frame_observation *o, struct why *w)
{
	struct str v = value(s, ROLE_TIME);

	if (v.n == 0)
		why_set(w, ERR_ABSENT,
		    "column \"timestamp\" is empty; expected YYYY-MM-DD "
		    "HH:MM:SS");
	else if (!time_read(v, &o->seen))
		report_refuse(w, ERR_SYNTAX, s->arena, "timestamp", v,
		    "is not a date; expected YYYY-MM-DD HH:MM:SS");
}

static bool
is_nowhere(const struct address *a)
{
	static const uint8_t zero[16];

	return memcmp(a->b, zero, sizeof(zero)) == 0;
}

/* False when what stands there is no address. */
static bool
address_take(
    struct shadowserver *s, struct frame_observation *o, struct prefix *p)
{
	struct str v = value(s, ROLE_ADDRESS);

	if (v.n == 0 || str_eq(v, STR("0")))
		return true;
	if (address_read(v, &p->a))
		p->length = (uint8_t)address_bits(&p->a);
	else if (prefix_read(v, p, NULL) != OK) {
		odd(s, ROLE_ADDRESS, v);
		return false;
	}
	if (is_nowhere(&p->a))
		return true;
	o->kind = p->a.kind;
	o->address = str_make(p->a.b, p->a.kind == 4 ? 4 : 16);
	o->length = p->length;
	return true;
}

/* True when v is a name; addresses in a name's place are none. */
static bool
host_take(struct shadowserver *s, enum role role, struct str v)
{
	struct address a;

	if (v.n == 0 || str_eq(v, STR("0")) || address_read(v, &a))
		return false;
	if (domain_read(v, &s->host, NULL) == OK)
		return true;
	odd(s, role, v);
	return false;
}

static struct str
mail_domain(struct str mail)
{
	size_t at = str_find(mail, '@');

	return str_from(mail, at + 1);
}

static bool
host_is(struct str v, struct domain *d)
{
	struct address a;

	return v.n > 0 && !address_read(v, &a) && domain_read(v, d, NULL) == OK;
}

static bool
host_within(struct shadowserver *s, struct str v)
{
	return host_is(v, &s->host);
}

/* An account is its mailbox's domain's, wherever it was used. */
static bool
account_read(struct shadowserver *s)
{
	if (!s->account)
		return false;

	struct str mail = value(s, ROLE_MAIL);
	struct str user =
	    row_field(s->row, binding_find(&s->binding, STR("username")));

	return host_within(s, account_domain(mail)) ||
	    host_within(s, account_domain(user));
}

static void
host_read(struct shadowserver *s, struct frame_observation *o)
{
	if (account_read(s)) {
		o->hostname = domain_str(&s->host);
		return;
	}
	s->by_site = host_take(s, ROLE_SITE, value(s, ROLE_SITE));
	if (s->by_site || host_take(s, ROLE_HOST, value(s, ROLE_HOST)) ||
	    host_within(s, url_host(value(s, ROLE_URL))) ||
	    host_within(s, mail_domain(value(s, ROLE_MAIL))))
		o->hostname = domain_str(&s->host);
}

static bool
is_among(struct str names, struct str name)
{
	for (struct str one; str_split(&names, ' ', &one);)
		if (str_eq(one, name))
			return true;
	return false;
}

/* A name in a column such as a certificate's, when it is one and new. */
static void
name_add(
    struct shadowserver *s, const struct frame_observation *o, struct str v)
{
	struct domain d;

	if (str_starts(v, STR("*.")))
		v = str_from(v, 2);
	if (str_find(v, '.') == v.n || !host_is(v, &d))
		return;

	struct str name = domain_str(&d);

	if (str_eq(name, o->hostname) || s->names.n + d.n >= NAMES_TEXT_MAX ||
	    is_among(buf_all(&s->names), name))
		return;
	if (s->names.n > 0)
		buf_char(&s->names, ' ');
	buf_str(&s->names, name);
}

static void
names_read(struct shadowserver *s, struct frame_observation *o)
{
	const struct binding *b = &s->binding;

	buf_reset(&s->names);
	if (s->by_site)
		name_add(s, o, value(s, ROLE_HOST));
	for (size_t i = 0; i < b->n_name; i++)
		name_add(s, o, row_field(s->row, b->name[i]));
	o->names = buf_all(&s->names);
}

static void
numbers_read(struct shadowserver *s, struct frame_observation *o)
{
	struct str port = value(s, ROLE_PORT), asn = value(s, ROLE_ASN);
	uint64_t v;

	if (str_u64(port, UINT16_MAX, &v))
		o->port = (uint16_t)v;
	else if (port.n > 0)
		odd(s, ROLE_PORT, port);
	if (asn.n > 0 && !str_eq(asn, STR("0")) &&
	    asn_read(asn, &o->asn, NULL) != OK) {
		o->asn = 0;
		odd(s, ROLE_ASN, asn);
	}
	if (str_u64(value(s, ROLE_NAICS), NAICS_MAX, &v))
		o->naics = (uint32_t)v;
}

static struct str
country_read(struct shadowserver *s)
{
	struct str v = value(s, ROLE_COUNTRY);

	if (v.n != sizeof(s->country))
		return (struct str){0};
	for (size_t i = 0; i < v.n; i++) {
		char c = (char)(v.p[i] & ~0x20); /* upper case of a letter */
		if (c < 'A' || c > 'Z')
			return (struct str){0};
		s->country[i] = c;
	}
	return (struct str){s->country, v.n};
}

static void
words_read(struct shadowserver *s, struct frame_observation *o)
{
	struct str sector = value(s, ROLE_SECTOR);
	struct str infection = value(s, ROLE_INFECTION);
	struct str family = value(s, ROLE_FAMILY);
	struct str tag = value(s, ROLE_TAG);

	if (!str_eq(sector, STR("0")))
		o->sector = clean(s->arena, sector, SECTOR_MAX);
	if (infection.n == 0)
		infection = family;
	if (infection.n == 0 && s->infected)
		infection = tag;
	o->family = clean(s->arena, infection, FAMILY_MAX);
	if (!str_eq(tag, STR("0")))
		o->tag = clean(s->arena, tag, TAG_MAX);
	o->country = country_read(s);
	o->transport = transport_read(value(s, ROLE_TRANSPORT));
	o->severity = severity_read(value(s, ROLE_SEVERITY));
	if (o->severity == SEVERITY_NONE)
		o->severity = s->severity;
}

static void
cves_read(struct shadowserver *s, struct frame_observation *o)
{
	const struct binding *b = &s->binding;

	buf_reset(&s->words);
	buf_reset(&s->cves);
	buf_str(&s->words, value(s, ROLE_TAG));
	for (size_t i = 0; i < b->n_cve; i++) {
		buf_char(&s->words, ' ');
		buf_str(&s->words, row_field(s->row, b->cve[i]));
	}
	for (size_t i = 0; i < b->n_flag; i++)
		if (str_eq_nocase(row_field(s->row, b->flag[i].at), STR("Y")))
			buf_fmt(&s->words, " %s", b->flag[i].flag->cve);
	cve_list_put(&s->cves, buf_all(&s->words));
	o->cves = list_upto(buf_all(&s->cves), CVES_TEXT_MAX);
}

static void
detail_read(struct shadowserver *s, struct frame_observation *o)
{
	buf_reset(&s->detail);
	detail_put(&s->detail, s->arena, &s->binding, s->row, s->account);
	if (s->detail.n + s->odd.n <= DETAIL_MAX)
		buf_str(&s->detail, buf_all(&s->odd));
	o->detail = buf_all(&s->detail);
}

static void
shadowserver_row(void *state, const struct csv_row *from, uint64_t row,
    struct arena *a, struct buf *out, struct why *w)
{
	struct shadowserver *s = state;
	struct prefix p = {0};
	struct frame_observation o = {
	    .row = row, .line = from->line, .at = from->at, .raw = from->raw};

	s->row = from;
	s->arena = a;
	buf_reset(&s->odd);
	seen_read(s, &o, w);

	bool placed = address_take(s, &o, &p);

	host_read(s, &o);
	if (w->err != OK)
		return;
	names_read(s, &o);
	s->nameless += !placed ||
	    (o.kind == 0 && o.hostname.n == 0 &&
		s->binding.at[ROLE_ADDRESS] >= 0);
	numbers_read(s, &o);
	words_read(s, &o);
	cves_read(s, &o);
	detail_read(s, &o);
	frame_observation_put(out, &o);
}

static void
shadowserver_event_row(void *state, const struct csv_row *from, struct arena *a,
    struct event *e, struct why *w)
{
	const struct shadowserver *s = state;

	(void)w;
	shadowserver_event(e, a, &s->binding, from);
}

/* A machine that was in the report, but nobody can say which: it may be the
 * one whose absence would count. */
static void
shadowserver_doubt(const void *state, struct why *w)
{
	const struct shadowserver *s = state;

	if (s->nameless > 0)
		why_set(w, ERR_ABSENT,
		    "%llu row%s without an address that can be read",
		    (unsigned long long)s->nameless,
		    s->nameless == 1 ? "" : "s");
}

static void
shadowserver_read(struct reader_task *t)
{
	static const struct report_kind kind = {
	    .begin = shadowserver_begin,
	    .row = shadowserver_row,
	    .event = shadowserver_event_row,
	    .doubt = shadowserver_doubt,
	};
	struct shadowserver s = {.task = t};

	report_read_all(t, &kind, &s);
	buf_free(&s.odd);
	buf_free(&s.detail);
	buf_free(&s.cves);
	buf_free(&s.words);
	buf_free(&s.names);
}

const struct reader reader_shadowserver = {
    .name = "shadowserver",
    .about = "reports of the Shadowserver Foundation (CSV, .gz, .zst, .zip)",
    .version = 2,
    .endings = ".csv",
    .giver = "Shadowserver",
    .read = shadowserver_read,
    .topic = shadowserver_topic,
    .severity = shadowserver_severity,
};
