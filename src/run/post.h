/* post: the process that sends mail */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef RUN_POST_H
#define RUN_POST_H

enum {
	POST_WINDOW = 64, /* letters it has in hand at most */
	/* bytes of them, but for one; a larger letter is never sent */
	POST_BYTES_MAX = 16 * 1024 * 1024,
};

/*
 * Forks a process that sends letters to one mail server, jailed, and speaks
 * run/post.frame on the returned socket. folder (HOLD_FOLDER of the service)
 * stays open here; the process sees nothing of it but whether HOLD_FILE is
 * there. It ends when the socket does, at once. For the parent process only:
 * the keeper asks it to.
 */
int post_start(int folder);

#endif
