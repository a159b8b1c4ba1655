/* digest_mail: what was seen in a network becomes the text of a mail */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef NOTIFY_DIGEST_MAIL_H
#define NOTIFY_DIGEST_MAIL_H

#include "finding/topic.h"
#include "notify/mail_head.h"
#include "value/subject.h"
#include "value/tlp.h"

/* One observation as the digest tells it. */
struct digest_item {
	struct str ref;
	struct prefix place;
	uint16_t port;
	enum transport transport;
	enum severity severity;
	int64_t seen;
	const struct topic *topic;
};

/* All a digest is made of; nothing else goes in. */
struct digest_facts {
	enum lang language;
	struct mail_head head; /* without thread */
	struct str legal;
	bool company;		   /* the receiver is one of ours */
	bool claimed;		   /* by a claim of its own, not a registry */
	enum tlp tlp;		   /* the strictest of the items */
	const struct topic *topic; /* of the digest itself */
	const struct digest_item *items; /* by topic */
	size_t n, hidden;
};

/* What view/digest.txt prints. */
struct digest_line {
	struct str heading, text; /* heading: absent within a topic */
};
struct digest_view {
	struct mail_head head;
	struct str what, own, how, why, real, n_hidden, tlp;
	const struct digest_line *lines;
	size_t n_lines;
};

/*
 * Puts the frozen form: headers, empty line, UTF-8 text, LF. The same facts
 * give the same bytes. subject gets the mail's subject (lives in a).
 */
void digest_compose(struct buf *out, struct arena *a,
    const struct digest_facts *f, struct str *subject);

#endif
