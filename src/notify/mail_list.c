/* mail_list: what says that mails are of one kind, and how to be off it */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "notify/mail_list.h"

static struct str
done(struct arena *a, struct buf *b)
{
	struct str s = arena_str(a, buf_all(b));

	buf_free(b);
	return s;
}

struct str
mail_list(struct arena *a, struct str sender_mail)
{
	struct buf b = {0};

	buf_fmt(&b, "notices.%.*s",
	    STR_ARG(str_from(sender_mail, str_find(sender_mail, '@') + 1)));
	return done(a, &b);
}

/* What has a meaning of its own in a URI as %XX. */
static void
uri_put(struct buf *b, struct str s)
{
	static const struct str plain = {"-._~@+!$*'", 10};

	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i], low = (char)(c | 0x20);
		if ((low >= 'a' && low <= 'z') || (c >= '0' && c <= '9') ||
		    str_find(plain, c) < plain.n)
			buf_char(b, c);
		else
			buf_fmt(b, "%%%02X", (unsigned)(unsigned char)c);
	}
}

struct str
mail_unsubscribe(struct arena *a, struct str sender_mail, struct str message_id)
{
	struct buf b = {0};

	buf_str(&b, STR("mailto:"));
	uri_put(&b, sender_mail);
	buf_fmt(&b, "?subject=%.*s",
	    STR_ARG(str_upto(message_id, str_find(message_id, '@'))));
	return done(a, &b);
}

void
mail_one_click(
    struct buf *out, struct str frozen, struct str link, bool vouched)
{
	static const struct str name = {"\nList-Unsubscribe:", 18};
	size_t at = str_find_str(
	    str_upto(frozen, str_find_str(frozen, STR("\n\n"))), name);

	if (str_starts(str_from(frozen, at), STR("\n\n")) || at == frozen.n) {
		buf_str(out, frozen);
		return;
	}
	buf_str(out, str_upto(frozen, at));
	if (vouched)
		buf_str(out,
		    STR("\nList-Unsubscribe-Post: List-Unsubscribe=One-Click"));
	buf_fmt(out, "\nList-Unsubscribe: <%.*s>,\n ", STR_ARG(link));
	frozen = str_from(frozen, at + name.n);
	while (frozen.n > 0 && (frozen.p[0] == ' ' || frozen.p[0] == '\n'))
		frozen = str_from(frozen, 1); /* where it was folded */
	buf_str(out, frozen);
}
