/* mail_server: where notices are sent, and how; from the settings */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef RUN_MAIL_SERVER_H
#define RUN_MAIL_SERVER_H

#include "run/service.h"

/* In the order of the words of the setting mail-tls. */
enum mail_tls { MAIL_STARTTLS, MAIL_TLS, MAIL_PLAIN, MAIL_TLS_COUNT };

struct mail_server {
	struct str host; /* an IPv6 address without brackets */
	uint16_t port;
	enum mail_tls tls;
	struct str user, password; /* no user: no login */
	struct str ca;		   /* PEM; empty: the system's list */
	uint8_t connections, per_domain;
};

/* Whether one is set at all; else notices go to the outbox folder. */
bool mail_server_set(const struct settings *s);
/*
 * Reads the settings with what they name: the password in the key folder and
 * the certificates. Before a jail. Texts live as long as sv. w says which
 * setting cannot be used and what to do.
 */
enum err mail_server_read(
    struct service *sv, struct mail_server *m, struct why *w) MUST_CHECK;

#endif
