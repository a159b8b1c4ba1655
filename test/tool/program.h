/* program: runs a build-time program and keeps what it said */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef TEST_TOOL_PROGRAM_H
#define TEST_TOOL_PROGRAM_H

#include "base/buf.h"

/*
 * Runs argv (NULL-terminated, argv[0] a path) in the folder scratch() and
 * appends its stdout and stderr to said. The exit status, or 128 + signal.
 */
int program_run(struct buf *said, const char *const *argv);
/* Writes text to scratch()/name, making the folders above it. */
void scratch_write(const char *name, struct str text);
/* The whole of scratch()/name; absent where it is not there. Lives until the
 * program ends. */
struct str scratch_read(const char *name);

#endif
