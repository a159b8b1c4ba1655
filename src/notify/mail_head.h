/* mail_head: what a mail begins with */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef NOTIFY_MAIL_HEAD_H
#define NOTIFY_MAIL_HEAD_H

#include "notify/pen.h"

struct mail_head {
	struct str name, mail;		     /* receiver */
	struct str sender_name, sender_mail; /* community */
	struct str message_id, thread;	     /* thread absent: the first */
	struct str code;		     /* that shows that it is ours */
	int64_t at;
	bool once; /* it is of no series that one could stop: no list */
	/* Made of those by mail_head_done: */
	struct str subject, date;
	struct str list;	/* List-Id (RFC 2919): "notices.DOMAIN" */
	struct str unsubscribe; /* mail about this one (RFC 2369, RFC 6068) */
};

/* What view/head.txt prints, of the facts of a mail; new texts are in the pen's
 * arena. */
struct mail_head mail_head_done(
    struct pen *p, const struct mail_head *facts, struct str subject);

/*
 * Puts a frozen mail with this link before the mail address in its
 * List-Unsubscribe; vouched: and says that one click is enough (RFC 8058 4:
 * only where the signature of the sender's domain covers both). A mail without
 * List-Unsubscribe is put as it is.
 */
void mail_one_click(
    struct buf *out, struct str frozen, struct str link, bool vouched);

#endif
