/* provider_view: what view/provider.txt prints */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef NOTIFY_PROVIDER_VIEW_H
#define NOTIFY_PROVIDER_VIEW_H

#include "notify/mail_head.h"

/* One customer: "1. Bakkerij Jansen: 2, high", and its lines. */
struct provider_group {
	struct str heading;
	const struct str *lines;
	size_t n;
};
struct provider_view {
	struct mail_head head;
	struct str intro, counts, first, how, proof, answer, why, tlp, real;
	bool urgent, solved;
	const struct provider_group *groups; /* the worst first */
	size_t n_groups;
};

#endif
