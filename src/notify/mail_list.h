/* mail_list: what says that mails are of one kind, and how to be off it */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef NOTIFY_MAIL_LIST_H
#define NOTIFY_MAIL_LIST_H

#include "base/arena.h"
#include "base/buf.h"

/* The List-Id of a sender's notices (RFC 2919): "notices.DOMAIN"; in a. */
struct str mail_list(struct arena *a, struct str sender_mail);
/* A mail to the sender about that notice (RFC 2369, RFC 6068), in a. */
struct str mail_unsubscribe(
    struct arena *a, struct str sender_mail, struct str message_id);

/*
 * Puts a frozen mail with this link before the mail address in its
 * List-Unsubscribe; vouched: and says that one click is enough (RFC 8058 4:
 * only where the signature of the sender's domain covers both). A mail without
 * List-Unsubscribe is put as it is.
 */
void mail_one_click(
    struct buf *out, struct str frozen, struct str link, bool vouched);

#endif
