/* shadowserver_column: which column of a report means what */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "feed/shadowserver_column.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "feed/clean.h"

/* clang-format off */
/* Rows without a type come last, the most particular prefix first. */
static const struct victim victims[] = {
    {.type = "compromised_account",            .prefix = "", .mail = "email"},
    {.type = "compromised_website",            .prefix = "", .site = "http_host", .url = "url"},
    {.type = "compromised_website6",           .prefix = "", .site = "http_host", .url = "url"},
    {.type = "event4_honeypot_ddos_target",    .prefix = "dst_"},
    {.type = "event4_sinkhole_http_referer",   .prefix = "http_referer_", .url = "http_referer"},
    {.type = "event6_sinkhole_http_referer",   .prefix = "http_referer_", .url = "http_referer"},
    {.type = "malware_url",                    .prefix = "", .site = "host", .url = "url"},
    {.type = "phish_url",                      .prefix = "", .site = "host", .url = "url"},
    {.type = "ransomware_victim",              .prefix = "", .url = "website"},
    {.type = "sandbox_conn",                   .prefix = "", .site = "host"},
    {.type = "sandbox_dns",                    .prefix = "", .site = "request"},
    {.type = "sandbox_url",                    .prefix = "", .site = "host", .url = "url"},
    {.type = "spam_url",                       .prefix = "", .site = "host", .url = "url"},
    {.prefix = "src_", .client = true},
    {.prefix = "http_referer_", .url = "http_referer"},
    {.prefix = ""},
};

static const struct {
	const char *name;
	bool prefixed;
} roles[ROLE_COUNT] = {
    [ROLE_TIME]      = {"timestamp", false},
    [ROLE_ADDRESS]   = {"ip",        true},
    [ROLE_PORT]      = {"port",      true},
    [ROLE_HOST]      = {"hostname",  true},
    [ROLE_ASN]       = {"asn",       true},
    [ROLE_COUNTRY]   = {"geo",       true},
    [ROLE_NAICS]     = {"naics",     true},
    [ROLE_SECTOR]    = {"sector",    true},
    [ROLE_TRANSPORT] = {"protocol",  false},
    [ROLE_SEVERITY]  = {"severity",  false},
    [ROLE_TAG]       = {"tag",       false},
    [ROLE_INFECTION] = {"infection", false},
    [ROLE_FAMILY]    = {"family",    false},
};

/* Parts of names of columns, known or not, whose values are secret. */
static const char *const secret_parts[] = {
    "pass", "pwd", "cookie", "privkey", "wachtw", "geheim", "pincode"};

static const struct cve_flag cve_flags[] = {
    {"bluekeep_vulnerable",    "CVE-2019-0708"},
    {"cve20190708_vulnerable", "CVE-2019-0708"},
};
/* clang-format on */

enum {
	LISTED_MAX = 12,  /* columns named in a list; of more the number */
	LISTED_NAME = 64, /* bytes of one of them */
};

/* Looking up. */

static int
type_cmp(const void *key, const void *row)
{
	const struct str *name = key;
	const struct report_type *type = row;

	return str_cmp(*name, str_of(type->name));
}

const struct report_type *
report_type_named(struct str name)
{
	return bsearch(&name, report_types, n_report_types,
	    sizeof(report_types[0]), type_cmp);
}

static int
column_cmp(const void *key, const void *row)
{
	const struct str *name = key;
	const uint16_t *at = row;

	return str_cmp(*name, str_of(columns[*at].name));
}

const struct column *
column_named(struct str name)
{
	const uint16_t *at = bsearch(&name, columns_by_name, n_columns,
	    sizeof(columns_by_name[0]), column_cmp);

	return at == NULL ? NULL : &columns[*at];
}

bool
shadowserver_secret(struct str name)
{
	char lower[LISTED_NAME];
	size_t n = name.n < sizeof(lower) ? name.n : sizeof(lower);

	for (size_t i = 0; i < n; i++)
		lower[i] =
		    (char)(name.p[i] >= 'A' && name.p[i] <= 'Z' ? name.p[i] + 32
								: name.p[i]);
	name = (struct str){lower, n};

	const struct column *c = column_named(name);

	if (c != NULL)
		return c->secret;
	for (size_t i = 0; i < sizeof(secret_parts) / sizeof(char *); i++)
		if (str_find_str(name, str_of(secret_parts[i])) < n)
			return true;
	return false;
}

/* Binding. */

const char *
victim_column(const struct victim *v, enum role role, char out[64])
{
	const char *particular = role == ROLE_SITE ? v->site
	    : role == ROLE_URL			   ? v->url
	    : role == ROLE_MAIL			   ? v->mail
						   : roles[role].name;

	if (particular == NULL || (role == ROLE_PORT && v->client))
		return "";
	snprintf(
	    out, 64, "%s%s", roles[role].prefixed ? v->prefix : "", particular);
	return out;
}

int
binding_find(const struct binding *b, struct str name)
{
	for (size_t i = 0; name.n > 0 && i < b->n; i++)
		if (str_eq(b->bound[i].name, name))
			return (int)i;
	return -1;
}

static const struct victim *
victim_find(const struct binding *b, struct str type)
{
	size_t n = sizeof(victims) / sizeof(victims[0]);
	char name[64];

	for (size_t i = 0; i < n; i++)
		if (victims[i].type != NULL &&
		    str_eq(str_of(victims[i].type), type))
			return &victims[i];
	for (size_t i = 0; i < n; i++)
		if (victims[i].type == NULL &&
		    binding_find(b,
			str_of(victim_column(
			    &victims[i], ROLE_ADDRESS, name))) >= 0)
			return &victims[i];
	return &victims[n - 1];
}

