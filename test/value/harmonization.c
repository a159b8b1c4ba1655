/* tests of value against the assertions of IntelMQ's own field types */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "test/tap.h"
#include "value/address.h"
#include "value/domain.h"
#include "value/ident.h"
#include "value/tlp.h"

/*
 * The file is a list of objects, each member on a line of its own and the one
 * argument between "args": [ and ]. Ours have no raw and cleaned form: where
 * the assertion cleans first, white space is trimmed first, as callers do.
 */
struct assertion {
	char test[80], call[48], arg[256], want[64];
	bool sanitize, text; /* text: the argument is a string */
};

/* Where we differ on purpose. */
static const struct {
	const char *call, *arg, *reason;
	bool sanitize;
} differences[] = {
    {"IPAddress.is_valid", "fe80::1c41:b16d:ff5e:689d%bnep0",
	"a zone names an interface of whoever wrote it", true},
    {"IPAddress.sanitize", "2130706433",
	"an address written as one number hides what it is", false},
    {"FQDN.is_valid", ".example.com",
	"an empty label is a mistake of the source, not ours to mend", true},
    {"ASN.is_valid", "1234",
	"a report is text: there is no number type to insist on", false},
    {"TLP.is_valid", "green", "any letter case is read at once", false},
    {"TLP.is_valid", "TLP AMBER", "a blank for the colon is read at once",
	false},
    {"TLP.sanitize", "YELLOW", "no version of TLP has YELLOW", false},
};

enum { N_DIFFERENCES = sizeof(differences) / sizeof(differences[0]) };

enum verdict { SAME, DIFFERENT, NOT_OURS };

/* "ab\u00f6\r" without its quotes, as UTF-8; ranges the file uses only. */
static void
unescape(struct str s, char *out, size_t room)
{
	size_t n = 0;

	for (size_t i = 0; i < s.n && n + 3 < room; i++) {
		unsigned c = (unsigned char)s.p[i];
		if (c == '\\' && ++i < s.n) {
			c = s.p[i] == 'n'   ? '\n'
			    : s.p[i] == 'r' ? '\r'
					    : (unsigned char)s.p[i];
			if (c == 'u' && sscanf(s.p + i + 1, "%4x", &c) == 1)
				i += 4;
			if (c >= 0x80) {
				out[n++] = (char)(0xc0 | c >> 6);
				c = 0x80 | (c & 0x3f);
			}
		}
		out[n++] = (char)c;
	}
	out[n] = '\0';
}

static void
value_take(struct str s, char *out, size_t room, bool *text)
{
	s = str_trim(s);
	if (s.n > 0 && s.p[s.n - 1] == ',')
		s.n--;
	*text = s.n >= 2 && s.p[0] == '"';
	unescape(*text ? str_from(str_upto(s, s.n - 1), 1) : s, out, room);
}

/* One line of the file; true when an assertion is whole. */
static bool
line_take(struct str line, struct assertion *a, bool *in_args)
{
	bool text;

	line = str_trim(line);
	if (str_starts(line, STR("\"test\": ")))
		value_take(str_from(line, 8), a->test, sizeof(a->test), &text);
	else if (str_starts(line, STR("\"call\": ")))
		value_take(str_from(line, 8), a->call, sizeof(a->call), &text);
	else if (str_eq(line, STR("\"args\": [")))
		*in_args = true;
	else if (str_eq(line, STR("],")))
		*in_args = false;
	else if (str_starts(line, STR("\"sanitize\": true")))
		a->sanitize = true;
	else if (str_starts(line, STR("\"expect\": ")))
		value_take(str_from(line, 10), a->want, sizeof(a->want), &text);
	else if (*in_args && a->arg[0] == 0)
		value_take(line, a->arg, sizeof(a->arg), &a->text);
	return str_eq(line, STR("}")) || str_eq(line, STR("},"));
}

static void
address_answer(const struct assertion *a, struct str in, struct buf *b)
{
	struct address got;

	if (str_ends(str_of(a->call), STR("is_valid")))
		buf_fmt(b, "%s", address_read(in, &got) ? "true" : "false");
	else if (address_read(in, &got))
		address_put(b, &got);
}

