/* sink: a mail server for tests, in Python, and a service that sends to it */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef TEST_RUN_SINK_H
#define TEST_RUN_SINK_H

#include "test/run/binary.h"

struct sink {
	char folder[256]; /* one .eml for each mail taken, and a log */
	pid_t pid;
	int in; /* it ends when this is closed */
	int port;
};

/* False where this machine has no aiosmtpd (Debian: python3-aiosmtpd). */
bool sink_can(void);
/* Starts one with these options (sink.py says which); dies when it does not
 * start. It ends with the test program at the latest. */
#define SINK(s, ...) sink_start((s), (const char *const[]){__VA_ARGS__, NULL})
void sink_start(struct sink *s, const char *const *options);
void sink_end(struct sink *s);
/* How many mails it has taken. */
unsigned sink_taken(const struct sink *s);
/* Waits up to 30 s until there are n. */
bool sink_takes(const struct sink *s, unsigned n);
/* Of those taken: how many Message-IDs there are, and how many have come with
 * different bytes. */
unsigned sink_ids(const struct sink *s, unsigned *differ);
/* The most connections it had at the same time. */
unsigned sink_most(const struct sink *s);
/* A certificate for localhost and 127.0.0.1, made once: FOLDER/NAME. */
const char *sink_cert(const char *name);

/* Adds lines to the settings; %d in text is the port. */
void world_set(const struct world *w, const char *text, int port);
/* A service with n notices prepared, each for a company of its own. */
void world_told(struct world *w, unsigned n);

#endif
