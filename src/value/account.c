/* account: somebody's account, as others may see it */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "value/account.h"

/* The bytes of its last character; all of it where it is no UTF-8. */
static size_t
last_len(struct str s)
{
	for (size_t i = 0; i < s.n;) {
		size_t n = utf8_len(s.p + i, s.p + s.n);
		if (n == 0 || i + n >= s.n)
			return s.n - i;
		i += n;
	}
	return s.n;
}

static size_t
characters(struct str s)
{
	size_t many = 0;

	for (size_t i = 0; i < s.n; many++) {
		size_t n = utf8_len(s.p + i, s.p + s.n);
		if (n == 0)
			return 0;
		i += n;
	}
	return many;
}

void
account_mask(struct buf *b, struct str account)
{
	size_t at = account.n;

	for (size_t i = 0; i < account.n; i++)
		if (account.p[i] == '@')
			at = i;

	struct str name = str_upto(account, at);
	bool ends = characters(name) >= 3;

	if (ends)
		buf_str(b, str_upto(name, utf8_len(name.p, name.p + name.n)));
	buf_str(b, STR("…"));
	if (ends)
		buf_str(b, str_from(name, name.n - last_len(name)));
	buf_str(b, str_from(account, at));
}

static bool
is_host(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	    (c >= '0' && c <= '9') || c == '.' || c == '-';
}

static size_t
host_len(struct str s)
{
	size_t n = 0;

	while (n < s.n && is_host(s.p[n]))
		n++;
	return n;
}

struct str
account_domain(struct str account)
{
	struct str s = str_from(account, str_find(account, '@') + 1);

	return str_upto(s, host_len(s));
}

/* The host behind "://", and behind a user and password there. */
static struct str
host_of(struct str url)
{
	struct str s = str_from(url, str_find_str(url, STR("://")) + 3);

	s = str_upto(s, str_find(s, '/'));
	for (size_t at; (at = str_find(s, '@')) < s.n;)
		s = str_from(s, at + 1);
	return str_upto(s, host_len(s));
}

/* "jan@bakker.example" of "x:jan@bakker.example:Welkom01". */
static struct str
mailbox_of(struct str word)
{
	size_t at = str_find(word, '@'), from = at;

	while (from > 0 && word.p[from - 1] != ':' && word.p[from - 1] != ';' &&
	    word.p[from - 1] != ',' && word.p[from - 1] != '|')
		from--;
	return str_make(
	    word.p + from, at - from + 1 + host_len(str_from(word, at + 1)));
}

static void
word_put(struct buf *b, struct str word)
{
	if (str_find_str(word, STR("://")) < word.n)
		buf_str(b, host_of(word));
	else if (str_find(word, '@') < word.n)
		account_mask(b, mailbox_of(word));
	else
		buf_str(b, word);
}

void
account_text(struct buf *b, struct str text)
{
	bool first = true;

	for (struct str word; str_split(&text, ' ', &word); first = false) {
		if (!first)
			buf_char(b, ' ');
		word_put(b, word);
	}
}