static void
tlp_answer(const struct assertion *a, struct str in, struct buf *b)
{
	enum tlp t = tlp_read(in);

	if (str_ends(str_of(a->call), STR("is_valid")))
		buf_fmt(b, "%s", t != TLP_NONE ? "true" : "false");
	else if (t != TLP_NONE)
		buf_str(b, str_from(str_of(tlp_name(t)), 4));
}

/* Without cleaning, a name is valid when reading it changes nothing. */
static bool
domain_valid(const struct assertion *a, struct str in)
{
	struct domain d;

	return domain_read(in, &d, NULL) == OK &&
	    (a->sanitize || str_eq(domain_str(&d), in));
}

/* What ours says, in the words of the file; false where it has no such type. */
static bool
answer(const struct assertion *a, struct buf *b)
{
	struct str call = str_of(a->call), in = str_of(a->arg);
	struct prefix p;
	uint32_t asn;

	if (a->sanitize || str_ends(call, STR(".sanitize")))
		in = str_trim(in);
	if (str_starts(in, STR("{")))
		return false; /* a Python object, not text */
	if (str_starts(call, STR("IPAddress.")))
		address_answer(a, in, b);
	else if (str_starts(call, STR("TLP.")))
		tlp_answer(a, in, b);
	else if (str_eq(call, STR("IPNetwork.is_valid")))
		buf_fmt(b, "%s",
		    prefix_read(in, &p, NULL) == OK ? "true" : "false");
	else if (str_eq(call, STR("FQDN.is_valid")))
		buf_fmt(b, "%s", domain_valid(a, in) ? "true" : "false");
	else if (str_eq(call, STR("ASN.is_valid")))
		buf_fmt(
		    b, "%s", asn_read(in, &asn, NULL) == OK ? "true" : "false");
	else
		return false;
	return true;
}

static int
difference_of(const struct assertion *a)
{
	for (int i = 0; i < N_DIFFERENCES; i++)
		if (strcmp(differences[i].call, a->call) == 0 &&
		    strcmp(differences[i].arg, a->arg) == 0 &&
		    differences[i].sanitize == a->sanitize)
			return i;
	return -1;
}

static enum verdict
judge(const struct assertion *a, unsigned seen[N_DIFFERENCES])
{
	struct buf b = {0};
	int known = difference_of(a);

	if (!answer(a, &b)) {
		buf_free(&b);
		return NOT_OURS;
	}

	bool same = str_eq(buf_all(&b), str_of(a->want));

	if (!same && known >= 0)
		seen[known]++;
	else if (!same && !is_text(buf_all(&b), a->want))
		tap_note("%s: %s(%s)", a->test, a->call, a->arg);
	buf_free(&b);
	return same ? SAME : DIFFERENT;
}

TEST(intelmq)
{
	const char *data = outside_data();
	char path[1200];
	struct buf file = {0};
	struct assertion a = {0};
	unsigned count[3] = {0}, seen[N_DIFFERENCES] = {0};
	bool in_args = false;

	if (data == NULL)
		skip_all("no outside data");
	snprintf(path, sizeof(path), "%s/shadowserver/%s", data,
	    "harmonization-cases.json");
	if (file_slurp(AT_FDCWD, path, 1 << 20, &file) != OK)
		skip_all("no harmonization-cases.json");

	struct str rest = buf_all(&file), line;

	while (str_split(&rest, '\n', &line))
		if (line_take(line, &a, &in_args) && a.want[0] != '\0') {
			count[judge(&a, seen)]++;
			a = (struct assertion){0};
			in_args = false;
		}
	buf_free(&file);
	for (int i = 0; i < N_DIFFERENCES; i++)
		if (!ok(seen[i] > 0))
			tap_note("no longer differs: %s", differences[i].arg);
		else
			tap_note("differs on purpose: %s(%s): %s",
			    differences[i].call, differences[i].arg,
			    differences[i].reason);
	tap_note("%u the same, %u different on purpose, %u of other types",
	    count[SAME], count[DIFFERENT], count[NOT_OURS]);
	is_int(count[SAME] + count[DIFFERENT] + count[NOT_OURS], 198);
	is_int(count[SAME], 63);
	is_int(count[DIFFERENT], 8);
}
