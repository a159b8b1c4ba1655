/* served: a service that runs by itself, and what is put in its folder */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef TEST_RUN_SERVED_H
#define TEST_RUN_SERVED_H

#include "test/run/binary.h"
#include "test/tap.h"

#define NOW    "--now", "2026-11-21T08:00:00Z"
#define REPORT "2026-11-20-scan_rdp-demo.csv"

enum { FEW = 200, ENDS_MS = 10000, PATIENCE_MS = 30000 };

/* `serve`, once its keeper takes commands; ended by SIGTERM, which is fine. */
struct started serve_start(struct world *w);
void serve_end(struct started *s, struct ran *r);

/* Names are within the folder of the service. */
void path_of(const struct world *w, const char *name, char path[512]);
/* As a careful giver does: under another name, then renamed in. */
void put(const struct world *w, const char *name, struct str text);
/* A report of so many rows. */
void report_put(const struct world *w, const char *name, unsigned rows);
bool there(const struct world *w, const char *name);
/* There, or before PATIENCE_MS are over. */
bool comes(const struct world *w, const char *name);
/* What a text beside a file says. */
bool says(const struct world *w, const char *name, const char *text);
/* Waits until what was put counts as whole. */
void still(void);

#endif
