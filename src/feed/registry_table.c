/* registry_table: registries' statistics, and tables made from routing */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "feed/clean.h"
#include "feed/registry.h"

enum { FIELDS = 8, SHOWN = 60 };

/* The fields of a line; what is past FIELDS is left out. */
struct fields {
	struct str v[FIELDS];
	size_t n;
};

static struct fields
split(struct str line, char separator)
{
	struct fields f = {0};

	for (struct str part;
	     f.n < FIELDS && str_split(&line, separator, &part);)
		f.v[f.n++] = str_trim(part);
	return f;
}

static bool
is_comment(struct str line)
{
	return line.n == 0 || line.p[0] == ';' || line.p[0] == '#' ||
	    line.p[0] == '%';
}

static bool
is_number(struct str s)
{
	uint64_t v;

	return str_u64(s, UINT64_MAX, &v);
}

static void
refuse(struct registry_run *r, struct str s, const char *expected)
{
	struct str shown = clean(&r->a, s, SHOWN);

	registry_reject(r, ERR_SYNTAX, "\"%.*s%s\" %s", STR_ARG(shown),
	    s.n > SHOWN ? "..." : "", expected);
}

/* False after a reject. */
static bool
prefix_take(struct registry_run *r, struct str s, struct registry_range *v)
{
	struct prefix p;
	struct why w = {0};

	if (prefix_read(s, &p, &w) == OK) {
		registry_span(&p, v);
		return true;
	}
	struct str shown = clean(&r->a, str_of(w.rule), 200);
	registry_reject(r, w.err, "%.*s", STR_ARG(shown));
	return false;
}

static bool
address_take(struct registry_run *r, struct str s, struct address *a)
{
	if (address_read(s, a))
		return true;
	refuse(r, s, "is not an IP address");
	return false;
}

/* pyasn: "192.0.2.0/24<TAB>64500" */

static bool
pyasn_looks(struct str line)
{
	struct fields f = split(line, '\t');

	return f.n == 2 && is_number(f.v[1]) &&
	    str_find(f.v[0], '/') < f.v[0].n;
}

static void
pyasn_line(struct registry_run *r)
{
	struct fields f = split(r->line, '\t');
	struct registry_range v = {0};

	if (is_comment(r->line) || !registry_row(r))
		return;
	if (f.n != 2)
		refuse(r, r->line, "is not PREFIX<tab>AS NUMBER");
	else if (prefix_take(r, f.v[0], &v) && registry_asn(r, f.v[1], &v.asn))
		registry_range_put(r, &v);
}

const struct registry_format registry_pyasn = {
    .name = "pyasn",
    .about = "prefix and AS number, as pyasn writes them",
    .looks = pyasn_looks,
    .line = pyasn_line,
};

/* iptoasn: first, last, AS number, country, name; 0: not routed */

static bool
iptoasn_looks(struct str line)
{
	struct fields f = split(line, '\t');
	struct address a;

	return f.n >= 3 && address_read(f.v[0], &a) &&
	    address_read(f.v[1], &a) && is_number(f.v[2]);
}

static void
iptoasn_line(struct registry_run *r)
{
	struct fields f = split(r->line, '\t');
	struct registry_range v = {0};

	if (is_comment(r->line) || !registry_row(r))
		return;
	if (f.n < 3) {
		refuse(r, r->line,
		    "is not FIRST<tab>LAST<tab>AS NUMBER<tab>COUNTRY<tab>NAME");
		return;
	}
	if (str_eq(f.v[2], STR("0")))
		return;
	if (!address_take(r, f.v[0], &v.first) ||
	    !address_take(r, f.v[1], &v.last))
		return;
	if (v.first.kind != v.last.kind || address_cmp(&v.first, &v.last) > 0) {
		refuse(r, r->line, "does not go from lower to higher");
		return;
	}
	v.country = f.v[3];
	v.name = f.v[4];
	if (registry_asn(r, f.v[2], &v.asn))
		registry_range_put(r, &v);
}

const struct registry_format registry_iptoasn = {
    .name = "iptoasn",
    .about = "first and last address, AS number, country and name",
    .looks = iptoasn_looks,
    .line = iptoasn_line,
};

/* country: "NL<TAB>192.0.2.0/24" */

static bool
country_looks(struct str line)
{
	struct fields f = split(line, '\t');

	return f.n == 2 && f.v[0].n == 2 && str_find(f.v[1], '/') < f.v[1].n;
}

static void
country_line(struct registry_run *r)
{
	struct fields f = split(r->line, '\t');
	struct registry_range v = {.country = f.v[0]};

	if (is_comment(r->line) || !registry_row(r))
		return;
	if (f.n != 2 || f.v[0].n != 2)
		refuse(r, r->line, "is not COUNTRY<tab>PREFIX");
	else if (prefix_take(r, f.v[1], &v))
		registry_range_put(r, &v);
}

