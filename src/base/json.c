/* json: values pulled one by one out of a text in memory (RFC 8259) */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/json.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/json_string.h"

static const char *const kind_names[] = {
    [JSON_NONE] = "nothing",
    [JSON_OBJECT] = "an object",
    [JSON_ARRAY] = "an array",
    [JSON_STRING] = "a string",
    [JSON_NUMBER] = "a number",
    [JSON_BOOL] = "true or false",
    [JSON_NULL] = "null",
};

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

const struct why *
json_why(const struct json *j)
{
	return &j->why;
}

static bool
broken(const struct json *j)
{
	return j->why.err != OK;
}

static void
lines_count(struct json *j, const char *upto)
{
	for (; j->counted < upto; j->counted++)
		j->line += *j->counted == '\n';
}

/* The first error stays; lines are counted only now. */
static void
fail_at(struct json *j, const char *at, enum err e, const char *rule)
{
	if (broken(j))
		return;
	if (at < j->counted) {
		j->counted = j->text;
		j->line = 1;
	}
	lines_count(j, at);
	why_at(&j->why, e, j->line, (uint64_t)(at - j->text), "%s", rule);
	j->p = j->end;
	j->due = false;
}

enum err
json_fail(struct json *j, enum err e, const char *fmt, ...)
{
	char rule[sizeof(j->why.rule)];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(rule, sizeof(rule), fmt, ap);
	va_end(ap);
	fail_at(j, j->at, e, rule);
	return j->why.err;
}

static void
syntax(struct json *j, const char *rule)
{
	fail_at(j, j->p, ERR_SYNTAX, rule);
}

static void
white(struct json *j)
{
	while (j->p < j->end &&
	    (*j->p == ' ' || *j->p == '\n' || *j->p == '\r' || *j->p == '\t'))
		j->p++;
}

void
json_open(struct json *j, struct str text, struct arena *a)
{
	static const char nothing[1];

	if (text.n == 0)
		text.p = nothing;
	*j = (struct json){.p = text.p,
	    .text = text.p,
	    .at = text.p,
	    .end = text.p + text.n,
	    .arena = a,
	    .due = true};
	j->counted = j->text;
	j->line = 1;
	j->why.byte = WHY_NO_BYTE;
	if (str_starts(text, STR("\xef\xbb\xbf")))
		j->p += 3;
	white(j);
}

enum json_kind
json_kind(const struct json *j)
{
	if (!j->due || j->p == j->end)
		return JSON_NONE;
	switch (*j->p) {
	case '{':
		return JSON_OBJECT;
	case '[':
		return JSON_ARRAY;
	case '"':
		return JSON_STRING;
	case 't':
	case 'f':
		return JSON_BOOL;
	case 'n':
		return JSON_NULL;
	default:
		return *j->p == '-' || is_digit(*j->p) ? JSON_NUMBER
						       : JSON_NONE;
	}
}

/* Stands in front of a value of that kind, and begins it. */
static bool
begin(struct json *j, enum json_kind want)
{
	enum json_kind got = json_kind(j);

	if (broken(j))
		return false;
	if (!j->due)
		die("json: a value is taken where none is due");
	j->at = j->p;
	if (got == want) {
		j->due = false;
		return true;
	}
	if (got == JSON_NONE) {
		syntax(j,
		    j->p == j->end ? "the text ends early"
				   : "a value was expected here");
		return false;
	}
	json_fail(j, ERR_SYNTAX, "%s was expected here, not %s",
	    kind_names[want], kind_names[got]);
	return false;
}

static bool
is_object(const struct json *j)
{
	return j->objects[(j->depth - 1) / 64] >> (j->depth - 1) % 64 & 1;
}

static bool
descend(struct json *j, enum json_kind kind)
{
	if (!begin(j, kind))
		return false;
	if (j->depth == JSON_DEPTH_MAX) {
		json_fail(j, ERR_LIMIT,
		    "more than %d objects and arrays "
		    "inside each other",
		    JSON_DEPTH_MAX);
		return false;
	}

	uint64_t bit = (uint64_t)1 << j->depth % 64;
	uint64_t *word = &j->objects[j->depth / 64];

	*word = kind == JSON_OBJECT ? *word | bit : *word & ~bit;
	j->depth++;
	j->first = true;
	j->p++;
	return true;
}

/* Between the things in an array or object: true when one more follows. */
static bool
more(struct json *j, char close)
{
	if (broken(j))
		return false;
	if (j->depth == 0 || is_object(j) != (close == '}'))
		die("json: asked for more of what was not begun");
	white(j);
	if (j->p < j->end && *j->p == close) {
		j->p++;
		j->depth--;
		j->first = false;
		return false;
	}
	if (!j->first) {
		if (j->p == j->end || *j->p != ',') {
			syntax(j,
			    j->p == j->end     ? "the text ends early"
				: close == '}' ? "a , or } was expected here"
					       : "a , or ] was expected here");
			return false;
		}
		j->p++;
		white(j);
	}
	j->first = false;
	return true;
}

/* From the opening quote past the closing one; in: what is between. */
static bool
string_scan(struct json *j, struct str *in, bool *escaped)
{
	const char *start = ++j->p;
	const char *rule = json_string_pass(&j->p, j->end, escaped);

	if (rule != NULL) {
		syntax(j, rule);
		return false;
	}
	*in = str_make(start, (size_t)(j->p - start));
	j->p++;
	return true;
}

