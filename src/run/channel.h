/* channel: frames and file descriptors over a local socket */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef RUN_CHANNEL_H
#define RUN_CHANNEL_H

#include "base/buf.h"
#include "base/err.h"
#include "base/frame.h"

struct channel {
	int fd;
	int passed; /* the last file descriptor that came, or -1 */
	/* How long to wait for the other side to take anything, or to give the
	 * whole of a frame (byte by byte is no way to hold us up), in
	 * milliseconds; 0: for ever. Past that it counts as gone. */
	int patience;
	bool silent; /* it was waited for in vain */
	struct buf in;
	size_t used; /* of in, by frames already taken */
};

void channel_init(struct channel *c, int fd);
/* Closes the socket and what was passed and not taken. */
void channel_free(struct channel *c);

/* Sends whole frames, with fd beside them unless it is -1 (it stays open
 * here). False when the other side is gone. */
bool channel_send(struct channel *c, struct str frames, int fd);
/*
 * Waits for the next frame; its fields are borrowed until the next call.
 * ERR_ABSENT: the other side is gone; ERR_SYNTAX: it does not speak frames.
 */
enum err channel_next(
    struct channel *c, uint16_t *type, struct str *fields) MUST_CHECK;
/* True when channel_next has a whole frame without waiting. */
bool channel_ready(const struct channel *c);
/* Takes the passed file descriptor (the caller's to close), or -1. */
int channel_fd(struct channel *c);

/* Two connected sockets; dies when the system has none. */
void channel_pair(int fd[2]);

#endif
