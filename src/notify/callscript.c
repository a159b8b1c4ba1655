/* callscript: what somebody of the case desk says on the phone */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "notify/callscript.h"

static void
gap(struct buf *b)
{
	buf_str(b, STR("\n\n"));
}

/* Who it is, and how they can know. */
static void
trust_put(struct buf *b, const struct callscript *x)
{
	word_put_call_hello(b, x->language, x->name, x->person, x->sender);
	gap(b);
	word_put_call_check(b, x->language, x->ref);
	if (x->written) {
		buf_char(b, ' ');
		buf_str(b, word(x->language, WORD_CALL_CODE));
	}
	gap(b);
	buf_str(b, word(x->language, WORD_CALL_NEVER));
	gap(b);
}

static void
danger_put(struct buf *b, const struct callscript *x)
{
	const struct topic_text *t = &x->topic->text[x->language];

	word_put_call_about(b, x->language, t->title);
	if (x->subject.n > 0) { /* without a port: that is no word to say */
		buf_char(b, ' ');
		word_put_call_seen(b, x->language,
		    str_upto(x->subject, str_find(x->subject, ' ')));
	}
	gap(b);
	word_put_call_first(b, x->language, t->first);
	gap(b);
}

void
callscript_put(struct buf *b, const struct callscript *x)
{
	trust_put(b, x);
	danger_put(b, x);
	buf_str(b, word(x->language, WORD_CALL_WHO));
	gap(b);
	if (x->refused) {
		word_put_call_refused(b, x->language, x->sender_mail);
		gap(b);
	}
	buf_str(b, word(x->language, WORD_CALL_WHERE));
	gap(b);
	buf_str(b, word(x->language, WORD_CALL_WHEN));
	buf_char(b, '\n');
}
