/* sample: made-up chunks that several tests read */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef TEST_EVIDENCE_SAMPLE_H
#define TEST_EVIDENCE_SAMPLE_H

#include "evidence/chunk.h"

#define HEADER STR("timestamp,ip,port")

/* Keys of a root that begins with first. */
struct seal sample_keys(unsigned char first);
struct chunk_meta sample_meta(void);
/* About 100 bytes that differ from row to row, as reports do; in room. */
struct str sample_row(char room[160], uint32_t i);
/* Begins a chunk and adds n of them. */
void sample_many(struct chunk_writer *w, const struct seal *s, uint32_t n);
/* Opens and reads to the end; the first reason, or OK. */
struct why sample_read(const struct seal *s, struct str file, uint32_t *got);

#endif
