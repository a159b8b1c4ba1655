/* shadowserver_event: a row of a report as an event */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "feed/shadowserver_event.h"

#include "feed/clean.h"
#include "feed/shadowserver.h"

/* A row on its way. */
struct making {
	struct event *e;
	struct arena *a;
	const struct binding *b;
	const struct csv_row *row;
};

static const struct str extra = {"extra.", 6};

/* What a row's tag turns its kind into: a server that was open, and is not
 * its owner's any more. */
static const struct {
	const char *topic, *tag, *class, *identifier;
} turns[] = {
    {"vulnerable-exchange", "webshell", "system-compromise",
	"exchange-server-webshell"},
};

static struct str
field(const struct making *m, int at)
{
	if (at < 0 || (size_t)at >= m->row->n)
		return (struct str){0};

	struct str s = m->row->field[at];

	if (str_eq(s, STR("0")) || str_eq(s, STR("unknown")))
		return (struct str){0};
	return s;
}

static struct str
field_named(const struct making *m, struct str name)
{
	return str_trim(field(m, binding_find(m->b, name)));
}

static struct str
joined(const struct making *m, struct str one, struct str two, struct str three)
{
	struct buf b = {0};

	buf_str(&b, one);
	buf_str(&b, two);
	buf_str(&b, three);

	struct str s = arena_str(m->a, buf_all(&b));

	buf_free(&b);
	return s;
}

static void
put_text(const struct making *m, struct str name, struct str text)
{
	event_put(
	    m->e, name, (struct event_value){.kind = EVENT_TEXT, .text = text});
}

/* Under its own name, as it stood. */
static void
put_extra(const struct making *m, const struct bound *c, struct str value)
{
	put_text(m, joined(m, extra, c->name, (struct str){0}), value);
}

/* In the column's field, or else under its own name. */
static void
put(const struct making *m, const struct bound *c, struct str value)
{
	struct str name = str_of(c->column->field);

	if (str_starts(name, extra))
		put_text(m, name, value);
	else if (!event_set(m->e, m->a, name, value))
		put_extra(m, c, value);
}

/* As a number or such, where the field of an event has no type of its own. */
static void
put_typed(const struct making *m, const struct bound *c, enum event_type type,
    struct str value)
{
	struct str name = str_of(c->column->field);
	struct event_value v;

	if (str_starts(name, extra) && event_value_read(type, value, m->a, &v))
		event_put(m->e, name, v);
	else
		put(m, c, value);
}

static bool
is_one_of(struct str s, const char *const *words)
{
	for (; *words != NULL; words++)
		if (str_eq_nocase(s, str_of(*words)))
			return true;
	return false;
}

/* A word that says neither yes nor no says nothing. */
static void
put_bool(const struct making *m, const struct bound *c, struct str value)
{
	static const char *const yes[] = {
	    "y", "yes", "true", "enabled", "1", NULL};
	static const char *const no[] = {
	    "n", "no", "false", "disabled", "0", NULL};
	bool is = is_one_of(value, yes);

	if (is || is_one_of(value, no))
		put_typed(m, c, EVENT_IS_BOOL, is ? STR("true") : STR("false"));
}

static bool
is_zero(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] != '0')
			return false;
	return true;
}

/* "192.0.2.0/24" where an address is meant is the network, when the field has
 * one beside it. */
static void
put_address(const struct making *m, const struct bound *c, struct str value)
{
	struct str name = str_of(c->column->field);

	if (str_eq(value, STR("0.0.0.0")) || str_eq(value, STR("::")))
		return;
	if (str_find(value, '/') < value.n && str_ends(name, STR(".ip"))) {
		name = joined(m, str_upto(name, name.n - 2), STR("network"),
		    (struct str){0});
		if (event_set(m->e, m->a, name, value))
			return;
	}
	put_typed(m, c, EVENT_IS_ADDRESS, value);
}

/* The path of "GET /x HTTP/1.1", or all of it. */
static struct str
path_of(struct str value)
{
	struct str first;

	for (size_t i = 0; i < value.n && value.p[i] != '/'; i++)
		if (value.p[i] == ' ') {
			struct str rest = str_from(value, i + 1);
			return str_split(&rest, ' ', &first) ? first : value;
		}
	return value;
}

static void
put_url(const struct making *m, const struct bound *c, struct str value)
{
	static const char *const hosts[] = {"http_host", "hostname", "ip"};
	struct str host = {0}, path = path_of(value);

	if (str_find_str(value, STR("://")) < value.n) {
		put(m, c, value);
		return;
	}
	for (size_t i = 0; host.n == 0 && i < 3; i++)
		host = field_named(m, str_of(hosts[i]));
	if (host.n == 0)
		put_extra(m, c, value);
	else
		put(m, c,
		    joined(m, STR("http://"), host,
			path.n > 0 && path.p[0] == '/'
			    ? path
			    : joined(m, STR("/"), path, (struct str){0})));
}

static bool
is_cve(struct str s)
{
	size_t dash = str_find(str_from(s, 4), '-') + 4;
	uint64_t n;

	return str_eq_nocase(str_upto(s, 4), STR("cve-")) &&
	    str_u64(str_from(str_upto(s, dash), 4), UINT64_MAX, &n) &&
	    str_u64(str_from(s, dash + 1), UINT64_MAX, &n);
}

