/* event_value: texts made into the one form a field is written in */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/time.h"
#include "feed/clean.h"
#include "feed/event.h"
#include "value/address.h"
#include "value/domain.h"
#include "value/severity.h"
#include "value/tlp.h"

enum {
	NUMBER_MAX = 64,  /* bytes of a number */
	FRACTION_MAX = 9, /* digits of a second's fraction */
	JSON_TEXT_MAX = 1 << 16,
};

typedef bool value_reader(struct str s, struct arena *a, struct event_value *v);

static struct str
kept(struct arena *a, struct buf *b)
{
	struct str s = arena_str(a, buf_all(b));

	buf_free(b);
	return s;
}

static struct str
cased(struct arena *a, struct str s, bool upper)
{
	char *to = ARENA_NEW(a, char, s.n);

	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];
		if (upper && c >= 'a' && c <= 'z')
			c = (char)(c - 32);
		else if (!upper && c >= 'A' && c <= 'Z')
			c = (char)(c + 32);
		to[i] = c;
	}
	return (struct str){to, s.n};
}

static bool
is_ascii(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] < ' ' || s.p[i] > '~')
			return false;
	return true;
}

static bool
text_read(struct str s, struct arena *a, struct event_value *v)
{
	(void)a;
	v->text = s;
	return true;
}

static bool
lower_read(struct str s, struct arena *a, struct event_value *v)
{
	v->text = cased(a, s, false);
	return true;
}

static bool
upper_read(struct str s, struct arena *a, struct event_value *v)
{
	v->text = cased(a, s, true);
	return true;
}

static bool
ascii_read(struct str s, struct arena *a, struct event_value *v)
{
	(void)a;
	v->text = s;
	return is_ascii(s);
}

static bool
word_read(struct str s, struct arena *a, struct event_value *v)
{
	v->text = cased(a, s, false);
	return is_ascii(s);
}

static bool
is_letter_or_digit(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z');
}

static bool
country_read(struct str s, struct arena *a, struct event_value *v)
{
	v->text = cased(a, s, true);
	return s.n == 2 && is_letter_or_digit(v->text.p[0]) &&
	    is_letter_or_digit(v->text.p[1]);
}

/* Numbers. */

static bool
int_read(struct str s, struct arena *a, struct event_value *v)
{
	bool minus = s.n > 0 && s.p[0] == '-';
	struct buf b = {0};
	uint64_t n;

	v->kind = EVENT_NUMBER;
	if (s.n > 0 && (s.p[0] == '-' || s.p[0] == '+'))
		s = str_from(s, 1);
	if (!str_u64(s, INT64_MAX, &n))
		return false;
	buf_i64(&b, minus ? -(int64_t)n : (int64_t)n);
	v->text = kept(a, &b);
	return true;
}

static bool
port_read(struct str s, struct arena *a, struct event_value *v)
{
	uint64_t n;

	return str_u64(s, UINT16_MAX, &n) && int_read(s, a, v);
}

/* The shortest text that reads as the same number. */
static void
real_put(struct buf *b, double d)
{
	char text[NUMBER_MAX];

	for (int digits = 15; digits <= 17; digits++) {
		snprintf(text, sizeof(text), "%.*g", digits, d);
		if (strtod(text, NULL) == d)
			break;
	}
	buf_str(b, str_of(text));
	if (strpbrk(text, ".e") == NULL)
		buf_str(b, STR(".0"));
}

static bool
real_number(struct str s, double *d)
{
	char text[NUMBER_MAX], *end;

	if (s.n == 0 || s.n >= sizeof(text))
		return false;
	for (size_t i = 0; i < s.n; i++)
		if (memchr("+-.0123456789eE", s.p[i], 15) == NULL)
			return false;
	memcpy(text, s.p, s.n);
	text[s.n] = '\0';
	*d = strtod(text, &end);
	return end == text + s.n && isfinite(*d);
}

