/* smtp: one letter after another to a mail server, as bytes in and out */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef NOTIFY_SMTP_H
#define NOTIFY_SMTP_H

#include "base/buf.h"
#include "base/str.h"

enum {
	SMTP_LINE_MAX = 2048, /* of a reply; RFC 5321 4.5.3.1.5 says 512 */
	SMTP_LINES_MAX = 100, /* of one reply */
	SMTP_TEXT_MAX = 400,  /* bytes of a reply that are kept */
};

/* What came of a letter. */
enum smtp_end {
	SMTP_TAKEN,   /* the server has it now */
	SMTP_LATER,   /* it may be offered again */
	SMTP_REFUSED, /* for good */
	SMTP_UNASKED, /* the connection ended before anything was said of it */
	SMTP_SHUT,    /* the server takes nothing from us */
};

/* What to do next. */
enum smtp_said {
	SMTP_MORE,	 /* write what is in out, wait for bytes */
	SMTP_WANTS_BODY, /* call smtp_body, or hang up: nothing was sent yet */
	SMTP_ENDED,	 /* the letter has ended, see end */
	SMTP_BROKEN,	 /* this is no mail server's talk: hang up */
};

/* The reply that is waited for. */
enum smtp_step { SMTP_RSET, SMTP_MAIL, SMTP_RCPT, SMTP_DATA, SMTP_FINAL };

/*
 * The talk on one connection that was greeted and logged in (RFC 5321 3.3).
 * No sockets in it: the caller writes out and gives what it reads.
 */
struct smtp {
	struct buf out; /* to be written; the caller drops what it wrote */
	struct buf in;
	bool pipelining; /* RFC 2920; as the server said at its greeting */
	bool closing;	 /* hang up behind this letter */
	bool used;	 /* it is not the connection's first letter */
	bool unclean;	 /* RSET goes first */
	bool decided;	 /* end is known, replies are still on their way */
	enum smtp_step step;
	struct str from, to, bytes; /* borrowed while the letter lasts */
	enum smtp_end end;
	int code; /* of the reply that decided, 0 for none */
	char text[SMTP_TEXT_MAX];
	size_t n_text;
	unsigned lines; /* of the reply that is being read */
};

void smtp_free(struct smtp *s);
/*
 * Begins a letter: addresses without angle brackets, of printable ASCII or
 * UTF-8 without blanks; bytes with CR LF at every line's end. All borrowed
 * until it has ended.
 */
void smtp_begin(
    struct smtp *s, struct str from, struct str to, struct str bytes);
/* Takes what the server said; with none, goes on with what is there. */
enum smtp_said smtp_hear(struct smtp *s, struct str bytes);
/* Puts the letter itself, each dot at a line's start doubled (4.5.2). */
void smtp_body(struct smtp *s);
/* The connection is gone: how that ends the letter. */
enum smtp_end smtp_lost(struct smtp *s);

#endif
