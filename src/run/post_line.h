/* post_line: one connection to the mail server */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef RUN_POST_LINE_H
#define RUN_POST_LINE_H

#include <curl/curl.h>

#include "notify/smtp.h"
#include "run/mail_server.h"

enum line_state {
	LINE_NONE,
	LINE_CONNECTING, /* libcurl connects, secures it and logs in */
	LINE_IDLE,
	LINE_BUSY, /* a letter is on it */
};

/* libcurl brings the connection up (CURLOPT_CONNECT_ONLY); the talk on it is
 * ours, because in libcurl 7.88 the wait for a letter's last reply stops all
 * other connections (smtp_done). */
struct line {
	CURL *easy;
	enum line_state state;
	curl_socket_t socket;
	struct smtp talk;
	int64_t heard_ms; /* when the server last said something */
	char error[CURL_ERROR_SIZE];
};

/* Begins to connect; address is for CURLOPT_RESOLVE and must outlive it. */
void line_open(struct line *l, CURLM *multi, const struct mail_server *m,
    struct curl_slist *address);
/* The connection is up. */
void line_opened(struct line *l, int64_t now_ms);
/* Closes it; polite says goodbye first, without waiting for an answer. */
void line_close(struct line *l, CURLM *multi, bool polite);
/*
 * Writes what can be written and reads what is there. SMTP_BROKEN also when
 * the server is gone or has been silent for too long.
 */
enum smtp_said line_pump(struct line *l, int64_t now_ms);
/* What poll should wait for on a line that is up. */
short line_events(const struct line *l);

#endif
