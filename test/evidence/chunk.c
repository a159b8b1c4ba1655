/* tests of evidence/chunk: rows there and back, and files that lie */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "evidence/chunk.h"

#include <stdio.h>
#include <string.h>

#include "test/evidence/sample.h"
#include "test/tap.h"

static const char *const rows[] = {
    "2026-11-03 04:05:06,192.0.2.1,443",
    "2026-11-03 04:05:07,198.51.100.2,80",
    "",
    "2026-11-03 04:05:07,2001:db8::3,25",
};

enum { N_ROWS = sizeof(rows) / sizeof(rows[0]) };

static void
small(struct buf *file, struct chunk_sum *sum)
{
	struct seal s = sample_keys(1);
	struct chunk_meta m = sample_meta();
	struct chunk_writer w = {0};

	chunk_begin(&w, &s, &m);
	for (uint32_t i = 0; i < N_ROWS; i++)
		chunk_add(&w, str_of(rows[i]));
	chunk_end(&w, file, sum);
	chunk_free(&w);
}

static bool
names_a_place(const struct why *w)
{
	struct str rule = str_of(w->rule);

	return w->err == ERR_SYNTAX &&
	    str_find_str(rule, STR("bytes ")) < rule.n &&
	    (str_starts(rule, STR("head (bytes 0..")) ||
		str_starts(rule, STR("block ")) ||
		str_starts(rule, STR("bytes ")));
}

TEST(there_and_back)
{
	struct seal s = sample_keys(1);
	struct buf file = {0};
	struct chunk_sum sum;
	struct chunk_reader r;
	struct chunk_row row;

	small(&file, &sum);
	is_int(sum.rows, N_ROWS);
	is_int(sum.erased, 0);
	is_int(sum.bytes, 33 + 35 + 0 + 34);
	is_int(sum.stored, file.n);
	is_int(chunk_open(&r, &s, buf_all(&file), NULL), OK);
	is_text(r.meta.feed, "shadowserver");
	is_text(r.meta.type, "exchange");
	is_text(r.meta.name, "2026-11-03-exchange.csv");
	is_str(r.meta.header, HEADER);
	is_int(r.meta.reader, 5);
	is_int(r.bytes, sum.bytes);
	ok(memcmp(r.id, sum.id, sizeof(r.id)) == 0);
	ok(memcmp(r.root, sum.root, sizeof(r.root)) == 0);
	for (uint32_t i = 0; i < N_ROWS; i++) {
		ok(chunk_next(&r, &row));
		is_int(row.index, i);
		ok(!row.erased);
		is_text(row.bytes, rows[i]);
	}
	ok(!chunk_next(&r, &row));
	is_int(chunk_reader_why(&r)->err, OK);
	chunk_close(&r);
	buf_free(&file);
}

TEST(nothing_of_it_can_be_read_without_the_key)
{
	struct buf file = {0};
	struct chunk_sum sum;

	small(&file, &sum);
	for (size_t i = 0; i < N_ROWS; i++)
		if (rows[i][0] != '\0')
			is_int(str_find_str(buf_all(&file), str_of(rows[i])),
			    file.n);
	is_int(str_find_str(buf_all(&file), STR("exchange")), file.n);
	buf_free(&file);
}

TEST(no_rows_at_all)
{
	struct seal s = sample_keys(1);
	struct chunk_meta m = sample_meta();
	struct chunk_writer w = {0};
	struct buf file = {0};
	struct chunk_sum sum;
	uint32_t got;

	chunk_begin(&w, &s, &m);
	chunk_end(&w, &file, &sum);
	is_int(sum.rows, 0);
	is_int(sample_read(&s, buf_all(&file), &got).err, OK);
	is_int(got, 0);
	chunk_free(&w);
	buf_free(&file);
}

static void
id_of(unsigned char id[CHUNK_ID], const struct chunk_meta *m, unsigned char key,
    struct str a, struct str b)
{
	struct seal s = sample_keys(key);
	struct chunk_writer w = {0};

	chunk_begin(&w, &s, m);
	chunk_add(&w, a);
	chunk_add(&w, b);
	chunk_id(&w, id);
	chunk_free(&w);
}

