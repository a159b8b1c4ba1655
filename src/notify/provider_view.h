/* provider_view: what view/provider.txt prints */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef NOTIFY_PROVIDER_VIEW_H
#define NOTIFY_PROVIDER_VIEW_H

#include "words.gen.h"

/* One customer: "1. Bakkerij Jansen: 2, high", and its lines. */
struct provider_group {
	struct str heading;
	const struct str *lines;
	size_t n;
};
struct provider_view {
	struct str name, mail, sender_name, sender_mail, subject, date;
	struct str message_id, thread, list, unsubscribe, intro, counts, first;
	struct str how, proof, answer, why, tlp, code, real;
	bool urgent, solved;
	const struct provider_group *groups; /* the worst first */
	size_t n_groups;
};

#endif
