/* binary: runs the real program on a made-up service, keeps what it said */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef TEST_RUN_BINARY_H
#define TEST_RUN_BINARY_H

#include <sys/types.h>

#include "base/buf.h"

/* A service in a fresh folder, with three companies. */
struct world {
	char folder[256], reports[256];
};

/* What the program is given besides its words; zeroed: nothing. */
struct how {
	const char *program; /* NULL: the one of this build */
	struct str in;	     /* standard input */
	int pipe;	     /* or what is read from this, when > 0 */
	uint64_t file_size;  /* RLIMIT_FSIZE in bytes; 0: none */
	bool nobody;	     /* as a user without rights; needs root */
};

struct started {
	pid_t pid;
	int out, err; /* files without a name */
};

struct ran {
	int code; /* exit status, or 128 + signal */
	struct buf out, err;
	long peak;	  /* KiB, of the largest process of it */
	double processor; /* seconds, of all its processes that ended */
};

/* init and an organisation list; dies when that does not go well. */
void world_make(struct world *w);
/* The same folder without init. */
void world_empty(struct world *w);
/* Writes reports/NAME; the path lives until the next call. */
const char *world_report(struct world *w, const char *name, struct str text);
/* Rows of the report type scan_rdp, behind a header where b is empty. No two
 * are the same observation; of 64 one is of each company, the others are of
 * nobody. */
void rows_put(struct buf *b, const char *day, unsigned from, unsigned n);

struct started binary_start(
    const struct world *w, const struct how *how, const char *const *words);
/* Waits for it; r is overwritten. */
void binary_end(struct started *s, struct ran *r);
/* True when it ended within ms; then r is filled. */
bool binary_ends(struct started *s, struct ran *r, int ms);
/* What it said so far. */
void binary_said(int fd, struct buf *b);
/* Waits up to ten seconds until text is in what it says. */
bool binary_says(int fd, const char *text);
/* The n-th child (from 0) it has now, or 0: its keeper is the first. */
pid_t binary_child(const struct started *s, int n);
void ran_free(struct ran *r);

/* Runs the program with these words in the service w and waits. */
#define RUN(w, r, ...)                                                         \
	binary_run((w), (r), NULL, (const char *const[]){__VA_ARGS__, NULL})
#define RUN_AS(w, r, how, ...)                                                 \
	binary_run((w), (r), (how), (const char *const[]){__VA_ARGS__, NULL})
void binary_run(const struct world *w, struct ran *r, const struct how *how,
    const char *const *words);

/* True where text stands in said; else prints said. */
bool has(const struct buf *said, const char *text);
void pause_ms(int ms);

#endif
