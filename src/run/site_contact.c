/* site_contact: whom one who finds a weakness in this service can tell */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <string.h>

#include "run/site.h"
#include "value/ident.h"

/* What may stand in an address of either kind as it is (RFC 3986 2). */
static bool
is_plain(char c, const char *more)
{
	char low = (char)(c | 0x20);

	return (low >= 'a' && low <= 'z') || (c >= '0' && c <= '9') ||
	    (c != '\0' && strchr(more, c) != NULL);
}

/* RFC 6068 2: whatever else a mail address has is written %xx. */
static void
mailto_put(struct buf *uri, struct str mail)
{
	buf_str(uri, STR("mailto:"));
	for (size_t i = 0; i < mail.n; i++)
		if (is_plain(mail.p[i], "-._~!$'*+@"))
			buf_char(uri, mail.p[i]);
		else
			buf_fmt(uri, "%%%02X", (unsigned char)mail.p[i]);
}

static bool
is_page(struct str s)
{
	size_t i = 8;

	while (i < s.n && is_plain(s.p[i], "-._~:/?#[]@!$&'()*+,;=%"))
		i++;
	return str_starts(s, STR("https://")) && i == s.n && s.n > 8;
}

enum err
site_contact(struct str set, struct buf *uri, struct why *w)
{
	char mail[255];

	buf_reset(uri);
	if (is_page(set))
		buf_str(uri, set);
	else if (mail_read(set, mail, NULL) == OK)
		mailto_put(uri, str_of(mail));
	else if (set.n > 0)
		return why_set(w, ERR_SYNTAX,
		    "security-contact: \"%.*s\" is neither a mail address nor "
		    "a page at https://",
		    STR_ARG(str_upto(set, 60)));
	return OK;
}
