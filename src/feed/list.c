/* list: a table that somebody made by hand, of any columns */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "feed/list.h"

#include <string.h>

#include "base/time.h"
#include "feed/clean.h"
#include "feed/list_map.h"
#include "feed/list_word.h"
#include "feed/report.h"
#include "feed/shadowserver_detail.h"
#include "value/address.h"
#include "value/domain.h"
#include "value/ident.h"

enum {
	TEXT_MAX = 2048,
	CVES_TEXT_MAX = 2048,
	FAMILY_MAX = 256,
	SECTOR_MAX = 128,
	OPTIONS_TEXT_MAX = 6144,
};

/* The list being read. */
struct list {
	struct reader_task *task;
	struct list_map map;
	struct when_how how;
	int64_t seen; /* of rows that do not say; TIME_ABSENT: refused */
	struct str topics;

	/* of a look */
	struct csv_row header; /* a copy */
	struct list_column *column;
	struct list_dates dates;
	bool looked;

	/* of the row being read */
	const struct csv_row *row;
	struct arena *arena;
	struct domain host;
	struct why odd; /* of a value that says who, but cannot be read */
	char country[2];
	struct buf cves, words, detail;
};

/* What the reader was told. */

static void
options_read(struct list *l, struct why *w)
{
	struct str dates = task_option(l->task, "dates");
	struct str zone = task_option(l->task, "zone");
	struct str seen = task_option(l->task, "seen");

	l->topics = task_option(l->task, "topics");
	l->seen = TIME_ABSENT;
	if (dates.n > 0 && !when_order_read(dates, &l->how.order))
		why_set(w, ERR_SYNTAX,
		    "--dates: dmy for day-month-year, mdy for month-day-year");
	if (zone.n > 0 && !when_clock_read(zone, &l->how))
		why_set(w, ERR_SYNTAX,
		    "--zone: UTC, CET (the Dutch clock) or such as +02:00");
	if (seen.n > 0 && !time_read(seen, &l->seen))
		why_set(w, ERR_SYNTAX,
		    "--seen: a date such as 2026-01-31 or "
		    "2026-01-31T08:00:00Z");
}

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

static void
map_check(const struct list *l, struct why *w)
{
	const int *at = l->map.at;

	if (at[LIST_WHO] < 0 && at[LIST_ADDRESS] < 0 && at[LIST_HOST] < 0 &&
	    at[LIST_URL] < 0 && at[LIST_MAIL] < 0)
		why_set(w, ERR_ABSENT,
		    "no column says whom a row is about; say which one does: "
		    "--map who=COLUMN");
	else if (at[LIST_SEEN] < 0 && l->seen == TIME_ABSENT)
		why_set(w, ERR_ABSENT,
		    "no column says when it was seen; --seen DATE says it for "
		    "all rows");
	else if (at[LIST_TOPIC] < 0 && l->task->type.n == 0)
		why_set(w, ERR_ABSENT,
		    "nothing says what kind of danger it is; --topic TOPIC "
		    "says it for all rows, `dijkwacht topic list` shows them");
}

/* Whom a row is about. */

static struct str
value(const struct list *l, enum list_field f)
{
	return row_field(l->row, l->map.at[f]);
}

/* As the list itself calls it. */
static const char *
column_name(const struct list *l, enum list_field f)
{
	const struct list_column *c = &l->column[l->map.at[f]];

	return c->name[0] == '\0' ? list_field_name(f) : c->name;
}

static void
odd(struct list *l, enum list_field f, struct str v, const char *expected)
{
	report_refuse(
	    &l->odd, ERR_SYNTAX, l->arena, column_name(l, f), v, expected);
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
	return str_from(mail, str_find(mail, '@') + 1);
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
	for (enum list_field f = LIST_WHO; f <= LIST_MAIL; f++)
		if (l->map.at[f] >= 0)
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

	o->seen = l->seen;
	if (l->map.at[LIST_SEEN] < 0)
		return;
	if (v.n == 0)
		why_set(w, ERR_ABSENT, "column \"%s\" is empty",
		    column_name(l, LIST_SEEN));
	else if (!when_read(v, &when) ||
	    when_time(&when, &l->how, &o->seen, &expected) != OK)
		report_refuse(w, ERR_SYNTAX, l->arena,
		    column_name(l, LIST_SEEN), v, expected);
}

