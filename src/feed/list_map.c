/* list_map: what columns may mean, and maps as people write them */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "feed/list_map.h"

#include <stdlib.h>
#include <string.h>

#include "feed/list_word.h"
#include "feed/shadowserver_column.h"
#include "feed/shadowserver_detail.h"
#include "feed/when.h"
#include "value/address.h"
#include "value/domain.h"
#include "value/ident.h"
#include "value/severity.h"

/* How values look. */

static bool
fits_address(struct str s)
{
	struct prefix p;
	struct address a;

	return address_read(s, &a) || prefix_read(s, &p, NULL) == OK;
}

/* A name with a top level of letters: 1.10 and "n.v.t." are none. */
static bool
fits_host(struct str s)
{
	struct domain d;
	struct str top = s;

	for (size_t at; (at = str_find(top, '.')) < top.n;)
		top = str_from(top, at + 1);
	return top.n < s.n && top.n >= 2 &&
	    !(top.p[0] >= '0' && top.p[0] <= '9') &&
	    domain_read(s, &d, NULL) == OK;
}

static bool
fits_url(struct str s)
{
	return str_find_str(s, STR("://")) < s.n;
}

static bool
fits_mail(struct str s)
{
	char mail[255];

	return mail_read(s, mail, NULL) == OK;
}

static bool
fits_who(struct str s)
{
	return fits_address(s) || fits_url(s) || fits_mail(s) || fits_host(s);
}

static bool
fits_seen(struct str s)
{
	struct when w;

	return when_read(s, &w);
}

static bool
fits_port(struct str s)
{
	uint64_t v;

	return str_u64(s, UINT16_MAX, &v);
}

static bool
fits_transport(struct str s)
{
	enum transport t = transport_read(s);

	return t == TRANSPORT_TCP || t == TRANSPORT_UDP;
}

static bool
fits_cve(struct str s)
{
	struct buf b = {0};

	cve_list_put(&b, s);

	bool any = b.n > 0;

	buf_free(&b);
	return any;
}

static bool
fits_severity(struct str s)
{
	return list_severity(s) != SEVERITY_NONE;
}

static bool
fits_asn(struct str s)
{
	uint32_t asn;

	return asn_read(s, &asn, NULL) == OK;
}

static bool
fits_country(struct str s)
{
	return s.n == 2 && (s.p[0] | 0x20) >= 'a' && (s.p[0] | 0x20) <= 'z' &&
	    (s.p[1] | 0x20) >= 'a' && (s.p[1] | 0x20) <= 'z';
}

static bool
fits_any(struct str s)
{
	return s.n > 0;
}

/* clang-format off */
static const struct {
	const char *name;
	bool (*fits)(struct str s);
	bool many; /* several columns may mean it */
} fields[LIST_COUNT] = {
    [LIST_WHO] =       {"who",       fits_who,       false},
    [LIST_ADDRESS] =   {"address",   fits_address,   false},
    [LIST_HOST] =      {"host",      fits_host,      false},
    [LIST_URL] =       {"url",       fits_url,       false},
    [LIST_MAIL] =      {"mail",      fits_mail,      false},
    [LIST_SEEN] =      {"seen",      fits_seen,      false},
    [LIST_TOPIC] =     {"topic",     fits_any,       false},
    [LIST_PORT] =      {"port",      fits_port,      false},
    [LIST_TRANSPORT] = {"transport", fits_transport, false},
    [LIST_CVE] =       {"cve",       fits_cve,       true},
    [LIST_SEVERITY] =  {"severity",  fits_severity,  false},
    [LIST_ASN] =       {"asn",       fits_asn,       false},
    [LIST_COUNTRY] =   {"country",   fits_country,   false},
    [LIST_SECTOR] =    {"sector",    fits_any,       false},
    [LIST_FAMILY] =    {"family",    fits_any,       false},
    [LIST_TAG] =       {"tag",       fits_any,       false},
    [LIST_DETAIL] =    {"detail",    fits_any,       true},
};
/* clang-format on */

const char *
list_field_name(enum list_field f)
{
	return f < LIST_COUNT ? fields[f].name : "";
}

bool
list_fits(enum list_field f, struct str value)
{
	return fields[f].fits(value);
}

struct str
list_armed(struct arena *a, struct str s)
{
	static const struct {
		struct str harmless, armed;
	} pairs[] = {{{"[.]", 3}, {".", 1}}, {{"(.)", 3}, {".", 1}},
	    {{"[:]", 3}, {":", 1}}, {{"[at]", 4}, {"@", 1}}};
	char *to;
	size_t n = 0;

	if (str_find(s, '[') == s.n && str_find(s, '(') == s.n &&
	    !str_eq_nocase(str_upto(s, 4), STR("hxxp")))
		return s;
	to = ARENA_NEW(a, char, s.n + 1);
	for (size_t i = 0, k; i < s.n;) {
		for (k = 0; k < sizeof(pairs) / sizeof(*pairs); k++)
			if (str_starts(str_from(s, i), pairs[k].harmless))
				break;
		if (k < sizeof(pairs) / sizeof(*pairs)) {
			to[n++] = pairs[k].armed.p[0];
			i += pairs[k].harmless.n;
		} else {
			to[n++] = s.p[i++];
		}
	}
	if (n >= 4 && str_eq_nocase(str_make(to, 4), STR("hxxp")))
		to[1] = to[2] = 't';
	return str_make(to, n);
}

