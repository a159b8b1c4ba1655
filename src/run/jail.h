/* jail: what each process may do, and nothing else */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef RUN_JAIL_H
#define RUN_JAIL_H

#include <sys/types.h>

#include "base/buf.h"

/* A build with sanitizers, which cannot have the whole jail. */
#if defined(__SANITIZE_ADDRESS__)
#define JAIL_SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) ||                                        \
    __has_feature(undefined_behavior_sanitizer)
#define JAIL_SANITIZED 1
#endif
#endif
#ifndef JAIL_SANITIZED
#define JAIL_SANITIZED 0
#endif

enum jail_kind {
	JAIL_PARSE,  /* reads foreign bytes: no files, sockets, processes */
	JAIL_POST,   /* network out; files only to find names */
	JAIL_FETCH,  /* the same, and threads in which names are found */
	JAIL_SITE,   /* who comes by the socket it has; nothing else */
	JAIL_KEEPER, /* the service's folder; no network, no processes */
	JAIL_COUNT,
};

/* What happens to a system call that is not listed. */
enum jail_else { JAIL_KILLS, JAIL_REFUSES };

/* A system call: its number here (libseccomp) and its name. */
struct jail_call {
	int number;
	const char *name;
};

struct jail {
	const char *name, *about;
	enum jail_else otherwise;
	const struct jail_call *calls;
	size_t n_calls;
	uint64_t memory; /* RLIMIT_AS in bytes; 0: not limited */
	uint64_t cpu;	 /* RLIMIT_CPU in seconds; 0: not limited */
	bool folder;	 /* landlock lets it into the service's folder */
	bool threads;
	bool answers; /* takes connections; makes none */
	/* Has the network, and reads these files where they are; ends with
	 * NULL. Itself NULL: no network. */
	const char *const *reads;
};

extern const struct jail jails[JAIL_COUNT];

/* What could not be narrowed here, and why; all empty when all was. */
struct jail_gaps {
	const char *landlock, *seccomp, *memory;
};

/* Lets a keeper's jail that is entered later into one more folder, of at most
 * so many; borrowed. */
enum { JAIL_FOLDERS = 4 };
void jail_folder_add(const char *folder);
/*
 * Narrows this process for good: no new privileges, landlock, limits,
 * seccomp. folder is the path a keeper keeps; NULL for none. Dies when the
 * system refuses what it has.
 */
struct jail_gaps jail_enter(enum jail_kind kind, const char *folder);

/* One paragraph for people: what the process may do. */
void jail_describe(struct buf *b, enum jail_kind kind);
/*
 * Tries in children whether the jails of those that read foreign bytes (parse,
 * site) hold: opening a file, a socket, a fork, an exec. Appends a line for
 * each; true when all were stopped. False, with the reason, in a build that
 * cannot have the jail (sanitizers).
 */
bool jail_prove(struct buf *b);

#endif
