/* parse: the process that reads foreign bytes */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef RUN_PARSE_H
#define RUN_PARSE_H

#include <sys/types.h>

#include "base/str.h"

/* What a compressed input may become. */
#define PARSE_BYTES_MAX ((uint64_t)64 << 30)
#define PARSE_RATIO_MAX ((uint64_t)1000)

/*
 * Forks a process that reads input, jailed, and answers a task frame
 * (feed/row.frame) with rows; returns its process, and the socket to it in
 * talk. input stays open here. The process ends by itself. For the parent
 * process only: the keeper asks it to.
 */
pid_t parse_start(int input, int *talk);

/* How long a reader that is waited for may say nothing before it is ended. */
int parse_patience_ms(void);

#endif