TEST(same_report_same_id)
{
	unsigned char id[8][CHUNK_ID], again[CHUNK_ID];
	struct chunk_meta m = sample_meta(), feed = m, type = m, head = m,
			  name = m;

	feed.feed = STR("shadowserverx");
	type.type = STR("exchang");
	head.header = STR("timestamp,ip,prt");
	name.name = STR("renamed.csv");
	name.reader = 6;
	id_of(id[0], &m, 1, STR("ab"), STR("c"));
	id_of(id[1], &m, 1, STR("a"), STR("bc"));
	id_of(id[2], &m, 1, STR("c"), STR("ab"));
	id_of(id[3], &m, 2, STR("ab"), STR("c"));
	id_of(id[4], &feed, 1, STR("ab"), STR("c"));
	id_of(id[5], &type, 1, STR("ab"), STR("c"));
	id_of(id[6], &head, 1, STR("ab"), STR("c"));
	id_of(id[7], &m, 1, STR("abc"), STR(""));
	for (size_t i = 0; i < 8; i++)
		for (size_t j = 0; j < i; j++)
			ok(memcmp(id[i], id[j], CHUNK_ID) != 0);
	id_of(again, &name, 1, STR("ab"), STR("c"));
	ok(memcmp(id[0], again, CHUNK_ID) == 0);
}

TEST(id_early_is_id_late)
{
	struct seal s = sample_keys(1);
	struct chunk_meta m = sample_meta();
	struct chunk_writer w = {0};
	struct chunk_sum sum, sum2;
	struct buf file = {0};
	unsigned char before[CHUNK_ID], early[CHUNK_ID];

	chunk_begin(&w, &s, &m);
	chunk_id(&w, before);
	chunk_add(&w, str_of(rows[0]));
	chunk_id(&w, early);
	chunk_end(&w, &file, &sum);
	ok(memcmp(early, sum.id, CHUNK_ID) == 0);
	ok(memcmp(early, before, CHUNK_ID) != 0);

	/* the same writer again: same id, but salts and so the root are new */
	chunk_begin(&w, &s, &m);
	chunk_add(&w, str_of(rows[0]));
	chunk_end(&w, &file, &sum2);
	ok(memcmp(sum2.id, sum.id, CHUNK_ID) == 0);
	ok(memcmp(sum2.root, sum.root, MERKLE_HASH) != 0);
	chunk_free(&w);
	buf_free(&file);
}

TEST(salts_all_differ)
{
	struct seal s = sample_keys(1);
	struct buf file = {0};
	struct chunk_sum sum;
	struct chunk_reader r;
	struct chunk_row row;
	unsigned char salt[N_ROWS + 1][MERKLE_SALT];

	small(&file, &sum);
	is_int(chunk_open(&r, &s, buf_all(&file), NULL), OK);
	memcpy(salt[N_ROWS], r.meta_salt, MERKLE_SALT);
	while (chunk_next(&r, &row))
		memcpy(salt[row.index], row.salt, MERKLE_SALT);
	for (size_t i = 0; i <= N_ROWS; i++)
		for (size_t j = 0; j < i; j++)
			ok(memcmp(salt[i], salt[j], MERKLE_SALT) != 0);
	chunk_close(&r);
	buf_free(&file);
}

TEST(every_flipped_bit_is_found_and_placed)
{
	struct seal s = sample_keys(1);
	struct buf file = {0};
	struct chunk_sum sum;
	size_t missed = 0, unplaced = 0, head = 0;
	uint32_t got;

	small(&file, &sum);
	for (size_t bit = 0; bit < file.n * 8; bit++) {
		file.p[bit / 8] ^= (char)(1 << bit % 8);
		struct why w = sample_read(&s, buf_all(&file), &got);
		missed += w.err == OK;
		unplaced += !names_a_place(&w);
		head += str_starts(str_of(w.rule), STR("head"));
		file.p[bit / 8] ^= (char)(1 << bit % 8);
	}
	is_int(missed, 0);
	is_int(unplaced, 0);
	is_int(head, (96 + 2 * 40 + 32) * 8);
	tap_note("%zu bits", file.n * 8);
	is_int(sample_read(&s, buf_all(&file), &got).err, OK);
	buf_free(&file);
}

