/* form: the fields of a form or of a query, as a browser sends them */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "web/form.h"

#include "base/buf.h"

/* -1: none. */
static int
hex(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c = (char)(c | 0x20);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* One character off *s. */
static enum err
char_take(struct str *s, char *c)
{
	size_t n = 1;

	*c = s->p[0] == '+' ? ' ' : s->p[0];
	if (s->p[0] == '%') {
		int high = s->n > 2 ? hex(s->p[1]) : -1;
		int low = s->n > 2 ? hex(s->p[2]) : -1;
		if (high < 0 || low < 0)
			return ERR_SYNTAX;
		*c = (char)(high * 16 + low);
		n = 3;
	}
	*s = str_from(*s, n);
	return OK;
}

static enum err
text_read(struct arena *a, struct str s, struct str *text)
{
	struct buf b = {.limit = FORM_VALUE};
	enum err e = OK;
	char c;

	while (e == OK && s.n > 0) {
		e = char_take(&s, &c);
		if (e == OK)
			buf_char(&b, c);
	}
	if (e == OK && b.full)
		e = ERR_LIMIT;
	if (e == OK &&
	    (!str_is_utf8(buf_all(&b)) || str_find(buf_all(&b), '\0') < b.n))
		e = ERR_SYNTAX;
	*text = e == OK ? arena_str(a, buf_all(&b)) : (struct str){0};
	buf_free(&b);
	return e;
}

enum err
form_read(struct form *f, struct arena *a, struct str body)
{
	enum err e = OK;

	f->n = 0;
	for (struct str pair; e == OK && str_split(&body, '&', &pair);) {
		size_t at = str_find(pair, '=');
		if (pair.n == 0)
			continue;
		if (f->n == FORM_FIELDS)
			return ERR_LIMIT;
		e = text_read(a, str_upto(pair, at), &f->field[f->n].name);
		if (e == OK)
			e = text_read(
			    a, str_from(pair, at + 1), &f->field[f->n].value);
		f->n += e == OK;
	}
	return e;
}

struct str
form_get(const struct form *f, struct str name)
{
	for (size_t i = 0; i < f->n; i++)
		if (str_eq(f->field[i].name, name))
			return f->field[i].value;
	return STR("");
}
