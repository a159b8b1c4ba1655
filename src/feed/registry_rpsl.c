/* registry_rpsl: RPSL objects, as RIPE NCC publishes its database (RFC 2622) */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <string.h>

#include "feed/clean.h"
#include "feed/registry.h"
#include "value/ident.h"

/* A class of object; its name is that of its first attribute. */
struct rpsl_class {
	const char *name;
	void (*put)(struct registry_run *r, const struct rpsl_object *o);
	const char *name_attribute; /* where its name stands; NULL: not told */
};

enum { WIDEST_V4 = 8, WIDEST_V6 = 19 }; /* the largest block of one holder */

static struct str
text(const struct rpsl_object *o, enum rpsl_attribute a)
{
	return str_make(o->text[a], o->n[a]);
}

/* Registries keep all address space as one object: that is nobody's. */
static bool
is_too_wide(const struct registry_range *v)
{
	unsigned same = 0, bits = address_bits(&v->first);
	unsigned widest = v->first.kind == 4 ? WIDEST_V4 : WIDEST_V6;

	while (same < bits &&
	    ((v->first.b[same / 8] ^ v->last.b[same / 8]) >> (7 - same % 8) &
		1) == 0)
		same++;
	return same < widest;
}

static void
refuse(struct registry_run *r, struct str s, const char *expected)
{
	struct str shown = clean(&r->a, s, 60);

	registry_reject(r, ERR_SYNTAX, "\"%.*s\" %s", STR_ARG(shown), expected);
}

/* "192.0.2.0 - 192.0.2.255" or a prefix. */
static bool
span_read(struct str s, struct registry_range *v)
{
	size_t at = str_find(s, '-');
	struct prefix p;

	if (at < s.n)
		return address_read(str_trim(str_upto(s, at)), &v->first) &&
		    address_read(str_trim(str_from(s, at + 1)), &v->last) &&
		    v->first.kind == v->last.kind &&
		    address_cmp(&v->first, &v->last) <= 0;
	if (prefix_read(s, &p, NULL) != OK)
		return false;
	registry_span(&p, v);
	return true;
}

/*
 * A range that names no holder says nothing about whom to tell: the range
 * around it does. Most of the database is such, and is passed over.
 */
static void
range_put(struct registry_run *r, const struct rpsl_object *o)
{
	struct registry_range v = {
	    .holder = text(o, RPSL_ORG),
	    .abuse = text(o, RPSL_ABUSE),
	    .country = text(o, RPSL_COUNTRY),
	};

	if (!span_read(text(o, RPSL_KEY), &v))
		refuse(r, text(o, RPSL_KEY),
		    "is no range of addresses, FIRST - LAST or a prefix");
	else if (v.holder.n + v.abuse.n > 0 && !is_too_wide(&v))
		registry_range_put(r, &v);
}

static void
route_put(struct registry_run *r, const struct rpsl_object *o)
{
	struct registry_range v = {0};

	if (!span_read(text(o, RPSL_KEY), &v))
		refuse(r, text(o, RPSL_KEY), "is no prefix");
	else if (registry_asn(r, text(o, RPSL_ORIGIN), &v.asn))
		registry_range_put(r, &v);
}

/* Absent where it is none; whoever cannot be written to is nobody to tell. */
static struct str
mail(const struct rpsl_object *o, char to[255])
{
	return mail_read(text(o, RPSL_MAIL), to, NULL) == OK ? str_of(to)
							     : (struct str){0};
}

static void
organisation_put(struct registry_run *r, const struct rpsl_object *o)
{
	char to[255];
	struct registry_holder v = {
	    .handle = text(o, RPSL_KEY),
	    .name = text(o, RPSL_NAME),
	    .country = text(o, RPSL_COUNTRY),
	    .mail = mail(o, to),
	    .abuse = text(o, RPSL_ABUSE),
	};

	registry_holder_put(r, &v);
}

/* The name of a role may be a person's: only its mailbox is told. */
static void
role_put(struct registry_run *r, const struct rpsl_object *o)
{
	char to[255];
	struct registry_holder v = {
	    .handle = text(o, RPSL_HANDLE),
	    .mail = mail(o, to),
	};

	if (text(o, RPSL_MAIL).n == 0)
		return;
	if (v.mail.n == 0)
		refuse(r, text(o, RPSL_MAIL), "is no mail address");
	else if (v.handle.n == 0)
		refuse(r, v.mail, "is the mailbox of a role without nic-hdl");
	else
		registry_holder_put(r, &v);
}