/* A header, or not. */

bool
list_headless(const struct csv_row *first)
{
	uint64_t number;

	for (size_t i = 0; i < first->n; i++) {
		struct str s = str_trim(first->field[i]);
		if (fits_address(s) || fits_url(s) || fits_mail(s) ||
		    fits_cve(s) || fits_seen(s) ||
		    (s.n > 0 && str_u64(s, UINT64_MAX, &number)))
			return true;
	}
	return first->n == 1 && fits_host(str_trim(first->field[0]));
}

/* Maps. */

void
list_map_init(struct list_map *m, const struct csv_row *header)
{
	m->n = header->n < LIST_COLUMNS_MAX ? header->n : LIST_COLUMNS_MAX;
	for (size_t f = 0; f < LIST_COUNT; f++)
		m->at[f] = -1;
	for (size_t i = 0; i < LIST_COLUMNS_MAX; i++)
		m->field[i] = LIST_NOT;
}

void
list_map_add(struct list_map *m, size_t at, enum list_field f)
{
	m->field[at] = f;
	if (f != LIST_NOT && m->at[f] < 0)
		m->at[f] = (int)at;
}

bool
list_column_find(
    const struct csv_row *header, struct str name, size_t n, size_t *at)
{
	uint64_t number;

	if (str_starts(name, STR("#")) &&
	    str_u64(str_from(name, 1), n, &number) && number > 0) {
		*at = (size_t)number - 1;
		return true;
	}
	for (*at = 0; *at < n; ++*at)
		if (str_eq(str_trim(header->field[*at]), name))
			return true;
	for (*at = 0; *at < n; ++*at)
		if (list_word_same(header->field[*at], name))
			return true;
	return false;
}

static enum err
field_refuse(struct str name, struct why *w)
{
	struct buf b = {0};

	for (size_t i = 0; i < LIST_COUNT; i++)
		buf_fmt(&b, "%s%s", i > 0 ? ", " : "", fields[i].name);
	why_set(w, ERR_SYNTAX,
	    "--map: \"%.*s\" is nothing a column can mean; expected %.*s",
	    STR_ARG(str_upto(name, 20)), STR_ARG(buf_all(&b)));
	buf_free(&b);
	return ERR_SYNTAX;
}

static enum err
pair_read(struct list_map *m, struct str pair, const struct csv_row *header,
    struct why *w)
{
	size_t is = str_find(pair, '='), at;
	struct str name = str_trim(str_upto(pair, is));
	struct str column = str_trim(str_from(pair, is + 1));
	enum list_field f = 0;

	while (f < LIST_COUNT && !str_eq(name, str_of(fields[f].name)))
		f++;
	if (is == pair.n || f == LIST_COUNT)
		return field_refuse(name, w);
	if (!list_column_find(header, column, m->n, &at))
		return why_set(w, ERR_ABSENT,
		    "--map: there is no column \"%.*s\"",
		    STR_ARG(str_upto(column, LIST_NAME_MAX)));
	if (shadowserver_secret(str_trim(header->field[at])))
		return why_set(w, ERR_REFUSED,
		    "--map: \"%.*s\" holds a secret by its name, which is "
		    "never used; leave it out",
		    STR_ARG(str_upto(column, LIST_NAME_MAX)));
	if (m->field[at] != LIST_NOT || (m->at[f] >= 0 && !fields[f].many))
		return why_set(w, ERR_TAKEN,
		    "--map: \"%.*s\" or the column \"%.*s\" stands in it twice",
		    STR_ARG(name), STR_ARG(str_upto(column, LIST_NAME_MAX)));
	list_map_add(m, at, f);
	return OK;
}

enum err
list_map_read(struct list_map *m, struct str text, const struct csv_row *header,
    struct why *w)
{
	list_map_init(m, header);
	for (struct str pair; str_split(&text, ',', &pair);)
		if (pair_read(m, pair, header, w) != OK)
			return w->err;
	return OK;
}

/* Letters, digits and what does not mean anything to a shell in double
 * quotes or to a map. */
static bool
is_plain(struct str name)
{
	for (size_t i = 0; i < name.n; i++) {
		unsigned char c = (unsigned char)name.p[i];
		bool letter = (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
		if (!letter && !(c >= '0' && c <= '9') &&
		    strchr(" _-./()", c) == NULL)
			return false;
	}
	return name.n > 0 && name.n <= LIST_NAME_MAX;
}

void
list_map_put(
    struct buf *b, const struct list_map *m, const struct csv_row *header)
{
	bool first = true;

	for (enum list_field f = 0; f < LIST_COUNT; f++)
		for (size_t i = 0; i < m->n; i++) {
			struct str name = str_trim(header->field[i]);
			size_t found;
			if (m->field[i] != f)
				continue;
			buf_fmt(b, "%s%s=", first ? "" : ",", fields[f].name);
			first = false;
			if (is_plain(name) &&
			    list_column_find(header, name, m->n, &found) &&
			    found == i)
				buf_str(b, name);
			else
				buf_fmt(b, "#%zu", i + 1);
		}
}
