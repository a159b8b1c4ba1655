/* help: what can be typed, told in three forms from the same tables */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef RUN_HELP_H
#define RUN_HELP_H

#include "base/buf.h"

/* dijkwacht(1) for man: everything. */
void help_man(struct buf *b);
/* A script for bash, to be read by ". FILE". */
void help_completion(struct buf *b);

/* The first word of a command's name. */
struct str command_group(const char *name);
/* The exit statuses, as a table of number and meaning; ends with NULL. */
struct help_exit {
	int status;
	const char *about;
};
extern const struct help_exit help_exits[];

#endif
