/* tap: the whole test harness; TAP 13, one program per unit */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef TEST_TAP_H
#define TEST_TAP_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"

/*
 * TEST(name) { ... is_int(got, want); } and, last in the file, nothing: the
 * harness has main. "PROGRAM" runs all tests, "PROGRAM name..." those named,
 * "PROGRAM -l" lists them. A test fails when a check in it fails, when it
 * checks nothing, or when it crashes.
 */
#define TEST(name)                                                             \
	static void test_##name(void);                                         \
	__attribute__((constructor)) static void add_##name(void)              \
	{                                                                      \
		tap_add(#name, test_##name);                                   \
	}                                                                      \
	static void test_##name(void)

void tap_add(const char *name, void (*run)(void));

/* Each prints what it got and wanted when they differ; true when fine. */
#define is_int(got, want)                                                      \
	tap_is_int(                                                            \
	    (long long)(got), (long long)(want), #got, __FILE__, __LINE__)
#define is_str(got, want) tap_is_str((got), (want), #got, __FILE__, __LINE__)
/* want is a C string. */
#define is_text(got, want)                                                     \
	tap_is_str((got), str_of(want), #got, __FILE__, __LINE__)
#define ok(cond) tap_ok((cond), #cond, __FILE__, __LINE__)
/* Leaves the test and counts it as skipped, with the reason printed: only for
 * material outside the project that is not there. */
#define skip_all(reason)                                                       \
	do {                                                                   \
		tap_skip(reason);                                              \
		return;                                                        \
	} while (0)
/* A line of comment in the output. */
void tap_note(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

bool tap_is_int(long long got, long long want, const char *what,
    const char *file, int line);
bool tap_is_str(struct str got, struct str want, const char *what,
    const char *file, int line);
bool tap_ok(bool cond, const char *what, const char *file, int line);
void tap_skip(const char *reason);

/*
 * Compares got with the file test/golden/NAME; with BLESS=1 in the
 * environment writes it instead. The diff is then reviewed by a person.
 */
bool golden(const char *name, struct str got);
/* A whole file of the source tree (path from its top); dies when absent.
 * Lives until the program ends. */
struct str fixture(const char *path);
/* The folder of real data and outside suites (DIJKWACHT_DATA, or
 * ../shared/data beside the source tree), or NULL where there is none. */
const char *outside_data(void);
/* A fresh folder, removed when the program ends. */
const char *scratch(void);

#endif
