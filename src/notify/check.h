/* check: is a message that says it is ours really ours? */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef NOTIFY_CHECK_H
#define NOTIFY_CHECK_H

#include "store/store.h"
#include "value/code.h"
#include "value/ident.h"
#include "words.gen.h"

enum {
	CODE_TRIES = 30,      /* wrong ones of one person in an hour */
	CODE_TRIES_KEPT = 24, /* hours that they are counted */
};

/* What may be said of a match: never whose it is. */
struct check {
	enum check_end end;
	int64_t date;
	struct str topic; /* its id; lives in the arena */
	enum lang language;
};

/* One place looks codes up. */
struct check_desk {
	struct store *store;
	const unsigned char *code_key; /* CODE_KEY bytes */
	int64_t now;
	int64_t days; /* that a code is good for */
};

/*
 * A code counts only together with the address that the mail went to. What is
 * no code at all costs the same work as one that nobody has.
 */
struct check code_look(const struct check_desk *d, struct arena *a,
    struct str code, struct str address);
/* The same, with wrong ones counted; in a transaction. */
struct check code_check(const struct check_desk *d, struct arena *a,
    struct str code, struct str address, int64_t person);

#endif
