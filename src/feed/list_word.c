/* list_word: what people call things in lists, in Dutch and English */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "feed/list_word.h"

#include <stdlib.h>

enum { WORD_MAX = 32 };

/* clang-format off */
/* Lower case, letters and digits only. */
static const struct {
	const char *word;
	enum list_field field;
} words[] = {
    {"doel", LIST_WHO},            {"doelwit", LIST_WHO},
    {"target", LIST_WHO},          {"asset", LIST_WHO},
    {"bezit", LIST_WHO},           {"indicator", LIST_WHO},
    {"ioc", LIST_WHO},             {"systeem", LIST_WHO},
    {"system", LIST_WHO},          {"slachtoffer", LIST_WHO},
    {"victim", LIST_WHO},
    {"ip", LIST_ADDRESS},          {"ips", LIST_ADDRESS},
    {"ipadres", LIST_ADDRESS},     {"ipadressen", LIST_ADDRESS},
    {"ipaddress", LIST_ADDRESS},   {"ipaddr", LIST_ADDRESS},
    {"ipv4", LIST_ADDRESS},        {"ipv6", LIST_ADDRESS},
    {"srcip", LIST_ADDRESS},       {"sourceip", LIST_ADDRESS},
    {"bronip", LIST_ADDRESS},      {"adres", LIST_ADDRESS},
    {"address", LIST_ADDRESS},     {"internetadres", LIST_ADDRESS},
    {"prefix", LIST_ADDRESS},      {"cidr", LIST_ADDRESS},
    {"netblock", LIST_ADDRESS},    {"netwerk", LIST_ADDRESS},
    {"network", LIST_ADDRESS},     {"subnet", LIST_ADDRESS},
    {"host", LIST_HOST},           {"hostnaam", LIST_HOST},
    {"hostname", LIST_HOST},       {"domein", LIST_HOST},
    {"domeinnaam", LIST_HOST},     {"domain", LIST_HOST},
    {"domainname", LIST_HOST},     {"fqdn", LIST_HOST},
    {"dns", LIST_HOST},            {"server", LIST_HOST},
    {"website", LIST_URL},         {"site", LIST_URL},
    {"url", LIST_URL},             {"link", LIST_URL},
    {"uri", LIST_URL},             {"webadres", LIST_URL},
    {"email", LIST_MAIL},          {"emailadres", LIST_MAIL},
    {"emailaddress", LIST_MAIL},   {"mail", LIST_MAIL},
    {"mailadres", LIST_MAIL},      {"account", LIST_MAIL},
    {"gebruiker", LIST_MAIL},      {"username", LIST_MAIL},
    {"tijd", LIST_SEEN},           {"tijdstip", LIST_SEEN},
    {"datum", LIST_SEEN},          {"datumtijd", LIST_SEEN},
    {"gezien", LIST_SEEN},         {"waargenomen", LIST_SEEN},
    {"time", LIST_SEEN},           {"date", LIST_SEEN},
    {"datetime", LIST_SEEN},       {"timestamp", LIST_SEEN},
    {"seen", LIST_SEEN},           {"lastseen", LIST_SEEN},
    {"laatstgezien", LIST_SEEN},   {"detected", LIST_SEEN},
    {"topic", LIST_TOPIC},         {"onderwerp", LIST_TOPIC},
    {"poort", LIST_PORT},          {"poortnummer", LIST_PORT},
    {"port", LIST_PORT},           {"srcport", LIST_PORT},
    {"protocol", LIST_TRANSPORT},  {"transport", LIST_TRANSPORT},
    {"proto", LIST_TRANSPORT},
    {"cve", LIST_CVE},             {"cves", LIST_CVE},
    {"cveid", LIST_CVE},           {"kwetsbaarheid", LIST_CVE},
    {"vulnerability", LIST_CVE},
    {"ernst", LIST_SEVERITY},      {"severity", LIST_SEVERITY},
    {"prioriteit", LIST_SEVERITY}, {"priority", LIST_SEVERITY},
    {"risico", LIST_SEVERITY},     {"risk", LIST_SEVERITY},
    {"cvss", LIST_SEVERITY},       {"impact", LIST_SEVERITY},
    {"asn", LIST_ASN},             {"asnummer", LIST_ASN},
    {"asnumber", LIST_ASN},
    {"land", LIST_COUNTRY},        {"landcode", LIST_COUNTRY},
    {"country", LIST_COUNTRY},     {"countrycode", LIST_COUNTRY},
    {"sector", LIST_SECTOR},       {"branche", LIST_SECTOR},
    {"industry", LIST_SECTOR},
    {"malware", LIST_FAMILY},      {"family", LIST_FAMILY},
    {"infectie", LIST_FAMILY},     {"infection", LIST_FAMILY},
    {"botnet", LIST_FAMILY},
    {"tag", LIST_TAG},             {"tags", LIST_TAG},
    {"label", LIST_TAG},           {"labels", LIST_TAG},
    {"product", LIST_DETAIL},      {"software", LIST_DETAIL},
    {"versie", LIST_DETAIL},       {"version", LIST_DETAIL},
    {"apparaat", LIST_DETAIL},     {"device", LIST_DETAIL},
    {"dienst", LIST_DETAIL},       {"service", LIST_DETAIL},
    {"fabrikant", LIST_DETAIL},    {"vendor", LIST_DETAIL},
    {"model", LIST_DETAIL},
};

