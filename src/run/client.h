/* client: asks a keeper: one of its own, or the one that has the folder */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef RUN_CLIENT_H
#define RUN_CLIENT_H

#include "run/channel.h"
#include "run/job.h"
#include "run/keeper.h"

struct client {
	const char *path;
	struct keeper keeper; /* pid 0: somebody else's */
	struct channel talk;
	bool ended; /* the own keeper did, with status */
	int status;
};

/* What is asked. Inputs are given one by one as the keeper asks for them. */
struct request {
	const struct str *words; /* the command line, behind "dijkwacht" */
	size_t n_words;
	int64_t now;
	struct str person, crash;
	struct job_ways ways; /* say and input; reader is not used */
};

/*
 * Takes the folder's lock and starts a keeper, or connects to the one that
 * has it; waits up to half a minute for one that is starting or ending.
 */
enum err client_open(
    struct client *c, const char *path, struct why *w) MUST_CHECK;
/*
 * The command's exit status; 70 when the keeper died (said on SAY_ERR). A
 * keeper that ends before it began on this is no matter: the next one is
 * asked. Several requests may follow one another.
 */
int client_ask(struct client *c, const struct request *r);
/* Ends the own keeper after what others asked of it meanwhile. */
void client_close(struct client *c);

/* Files, folders and "-" of a command line as inputs, in order of name. */
struct input_list {
	const struct str *words;
	size_t n, at;
	struct buf found; /* paths in the folder being read; NUL ends each */
	size_t next;	  /* in found */
	char name[PATH_ROOM];
	bool maildir;	       /* the folder being read is one */
	char taken[PATH_ROOM]; /* path of the mail given last, or empty */
	int refused;	       /* how many could not be opened */
	const char *path; /* of the service: standard input is spooled there */
};
/* For job_ways.input, with ctx an input_list. Says what cannot be opened. */
bool input_list_next(void *ctx, struct str *name, int *fd);
/* What was given last was used: a mail goes from new to cur, as seen. */
void input_list_taken(struct input_list *l);

#endif
