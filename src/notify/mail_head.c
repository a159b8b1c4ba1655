/* mail_head: what a mail begins with */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "notify/mail_head.h"

#include "base/time.h"

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

struct mail_head
mail_head_done(struct pen *p, const struct mail_head *facts, struct str subject)
{
	struct mail_head h = *facts;

	h.subject = subject;
	time_put_mail(&p->b, h.at);
	h.date = pen_done(p);
	if (h.once)
		return h;
	buf_fmt(&p->b, "notices.%.*s",
	    STR_ARG(str_from(h.sender_mail, str_find(h.sender_mail, '@') + 1)));
	h.list = pen_done(p);
	buf_str(&p->b, STR("mailto:"));
	uri_put(&p->b, h.sender_mail);
	buf_fmt(&p->b, "?subject=%.*s",
	    STR_ARG(str_upto(h.message_id, str_find(h.message_id, '@'))));
	h.unsubscribe = pen_done(p);
	return h;
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
