/* compose: findings of one receiver and cause become the text of a notice */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef NOTIFY_COMPOSE_H
#define NOTIFY_COMPOSE_H

#include "finding/finding.h"
#include "finding/topic.h"
#include "match/identify.h"
#include "notify/mail_head.h"
#include "value/tlp.h"

enum {
	NOTICE_SHOWN = 10,     /* subjects above the fold */
	LETTER_SHOWN = 3,      /* the same, on paper */
	NOTICE_TOLD = 100,     /* subjects with their technical details */
	NOTICE_DETAIL = 2048,  /* bytes of what the rows said of one subject */
	PROVIDER_TOLD = 2000,  /* subjects of all its customers in a message */
	PROVIDER_DETAIL = 160, /* bytes of what the rows said of one of those */
};

/* Kept in notice.kind: never renumber. */
enum notice_kind {
	NOTICE_NONE,
	NOTICE_FIRST,	   /* the first about this cause */
	NOTICE_MORE,	   /* more of the same cause */
	NOTICE_REMINDER,   /* told before and still there */
	NOTICE_AGAIN,	   /* was gone and is back */
	NOTICE_CHANGED,	   /* worse than was told */
	NOTICE_SOLVED,	   /* closed by proof */
	NOTICE_LAST,	   /* a reminder, and no other will come */
	NOTICE_CORRECTION, /* what another said is not so */
	NOTICE_WHOLE,	   /* with the accounts that were left out */
	NOTICE_KIND_COUNT,
};

/* One finding as the notice tells it. Texts are plain. */
struct notice_item {
	struct str subject, ref, asset, detail;
	struct str customer; /* to a provider: whose it is, and its number */
	int64_t customer_id;
	struct str provider; /* to an owner: who looks after it; or absent */
	uint64_t hidden;     /* rows of accounts that are not shown, until */
	struct str unproven; /* this is proven to be theirs */
	enum severity severity;
	enum ground ground;
	enum responsibility responsibility;
	int confidence;
	int64_t first_seen, last_seen;
};

/* All a notice is made of; nothing else goes in. */
struct notice_facts {
	enum lang language;
	enum notice_kind kind;
	const struct topic *topic;
	bool urgent;
	struct mail_head head;
	bool post;	  /* its mail is an address on paper, with commas */
	bool customers;	  /* to a provider; items by customer, all of them */
	struct str legal; /* the ground, as a sentence in language */
	struct str giver; /* absent: may not be named */
	enum tlp tlp;	  /* the strictest of all */
	int64_t corrects; /* date of the one that a correction is about */
	bool part;	  /* and the rest of that one is right */
	bool leak;	  /* it was not theirs to know: nothing is repeated */
	const struct notice_item *items; /* at most NOTICE_TOLD, worst first */
	size_t n;
	size_t more; /* findings that there was no room for */
	bool asks;   /* whether this is still the address to write to */
};

/* What view/correction.txt, notice.txt, solved.txt and letter.txt print. */
struct notice_line {
	struct str subject, seen, technical;
	struct str asks; /* for proof; absent: it needs none */
};
struct notice_view {
	struct mail_head head;
	struct str intro, first, title, severity;
	struct str what, risk, stuck, supplier, proof, answer, why, solved,
	    wrong;
	struct str real, tlp, n_hidden, n_untold, day, reply;
	struct str asks;       /* absent: no question */
	bool urgent, supplied; /* may the supplier see it? */
	bool repeated;	       /* may a correction say what it was? */
	const struct notice_line *lines;
	size_t n_lines, n_shown;
	const struct str *steps;
	size_t n_steps;
};

/*
 * Puts the frozen form: headers, empty line, UTF-8 text, LF. The same facts
 * give the same bytes. subject gets the mail's subject (lives in a).
 */
void compose(struct buf *out, struct arena *a, const struct notice_facts *f,
    struct str *subject);

/* compose_provider.c: the same, of facts with customers. */
void compose_provider(struct buf *out, struct arena *a,
    const struct notice_facts *f, struct str *subject);

/* Pieces that both use. */
struct str compose_intro(enum lang l, enum notice_kind kind);
struct str compose_severity(enum lang l, enum severity s);
void compose_subject(struct buf *b, enum lang l, struct str subject);

/* "21 november 2026", by the instance's clock. */
void compose_date(struct buf *b, enum lang l, int64_t t);

#endif
