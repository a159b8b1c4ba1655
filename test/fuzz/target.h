/* target: what a fuzz target gives to libFuzzer and to replay.c */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef TEST_FUZZ_TARGET_H
#define TEST_FUZZ_TARGET_H

#include <stddef.h>
#include <stdint.h>

/* Runs the reader over the bytes; aborts when a promise is broken. */
int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

/* Ends the process with the words of a promise that was broken. */
#define promise(cond)                                                          \
	do {                                                                   \
		if (!(cond))                                                   \
			promise_broken(#cond, __FILE__, __LINE__);             \
	} while (0)
_Noreturn void promise_broken(const char *what, const char *file, int line);

#endif