static bool
real_read(struct str s, struct arena *a, struct event_value *v)
{
	struct buf b = {0};
	double d;

	v->kind = EVENT_NUMBER;
	if (!real_number(s, &d))
		return false;
	real_put(&b, d);
	v->text = kept(a, &b);
	return true;
}

static bool
accuracy_read(struct str s, struct arena *a, struct event_value *v)
{
	double d;

	return real_number(s, &d) && d >= 0 && d <= 100 && real_read(s, a, v);
}

static bool
bool_read(struct str s, struct arena *a, struct event_value *v)
{
	bool yes = str_eq_nocase(s, STR("true")) || str_eq(s, STR("1"));

	(void)a;
	v->kind = EVENT_BOOL;
	v->text = yes ? STR("true") : STR("false");
	return yes || str_eq_nocase(s, STR("false")) || str_eq(s, STR("0"));
}

/* Any that fits: what a source says of others is not ours to doubt. */
static bool
asn_value_read(struct str s, struct arena *a, struct event_value *v)
{
	uint64_t asn;

	if (str_eq_nocase(str_upto(s, 2), STR("AS")))
		s = str_from(s, 2);
	return str_u64(s, UINT32_MAX, &asn) && asn > 0 && int_read(s, a, v);
}

/* Times. */

/* ".617719" of "2016-07-19 06:40:01.617719+02:00" */
static struct str
fraction(struct str s)
{
	size_t at = str_find(s, '.'), n = 1;

	s = str_from(s, at);
	while (n < s.n && n <= FRACTION_MAX && s.p[n] >= '0' && s.p[n] <= '9')
		n++;
	return n > 1 ? str_upto(s, n) : (struct str){0};
}

/* "Wed, 10 Feb 2010 00:00:00 GMT", as web servers write it (RFC 9110 5.6.7),
 * as "2010-02-10 00:00:00"; as it was where it is not that. */
static struct str
web_time(struct arena *a, struct str s)
{
	static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	static const char like[] = "00 xxx 0000 00:00:00 GMT";
	struct str d = str_from(s, str_find_str(s, STR(", ")) + 2);
	struct buf b = {0};

	if (d.n != sizeof(like) - 1)
		return s;
	for (size_t i = 0; i < d.n; i++)
		if (like[i] == '0' ? d.p[i] < '0' || d.p[i] > '9'
				   : like[i] != 'x' && like[i] != d.p[i])
			return s;

	size_t at = str_find_str(str_of(months), (struct str){d.p + 3, 3});

	buf_fmt(&b, "%.4s-%02zu-%.2s %.8s", d.p + 7, at / 3 + 1, d.p, d.p + 12);
	return kept(a, &b);
}

/* "2026-01-31T23:59:58+00:00", with the fraction it had; of a text with
 * another zone the same moment. Absent where it is no time. */
static struct str
moment_of(struct arena *a, struct str s)
{
	struct buf b = {0};
	int64_t t;

	s = str_trim(s);
	/* "06:40:01+02:00 UTC": both, of which the number is meant */
	if (str_ends(s, STR(" UTC")))
		s = str_upto(s, s.n - 4);
	s = web_time(a, s);
	if (!time_read(s, &t))
		return (struct str){0};
	time_put(&b, t);
	b.n--; /* its Z */
	buf_str(&b, fraction(s));
	buf_str(&b, STR("+00:00"));
	return kept(a, &b);
}

static bool
time_value_read(struct str s, struct arena *a, struct event_value *v)
{
	v->text = moment_of(a, s);
	return v->text.n > 0;
}

/* Places. */

static bool
address_value_read(struct str s, struct arena *a, struct event_value *v)
{
	struct address address;
	struct buf b = {0};

	if (!address_read(s, &address))
		return false;
	address_put(&b, &address);
	v->text = kept(a, &b);
	return true;
}

