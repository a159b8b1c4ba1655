/* intelmq_event: IntelMQ's own lines and tables read as events */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "feed/intelmq_event.h"

#include <string.h>

#include "base/json.h"
#include "feed/clean.h"
#include "value/tlp.h"

enum {
	NAME_MAX_BYTES = 128, /* of a field */
	SHOWN_MAX_BYTES = 60, /* of a text in a rule */
	ROOM_LEFT = 16,	      /* for what an export adds */
};

static const struct str extra = {"extra.", 6};

/* An event being read. */
struct reading {
	struct event *e;
	struct arena *a;
	struct why *w;
};

static struct str
extra_name(const struct reading *r, struct str name)
{
	struct buf b = {0};

	buf_str(&b, extra);
	buf_str(&b, clean(r->a, name, NAME_MAX_BYTES));

	struct str s = arena_str(r->a, buf_all(&b));

	buf_free(&b);
	return s;
}

static void
refuse(const struct reading *r, enum err e, struct str name, const char *why)
{
	struct str shown = clean(r->a, name, SHOWN_MAX_BYTES);

	why_set(r->w, e, "\"%.*s\" %s", STR_ARG(shown), why);
}

static void
put(const struct reading *r, struct str name, struct event_value v)
{
	if (name.n == extra.n && str_eq(name, extra))
		why_set(r->w, ERR_SYNTAX, "a field has no name");
	else if (event_get(r->e, name) != NULL)
		refuse(r, ERR_SYNTAX, name, "stands there twice");
	else if (str_find(v.text, '\0') < v.text.n)
		refuse(r, ERR_SYNTAX, name, "holds a NUL");
	else if (r->e->n >= EVENT_ITEMS_MAX - ROOM_LEFT)
		why_set(r->w, ERR_LIMIT, "more than %d fields",
		    EVENT_ITEMS_MAX - ROOM_LEFT);
	else
		event_put(r->e, name, v);
}

static void
tlp_check(const struct reading *r, struct str text)
{
	enum tlp t = tlp_read(text);

	if (t == TLP_RED)
		why_set(r->w, ERR_REFUSED,
		    "TLP:RED may be passed on to nobody, so no company could "
		    "be warned of it");
	if (t == TLP_NONE)
		refuse(r, ERR_SYNTAX, text, "is no TLP, such as AMBER");
}

/* A value in a field of the format; else under extra. */
static void
take(const struct reading *r, struct str name, struct event_value v)
{
	const struct event_field *f = event_field_named(name);
	struct event_value made;

	if (str_starts(name, extra)) {
		put(r, extra_name(r, str_from(name, extra.n)), v);
		return;
	}
	if (str_eq(name, STR("tlp")))
		tlp_check(r, v.text);
	if (f != NULL && v.kind != EVENT_NESTED &&
	    event_value_read(f->type, v.text, r->a, &made) &&
	    (f->longest == 0 || made.text.n <= f->longest))
		put(r, str_of(f->name), made);
	else
		put(r, extra_name(r, name), v);
}

/* JSON. */

/* A list or object on one line: white space between its parts may be CR. */
static struct str
nested(const struct reading *r, struct json *j)
{
	struct str s = json_raw(j);
	char *to = ARENA_NEW(r->a, char, s.n);

	for (size_t i = 0; i < s.n; i++)
		to[i] = s.p[i] == '\r' || s.p[i] == '\n' ? ' ' : s.p[i];
	return (struct str){to, s.n};
}

static bool
value_read(const struct reading *r, struct json *j, struct event_value *v)
{
	switch (json_kind(j)) {
	case JSON_STRING:
		*v = (struct event_value){EVENT_TEXT, json_str(j)};
		return true;
	case JSON_NUMBER:
		*v = (struct event_value){EVENT_NUMBER, json_raw(j)};
		return true;
	case JSON_BOOL:
		*v = (struct event_value){EVENT_BOOL, json_raw(j)};
		return true;
	case JSON_OBJECT:
	case JSON_ARRAY:
		*v = (struct event_value){EVENT_NESTED, nested(r, j)};
		return true;
	case JSON_NULL:
	case JSON_NONE:
		break;
	}
	json_skip(j);
	return false;
}

static void
extra_read(const struct reading *r, struct json *j)
{
	struct event_value v;

	for (struct str key; json_key(j, &key);)
		if (value_read(r, j, &v) && r->w->err == OK)
			put(r, extra_name(r, key), v);
}

static void
member_read(const struct reading *r, struct json *j, struct str key)
{
	struct event_value v;

	if (str_eq(key, STR("extra")) && json_kind(j) == JSON_OBJECT)
		extra_read(r, j);
	else if (value_read(r, j, &v) && r->w->err == OK &&
	    !str_eq(key, STR("__type")))
		take(r, key, v);
}

void
intelmq_json(struct event *e, struct arena *a, struct str line, struct why *w)
{
	struct reading r = {e, a, w};
	struct json j;

	json_open(&j, line, a);
	if (json_kind(&j) != JSON_OBJECT) {
		why_set(w, ERR_SYNTAX,
		    "not an event: expected one {...} on each line");
		return;
	}
	for (struct str key; json_key(&j, &key);)
		member_read(&r, &j, key);
	if (json_end(&j) != OK && w->err == OK)
		why_set(w, json_why(&j)->err, "%s", json_why(&j)->rule);
}

/* CSV. */

static struct str
unquoted(struct str s)
{
	if (s.n > 1 && s.p[0] == '\'' && memchr("=+-@\t\r", s.p[1], 6) != NULL)
		return str_from(s, 1);
	return s;
}

/* What our own export puts all extra fields in. */
static void
extra_column(const struct reading *r, struct str value)
{
	struct json j;

	json_open(&j, value, r->a);
	extra_read(r, &j);
	if (json_end(&j) != OK && r->w->err == OK)
		why_set(r->w, json_why(&j)->err, "column \"extra\": %s",
		    json_why(&j)->rule);
}

void
intelmq_csv(struct event *e, struct arena *a, const struct str *names, size_t n,
    const struct csv_row *row, struct why *w)
{
	struct reading r = {e, a, w};

	for (size_t i = 0; i < n && i < row->n && w->err == OK; i++) {
		struct str value = unquoted(row->field[i]);
		if (value.n == 0 || names[i].n == 0)
			continue;
		if (str_eq(names[i], STR("extra")))
			extra_column(&r, value);
		else
			take(&r, names[i],
			    (struct event_value){EVENT_TEXT, value});
	}
}
