/* mail_list: what says that mails are of one kind, and how to be off it */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "notify/mail_list.h"

#include "base/buf.h"

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