/* Host bits that are set are taken away: a giver's slip, not another block. */
static bool
network_value_read(struct str s, struct arena *a, struct event_value *v)
{
	struct prefix p;
	struct buf b = {0};
	struct str rest = s, host;
	uint64_t length;

	if (prefix_read(s, &p, NULL) != OK) {
		if (!str_split(&rest, '/', &host) ||
		    !address_read(host, &p.a) ||
		    !str_u64(rest, address_bits(&p.a), &length))
			return false;
		p.length = (uint8_t)length;
		for (unsigned i = p.length; i < address_bits(&p.a); i++)
			p.a.b[i / 8] &= (uint8_t) ~(0x80 >> i % 8);
	}
	prefix_put(&b, &p);
	v->text = kept(a, &b);
	return true;
}

static bool
host_value_read(struct str s, struct arena *a, struct event_value *v)
{
	struct domain d;

	while (s.n > 0 && s.p[0] == '.')
		s = str_from(s, 1);
	if (domain_read(s, &d, NULL) != OK)
		return false;
	v->text = arena_str(a, domain_str(&d));
	return true;
}

/* A scheme as people make it harmless to click. */
static const struct {
	const char *from, *to;
} schemes[] = {
    {"hxxp://", "http://"},
    {"hxxps://", "https://"},
    {"file:///", "file://localhost/"},
};

static bool
url_value_read(struct str s, struct arena *a, struct event_value *v)
{
	struct buf b = {0};
	size_t at;

	for (size_t i = 0; i < sizeof(schemes) / sizeof(schemes[0]); i++) {
		struct str from = str_of(schemes[i].from);
		if (!str_starts(s, from))
			continue;
		buf_str(&b, str_of(schemes[i].to));
		buf_str(&b, str_from(s, from.n));
		s = kept(a, &b);
		break;
	}
	v->text = s;
	at = str_find_str(s, STR("://"));
	return at > 0 && at + 3 < s.n && s.p[at + 3] != '/' &&
	    str_find(s, '\n') == s.n;
}

/* Words of which there is a list. */

static bool
tlp_value_read(struct str s, struct arena *a, struct event_value *v)
{
	enum tlp t = tlp_read(s);

	(void)a;
	v->text = str_from(str_of(tlp_name(t)), sizeof("TLP:") - 1);
	return t != TLP_NONE;
}

static bool
severity_value_read(struct str s, struct arena *a, struct event_value *v)
{
	enum severity e = severity_read(s);

	(void)a;
	v->text = str_of(severity_name(e));
	return e != SEVERITY_NONE;
}

/* "Infected System" as "infected-system". */
static struct str
hyphened(struct arena *a, struct str s)
{
	char *to = ARENA_NEW(a, char, s.n);
	struct str low = cased(a, s, false);

	for (size_t i = 0; i < s.n; i++)
		to[i] = low.p[i] == ' ' ? '-' : low.p[i];
	return (struct str){to, s.n};
}

/* Names of types that IntelMQ gave up. */
static const struct {
	const char *from, *to;
} renamed[] = {
    {"backdoor", "system-compromise"},
    {"c&c", "c2-server"},
    {"compromised", "system-compromise"},
    {"defacement", "unauthorised-information-modification"},
    {"dropzone", "other"},
    {"leak", "data-leak"},
    {"ransomware", "infected-system"},
    {"unauthorized-command", "system-compromise"},
    {"unauthorized-login", "system-compromise"},
    {"vulnerable client", "vulnerable-system"},
    {"vulnerable-client", "vulnerable-system"},
    {"vulnerable-service", "vulnerable-system"},
};

static bool
class_read(struct str s, struct arena *a, struct event_value *v)
{
	s = hyphened(a, s);
	for (size_t i = 0; i < sizeof(renamed) / sizeof(renamed[0]); i++)
		if (str_eq(s, str_of(renamed[i].from)))
			s = str_of(renamed[i].to);
	v->text = s;
	return event_taxonomy(s).n > 0;
}

