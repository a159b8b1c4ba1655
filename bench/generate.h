/* generate: made-up reports and lists of companies, the same each time */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef BENCH_GENERATE_H
#define BENCH_GENERATE_H

#include <stddef.h>

enum {
	GENERATE_COLUMNS = 60,
	GENERATE_PREFIXES_MAX = 1 << 20,
	GENERATE_SUBJECTS_MAX = 1 << 24,
	GENERATE_NETWORK = 11, /* the first byte of all addresses */
};

/* What the report is called, so that its day and type are known. */
#define GENERATE_REPORT	   "2026-11-21-scan_ssl_poodle-bench.csv"
#define GENERATE_COMPANIES "companies.csv"

/*
 * Writes a report of n rows to path: 60 fully quoted columns, some 950 bytes a
 * row. Every twentieth row is about what an earlier one was about; all others
 * differ in address. Each address lies in the /8 that the companies' prefixes
 * are taken from. Nothing is ever sent to one.
 */
void generate_report(const char *path, size_t n);
/* One report of a day: rows about the subjects from first on, in an order of
 * its own for each turn. */
struct generate_look {
	size_t first, rows;
	size_t fresh; /* not 0: every tenth is about one from here on instead */
	unsigned turn;
};
void generate_look(const char *path, const struct generate_look *look);
/* How many of the first n rows are about something new. */
size_t generate_distinct(size_t n);

/* Writes a list of n companies with prefixes of 16 addresses each, each /28 to
 * one company only; at most GENERATE_PREFIXES_MAX in all. */
void generate_companies(const char *path, size_t n, size_t prefixes);

#endif
