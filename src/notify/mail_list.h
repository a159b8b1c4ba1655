/* mail_list: what says that mails are of one kind, and how to be off it */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef NOTIFY_MAIL_LIST_H
#define NOTIFY_MAIL_LIST_H

#include "base/arena.h"

/* The List-Id of a sender's notices (RFC 2919): "notices.DOMAIN"; in a. */
struct str mail_list(struct arena *a, struct str sender_mail);
/*
 * A mail to the sender about that notice (RFC 2369, RFC 6068), in a. A person
 * reads it: whom the law has us warn is not taken off by a click.
 */
struct str mail_unsubscribe(
    struct arena *a, struct str sender_mail, struct str message_id);

#endif