const struct registry_format registry_country = {
    .name = "country",
    .about = "country and prefix",
    .looks = country_looks,
    .line = country_line,
};

/* delegated: statistics of the five registries, old and extended form:
 * registry|country|ipv4|first|count|date|status[|holder...] */

static bool
delegated_looks(struct str line)
{
	return split(line, '|').n >= 6;
}

/* The last of count addresses from first on; false past the end. */
static bool
ipv4_last(const struct address *first, uint64_t count, struct address *last)
{
	uint64_t a = 0;

	for (int i = 0; i < 4; i++)
		a = a << 8 | first->b[i];
	a += count - 1;
	if (count == 0 || a > UINT32_MAX)
		return false;
	*last = *first;
	for (int i = 3; i >= 0; i--, a >>= 8)
		last->b[i] = (uint8_t)a;
	return true;
}

static void
delegated_ipv4(struct registry_run *r, const struct fields *f)
{
	struct registry_range v = {.country = f->v[1]};
	uint64_t count;

	if (!address_take(r, f->v[3], &v.first))
		return;
	if (v.first.kind != 4 || !str_u64(f->v[4], UINT64_C(1) << 32, &count) ||
	    !ipv4_last(&v.first, count, &v.last))
		refuse(r, f->v[4], "is no number of IPv4 addresses from there");
	else
		registry_range_put(r, &v);
}

static void
delegated_ipv6(struct registry_run *r, const struct fields *f)
{
	struct registry_range v = {.country = f->v[1]};
	struct prefix p = {0};
	uint64_t length;

	if (!address_take(r, f->v[3], &p.a))
		return;
	if (p.a.kind != 6 || !str_u64(f->v[4], 128, &length)) {
		refuse(r, f->v[4], "is no length of an IPv6 prefix");
		return;
	}
	p.length = (uint8_t)length;
	registry_span(&p, &v);
	registry_range_put(r, &v);
}

static void
delegated_line(struct registry_run *r)
{
	struct fields f = split(r->line, '|');
	struct str type = f.n > 2 ? f.v[2] : (struct str){0};

	/* the version line and the sums tell nothing of anybody */
	if (is_comment(r->line) || str_ends(r->line, STR("|summary")) ||
	    is_number(type) || !registry_row(r))
		return;
	if (f.n < 7)
		refuse(r, r->line,
		    "is not REGISTRY|COUNTRY|TYPE|START|VALUE|DATE|STATUS");
	else if (str_eq(f.v[6], STR("available")) ||
	    str_eq(f.v[6], STR("reserved")))
		return; /* nobody's */
	else if (str_eq(type, STR("ipv4")))
		delegated_ipv4(r, &f);
	else if (str_eq(type, STR("ipv6")))
		delegated_ipv6(r, &f);
	else if (!str_eq(type, STR("asn")))
		refuse(r, type, "is none of ipv4, ipv6, asn");
}

const struct registry_format registry_delegated = {
    .name = "delegated",
    .about = "statistics of AFRINIC, APNIC, ARIN, LACNIC or RIPE NCC",
    .looks = delegated_looks,
    .line = delegated_line,
};

/* asn-names: "asn","name",... */

/* Takes the first field off a line of CSV; false where its quotes are not
 * closed. No line end can be in it: names have none. */
static bool
field_take(struct arena *a, struct str *line, struct str *field)
{
	char *to = ARENA_NEW(a, char, line->n + 1);
	bool quoted = str_starts(*line, STR("\""));
	size_t i = quoted, n = 0;

	for (; i < line->n; i++) {
		bool quote = quoted && line->p[i] == '"';
		if (quote && i + 1 < line->n && line->p[i + 1] == '"')
			i++; /* two of them are one */
		else if (quote || (!quoted && line->p[i] == ','))
			break;
		to[n++] = line->p[i];
	}
	if (quoted && i++ == line->n)
		return false;
	*field = str_make(to, n);
	if (i < line->n && line->p[i] != ',')
		return false;
	*line = str_from(*line, i + 1);
	return true;
}

static bool
asn_names_looks(struct str line)
{
	return str_starts(line, STR("\"asn\",")) ||
	    str_starts(line, STR("asn,"));
}

static void
asn_names_line(struct registry_run *r)
{
	struct registry_holder v = {0};
	struct str rest = r->line, number;
	uint32_t asn;

	if (is_comment(r->line) || asn_names_looks(r->line) || !registry_row(r))
		return;
	if (!field_take(&r->a, &rest, &number) ||
	    !field_take(&r->a, &rest, &v.name)) {
		refuse(r, r->line, "is not AS NUMBER,NAME");
		return;
	}
	if (!registry_asn(r, number, &asn))
		return;
	v.handle = registry_as(r, asn);
	registry_holder_put(r, &v);
}

const struct registry_format registry_asn_names = {
    .name = "asn-names",
    .about = "AS number and name, as CSV with the columns asn and name",
    .looks = asn_names_looks,
    .line = asn_names_line,
};
