/* tests of web/form: fields, and what is no form */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "web/form.h"

#include <string.h>

#include "base/buf.h"
#include "test/tap.h"

static enum err
form_try(struct str body, const char *name, struct str want)
{
	struct arena a;
	struct form f;

	arena_init(&a, 0);

	enum err e = form_read(&f, &a, body);

	if (e == OK)
		is_str(form_get(&f, str_of(name)), want);
	arena_free(&a);
	return e;
}

TEST(fields)
{
	is_int(form_try(STR("code=7KQM&address=a%40b.example"), "address",
		   STR("a@b.example")),
	    OK);
	is_int(form_try(STR("a=1+2%2B3"), "a", STR("1 2+3")), OK);
	is_int(form_try(STR("a=1&a=2"), "a", STR("1")), OK);
	is_int(form_try(STR("a&b=2"), "a", STR("")), OK);
	is_int(form_try(STR("a=1=2"), "a", STR("1=2")), OK);
	is_int(form_try(STR("&&=x&"), "", STR("x")), OK);
	is_int(form_try(STR("%61=%c3%A9"), "a", STR("\xc3\xa9")), OK);
	is_int(form_try(STR(""), "a", STR("")), OK);
	is_int(form_try((struct str){0}, "a", STR("")), OK);
}

TEST(what_is_no_form)
{
	is_int(form_try(STR("a=%"), "a", STR("")), ERR_SYNTAX);
	is_int(form_try(STR("a=%4"), "a", STR("")), ERR_SYNTAX);
	is_int(form_try(STR("a=%4g"), "a", STR("")), ERR_SYNTAX);
	is_int(form_try(STR("a=%+1"), "a", STR("")), ERR_SYNTAX);
	is_int(form_try(STR("a=%00"), "a", STR("")), ERR_SYNTAX);
	is_int(form_try(STR("a=\0"), "a", STR("")), ERR_SYNTAX);
	is_int(form_try(STR("a=%ff"), "a", STR("")), ERR_SYNTAX);
	is_int(form_try(STR("a=%c0%80"), "a", STR("")), ERR_SYNTAX);
	is_int(form_try(STR("%=1"), "a", STR("")), ERR_SYNTAX);
}

TEST(limits)
{
	struct buf b = {0};

	buf_str(&b, STR("a="));
	for (int i = 0; i < FORM_VALUE; i++)
		buf_char(&b, 'x');
	is_int(form_try(buf_all(&b), "b", STR("")), OK);
	buf_char(&b, 'x');
	is_int(form_try(buf_all(&b), "b", STR("")), ERR_LIMIT);
	buf_reset(&b);
	for (int i = 0; i < FORM_FIELDS; i++)
		buf_str(&b, STR("a=1&"));
	is_int(form_try(buf_all(&b), "b", STR("")), OK);
	buf_str(&b, STR("c=1"));
	is_int(form_try(buf_all(&b), "b", STR("")), ERR_LIMIT);
	buf_free(&b);
}
