/* list: a table that somebody made by hand, of any columns */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "feed/list.h"

#include "base/time.h"
#include "feed/clean.h"
#include "feed/list_map.h"
#include "feed/list_word.h"
#include "feed/report.h"
#include "feed/shadowserver_detail.h"
#include "value/account.h"
#include "value/address.h"
#include "value/domain.h"
#include "value/ident.h"

enum {
	TEXT_MAX = 2048,
	CVES_TEXT_MAX = 2048,
	FAMILY_MAX = 256,
	SECTOR_MAX = 128,
};

/* The list being read. */
struct list {
	struct list_said said;

	/* of the row being read */
	const struct csv_row *row;
	struct arena *arena;
	struct domain host;
	struct why odd; /* of a value that says who, but cannot be read */
	char country[2];
	struct buf cves, words, detail;
};

/* "2026-01-31" anywhere in a name. */
static int32_t
day_in(struct str name)
{
	int32_t day;

	for (size_t i = 0; i + 10 <= name.n; i++)
		if (day_read(str_upto(str_from(name, i), 10), &day))
			return day;
	return DAY_ABSENT;
}

/* Whom a row is about. */

static struct str
value(const struct list *l, enum list_field f)
{
	return row_field(l->row, l->said.map.at[f]);
}

/* As the list itself calls it. */
static const char *
column_name(const struct list *l, enum list_field f)
{
	const struct list_column *c = &l->said.column[l->said.map.at[f]];

	return c->name[0] == '\0' ? list_field_name(f) : c->name;
}

/* Of an account the mailbox says whose it is, wherever it was used. */
static bool
is_account(const struct list *l)
{
	struct str topic = value(l, LIST_TOPIC);

	return str_eq_nocase(topic.n > 0 ? topic : l->said.task->type,
	    STR("stolen-credentials"));
}

/* A rule is kept and told: of an account it quotes nothing. */
static struct str
quoted(const struct list *l, struct str v)
{
	return is_account(l) ? STR("…") : v;
}

static void
odd(struct list *l, enum list_field f, struct str v, const char *expected)
{
	report_refuse(&l->odd, ERR_SYNTAX, l->arena, column_name(l, f),
	    quoted(l, v), expected);
}

static bool
address_take(struct frame_observation *o, struct prefix *p, struct str v)
{
	if (address_read(v, &p->a))
		p->length = (uint8_t)address_bits(&p->a);
	else if (prefix_read(v, p, NULL) != OK)
		return false;
	o->kind = p->a.kind;
	o->address = str_make(p->a.b, p->a.kind == 4 ? 4 : 16);
	o->length = p->length;
	return true;
}

/* An address that comes second is no name either. */
static bool
host_take(struct list *l, struct frame_observation *o, struct str v)
{
	if (domain_read(v, &l->host, NULL) != OK)
		return false;
	o->hostname = domain_str(&l->host);
	return true;
}

/* The host of a URL: "[2001:db8::1]" too. */
static struct str
url_place(struct str url)
{
	size_t open = str_find_str(url, STR("://["));
	struct str v6 = str_from(url, open + 4);

	return open < url.n ? str_upto(v6, str_find(v6, ']')) : url_host(url);
}

static struct str
behind_at(struct str mail)
{
	return account_domain(mail);
}

static void
who_take(struct list *l, struct frame_observation *o, struct prefix *p,
    enum list_field f)
{
	struct str v = list_armed(l->arena, value(l, f));
	bool url = f == LIST_URL || str_find_str(v, STR("://")) < v.n;
	bool mail = !url && str_find(v, '@') < v.n;
	struct str place = url ? url_place(v) : mail ? behind_at(v) : v;
	struct prefix other;

	if (v.n == 0 || (f == LIST_ADDRESS && o->kind != 0))
		return;
	if (!mail && o->kind == 0 && address_take(o, p, place))
		return;
	if (f == LIST_ADDRESS)
		odd(l, f, v,
		    prefix_read(v, &other, NULL) == ERR_RANGE
			? "has bits set behind its length; write the range "
			  "as its first address"
			: "is not an address or range");
	else if (o->hostname.n == 0 && !host_take(l, o, place))
		odd(l, f, v, "is not a name, an address or a URL");
}

