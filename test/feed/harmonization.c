/* tests of event values against the assertions of IntelMQ's own field types */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "base/json.h"
#include "feed/event.h"
#include "test/tap.h"
#include "value/address.h"

struct assertion {
	struct str test, call, arg, want;
	enum json_kind kind, wanted;
	bool sanitize;
};

/* clang-format off */
static const struct {
	const char *name;
	enum event_type type;
	enum json_kind kind; /* as it stands in an event */
} types[] = {
	{"ASN",                    EVENT_IS_ASN,      JSON_NUMBER},
	{"Boolean",                EVENT_IS_BOOL,     JSON_BOOL},
	{"ClassificationTaxonomy", EVENT_IS_TAXONOMY, JSON_STRING},
	{"ClassificationType",     EVENT_IS_CLASS,    JSON_STRING},
	{"DateTime",               EVENT_IS_TIME,     JSON_STRING},
	{"FQDN",                   EVENT_IS_HOST,     JSON_STRING},
	{"Float",                  EVENT_IS_REAL,     JSON_NUMBER},
	{"IPAddress",              EVENT_IS_ADDRESS,  JSON_STRING},
	{"IPNetwork",              EVENT_IS_NETWORK,  JSON_STRING},
	{"Integer",                EVENT_IS_INT,      JSON_NUMBER},
	{"JSON",                   EVENT_IS_JSON,     JSON_STRING},
	{"JSONDict",               EVENT_IS_OBJECT,   JSON_STRING},
	{"LowercaseString",        EVENT_IS_LOWER,    JSON_STRING},
	{"Registry",               EVENT_IS_REGISTRY, JSON_STRING},
	{"TLP",                    EVENT_IS_TLP,      JSON_STRING},
	{"URL",                    EVENT_IS_URL,      JSON_STRING},
	{"UppercaseString",        EVENT_IS_UPPER,    JSON_STRING},
};

/* Where we differ on purpose. */
static const struct {
	const char *call, *arg, *reason;
} differences[] = {
	{"IPAddress.is_valid", "fe80::1c41:b16d:ff5e:689d%bnep0",
	    "a zone names an interface of whoever wrote it"},
	{"IPAddress.sanitize", "2130706433",
	    "an address written as one number hides what it is"},
	{"TLP.is_valid", "WHITE", "TLP 2.0 calls it CLEAR"},
	{"TLP.sanitize", "YELLOW", "no version of TLP has YELLOW"},
	{"JSON.is_valid", "{\"foo\": 1}", "an object with a number is JSON"},
	{"JSONDict.is_valid", "{\"foo\": 1}", "an object with a number is one"},
	{"DateTime.from_fuzzy", "31st December 2020 12:00",
	    "a date in words is a guess"},
};
/* clang-format on */

enum { N_DIFFERENCES = sizeof(differences) / sizeof(differences[0]) };

/* Python objects, and ways to make a time from a number that only the author
 * of an IntelMQ parser meets: an event never holds such. */
static bool
is_ours(const struct assertion *a)
{
	static const char *const not_ours[] = {"DateTime.convert",
	    "DateTime.from_epoch_millis", "DateTime.from_timestamp",
	    "DateTime.from_windows_nt"};

	for (size_t i = 0; i < sizeof(not_ours) / sizeof(not_ours[0]); i++)
		if (str_eq(a->call, str_of(not_ours[i])))
			return false;
	return str_find_str(a->arg, STR("$expr")) == a->arg.n &&
	    a->wanted != JSON_OBJECT;
}

/* Without cleaning a value is valid when it is the one form already; of
 * addresses any letter case is. */
static bool
is_clean(const struct assertion *a, size_t type, const struct event_value *v)
{
	struct prefix p;

	if (a->kind != types[type].kind)
		return false;
	if (types[type].type == EVENT_IS_NETWORK)
		return prefix_read(a->arg, &p, NULL) == OK;
	if (types[type].type == EVENT_IS_ADDRESS)
		return str_eq_nocase(a->arg, v->text);
	return a->kind == JSON_NUMBER || str_eq(a->arg, v->text);
}

