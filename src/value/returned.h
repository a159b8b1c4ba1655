/* returned: what a mail that came back, or an answer to ours, may be */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef VALUE_RETURNED_H
#define VALUE_RETURNED_H

/* Kept in returned.kind, and said by a reader: never renumber. */
enum returned_kind {
	RETURNED_UNKNOWN,     /* it cannot be read */
	RETURNED_HARD,	      /* not delivered, for good (RFC 3463: 5.x.x) */
	RETURNED_SOFT,	      /* not delivered, given up for now (4.x.x) */
	RETURNED_DELAYED,     /* not delivered yet, or it is not clear */
	RETURNED_DELIVERED,   /* delivered or passed on */
	RETURNED_AUTO,	      /* a machine's answer (RFC 3834) */
	RETURNED_COMPLAINT,   /* called unwanted (RFC 5965) */
	RETURNED_UNSUBSCRIBE, /* our List-Unsubscribe was used (RFC 2369) */
	RETURNED_REPLY,	      /* somebody wrote */
	RETURNED_COUNT,
};

enum {
	RETURNED_MARKS = 16,	  /* that one mail may name */
	RETURNED_BYTES = 4 << 20, /* of a mail that are looked at */
	RETURNED_SAID = 2000,	  /* bytes kept of what it says */
	RETURNED_STATUS = 16,	  /* of "5.1.1" */
	RETURNED_REF = 16,	  /* of a notice's reference (store/store.h) */
	RETURNED_PROOF = 16,	  /* characters that prove one */
	RETURNED_VERP = RETURNED_REF + 1 + RETURNED_PROOF, /* "REF-PROOF" */
};

/* "bounced", "given-up", ... as the command line shows them. */
const char *returned_kind_name(enum returned_kind k);

#endif