TEST(cut_off_at_every_length)
{
	struct seal s = sample_keys(1);
	struct buf file = {0};
	struct chunk_sum sum;
	size_t missed = 0, unplaced = 0;
	uint32_t got;

	small(&file, &sum);
	for (size_t n = 0; n < file.n; n++) {
		struct why w =
		    sample_read(&s, str_upto(buf_all(&file), n), &got);
		missed += w.err == OK;
		unplaced += !names_a_place(&w);
	}
	is_int(missed, 0);
	is_int(unplaced, 0);
	buf_char(&file, 'x');

	struct why w = sample_read(&s, buf_all(&file), &got);
	char want[80];

	snprintf(want, sizeof(want), "bytes %zu..%zu are behind the last block",
	    file.n - 1, file.n - 1);
	is_text(str_of(w.rule), want);
	buf_free(&file);
}

TEST(not_a_chunk_at_all)
{
	struct seal s = sample_keys(1);
	struct buf zeros = {0};
	uint32_t got;
	struct why w = sample_read(&s, (struct str){0}, &got);

	is_text(str_of(w.rule), "head (bytes 0..0) is too short for a chunk");
	memset(buf_room(&zeros, 4096), 0, 4096);
	zeros.n = 4096;
	w = sample_read(&s, buf_all(&zeros), &got);
	is_text(str_of(w.rule), "head (bytes 0..95) is not that of a chunk");
	memcpy(zeros.p, "DWEVID01", 8);
	memset(zeros.p + 20, 0xff, 4); /* 4294967295_blocks */
	w = sample_read(&s, buf_all(&zeros), &got);
	is_text(
	    str_of(w.rule), "head (bytes 0..95) names no or too many blocks");
	memset(zeros.p + 20, 0, 4);
	w = sample_read(&s, buf_all(&zeros), &got);
	is_text(
	    str_of(w.rule), "head (bytes 0..95) names no or too many blocks");
	buf_free(&zeros);
}

TEST(chunk_of_another_key)
{
	struct seal s = sample_keys(2);
	struct buf file = {0};
	struct chunk_sum sum;
	uint32_t got;

	small(&file, &sum);

	struct why w = sample_read(&s, buf_all(&file), &got);

	is_int(w.err, ERR_SYNTAX);
	is_text(str_of(w.rule), "head (bytes 0..207) does not check");
	buf_free(&file);
}

/* Blocks of equal length in each other's place, and one that is doubled. */
TEST(swapped_blocks)
{
	struct seal s = sample_keys(1);
	struct chunk_writer w = {0};
	struct buf file = {0}, bad = {0};
	struct chunk_sum sum;
	struct chunk_reader r;
	uint32_t got;

	sample_many(&w, &s, 30000);
	chunk_end(&w, &file, &sum);
	is_int(chunk_open(&r, &s, buf_all(&file), NULL), OK);
	ok(r.blocks >= 4);

	struct chunk_block a = r.block[2], b = r.block[3];
	size_t n = a.stored < b.stored ? a.stored : b.stored;

	chunk_close(&r);
	buf_str(&bad, buf_all(&file));
	memcpy(bad.p + a.at, file.p + b.at, n);
	memcpy(bad.p + b.at, file.p + a.at, n);

	struct why why = sample_read(&s, buf_all(&bad), &got);
	char want[120];

	is_int(got, a.first);
	is_int(why.byte, a.at);
	snprintf(want, sizeof(want), "block 2 (bytes %ju..%ju) does not open",
	    (uintmax_t)a.at, (uintmax_t)(a.at + a.stored - 1));
	is_text(str_of(why.rule), want);
	chunk_free(&w);
	buf_free(&file);
	buf_free(&bad);
}