static void
as_put(struct registry_run *r, const struct rpsl_object *o)
{
	uint32_t asn;
	struct registry_holder v = {
	    .name = text(o, RPSL_NAME),
	    .country = text(o, RPSL_COUNTRY),
	    .holder = text(o, RPSL_ORG),
	    .abuse = text(o, RPSL_ABUSE),
	};

	if (!registry_asn(r, text(o, RPSL_KEY), &asn))
		return;
	v.handle = registry_as(r, asn);
	registry_holder_put(r, &v);
}

static const struct rpsl_class classes[] = {
    {"aut-num", as_put, "as-name"},
    {"inet6num", range_put, NULL},
    {"inetnum", range_put, NULL},
    {"organisation", organisation_put, "org-name"},
    {"role", role_put, NULL},
    {"route", route_put, NULL},
    {"route6", route_put, NULL},
};

static const struct {
	const char *name;
	enum rpsl_attribute attribute;
} attributes[] = {
    {"abuse-c", RPSL_ABUSE},
    {"abuse-mailbox", RPSL_MAIL},
    {"country", RPSL_COUNTRY},
    {"nic-hdl", RPSL_HANDLE},
    {"org", RPSL_ORG},
    {"origin", RPSL_ORIGIN},
};

static void
keep(struct rpsl_object *o, enum rpsl_attribute a, struct str value)
{
	if (o->n[a] > 0)
		return; /* the first one counts */
	value = str_upto(
	    str_trim(str_upto(value, str_find(value, '#'))), REGISTRY_TEXT_MAX);
	o->n[a] = (uint8_t)value.n;
	if (value.n > 0)
		memcpy(o->text[a], value.p, value.n);
}

static void
object_begin(struct registry_run *r, struct str name, struct str value)
{
	struct rpsl_object *o = &r->object;

	o->open = true;
	o->class = NULL;
	o->line = r->n_line;
	o->at = r->at;
	memset(o->n, 0, sizeof(o->n));
	for (size_t i = 0; i < sizeof(classes) / sizeof(classes[0]); i++)
		if (str_eq_nocase(name, str_of(classes[i].name)))
			o->class = &classes[i];
	keep(o, RPSL_KEY, value);
}

static void
attribute_take(struct rpsl_object *o, struct str name, struct str value)
{
	if (o->class == NULL)
		return;
	if (o->class->name_attribute != NULL &&
	    str_eq_nocase(name, str_of(o->class->name_attribute)))
		keep(o, RPSL_NAME, value);
	for (size_t i = 0; i < sizeof(attributes) / sizeof(attributes[0]); i++)
		if (str_eq_nocase(name, str_of(attributes[i].name)))
			keep(o, attributes[i].attribute, value);
}

/* A row is an object of a class that is read. */
static void
object_end(struct registry_run *r)
{
	struct rpsl_object *o = &r->object;
	uint64_t line = r->n_line, at = r->at;

	if (!o->open)
		return;
	o->open = false;
	if (o->class == NULL)
		return;
	r->n_line = o->line;
	r->at = o->at;
	r->line = text(o, RPSL_KEY);
	if (registry_row(r))
		o->class->put(r, o);
	r->n_line = line;
	r->at = at;
}

static void
rpsl_line(struct registry_run *r)
{
	struct str s = r->line;
	size_t colon = str_find(s, ':');

	if (str_trim(s).n == 0) {
		object_end(r);
		return;
	}
	/* comments; and lines that go on with an attribute's value */
	if (s.p[0] == '%' || s.p[0] == '#' || s.p[0] == ' ' || s.p[0] == '\t' ||
	    s.p[0] == '+')
		return;
	if (colon == s.n) {
		if (registry_row(r))
			refuse(r, s, "is not ATTRIBUTE: VALUE");
		return;
	}
	if (r->object.open && r->object.class != NULL &&
	    str_eq_nocase(str_upto(s, colon), str_of(r->object.class->name)))
		object_end(r); /* without the empty line between them */
	if (!r->object.open)
		object_begin(r, str_upto(s, colon), str_from(s, colon + 1));
	else
		attribute_take(
		    &r->object, str_upto(s, colon), str_from(s, colon + 1));
}

static bool
rpsl_looks(struct str line)
{
	size_t colon = str_find(line, ':');
	struct str name = str_upto(line, colon);

	if (colon == line.n)
		return false;
	for (size_t i = 0; i < sizeof(classes) / sizeof(classes[0]); i++)
		if (str_eq_nocase(name, str_of(classes[i].name)))
			return true;
	return false;
}

const struct registry_format registry_rpsl = {
    .name = "rpsl",
    .about = "a part of the RIPE database, such as ripe.db.inetnum.gz",
    .looks = rpsl_looks,
    .line = rpsl_line,
    .end = object_end,
};
