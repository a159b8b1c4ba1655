/* sample: made-up chunks that several tests read */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "test/evidence/sample.h"

#include <stdio.h>

struct seal
sample_keys(unsigned char first)
{
	unsigned char root[SEAL_ROOT] = {first};
	struct seal s;

	seal_init(&s, root);
	return s;
}

struct chunk_meta
sample_meta(void)
{
	return (struct chunk_meta){
	    .feed = STR("shadowserver"),
	    .type = STR("exchange"),
	    .name = STR("2026-11-03-exchange.csv"),
	    .header = HEADER,
	    .reader = 5,
	};
}

struct str
sample_row(char room[160], uint32_t i)
{
	uint32_t mixed = i * 2654435761u;
	int n = snprintf(room, 160,
	    "\"2026-11-03 %02u:%02u:%02u\",\"medium\",\"198.51.100.%u\",tcp,"
	    "%u,\"host-%08x.example\",%u,NL,\"Exchange Server\",\"15.1.%u\"",
	    i / 3600 % 24, i / 60 % 60, i % 60, mixed % 256, mixed % 65536,
	    mixed, 64496 + i % 16, mixed % 3000);

	return str_make(room, (size_t)n);
}

void
sample_many(struct chunk_writer *w, const struct seal *s, uint32_t n)
{
	struct chunk_meta m = sample_meta();
	char room[160];

	chunk_begin(w, s, &m);
	for (uint32_t i = 0; i < n; i++)
		chunk_add(w, sample_row(room, i));
}

struct why
sample_read(const struct seal *s, struct str file, uint32_t *got)
{
	struct chunk_reader r;
	struct chunk_row row;
	struct why w = {0};

	*got = 0;
	if (chunk_open(&r, s, file, &w) == OK) {
		while (chunk_next(&r, &row))
			++*got;
		w = *chunk_reader_why(&r);
	}
	chunk_close(&r);
	return w;
}