TEST(any_row_alone)
{
	struct seal s = sample_keys(1);
	struct chunk_writer w = {0};
	struct buf file = {0};
	struct chunk_sum sum;
	struct chunk_reader r;
	struct chunk_row row;
	char room[160];
	const uint32_t ask[] = {29999, 0, 1, 15000, 14999, 15000, 15000, 29999};

	sample_many(&w, &s, 30000);
	chunk_end(&w, &file, &sum);
	is_int(chunk_open(&r, &s, buf_all(&file), NULL), OK);
	for (size_t i = 0; i < sizeof(ask) / sizeof(ask[0]); i++) {
		ok(chunk_row(&r, ask[i], &row));
		is_int(row.index, ask[i]);
		is_str(row.bytes, sample_row(room, ask[i]));
	}
	ok(chunk_row(&r, 100, &row));
	ok(chunk_next(&r, &row));
	is_int(row.index, 101);
	ok(!chunk_row(&r, 30000, &row));
	ok(!chunk_row(&r, UINT32_MAX, &row));
	is_int(chunk_reader_why(&r)->err, OK);
	chunk_rewind(&r);
	ok(chunk_next(&r, &row));
	is_int(row.index, 0);
	chunk_close(&r);
	chunk_free(&w);
	buf_free(&file);
}

/* The first and last row of every block, asked for in reverse. */
TEST(rows_at_the_edges_of_blocks)
{
	struct seal s = sample_keys(1);
	struct chunk_writer w = {0};
	struct buf file = {0};
	struct chunk_sum sum;
	struct chunk_reader r;
	struct chunk_row row;
	char room[160];

	sample_many(&w, &s, 40000);
	chunk_end(&w, &file, &sum);
	is_int(chunk_open(&r, &s, buf_all(&file), NULL), OK);
	for (uint32_t b = r.blocks - 1; b > 0; b--) {
		uint32_t first = r.block[b].first;
		uint32_t last = first + r.block[b].rows - 1;
		ok(chunk_row(&r, last, &row));
		is_str(row.bytes, sample_row(room, last));
		ok(chunk_row(&r, first, &row));
		is_str(row.bytes, sample_row(room, first));
	}
	chunk_close(&r);
	chunk_free(&w);
	buf_free(&file);
}

TEST(erased_leaves_its_hash)
{
	struct seal s = sample_keys(1);
	struct buf file = {0}, after = {0}, twice = {0};
	struct chunk_sum sum, sum2;
	struct chunk_reader r;
	struct chunk_row row;
	struct merkle tree = {0};
	unsigned char root[MERKLE_HASH];

	small(&file, &sum);
	is_int(chunk_erase(&after, &s, buf_all(&file), (uint32_t[]){1}, 1, 77,
		   &sum2, NULL),
	    OK);
	is_int(sum2.rows, N_ROWS);
	is_int(sum2.erased, 1);
	is_int(sum2.bytes, sum.bytes - 35);
	ok(memcmp(sum2.id, sum.id, CHUNK_ID) == 0);
	ok(memcmp(sum2.root, sum.root, MERKLE_HASH) == 0);
	ok(memcmp(sum2.hash, sum.hash, 32) != 0);
	/* another erasure later, that also names the first row again */
	is_int(chunk_erase(&twice, &s, buf_all(&after), (uint32_t[]){1, 3}, 2,
		   78, &sum2, NULL),
	    OK);
	is_int(chunk_open(&r, &s, buf_all(&twice), NULL), OK);
	is_int(r.erased, 2);
	is_text(r.meta.name, "2026-11-03-exchange.csv");
	is_int(r.meta.reader, 5);
	ok(chunk_walk(&r, &tree, &sum2));
	merkle_root(&tree, root);
	ok(memcmp(root, sum.root, MERKLE_HASH) == 0);
	ok(chunk_row(&r, 1, &row) && row.erased);
	is_int(row.erasure, 77);
	is_int(row.bytes.n, 0);
	ok(chunk_row(&r, 2, &row) && !row.erased);
	ok(chunk_row(&r, 3, &row) && row.erased);
	is_int(row.erasure, 78);
	chunk_close(&r);
	buf_free(&file);
	buf_free(&after);
	buf_free(&twice);
}