static const char *const names[] = {
    "organisatie", "organisation", "organization", "bedrijf", "bedrijfsnaam",
    "company", "naam", "name", "klant", "customer", "eigenaar", "owner",
};

static const struct {
	const char *word;
	enum severity severity;
} severities[] = {
    {"kritiek", SEVERITY_CRITICAL}, {"kritisch", SEVERITY_CRITICAL},
    {"zeer hoog", SEVERITY_CRITICAL}, {"hoog", SEVERITY_HIGH},
    {"ernstig", SEVERITY_HIGH},     {"middel", SEVERITY_MEDIUM},
    {"midden", SEVERITY_MEDIUM},    {"gemiddeld", SEVERITY_MEDIUM},
    {"moderate", SEVERITY_MEDIUM},  {"matig", SEVERITY_MEDIUM},
    {"laag", SEVERITY_LOW},         {"informatief", SEVERITY_INFO},
    {"informational", SEVERITY_INFO}, {"geen", SEVERITY_INFO},
};
/* clang-format on */

static bool
is_word(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z');
}

static char
lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c;
}

/* The letters and digits of s, lower case: up to WORD_MAX of them. */
static struct str
letters(char to[WORD_MAX], struct str s)
{
	size_t n = 0;

	for (size_t i = 0; i < s.n && n < WORD_MAX; i++)
		if (is_word(lower(s.p[i])))
			to[n++] = lower(s.p[i]);
	return str_make(to, n);
}

static bool
field_of(struct str word, enum list_field *f)
{
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (str_eq(word, str_of(words[i].word))) {
			*f = words[i].field;
			return true;
		}
	return false;
}

/* The next run of letters and digits. */
static bool
token(struct str *rest, struct str *word)
{
	size_t n = 0;

	while (rest->n > 0 && !is_word(lower(rest->p[0])))
		*rest = str_from(*rest, 1);
	while (n < rest->n && is_word(lower(rest->p[n])))
		n++;
	*word = str_upto(*rest, n);
	*rest = str_from(*rest, n);
	return n > 0;
}

enum list_named
list_word_field(struct str column, enum list_field *f)
{
	char room[WORD_MAX];
	struct str all = letters(room, column), left = column;

	*f = LIST_NOT;
	if (field_of(all, f))
		return NAMED;
	/* "ip2", "cve 3" */
	while (all.n > 0 && all.p[all.n - 1] >= '0' && all.p[all.n - 1] <= '9')
		all.n--;
	if (field_of(all, f))
		return NAMED;
	for (struct str word; token(&left, &word);)
		if (field_of(letters(room, word), f))
			return NAMED_IN_PART;
	return NAMED_NOT;
}

bool
list_word_is_name(struct str column)
{
	char room[WORD_MAX];
	struct str all = letters(room, column);

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (str_eq(all, str_of(names[i])))
			return true;
	return false;
}

bool
list_word_same(struct str a, struct str b)
{
	char x[WORD_MAX], y[WORD_MAX];
	struct str s = letters(x, a), t = letters(y, b);

	return s.n > 0 && str_eq(s, t);
}

/* CVSS v3 and v4, "qualitative severity rating scale". */
static enum severity
score(struct str s)
{
	uint64_t whole;
	size_t dot = str_find(s, '.');

	if (dot == s.n)
		dot = str_find(s, ',');
	if (!str_u64(str_upto(s, dot), 10, &whole) || s.n > dot + 2)
		return SEVERITY_NONE;
	if (whole >= 9)
		return SEVERITY_CRITICAL;
	if (whole >= 7)
		return SEVERITY_HIGH;
	return whole >= 4 ? SEVERITY_MEDIUM : SEVERITY_LOW;
}

enum severity
list_severity(struct str s)
{
	enum severity known = severity_read(s);

	if (known != SEVERITY_NONE)
		return known;
	for (size_t i = 0; i < sizeof(severities) / sizeof(*severities); i++)
		if (str_eq_nocase(s, str_of(severities[i].word)))
			return severities[i].severity;
	return score(s);
}
