/* mail: fixed facts, and the notice that is composed of them */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef TEST_NOTIFY_MAIL_H
#define TEST_NOTIFY_MAIL_H

#include "notify/compose.h"
#include "test/tap.h"

struct mail {
	struct notice_facts facts;
	struct notice_item item[12];
	struct str subject;
	struct arena a;
	struct buf text;
};

/* Two findings of Bakkerij Jansen, seen in January 2026. */
void mail_facts(struct mail *m, enum lang l, const char *topic);
/* The frozen notice. */
struct str mail_text(struct mail *m);
void mail_free(struct mail *m);

#endif