static void
answer(const struct assertion *a, struct arena *m, struct buf *b)
{
	size_t type = 0;
	struct str text = a->arg, name, rest = a->call;
	struct event_value v;

	str_split(&rest, '.', &name);
	while (!str_eq(name, str_of(types[type].name)))
		if (++type == sizeof(types) / sizeof(types[0]))
			return;
	if (a->kind == JSON_NULL || a->kind == JSON_ARRAY)
		text = (struct str){0};
	if (a->kind == JSON_BOOL && types[type].kind == JSON_NUMBER)
		text = STR("1"); /* as Python has it */

	bool valid = event_value_read(types[type].type, text, m, &v);

	if (str_eq(rest, STR("is_valid")) && !a->sanitize && valid)
		valid = is_clean(a, type, &v);
	if (a->wanted == JSON_BOOL)
		buf_str(b, valid ? STR("true") : STR("false"));
	else if (valid)
		buf_str(b, v.text);
}

static int
difference_of(const struct assertion *a)
{
	for (int i = 0; i < N_DIFFERENCES; i++)
		if (str_eq(str_of(differences[i].call), a->call) &&
		    str_eq(str_of(differences[i].arg), a->arg))
			return i;
	return -1;
}

struct count {
	unsigned same, different, not_ours, wrong;
	unsigned met[N_DIFFERENCES];
};

static void
judge(struct count *c, const struct assertion *a, struct arena *m)
{
	struct buf b = {0};
	int known = difference_of(a);

	if (!is_ours(a)) {
		c->not_ours++;
		return;
	}
	answer(a, m, &b);
	if (str_eq(buf_all(&b), a->want)) {
		c->same++;
	} else if (known >= 0) {
		c->met[known]++;
		c->different++;
	} else {
		c->wrong++;
		is_str(buf_all(&b), a->want);
		tap_note("%.*s: %.*s(%.*s)", STR_ARG(a->test), STR_ARG(a->call),
		    STR_ARG(a->arg));
	}
	buf_free(&b);
}

static struct str
value_take(struct json *j, enum json_kind *kind)
{
	*kind = json_kind(j);
	return *kind == JSON_STRING ? json_str(j) : json_raw(j);
}

static void
args_take(struct json *j, struct assertion *a)
{
	enum json_kind kind;

	for (size_t i = 0; json_elem(j); i++) {
		struct str s = value_take(j, &kind);
		if (i > 0)
			continue;
		a->arg = s;
		a->kind = kind;
	}
}

static void
assertion_take(struct json *j, struct assertion *a)
{
	enum json_kind kind;

	*a = (struct assertion){0};
	for (struct str key; json_key(j, &key);)
		if (str_eq(key, STR("test")))
			a->test = json_str(j);
		else if (str_eq(key, STR("call")))
			a->call = json_str(j);
		else if (str_eq(key, STR("args")))
			args_take(j, a);
		else if (str_eq(key, STR("kwargs")))
			for (struct str name; json_key(j, &name);)
				a->sanitize |=
				    str_eq(value_take(j, &kind), STR("true"));
		else if (str_eq(key, STR("expect")))
			a->want = value_take(j, &a->wanted);
		else
			json_skip(j);
}

TEST(intelmq)
{
	char path[1200];
	struct buf file = {0};
	struct arena m;
	struct json j;
	struct assertion a;
	struct count c = {0};

	if (outside_data() == NULL)
		skip_all("no outside data");
	snprintf(path, sizeof(path), "%s/shadowserver/%s", outside_data(),
	    "harmonization-cases.json");
	if (file_slurp(AT_FDCWD, path, 1 << 20, &file) != OK)
		skip_all("no harmonization-cases.json");
	arena_init(&m, 0);
	json_open(&j, buf_all(&file), &m);
	while (json_elem(&j)) {
		assertion_take(&j, &a);
		judge(&c, &a, &m);
	}
	ok(json_end(&j) == OK);
	for (int i = 0; i < N_DIFFERENCES; i++) {
		ok(c.met[i] > 0);
		tap_note("differs on purpose: %s(%s): %s", differences[i].call,
		    differences[i].arg, differences[i].reason);
	}
	tap_note("%u the same, %u different on purpose, %u not of an event",
	    c.same, c.different, c.not_ours);
	is_int(c.same + c.different + c.not_ours, 198);
	is_int(c.wrong, 0);
	is_int(c.same, 177);
	arena_free(&m);
	buf_free(&file);
}
