/* lint: what its rules have in hand */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef TOOL_LINT_H
#define TOOL_LINT_H

#include "base/err.h"
#include "tool/ctext.h"

struct file {
	struct str path; /* from the root: "src/base/str.c" */
	struct ctext text;
	unsigned lines;
};

/* All, by path. */
extern struct file files[];
extern size_t n_files;

struct rule {
	const char *name;
	void (*check)(const struct rule *r, const struct file *f);
	const char *advice;	  /* behind "is" or the found name */
	const char *const *names; /* not to be called ... */
	const char *const *homes; /* ... but below these */
};

/* Says what is wrong on a line of f. */
void complain(const struct rule *r, const struct file *f, unsigned line,
    const char *fmt, ...) PRINTF(4, 5);

/* lint_used.c: what src's headers declare and its .sql name is used by another
 * file than the one that has it. */
void check_used(const struct rule *r, const struct file *f);

#endif
