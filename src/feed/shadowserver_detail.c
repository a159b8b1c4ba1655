/* shadowserver_detail: the lines of a row that a person gets to see */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "feed/shadowserver_detail.h"

#include <string.h>

#include "feed/clean.h"
#include "value/account.h"

struct str
row_field(const struct csv_row *row, int at)
{
	if (at < 0 || (size_t)at >= row->n)
		return (struct str){0};

	struct str s = str_trim(row->field[at]);

	/* looked at by length first: this is asked of every field shown */
	if ((s.n == 1 && s.p[0] == '-') ||
	    (s.n == 7 && str_eq_nocase(s, STR("unknown"))))
		return (struct str){0};
	return s;
}

static size_t
find_any(struct str s, struct str of)
{
	size_t i = 0;

	while (i < s.n && str_find(of, s.p[i]) == of.n)
		i++;
	return i;
}

/* The part of a URL behind its scheme. */
static struct str
without_scheme(struct str url)
{
	size_t at = str_find_str(url, STR("://"));

	return at < url.n ? str_from(url, at + 3) : url;
}

struct str
url_host(struct str url)
{
	struct str s = without_scheme(url);

	s = str_upto(s, find_any(s, STR("/?#\\")));
	for (size_t at; (at = str_find(s, '@')) < s.n;)
		s = str_from(s, at + 1);
	return str_trim(str_upto(s, str_find(s, ':')));
}

/* "http://user:pass@host/" without "user:pass@". */
static struct str
without_user(struct arena *a, struct str url)
{
	struct str rest = without_scheme(url);
	struct str scheme = str_upto(url, url.n - rest.n);
	struct str site = str_upto(rest, find_any(rest, STR("/?#\\")));
	size_t cut = 0;

	for (size_t i = 0; i < site.n; i++)
		if (site.p[i] == '@')
			cut = i + 1;
	if (cut == 0)
		return url;

	struct buf b = {0};

	buf_str(&b, scheme);
	buf_str(&b, str_from(rest, cut));
	struct str s = arena_str(a, buf_all(&b));
	buf_free(&b);
	return s;
}

static struct str
masked(struct arena *a, struct str account)
{
	struct buf b = {0};

	account_mask(&b, account);

	struct str s = arena_str(a, buf_all(&b));

	buf_free(&b);
	return s;
}

static struct str
shown_value(struct arena *a, enum show show, struct str value)
{
	switch (show) {
	case SHOW_URL:
		return without_user(a, value);
	case SHOW_HOST:
		return url_host(value);
	case SHOW_MASK:
		return masked(a, value);
	case SHOW_TEXT:
	case SHOW_NOT:
		break;
	}
	return value;
}

void
detail_line(struct buf *b, struct arena *a, struct str name, struct str value)
{
	struct str shown = clean(a, value, DETAIL_VALUE_MAX);

	size_t n = name.n + shown.n + 3;
	char *to = b->n + n > DETAIL_MAX ? NULL : buf_room(b, n);

	if (to == NULL)
		return;
	memcpy(to, name.p, name.n);
	memcpy(to + name.n, ": ", 2);
	if (shown.n > 0)
		memcpy(to + name.n + 2, shown.p, shown.n);
	to[n - 1] = '\n';
	b->n += n;
}

bool
detail_value(struct buf *b, struct arena *a, struct str name, enum show show,
    struct str value)
{
	value = shown_value(a, show, value);
	if (value.n == 0)
		return false;
	detail_line(b, a, name, value);
	return true;
}

void
detail_put(struct buf *b, struct arena *a, const struct binding *binding,
    const struct csv_row *row, bool account)
{
	size_t lines = 0;

	for (size_t i = 0; i < binding->n_shown && lines < SHOWN_MAX; i++) {
		int at = binding->shown[i];
		const struct column *c = binding->bound[at].column;
		if (account && !c->account)
			continue;
		struct str value = row_field(row, at);
		if (value.n > 0 && !str_eq(value, STR("0")))
			lines +=
			    detail_value(b, a, str_of(c->name), c->show, value);
	}
}
