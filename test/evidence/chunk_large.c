/* tests of evidence/chunk: the largest chunks, and how long they take */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <string.h>
#include <sys/resource.h>

#include "evidence/chunk.h"
#include "test/evidence/sample.h"
#include "test/tap.h"

static double
cpu_seconds(void)
{
	struct rusage u;

	getrusage(RUSAGE_SELF, &u);
	return (double)(u.ru_utime.tv_sec + u.ru_stime.tv_sec) +
	    1e-6 * (double)(u.ru_utime.tv_usec + u.ru_stime.tv_usec);
}

TEST(full_by_rows)
{
	struct seal s = sample_keys(1);
	struct chunk_writer w = {0};

	sample_many(&w, &s, CHUNK_ROWS - 1);
	ok(!chunk_full(&w));
	is_int(chunk_add(&w, STR("last")), CHUNK_ROWS - 1);
	ok(chunk_full(&w));
	chunk_free(&w);
}

/* The largest rows, that do not compress: the most blocks, the largest file. */
TEST(full_by_bytes)
{
	struct seal s = sample_keys(1);
	struct chunk_meta m = sample_meta();
	struct chunk_writer w = {0};
	struct buf file = {0};
	struct chunk_sum sum;
	static char row[CHUNK_ROW_MAX];
	uint64_t x = 1;
	uint32_t n = 0, got;

	chunk_begin(&w, &s, &m);
	for (; !chunk_full(&w); n++) {
		for (size_t i = 0; i < sizeof(row); i++) {
			x = x * 6364136223846793005u + 1442695040888963407u;
			row[i] = (char)(x >> 56);
		}
		chunk_add(&w, str_make(row, sizeof(row)));
	}
	is_int(n, CHUNK_BYTES / CHUNK_ROW_MAX);
	chunk_end(&w, &file, &sum);
	is_int(sum.bytes, CHUNK_BYTES);
	ok(file.n > CHUNK_BYTES && file.n < CHUNK_FILE_MAX);
	is_int(sample_read(&s, buf_all(&file), &got).err, OK);
	is_int(got, n);
	chunk_free(&w);
	buf_free(&file);
}

/* Each text of the meta at its longest. */
TEST(meta_at_its_longest)
{
	struct seal s = sample_keys(1);
	static char text[CHUNK_ROW_MAX];
	struct str all = str_make(text, sizeof(text));
	struct chunk_meta m = {all, all, all, all, UINT32_MAX};
	struct chunk_writer w = {0};
	struct chunk_sum sum;
	struct buf file = {0};
	struct chunk_reader r;

	memset(text, 'x', sizeof(text));
	chunk_begin(&w, &s, &m);
	chunk_end(&w, &file, &sum);
	is_int(chunk_open(&r, &s, buf_all(&file), NULL), OK);
	is_str(r.meta.name, all);
	is_int(r.meta.reader, UINT32_MAX);
	chunk_close(&r);
	chunk_free(&w);
	buf_free(&file);
}

TEST(hundred_thousand_rows_and_their_speed)
{
	struct seal s = sample_keys(1);
	struct chunk_writer w = {0};
	struct buf file = {0};
	struct chunk_sum sum, seen;
	struct chunk_reader r;
	struct chunk_row row;
	struct merkle tree = {0};
	unsigned char id[CHUNK_ID], root[MERKLE_HASH];
	char room[160];
	size_t wrong = 0;
	double t[6];

	sample_many(&w, &s, CHUNK_ROWS); /* the memory is there after this */
	t[0] = cpu_seconds();
	sample_many(&w, &s, CHUNK_ROWS);
	t[1] = cpu_seconds();
	chunk_id(&w, id);
	t[2] = cpu_seconds();
	chunk_end(&w, &file, &sum);
	t[3] = cpu_seconds();
	is_int(chunk_open(&r, &s, buf_all(&file), NULL), OK);
	t[4] = cpu_seconds();
	ok(chunk_walk(&r, &tree, &seen));
	merkle_root(&tree, root);
	t[5] = cpu_seconds();
	ok(memcmp(root, sum.root, MERKLE_HASH) == 0);
	is_int(seen.rows, CHUNK_ROWS);
	for (chunk_rewind(&r); chunk_next(&r, &row);)
		wrong += !str_eq(row.bytes, sample_row(room, row.index));
	is_int(wrong, 0);

	struct rusage u;

	getrusage(RUSAGE_SELF, &u);
	tap_note("%ju bytes of rows, %ju stored, %u blocks, %ld MiB at most",
	    (uintmax_t)sum.bytes, (uintmax_t)sum.stored, r.blocks,
	    u.ru_maxrss / 1024);
	tap_note("make and add %.0f ns/row, id %.0f, end %.0f: %.0f k rows/s",
	    (t[1] - t[0]) * 1e4, (t[2] - t[1]) * 1e4, (t[3] - t[2]) * 1e4,
	    100 / (t[3] - t[1]));
	tap_note("read and root %.0f ns/row: %.0f k rows/s",
	    (t[5] - t[4]) * 1e4, 100 / (t[5] - t[4]));
	chunk_close(&r);
	chunk_free(&w);
	buf_free(&file);
}