static bool
is_topic(const struct list *l, struct str v)
{
	struct str left = l->topics;

	for (struct str topic; str_split(&left, ' ', &topic);)
		if (str_eq(topic, v))
			return true;
	return false;
}

static void
topic_read(struct list *l, struct frame_observation *o, struct why *w)
{
	struct str v = value(l, LIST_TOPIC);

	if (l->map.at[LIST_TOPIC] < 0)
		return;
	o->type = clean_lower(l->arena, v);
	if (v.n == 0 && l->task->type.n > 0)
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

/* What fits of a list parted by blanks. */
static struct str
list_upto(struct str list, size_t max)
{
	if (list.n <= max)
		return list;
	while (max > 0 && list.p[max] != ' ')
		max--;
	return str_upto(list, max);
}

/* The columns of which there may be several. */
static void
many_read(struct list *l, struct frame_observation *o)
{
	buf_reset(&l->words);
	buf_reset(&l->cves);
	for (size_t i = 0; i < l->map.n; i++) {
		struct str v = row_field(l->row, (int)i);
		if (v.n == 0)
			continue;
		if (l->map.field[i] == LIST_DETAIL)
			detail_line(&l->detail, l->arena,
			    str_of(l->column[i].name), v);
		if (l->map.field[i] != LIST_CVE)
			continue;
		buf_str(&l->words, v);
		buf_char(&l->words, ' ');
	}
	buf_str(&l->words, o->tag);
	cve_list_put(&l->cves, buf_all(&l->words));
	o->cves = list_upto(buf_all(&l->cves), CVES_TEXT_MAX);
	o->detail = str_upto(buf_all(&l->detail), DETAIL_MAX);
}

/* The kinds of report: a look, and a reading. */

static void
columns_name(struct list *l, const struct csv_row *header, struct arena *a)
{
	size_t n = header->n < LIST_COLUMNS_MAX ? header->n : LIST_COLUMNS_MAX;

	l->column = ARENA_NEW(a, struct list_column, n + 1);
	for (size_t i = 0; i < n; i++) {
		struct str shown = clean(
		    a, str_trim(header->field[i]), LIST_NAME_MAX);
		memcpy(l->column[i].name, shown.p == NULL ? "" : shown.p,
		    shown.n);
	}
}

static void
list_begin(void *state, struct str name, const struct csv_row *header,
    struct arena *a, struct frame_report *r, struct why *w)
{
	struct list *l = state;

	columns_name(l, header, a);
	options_read(l, w);
	if (w->err == OK &&
	    list_map_read(&l->map, task_option(l->task, "map"), header, w) ==
		OK)
		map_check(l, w);
	r->type = l->task->type.n > 0 ? l->task->type : STR("list");
	r->scope = clean(a, task_option(l->task, "scope"), 128);
	r->day = day_in(name);
	if (r->day == DAY_ABSENT && l->seen != TIME_ABSENT)
		r->day = day_of_time(l->seen);
}

static void
list_row(void *state, const struct csv_row *from, uint64_t row,
    struct arena *a, struct buf *out, struct why *w)
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
	many_read(l, &o);
	frame_observation_put(out, &o);
}

static bool
headless(void *state, const struct csv_row *first)
{
	(void)state;
	return list_headless(first);
}

static void
look_begin(void *state, struct str name, const struct csv_row *header,
    struct arena *a, struct frame_report *r, struct why *w)
{
	struct list *l = state;

	(void)name;
	options_read(l, w);
	columns_name(l, header, a);
	l->header = *header;
	l->header.field = ARENA_NEW(a, struct str, header->n);
	for (size_t i = 0; i < header->n; i++)
		l->header.field[i] = arena_str(a, header->field[i]);
	l->dates = (struct list_dates){0};
	list_map_init(&l->map, header);
	r->type = STR("list");
	r->day = DAY_ABSENT;
}

