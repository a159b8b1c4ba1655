/* mail_client: our process that sends mail, by itself, for bench/mail.c */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef BENCH_MAIL_CLIENT_H
#define BENCH_MAIL_CLIENT_H

#include "base/str.h"

/*
 * Starts it, gives it n copies of mail for 127.0.0.1:port over so many
 * connections, each to a domain of its own, and hears what came of them; no
 * store, nothing kept. folder is where it looks for a hold. Seconds from its
 * start to its end; dies unless all were taken.
 */
double mail_client_send(
    int folder, int port, unsigned lines, struct str mail, size_t n);

#endif