static struct str
unescape(struct json *j, struct str in)
{
	char *out = arena_take(j->arena, in.n);
	struct str all = {0};

	if (out == NULL)
		json_fail(j, ERR_LIMIT, "the strings need more than %zu bytes",
		    j->arena->limit);
	else if (!json_unescape(in, out, &all))
		json_fail(
		    j, ERR_SYNTAX, "half a surrogate pair is no character");
	return all;
}

static struct str
string_take(struct json *j)
{
	struct str in;
	bool escaped;

	j->at = j->p;
	if (!string_scan(j, &in, &escaped))
		return (struct str){0};
	return escaped ? unescape(j, in) : in;
}

/* Behind the key there must be a colon and then a value. */
static void
colon(struct json *j)
{
	white(j);
	if (broken(j))
		return;
	if (j->p == j->end || *j->p != ':') {
		syntax(j,
		    j->p == j->end ? "the text ends early"
				   : "a : was expected here");
		return;
	}
	j->p++;
	white(j);
	j->due = true;
}

static bool
key_next(struct json *j)
{
	if (!more(j, '}'))
		return false;
	if (j->p == j->end || *j->p != '"') {
		syntax(j,
		    j->p == j->end ? "the text ends early"
				   : "a key in quotes was expected here");
		return false;
	}
	return true;
}

bool
json_key(struct json *j, struct str *key)
{
	*key = (struct str){0};
	if (j->due && !descend(j, JSON_OBJECT))
		return false;
	if (!key_next(j))
		return false;
	*key = string_take(j);
	colon(j);
	return !broken(j);
}

bool
json_elem(struct json *j)
{
	if (j->due && !descend(j, JSON_ARRAY))
		return false;
	j->due = more(j, ']');
	return j->due;
}

struct str
json_str(struct json *j)
{
	return begin(j, JSON_STRING) ? string_take(j) : (struct str){0};
}

static bool
digits(struct json *j)
{
	const char *start = j->p;

	while (j->p < j->end && is_digit(*j->p))
		j->p++;
	if (j->p == start)
		syntax(j, "a digit was expected here");
	return !broken(j);
}

/* whole: it has neither fraction nor exponent. */
static struct str
number_scan(struct json *j, bool *whole)
{
	const char *start = j->p;

	*whole = true;
	if (*j->p == '-')
		j->p++;
	if (j->p < j->end && *j->p == '0')
		j->p++;
	else
		digits(j);
	if (j->p < j->end && *j->p == '.') {
		*whole = false;
		j->p++;
		digits(j);
	}
	if (j->p < j->end && (*j->p == 'e' || *j->p == 'E')) {
		*whole = false;
		j->p++;
		if (j->p < j->end && (*j->p == '+' || *j->p == '-'))
			j->p++;
		digits(j);
	}
	return broken(j) ? (struct str){0}
			 : str_make(start, (size_t)(j->p - start));
}

int64_t
json_i64(struct json *j)
{
	bool whole;
	uint64_t v = 0;

	if (!begin(j, JSON_NUMBER))
		return 0;

	struct str s = number_scan(j, &whole);
	bool minus = s.n > 0 && *s.p == '-';
	uint64_t most = (uint64_t)INT64_MAX + minus;

	if (broken(j))
		return 0;
	if (!whole)
		json_fail(j, ERR_RANGE, "a whole number was expected here");
	else if (!str_u64(str_from(s, minus), most, &v))
		json_fail(j, ERR_RANGE, "this number is too large");
	if (broken(j))
		return 0;
	return minus && v > 0 ? -(int64_t)(v - 1) - 1 : (int64_t)v;
}

static bool
word(struct json *j, struct str w)
{
	if (!str_starts(str_make(j->p, (size_t)(j->end - j->p)), w)) {
		syntax(j, "a value was expected here");
		return false;
	}
	j->p += w.n;
	return true;
}

bool
json_bool(struct json *j)
{
	if (!begin(j, JSON_BOOL))
		return false;
	if (*j->p == 't')
		return word(j, STR("true"));
	word(j, STR("false"));
	return false;
}

bool
json_null(struct json *j)
{
	return json_kind(j) == JSON_NULL && begin(j, JSON_NULL) &&
	    word(j, STR("null"));
}

/* Passes a value without anything in it, or opens it. */
static void
pass_one(struct json *j)
{
	enum json_kind kind = json_kind(j);
	struct str in;
	bool any;

	switch (kind) {
	case JSON_OBJECT:
	case JSON_ARRAY:
		descend(j, kind);
		break;
	case JSON_NUMBER:
		begin(j, kind);
		number_scan(j, &any);
		break;
	case JSON_BOOL:
		json_bool(j);
		break;
	case JSON_NULL:
		json_null(j);
		break;
	case JSON_NONE: /* says so */
	case JSON_STRING:
		if (begin(j, JSON_STRING))
			string_scan(j, &in, &any);
		break;
	}
}

static void
pass_key(struct json *j)
{
	struct str in;
	bool any;

	if (key_next(j) && string_scan(j, &in, &any))
		colon(j);
}

void
json_skip(struct json *j)
{
	unsigned floor = j->depth;

	pass_one(j);
	while (!broken(j) && j->depth > floor) {
		if (is_object(j))
			pass_key(j);
		else
			json_elem(j);
		if (j->due)
			pass_one(j);
	}
}

struct str
json_raw(struct json *j)
{
	const char *start = j->p;

	json_skip(j);
	return broken(j) ? (struct str){0}
			 : str_make(start, (size_t)(j->p - start));
}

enum err
json_end(struct json *j)
{
	if (broken(j))
		return j->why.err;
	if (j->due || j->depth > 0)
		die("json: the end is asked for before the value was taken");
	white(j);
	if (j->p < j->end)
		syntax(j, "nothing was expected behind the value");
	return j->why.err;
}