static void
look_row(void *state, const struct csv_row *from, uint64_t row,
    struct arena *a, struct buf *out, struct why *w)
{
	struct list *l = state;

	(void)row, (void)out, (void)w;
	for (size_t i = 0; i < l->map.n && i < from->n; i++) {
		list_column_look(&l->column[i], a, from->field[i]);
		list_dates_look(&l->dates, i, from->field[i]);
	}
}

static void
column_tell(const struct list *l, size_t i, struct arena *a, struct buf *out)
{
	const struct list_column *c = &l->column[i];
	struct frame_column f = {
	    .at = (uint16_t)(i + 1),
	    .name = str_of(c->name),
	    .field = str_of(list_field_name(l->map.field[i])),
	    .reason = clean(a, str_of(c->reason), 160),
	    .sure = c->sure,
	    .sample = str_of(c->sample),
	};

	frame_column_put(out, &f);
}

/* The map a person gave, or what it can only be guessed to be. */
static bool
map_find(struct list *l, struct arena *a, struct why *w)
{
	struct str given = task_option(l->task, "map");

	if (given.n == 0)
		return list_guess(&l->map, l->column, l->map.n, a);

	bool read = list_map_read(&l->map, given, &l->header, w) == OK;

	for (size_t i = 0; i < l->map.n; i++) {
		struct list_column *c = &l->column[i];
		c->sure = true;
		memcpy(c->reason, "as you said", sizeof("as you said"));
		if (l->map.field[i] == LIST_NOT)
			memcpy(c->reason, "not used", sizeof("not used"));
	}
	return read;
}

static void
look_end(void *state, struct arena *a, struct buf *out)
{
	struct list *l = state;
	struct buf map = {0}, options = {0}, command = {0};
	struct why w = {0};

	if (l->looked)
		return;
	l->looked = true;

	bool sure = map_find(l, a, &w);
	int at = l->map.at[LIST_SEEN];

	for (size_t i = 0; i < l->map.n; i++)
		column_tell(l, i, a, out);
	if (at >= 0)
		list_dates_judge(&l->dates, (size_t)at, &l->how, &w);
	map_check(l, &w);
	list_map_put(&map, &l->map, &l->header);
	buf_fmt(&options, "map=%.*s\n", STR_ARG(buf_all(&map)));
	buf_fmt(&command, "--map \"%.*s\"", STR_ARG(buf_all(&map)));
	if (l->how.order != WHEN_UNSAID) {
		const char *order = l->how.order == WHEN_DMY ? "dmy" : "mdy";
		buf_fmt(&options, "dates=%s\n", order);
		buf_fmt(&command, " --dates %s", order);
	}
	if (options.n > OPTIONS_TEXT_MAX || command.n > OPTIONS_TEXT_MAX)
		why_set(&w, ERR_LIMIT, "its map is too long to be written");

	struct frame_looked f = {
	    .options = str_upto(buf_all(&options), OPTIONS_TEXT_MAX),
	    .command = str_upto(buf_all(&command), OPTIONS_TEXT_MAX),
	    .sure = sure,
	    .why = clean(a, str_of(w.rule), REPORT_RULE_MAX),
	};

	frame_looked_put(out, &f);
	buf_free(&map);
	buf_free(&options);
	buf_free(&command);
}

static void
list_read(struct reader_task *t)
{
	static const struct report_kind look = {.begin = look_begin,
	    .row = look_row,
	    .headless = headless,
	    .end = look_end,
	    .rows_most = LIST_LOOKED,
	    .people = true};
	struct report_kind read = {.begin = list_begin,
	    .row = list_row,
	    .headless = headless,
	    .partial = "a list by hand; --complete says that what is not in "
		       "it is not there",
	    .people = true};
	struct list l = {.task = t};

	if (str_eq(task_option(t, "complete"), STR("yes")))
		read.partial = NULL;
	report_read_all(
	    t, str_eq(task_option(t, "look"), STR("yes")) ? &look : &read, &l);
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
    .endings = ".xlsx .tsv .xls .ods",
    .read = list_read,
    .topic = list_topic,
    .severity = list_type_severity,
};