/* What the type means by the column; else what most types mean by it. */
static const struct column *
meaning(const struct report_type *type, struct str name)
{
	for (size_t i = 0; type != NULL && i < type->n_ever; i++)
		if (str_eq(str_of(columns[type->column[i]].name), name))
			return &columns[type->column[i]];
	return column_named(name);
}

static void
columns_bind(struct binding *b, struct arena *a, const struct csv_row *header)
{
	b->bound = ARENA_NEW(a, struct bound, header->n);
	for (size_t i = 0; i < header->n; i++) {
		struct str name = clean_lower(a, str_trim(header->field[i]));
		bool again = binding_find(b, name) >= 0;
		b->bound[b->n++] = (struct bound){
		    .name = name,
		    .column = again ? NULL : meaning(b->type, name),
		};
	}
}

static void
roles_bind(struct binding *b)
{
	char name[64];

	for (enum role r = 0; r < ROLE_COUNT; r++)
		b->at[r] =
		    binding_find(b, str_of(victim_column(b->victim, r, name)));
}

static bool
role_holds(const struct binding *b, int at)
{
	for (enum role r = 0; r <= ROLE_HOST; r++)
		if (b->at[r] == at)
			return true;
	return false;
}

static size_t
rank(const struct binding *b, int at)
{
	const struct column *c =
	    column_named(str_of(b->bound[at].column->name));

	return (size_t)(c - columns);
}

/* In its place among those that are shown. */
static void
shown_add(struct binding *b, int at)
{
	size_t i = b->n_shown;

	if (i == SHOWN_BINDS_MAX)
		return;
	for (; i > 0 && rank(b, b->shown[i - 1]) > rank(b, at); i--)
		b->shown[i] = b->shown[i - 1];
	b->shown[i] = at;
	b->n_shown++;
}

static bool
is_cve_column(struct str name)
{
	return str_starts(name, STR("cve")) ||
	    str_eq(name, STR("vulnerability")) ||
	    str_eq(name, STR("vulnerability_id"));
}

static void
kinds_bind(struct binding *b)
{
	for (size_t i = 0; i < b->n; i++) {
		const struct column *c = b->bound[i].column;
		if (c != NULL && c->show != SHOW_NOT && !role_holds(b, (int)i))
			shown_add(b, (int)i);
		if (c != NULL && c->names && b->n_name < NAMES_MAX)
			b->name[b->n_name++] = (int)i;
		if (is_cve_column(b->bound[i].name) && b->n_cve < CVES_MAX)
			b->cve[b->n_cve++] = (int)i;
	}
}

static void
flags_bind(struct binding *b)
{
	size_t n = sizeof(cve_flags) / sizeof(cve_flags[0]);

	for (size_t i = 0; i < n && b->n_flag < CVES_MAX; i++) {
		int at = binding_find(b, str_of(cve_flags[i].name));
		if (at < 0)
			continue;
		b->flag[b->n_flag].at = at;
		b->flag[b->n_flag++].flag = &cve_flags[i];
	}
}

void
binding_make(struct binding *b, struct arena *a, struct str type,
    const struct csv_row *header)
{
	*b = (struct binding){.called = type, .type = report_type_named(type)};
	columns_bind(b, a, header);
	b->victim = victim_find(b, type);
	roles_bind(b);
	kinds_bind(b);
	flags_bind(b);
}

/* Telling what is not as it was. */

struct listed {
	struct buf b;
	size_t n;
};

static void
list_add(struct listed *l, struct str name)
{
	if (l->n++ >= LISTED_MAX)
		return;
	if (l->b.n > 0)
		buf_char(&l->b, ',');
	buf_str(&l->b, str_upto(name, LISTED_NAME));
}

static struct str
list_end(struct listed *l, struct arena *a)
{
	if (l->n > LISTED_MAX)
		buf_fmt(&l->b, " and %zu more", l->n - LISTED_MAX);

	struct str list = clean(a, arena_str(a, buf_all(&l->b)), l->b.n * 3);

	buf_free(&l->b);
	return list;
}

static bool
type_has(const struct report_type *t, struct str name)
{
	for (size_t i = 0; i < t->n_ever; i++)
		if (str_eq(str_of(columns[t->column[i]].name), name))
			return true;
	return false;
}

struct str
binding_unknown(const struct binding *b, struct arena *a)
{
	struct listed l = {0};

	for (size_t i = 0; i < b->n; i++) {
		const struct bound *c = &b->bound[i];
		if (c->name.n == 0)
			continue;
		if (c->column == NULL ||
		    (b->type != NULL && !type_has(b->type, c->name)))
			list_add(&l, c->name);
	}
	return list_end(&l, a);
}

/* It says something of the victim, or of what was seen. */
static bool
has_role(const struct binding *b, struct str column)
{
	char name[64];

	for (enum role r = 0; r < ROLE_COUNT; r++)
		if (str_eq(column, str_of(victim_column(b->victim, r, name))))
			return true;
	return false;
}

struct str
binding_missing(const struct binding *b, struct arena *a)
{
	struct listed l = {0};
	bool renamed = binding_unknown(b, a).n > 0;

	for (size_t i = 0; b->type != NULL && i < b->type->n; i++) {
		struct str has = str_of(columns[b->type->column[i]].name);
		if (binding_find(b, has) >= 0)
			continue;
		if (has_role(b, has) || renamed)
			list_add(&l, has);
	}
	return list_end(&l, a);
}
