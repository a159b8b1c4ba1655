/* err: the three kinds of trouble: impossible, bad input, sticky */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef BASE_ERR_H
#define BASE_ERR_H

#include "base/str.h"

#define MUST_CHECK   __attribute__((warn_unused_result))
#define PRINTF(f, a) __attribute__((format(printf, f, a)))

/* Bad input or a refused request; never a broken machine (see die). */
enum err {
	OK,
	ERR_SYNTAX,  /* does not read as what it should be */
	ERR_RANGE,   /* reads well, but the value cannot be */
	ERR_LIMIT,   /* past a named limit */
	ERR_ABSENT,  /* something needed is not there */
	ERR_TAKEN,   /* already there, or somebody else's */
	ERR_REFUSED, /* not allowed */
	ERR_BUSY,    /* try again later */
	ERR_IO,	     /* a file or peer failed */
	ERR_CRASHED, /* the reader died on it */
	ERR_COUNT,
};

/* What an operator calls it: "syntax", "range", ... Never NULL. */
const char *err_name(enum err e);

/*
 * Why an input was refused. The first reason stays; later ones are dropped.
 * file is borrowed; line counts from 1 and byte from 0, 0/UINT64_MAX where
 * not known. rule says what was expected and what to do, in one sentence
 * without a final stop.
 */
struct why {
	enum err err;
	struct str file;
	uint64_t line;
	uint64_t byte;
	char rule[240];
};

#define WHY_NO_BYTE UINT64_MAX

/* Fills w unless it is filled already; returns e. w may be NULL. */
enum err why_set(struct why *w, enum err e, const char *fmt, ...) PRINTF(3, 4);
/* Also keeps the place. */
enum err why_at(struct why *w, enum err e, uint64_t line, uint64_t byte,
    const char *fmt, ...) PRINTF(5, 6);

/*
 * The environment is broken or the impossible happened (no memory, disk full,
 * own database corrupt): tells the hook, prints to stderr and ends the
 * process with status 70 (EX_SOFTWARE). Nothing is rolled on by hand; what
 * was committed stays, and the run can simply be run again.
 */
_Noreturn void die(const char *fmt, ...) PRINTF(1, 2);
/* die with the text of errno behind it. */
_Noreturn void die_errno(const char *fmt, ...) PRINTF(1, 2);
/* Called once by die with its text before the process ends. */
void die_hook(void (*hook)(const char *text));

#endif
