/* parse: the process that reads foreign bytes */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef RUN_PARSE_H
#define RUN_PARSE_H

#include "base/str.h"

/* What a compressed input may become. */
#define PARSE_BYTES_MAX ((uint64_t)64 << 30)
#define PARSE_RATIO_MAX ((uint64_t)1000)

/*
 * Forks a process that reads input, jailed, and answers a task frame
 * (feed/row.frame) with rows; returns the socket to it. input stays open
 * here. The process ends by itself. For the parent process only: the keeper
 * asks it to.
 */
int parse_start(int input);

#endif