static void
subject_read(struct list *l, struct frame_observation *o, struct prefix *p,
    struct why *w)
{
	l->odd = (struct why){0};
	if (is_account(l) && l->said.map.at[LIST_MAIL] >= 0)
		who_take(l, o, p, LIST_MAIL);
	for (enum list_field f = LIST_WHO; f <= LIST_MAIL; f++)
		if (l->said.map.at[f] >= 0)
			who_take(l, o, p, f);
	if (o->kind != 0 || o->hostname.n > 0)
		return;
	if (l->odd.err != OK)
		why_set(w, l->odd.err, "%s", l->odd.rule);
	else
		why_set(w, ERR_ABSENT,
		    "nothing says whom it is about: no address, name, URL or "
		    "mail address");
}

/* What else it says. */

static void
seen_read(struct list *l, struct frame_observation *o, struct why *w)
{
	struct str v = value(l, LIST_SEEN);
	const char *expected = "is not a date; expected such as 2026-01-31 or "
			       "2026-01-31 08:00 UTC";
	struct when when;

	o->seen = l->said.seen;
	if (l->said.map.at[LIST_SEEN] < 0)
		return;
	if (v.n == 0)
		why_set(w, ERR_ABSENT, "column \"%s\" is empty",
		    column_name(l, LIST_SEEN));
	else if (!when_read(v, &when) ||
	    when_time(&when, &l->said.how, &o->seen, &expected) != OK)
		report_refuse(w, ERR_SYNTAX, l->arena,
		    column_name(l, LIST_SEEN), quoted(l, v), expected);
}

static bool
is_topic(const struct list *l, struct str v)
{
	struct str left = l->said.topics;

	for (struct str topic; str_split(&left, ' ', &topic);)
		if (str_eq(topic, v))
			return true;
	return false;
}

static void
topic_read(struct list *l, struct frame_observation *o, struct why *w)
{
	struct str v = value(l, LIST_TOPIC);

	if (l->said.map.at[LIST_TOPIC] < 0)
		return;
	o->type = clean_lower(l->arena, v);
	if (v.n == 0 && l->said.task->type.n > 0)
		o->type = (struct str){0};
	else if (!is_topic(l, o->type))
		report_refuse(w, ERR_SYNTAX, l->arena,
		    column_name(l, LIST_TOPIC), v,
		    "is not a topic; `dijkwacht topic list` shows them");
}

static void
detail_add(struct list *l, const char *name, struct str v)
{
	detail_line(&l->detail, l->arena, str_of(name), v);
}

static void
numbers_read(struct list *l, struct frame_observation *o)
{
	struct str port = value(l, LIST_PORT), asn = value(l, LIST_ASN);
	uint64_t v;

	if (str_u64(port, UINT16_MAX, &v))
		o->port = (uint16_t)v;
	else if (port.n > 0)
		detail_add(l, "port", port);
	if (asn.n > 0 && asn_read(asn, &o->asn, NULL) != OK)
		o->asn = 0;
}

static struct str
country_read(struct list *l)
{
	struct str v = value(l, LIST_COUNTRY);

	if (!list_fits(LIST_COUNTRY, v))
		return (struct str){0};
	l->country[0] = (char)(v.p[0] & ~0x20);
	l->country[1] = (char)(v.p[1] & ~0x20);
	return str_make(l->country, 2);
}

static void
words_read(struct list *l, struct frame_observation *o)
{
	struct str severity = value(l, LIST_SEVERITY);

	o->sector = clean(l->arena, value(l, LIST_SECTOR), SECTOR_MAX);
	o->family = clean(l->arena, value(l, LIST_FAMILY), FAMILY_MAX);
	o->tag = clean(l->arena, value(l, LIST_TAG), TEXT_MAX);
	o->country = country_read(l);
	o->transport = transport_read(value(l, LIST_TRANSPORT));
	o->severity = list_severity(severity);
	if (severity.n > 0 && o->severity == SEVERITY_NONE)
		detail_add(l, "severity", severity);
}