static bool
list_has(struct str list, struct str word)
{
	for (struct str one; str_split(&list, ';', &one);)
		if (str_eq(one, word))
			return true;
	return false;
}

/* "a;CVE-2020-1234;b" has the vulnerability cve-2020-1234. */
static void
put_tags(const struct making *m, const struct bound *c, struct str value)
{
	struct buf b = {0};
	struct str rest = value, one;

	put(m, c, value);
	while (str_split(&rest, ';', &one)) {
		one = clean_lower(m->a, str_trim(one));
		if (!is_cve(one) || list_has(buf_all(&b), one))
			continue;
		if (b.n > 0)
			buf_char(&b, ';');
		buf_str(&b, one);
	}
	if (b.n > 0)
		put_text(m, STR("product.vulnerabilities"),
		    arena_str(m->a, buf_all(&b)));
	buf_free(&b);
}

static void
put_base64(const struct making *m, const struct bound *c, struct str value)
{
	struct event_value v;
	struct buf b = {0};

	if (event_value_read(EVENT_IS_BASE64, value, m->a, &v)) {
		put(m, c, value);
		return;
	}
	base64_put(&b, value);
	put(m, c, arena_str(m->a, buf_all(&b)));
	buf_free(&b);
}

static void
put_column(const struct making *m, const struct bound *c, struct str value)
{
	switch (c->column->form) {
	case FORM_ADDRESS:
		put_address(m, c, str_trim(value));
		break;
	case FORM_BASE64:
		put_base64(m, c, value);
		break;
	case FORM_BOOL:
		put_bool(m, c, str_trim(value));
		break;
	case FORM_INT:
		put_typed(m, c, EVENT_IS_INT, value);
		break;
	case FORM_NONZERO:
		if (!is_zero(str_trim(value)))
			put_typed(m, c, EVENT_IS_INT, value);
		break;
	case FORM_REAL:
		put_typed(m, c, EVENT_IS_REAL, value);
		break;
	case FORM_TAGS:
		put_tags(m, c, value);
		break;
	case FORM_TIME:
		put_typed(m, c, EVENT_IS_TIME, value);
		break;
	case FORM_URL:
		put_url(m, c, str_trim(value));
		break;
	case FORM_HOST:
	case FORM_NETWORK:
	case FORM_TEXT:
		put(m, c, value);
		break;
	}
}

/* "0" is a number like another: a port or a count that is none. */
static struct str
value_of(const struct making *m, size_t at)
{
	const struct column *c = m->b->bound[at].column;
	bool number = c != NULL &&
	    (c->form == FORM_INT || c->form == FORM_REAL ||
		c->form == FORM_BOOL);

	if (number && at < m->row->n)
		return str_trim(m->row->field[at]);
	return field(m, (int)at);
}

static void
set(const struct making *m, const char *name, const char *text)
{
	if (text[0] != '\0')
		(void)event_set(m->e, m->a, str_of(name), str_of(text));
}

static void
put_class(const struct making *m, const char *class, const char *identifier)
{
	set(m, "classification.type", class);
	put_text(
	    m, STR("classification.taxonomy"), event_taxonomy(str_of(class)));
	set(m, "classification.identifier", identifier);
}

/* A type that is not in the table: its topic is guessed from its name, and
 * most topics are named after a class. */
static void
put_guess(const struct making *m)
{
	struct str topic = shadowserver_topic(m->b->called);
	struct str class = STR("class-");

	class = str_starts(topic, class) ? str_from(topic, class.n) : topic;
	if (event_taxonomy(class).n == 0)
		class = STR("undetermined");
	put_text(m, STR("classification.type"), class);
	put_text(m, STR("classification.taxonomy"), event_taxonomy(class));
	put_text(m, STR("classification.identifier"), m->b->called);
}

/* What all rows of the type have, over what the columns say. */
static void
put_constants(const struct making *m)
{
	const struct report_type *t = m->b->type;
	struct str tag = field_named(m, STR("tag"));

	set(m, "feed.name", "Shadowserver");
	if (t == NULL) {
		put_guess(m);
		return;
	}
	put_class(m, t->class, t->identifier[0] == '=' ? "" : t->identifier);
	if (t->identifier[0] == '=')
		(void)event_set(m->e, m->a, STR("classification.identifier"),
		    field_named(m, str_of(t->identifier + 1)));
	for (size_t i = 0; i < sizeof(turns) / sizeof(turns[0]); i++)
		if (str_eq(str_of(turns[i].topic), str_of(t->topic)) &&
		    str_find_str(tag, str_of(turns[i].tag)) < tag.n)
			put_class(m, turns[i].class, turns[i].identifier);
	set(m, "protocol.application", t->application);
	set(m, "protocol.transport", t->transport);
	if (t->page[0] != '\0')
		put_text(m, STR("feed.documentation"),
		    joined(m, STR(REPORT_PAGES), str_of(t->page),
			(struct str){0}));
}

void
shadowserver_event(struct event *e, struct arena *a, const struct binding *b,
    const struct csv_row *row)
{
	struct making m = {e, a, b, row};

	for (size_t i = 0; i < b->n && i < row->n; i++) {
		const struct bound *c = &b->bound[i];
		struct str value = value_of(&m, i);
		if (value.n == 0 || c->name.n == 0)
			continue;
		if (c->column != NULL)
			put_column(&m, c, value);
		else if (binding_find(b, c->name) == (int)i)
			put_extra(&m, c, value);
	}
	put_constants(&m);
}