static bool
taxonomy_read(struct str s, struct arena *a, struct event_value *v)
{
	static const char *const all[] = {"abusive-content", "availability",
	    "fraud", "information-content-security", "information-gathering",
	    "intrusion-attempts", "intrusions", "malicious-code", "other",
	    "test", "vulnerable"};

	v->text = hyphened(a, s);
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		if (str_eq(v->text, str_of(all[i])))
			return true;
	return false;
}

static bool
registry_read(struct str s, struct arena *a, struct event_value *v)
{
	static const char *const all[] = {
	    "AFRINIC", "APNIC", "ARIN", "LACNIC", "RIPE"};

	v->text = cased(a, s, true);
	if (str_eq(v->text, STR("RIPENCC")) || str_eq(v->text, STR("RIPE-NCC")))
		v->text = STR("RIPE");
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		if (str_eq(v->text, str_of(all[i])))
			return true;
	return false;
}

static bool
base64_read(struct str s, struct arena *a, struct event_value *v)
{
	size_t n = s.n;

	(void)a;
	v->text = s;
	while (n > 0 && s.n - n < 2 && s.p[n - 1] == '=')
		n--;
	for (size_t i = 0; i < n; i++) {
		char c = s.p[i];
		if (!is_letter_or_digit(c) && !(c >= 'a' && c <= 'z') &&
		    c != '+' && c != '/')
			return false;
	}
	return s.n % 4 == 0;
}

static bool
json_read(struct str s, struct arena *a, struct event_value *v)
{
	struct json j;

	v->text = s;
	if (s.n > JSON_TEXT_MAX)
		return false;
	json_open(&j, s, a);
	json_skip(&j);
	return json_end(&j) == OK;
}

static bool
object_read(struct str s, struct arena *a, struct event_value *v)
{
	struct json j;
	struct str key;
	size_t n = 0;

	v->text = s;
	if (s.n > JSON_TEXT_MAX)
		return false;
	json_open(&j, s, a);
	for (; json_key(&j, &key); n++)
		json_skip(&j);
	return json_end(&j) == OK && n > 0;
}

/* clang-format off */
static value_reader *const value_readers[EVENT_TYPES] = {
	[EVENT_IS_TEXT] = text_read,
	[EVENT_IS_LOWER] = lower_read,
	[EVENT_IS_UPPER] = upper_read,
	[EVENT_IS_WORD] = word_read,
	[EVENT_IS_ASCII] = ascii_read,
	[EVENT_IS_COUNTRY] = country_read,
	[EVENT_IS_INT] = int_read,
	[EVENT_IS_PORT] = port_read,
	[EVENT_IS_REAL] = real_read,
	[EVENT_IS_ACCURACY] = accuracy_read,
	[EVENT_IS_BOOL] = bool_read,
	[EVENT_IS_TIME] = time_value_read,
	[EVENT_IS_ADDRESS] = address_value_read,
	[EVENT_IS_NETWORK] = network_value_read,
	[EVENT_IS_HOST] = host_value_read,
	[EVENT_IS_URL] = url_value_read,
	[EVENT_IS_ASN] = asn_value_read,
	[EVENT_IS_TLP] = tlp_value_read,
	[EVENT_IS_CLASS] = class_read,
	[EVENT_IS_TAXONOMY] = taxonomy_read,
	[EVENT_IS_REGISTRY] = registry_read,
	[EVENT_IS_SEVERITY] = severity_value_read,
	[EVENT_IS_BASE64] = base64_read,
	[EVENT_IS_JSON] = json_read,
	[EVENT_IS_OBJECT] = object_read,
};
/* clang-format on */

bool
event_value_read(
    enum event_type type, struct str s, struct arena *a, struct event_value *v)
{
	s = str_trim(s);
	*v = (struct event_value){.kind = EVENT_TEXT};
	return s.n > 0 && value_readers[type](s, a, v) && v->text.n > 0;
}