/* Which of the accounts of the domain it is. */
static void
account_read(struct list *l)
{
	struct str v = value(l, LIST_MAIL);

	if (!is_account(l) || v.n == 0)
		return;
	buf_reset(&l->words);
	account_text(&l->words, v);
	detail_add(l, "account", buf_all(&l->words));
}

/* The columns of which there may be several. */
static void
many_read(struct list *l, struct frame_observation *o)
{
	buf_reset(&l->words);
	buf_reset(&l->cves);
	for (size_t i = 0; i < l->said.map.n; i++) {
		struct str v = row_field(l->row, (int)i);
		if (v.n == 0)
			continue;
		if (l->said.map.field[i] == LIST_DETAIL)
			detail_line(&l->detail, l->arena,
			    str_of(l->said.column[i].name), v);
		if (l->said.map.field[i] != LIST_CVE)
			continue;
		buf_str(&l->words, v);
		buf_char(&l->words, ' ');
	}
	buf_str(&l->words, o->tag);
	cve_list_put(&l->cves, buf_all(&l->words));
	o->cves = list_upto(buf_all(&l->cves), CVES_TEXT_MAX);
	o->detail = str_upto(buf_all(&l->detail), DETAIL_MAX);
}

/* The report. */

static void
list_begin(void *state, struct str name, const struct csv_row *header,
    struct arena *a, struct frame_report *r, struct why *w)
{
	struct list *l = state;

	list_said_columns(&l->said, header, a);
	list_said_options(&l->said, w);
	if (w->err == OK &&
	    list_map_read(&l->said.map, task_option(l->said.task, "map"),
		header, w) == OK)
		list_said_check(&l->said, w);
	r->type = l->said.task->type.n > 0 ? l->said.task->type : STR("list");
	r->scope = clean(a, task_option(l->said.task, "scope"), 128);
	r->day = day_in(name);
	if (r->day == DAY_ABSENT && l->said.seen != TIME_ABSENT)
		r->day = day_of_time(l->said.seen);
}

static void
list_row(void *state, const struct csv_row *from, uint64_t row, struct arena *a,
    struct buf *out, struct why *w)
{
	struct list *l = state;
	struct prefix p = {0};
	struct frame_observation o = {
	    .row = row, .line = from->line, .at = from->at, .raw = from->raw};

	l->row = from;
	l->arena = a;
	buf_reset(&l->detail);
	subject_read(l, &o, &p, w);
	seen_read(l, &o, w);
	topic_read(l, &o, w);
	if (w->err != OK)
		return;
	numbers_read(l, &o);
	words_read(l, &o);
	account_read(l);
	many_read(l, &o);
	frame_observation_put(out, &o);
}

bool
list_report_headless(void *state, const struct csv_row *first)
{
	(void)state;
	return list_headless(first);
}

static void
list_read(struct reader_task *t)
{
	struct report_kind kind = {.begin = list_begin,
	    .row = list_row,
	    .headless = list_report_headless,
	    .partial = "a list by hand; --complete says that what is not in "
		       "it is not there",
	    .people = true};
	struct list l = {.said.task = t};

	if (str_eq(task_option(t, "look"), STR("yes"))) {
		list_look(t);
		return;
	}
	if (str_eq(task_option(t, "complete"), STR("yes")))
		kind.partial = NULL;
	report_read_all(t, &kind, &l);
	buf_free(&l.cves);
	buf_free(&l.words);
	buf_free(&l.detail);
}

/* A list is of the topic it is said to be of. */
static struct str
list_topic(struct str type)
{
	return type;
}

static enum severity
list_type_severity(struct str type)
{
	(void)type;
	return SEVERITY_NONE;
}

const struct reader reader_list = {
    .name = "list",
    .about = "any table by hand: CSV or .xlsx, columns guessed and confirmed",
    .version = 1,
    .endings = ".xlsx .tsv .xls .ods",
    .read = list_read,
    .topic = list_topic,
    .severity = list_type_severity,
};
