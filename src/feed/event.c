/* event: one observation in the field names and types of IntelMQ's format */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "feed/event.h"

#include <stdlib.h>

#include "base/json_out.h"
#include "feed/clean.h"

/* Its place, or e->n. Names begin alike, so length and end are looked at
 * first: this is asked for every field of every event. */
static size_t
item_find(const struct event *e, struct str name)
{
	size_t i = 0;

	for (; i < e->n; i++) {
		struct str has = e->item[i].name;
		if (has.n == name.n &&
		    (has.n == 0 || has.p[has.n - 1] == name.p[has.n - 1]) &&
		    str_eq(has, name))
			break;
	}
	return i;
}

const struct event_value *
event_get(const struct event *e, struct str name)
{
	size_t at = item_find(e, name);

	return at < e->n ? &e->item[at].value : NULL;
}

void
event_put(struct event *e, struct str name, struct event_value value)
{
	size_t at = item_find(e, name);

	if (at == EVENT_ITEMS_MAX)
		return;
	e->item[at] = (struct event_item){.name = name, .value = value};
	e->n += at == e->n;
}

bool
event_set(struct event *e, struct arena *a, struct str field, struct str value)
{
	const struct event_field *f = event_field_named(field);
	struct event_value v;

	if (f == NULL || !event_value_read(f->type, value, a, &v) ||
	    (f->longest > 0 && v.text.n > f->longest))
		return false;
	event_put(e, str_of(f->name), v);
	return true;
}

void
event_drop(struct event *e, struct str name)
{
	size_t at = item_find(e, name);

	if (at < e->n)
		e->item[at] = e->item[--e->n];
}

/* Writing. */

static int
item_cmp(const void *a, const void *b)
{
	const struct event_item *x = a, *y = b;

	return str_cmp(x->name, y->name);
}

static void
value_put(struct json_out *o, const struct event_value *v)
{
	if (v->kind == EVENT_TEXT)
		json_out_str(o, v->text);
	else
		json_out_raw(o, v->text);
}

void
event_json(struct buf *b, struct event *e)
{
	struct json_out o;

	qsort(e->item, e->n, sizeof(e->item[0]), item_cmp);
	json_out_open(&o, b);
	json_out_object(&o);
	for (size_t i = 0; i < e->n; i++) {
		json_out_key(&o, e->item[i].name);
		value_put(&o, &e->item[i].value);
	}
	json_out_end(&o);
}

static const struct str extra = {"extra.", 6};

static void
extra_put(struct csv_out *to, const struct event *e)
{
	struct buf b = {0};
	struct json_out o;
	bool any = false;

	json_out_open(&o, &b);
	json_out_object(&o);
	for (size_t i = 0; i < e->n; i++) {
		if (!str_starts(e->item[i].name, extra))
			continue;
		json_out_key(&o, str_from(e->item[i].name, extra.n));
		value_put(&o, &e->item[i].value);
		any = true;
	}
	json_out_end(&o);
	csv_out_str(to, any ? buf_all(&b) : (struct str){0});
	buf_free(&b);
}

static struct str
tame(struct arena *a, struct str s)
{
	bool odd = !str_is_utf8(s);

	for (size_t i = 0; i < s.n && !odd; i++) {
		unsigned char c = (unsigned char)s.p[i];
		odd = c == 0x7f || c == 0xc2 ||
		    (c < ' ' && c != '\t' && c != '\r' && c != '\n');
	}
	return odd ? clean(a, s, 3 * s.n) : s;
}

void
event_csv(struct csv_out *o, struct event *e, struct arena *a)
{
	qsort(e->item, e->n, sizeof(e->item[0]), item_cmp);
	for (size_t i = 0; i < n_event_fields; i++) {
		struct str name = str_of(event_fields[i].name);
		const struct event_value *v = event_get(e, name);
		if (str_eq(name, STR("extra")))
			extra_put(o, e);
		else
			csv_out_str(
			    o, v == NULL ? (struct str){0} : tame(a, v->text));
	}
	csv_out_end(o);
}

void
event_csv_header(struct csv_out *o)
{
	for (size_t i = 0; i < n_event_fields; i++)
		csv_out_str(o, str_of(event_fields[i].name));
	csv_out_end(o);
}

void
base64_put(struct buf *b, struct str s)
{
	static const char digit[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				    "abcdefghijklmnopqrstuvwxyz0123456789+/";

	for (size_t i = 0; i < s.n; i += 3) {
		size_t left = s.n - i;
		uint32_t bits = (uint32_t)(unsigned char)s.p[i] << 16;
		if (left > 1)
			bits |= (uint32_t)(unsigned char)s.p[i + 1] << 8;
		if (left > 2)
			bits |= (unsigned char)s.p[i + 2];
		buf_char(b, digit[bits >> 18]);
		buf_char(b, digit[bits >> 12 & 63]);
		buf_char(b, left > 1 ? digit[bits >> 6 & 63] : '=');
		buf_char(b, left > 2 ? digit[bits & 63] : '=');
	}
}