TEST(another_key_and_the_same_chunk)
{
	struct seal s = sample_keys(1), n = sample_keys(2);
	struct buf file = {0}, erased = {0}, after = {0};
	struct chunk_sum sum, sum2;
	struct chunk_reader r;
	struct chunk_row row;
	struct why w = {0};

	small(&file, &sum);
	is_int(chunk_erase(&erased, &s, buf_all(&file), (uint32_t[]){1}, 1, 77,
		   &sum, NULL),
	    OK);
	is_int(chunk_reseal(&after, &s, &n, buf_all(&erased), &sum2, NULL), OK);
	ok(memcmp(sum2.id, sum.id, CHUNK_ID) == 0);
	ok(memcmp(sum2.root, sum.root, MERKLE_HASH) == 0);
	is_int(sum2.rows, sum.rows);
	is_int(sum2.erased, 1);
	is_int(sum2.bytes, sum.bytes);
	is_int(chunk_open(&r, &s, buf_all(&after), &w), ERR_SYNTAX);
	chunk_close(&r);
	is_int(chunk_open(&r, &n, buf_all(&after), NULL), OK);
	is_text(r.meta.name, "2026-11-03-exchange.csv");
	ok(chunk_row(&r, 1, &row) && row.erased && row.erasure == 77);
	ok(chunk_row(&r, 2, &row) && !row.erased);
	chunk_close(&r);
	/* what the old key does not open is not written at all */
	is_int(chunk_reseal(&after, &n, &s, buf_all(&erased), &sum2, NULL),
	    ERR_SYNTAX);
	buf_free(&file);
	buf_free(&erased);
	buf_free(&after);
}

TEST(erasing_what_is_not_there)
{
	struct seal s = sample_keys(1);
	struct buf file = {0}, after = {0};
	struct chunk_sum sum;
	struct why w = {0};

	small(&file, &sum);
	is_int(chunk_erase(
		   &after, &s, buf_all(&file), (uint32_t[]){4}, 1, 7, &sum, &w),
	    ERR_RANGE);
	is_text(str_of(w.rule),
	    "rows to erase must be below 4, each once and in order");
	is_int(chunk_erase(&after, &s, buf_all(&file), (uint32_t[]){2, 1}, 2, 7,
		   &sum, NULL),
	    ERR_RANGE);
	is_int(chunk_erase(&after, &s, buf_all(&file), (uint32_t[]){2, 2}, 2, 7,
		   &sum, NULL),
	    ERR_RANGE);
	is_int(after.n, 0);
	file.p[file.n - 1] ^= 1;
	w = (struct why){0};
	is_int(chunk_erase(
		   &after, &s, buf_all(&file), (uint32_t[]){1}, 1, 7, &sum, &w),
	    ERR_SYNTAX);
	ok(str_starts(str_of(w.rule), STR("block 1 (bytes ")));
	is_int(after.n, 0);
	buf_free(&file);
	buf_free(&after);
}

TEST(one_row_is_shown_without_the_others)
{
	struct seal s = sample_keys(1);
	struct chunk_writer w = {0};
	struct buf file = {0};
	struct chunk_sum sum, seen;
	struct chunk_reader r;
	struct chunk_row row;
	struct merkle tree = {0};
	struct merkle_path path;
	unsigned char root[MERKLE_HASH], leaf[MERKLE_HASH];

	sample_many(&w, &s, 12345);
	chunk_end(&w, &file, &sum);
	is_int(chunk_open(&r, &s, buf_all(&file), NULL), OK);
	merkle_watch(&tree, &path, 11111 + 1);
	ok(chunk_walk(&r, &tree, &seen));
	merkle_root(&tree, root);
	is_int(path.count, 12346);
	ok(chunk_row(&r, 11111, &row));
	merkle_leaf(leaf, row.salt, row.bytes);
	ok(merkle_path_check(&path, leaf, sum.root));
	ok(chunk_row(&r, 11112, &row));
	merkle_leaf(leaf, row.salt, row.bytes);
	ok(!merkle_path_check(&path, leaf, sum.root));
	chunk_close(&r);
	chunk_free(&w);
	buf_free(&file);
}
