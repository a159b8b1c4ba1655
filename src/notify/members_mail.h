/* members_mail: figures of its members become the text of a mail */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef NOTIFY_MEMBERS_MAIL_H
#define NOTIFY_MEMBERS_MAIL_H

#include "finding/topic.h"
#include "match/agreement.h"
#include "notify/mail_head.h"

/* What is counted, of findings and of the members that have any. */
enum measure { MEASURE_GOING, MEASURE_NEW, MEASURE_GONE, MEASURE_COUNT };

struct measured {
	uint64_t members[MEASURE_COUNT], findings[MEASURE_COUNT];
};

/* One topic of a group, or of one member. */
struct members_topic {
	const struct topic *topic;
	struct measured n;
};

/* One member by name; only with SCOPE_DETAIL. */
struct member {
	struct str name;
	const struct members_topic *topics;
	size_t n_topics;
};

/* Members of one scope. No member is in two: what is told of one group can
 * not be taken off what is told of another. */
struct members_group {
	uint64_t members;
	struct measured n;		    /* not with SCOPE_DETAIL */
	const struct members_topic *topics; /* with SCOPE_TOPICS */
	size_t n_topics;
	const struct member *member; /* with SCOPE_DETAIL */
	size_t n_member;
};

/* All it is made of; nothing else goes in. */
struct members_facts {
	enum lang language;
	struct mail_head head;	   /* thread: of what it corrects, or absent */
	int64_t corrects;	   /* its date */
	const struct topic *topic; /* of the mail itself */
	const struct members_group *group; /* SCOPE_COUNT of them */
};

/* What view/members.txt prints. */
struct members_view {
	struct mail_head head;
	struct str corrects, what, how, why, real;
	const struct str *lines;
	size_t n_lines;
};

/*
 * Puts the frozen form: headers, empty line, UTF-8 text, LF. The same facts
 * give the same bytes. Of a group without names a number of members of 1 to
 * FIGURE_LEAST - 1, and one that leaves so few others, is not told
 * (notify/figures.h); others are rounded down to FIGURE_LEAST: these figures
 * come every week, and what one week is more than another is then known to no
 * less than FIGURE_LEAST either way. subject gets the mail's subject (lives in
 * a).
 */
void members_compose(struct buf *out, struct arena *a,
    const struct members_facts *f, struct str *subject);

#endif
