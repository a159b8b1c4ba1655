/* tests of evidence/verify: each way evidence can be spoilt is told by name */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "evidence/verify.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "evidence/vault.h"
#include "test/tap.h"

enum { ENTRIES = 5, ROWS = 3 };

/* An instance with some chunks and the ledger that names them. */
struct instance {
	int dir;
	struct seal seal;
	struct verify_entry entry[ENTRIES];
	struct buf name[ENTRIES];
	struct buf said; /* all lines but "intact" */
	unsigned kinds[VERIFY_COUNT];
};

static void
chunk_make(
    struct instance *in, size_t i, struct buf *file, struct chunk_sum *sum)
{
	struct chunk_meta meta = {.feed = STR("shadowserver"),
	    .type = STR("exchange"),
	    .name = STR("x.csv"),
	    .header = STR("ip"),
	    .reader = 1};
	struct chunk_writer w = {0};
	char row[32];

	chunk_begin(&w, &in->seal, &meta);
	for (int k = 0; k < ROWS; k++) {
		int n = snprintf(row, sizeof(row), "192.0.2.%zu,%d", i, k);
		chunk_add(&w, str_make(row, (size_t)n));
	}
	chunk_end(&w, file, sum);
	chunk_free(&w);
}

static void
sum_take(struct verify_entry *e, const struct chunk_sum *sum)
{
	memcpy(e->chain.id, sum->id, CHUNK_ID);
	memcpy(e->chain.root, sum->root, MERKLE_HASH);
	memcpy(e->hash, sum->hash, sizeof(e->hash));
	e->chain.rows = sum->rows;
	e->erased = sum->erased;
	e->bytes = sum->bytes;
	e->stored = sum->stored;
}

static void
instance_make(struct instance *in)
{
	unsigned char root[SEAL_ROOT] = {1};
	const unsigned char *prev = chain_start;
	struct buf file = {0};

	*in = (struct instance){.dir = open(scratch(), O_RDONLY | O_DIRECTORY)};
	seal_init(&in->seal, root);
	for (size_t i = 0; i < ENTRIES; i++) {
		struct verify_entry *e = &in->entry[i];
		struct chunk_sum sum;
		chunk_make(in, i, &file, &sum);
		sum_take(e, &sum);
		e->chain.seq = i + 1;
		e->chain.made = 1793678400; /* 2026-11-03 */
		e->chain.reader = 1;
		memcpy(e->prev, prev, CHAIN_HASH);
		chain_hash(e->link, prev, &e->chain);
		prev = e->link;
		vault_place(in->dir, e->chain.made, sum.id, buf_all(&file),
		    &in->name[i]);
		e->name = buf_all(&in->name[i]);
	}
	buf_free(&file);
}

static void
instance_free(struct instance *in)
{
	for (size_t i = 0; i < ENTRIES; i++)
		buf_free(&in->name[i]);
	buf_free(&in->said);
	close(in->dir);
}

static void
hear(void *ctx, const struct verify_result *r)
{
	struct instance *in = ctx;

	in->kinds[r->kind]++;
	if (r->kind == VERIFY_INTACT)
		return;
	buf_str(&in->said, str_of(r->text));
	buf_char(&in->said, '\n');
}

static enum err
walk(struct instance *in, const size_t *order, size_t n,
    const struct verify_note *note, struct verify_sum *sum)
{
	struct verify v = {.say = hear, .ctx = in, .note = note};

	verify_begin(&v);
	for (size_t i = 0; i < n; i++)
		verify_entry(&v, &in->seal, in->dir, &in->entry[order[i]]);
	return verify_end(&v, sum);
}

static const size_t in_order[ENTRIES] = {0, 1, 2, 3, 4};

/* What is said of these bytes as the file of entry i. */
static bool
check(struct instance *in, size_t i, struct str file, struct verify_result *r)
{
	return verify_chunk(&in->seal, file, &in->entry[i], r);
}

static struct buf
file_of(struct instance *in, size_t i)
{
	struct buf file = {0};

	is_int(vault_get(in->dir, in->entry[i].name, &file), OK);
	return file;
}

static bool
says(const struct verify_result *r, const struct verify_entry *e,
    const char *rest)
{
	struct buf want = {0};

	buf_str(&want, e->name);
	buf_fmt(&want, ": %s", rest);

	bool fine = is_str(str_of(r->text), buf_all(&want));

	buf_free(&want);
	return fine;
}

TEST(all_intact)
{
	struct instance in;
	struct verify_sum sum;

	instance_make(&in);
	is_int(walk(&in, in_order, ENTRIES, NULL, &sum), OK);
	is_int(in.kinds[VERIFY_INTACT], ENTRIES);
	is_int(in.said.n, 0);
	is_int(sum.entries, ENTRIES);
	is_int(sum.intact, ENTRIES);
	is_int(sum.rows, ENTRIES * ROWS);
	is_int(sum.erased, 0);
	is_int(sum.bytes, ENTRIES * ROWS * 11);
	is_int(sum.seq, ENTRIES);
	ok(memcmp(sum.link, in.entry[ENTRIES - 1].link, CHAIN_HASH) == 0);
	instance_free(&in);
}

TEST(nothing_yet)
{
	struct instance in;
	struct verify_sum sum;

	instance_make(&in);
	is_int(walk(&in, in_order, 0, NULL, &sum), OK);
	is_int(sum.entries, 0);
	ok(memcmp(sum.link, chain_start, CHAIN_HASH) == 0);
	instance_free(&in);
}

TEST(file_missing)
{
	struct instance in;
	struct verify_sum sum;

	instance_make(&in);
	vault_remove(in.dir, in.entry[2].name);
	is_int(walk(&in, in_order, ENTRIES, NULL, &sum), ERR_REFUSED);
	is_int(in.kinds[VERIFY_MISSING], 1);
	is_int(in.kinds[VERIFY_INTACT], ENTRIES - 1);
	is_int(sum.intact, ENTRIES - 1);
	is_int(sum.rows, (ENTRIES - 1) * ROWS);
	is_int(sum.faults, 1);
	ok(str_ends(buf_all(&in.said),
	    STR("chunk: is not there; put it back from a backup\n")));
	instance_free(&in);
}

TEST(file_name_that_is_none)
{
	struct instance in;
	struct verify_sum sum;

	instance_make(&in);
	in.entry[0].name = STR("../store.db");
	is_int(walk(&in, in_order, ENTRIES, NULL, &sum), ERR_REFUSED);
	is_text(buf_all(&in.said),
	    "../store.db: ledger entry 1 does not name a chunk file\n");
	instance_free(&in);
}

TEST(wrong_length)
{
	struct instance in;
	struct verify_result r;
	char want[160];

	instance_make(&in);

	struct buf file = file_of(&in, 0);
	size_t n = file.n;

	ok(!check(&in, 0, str_upto(buf_all(&file), 100), &r));
	is_int(r.kind, VERIFY_LENGTH);
	snprintf(want, sizeof(want),
	    "is 100 bytes and should be %zu: it was cut off after 2026-11-03; "
	    "put it back from a backup",
	    n);
	says(&r, &in.entry[0], want);
	buf_char(&file, 'x');
	ok(!check(&in, 0, buf_all(&file), &r));
	snprintf(want, sizeof(want),
	    "is %zu bytes and should be %zu: it was added to after "
	    "2026-11-03; put it back from a backup",
	    n + 1, n);
	says(&r, &in.entry[0], want);
	buf_free(&file);
	instance_free(&in);
}

/* Every byte of the file changed in turn: told which part it is in. */
TEST(every_byte_changed_in_turn)
{
	struct instance in;
	struct verify_result r;
	size_t wrong = 0, head = 96 + 2 * 40 + 32;

	instance_make(&in);

	struct buf file = file_of(&in, 0);

	for (size_t i = 0; i < file.n; i++) {
		file.p[i] ^= 0x40;
		wrong += check(&in, 0, buf_all(&file), &r) ||
		    r.kind != (i < head ? VERIFY_HEAD : VERIFY_BLOCK);
		file.p[i] ^= 0x40;
	}
	is_int(wrong, 0);
	ok(check(&in, 0, buf_all(&file), &r));
	is_int(r.kind, VERIFY_INTACT);
	says(&r, &in.entry[0], "intact");
	buf_free(&file);
	instance_free(&in);
}

TEST(changed_places_by_name)
{
	struct instance in;
	struct verify_result r;
	struct chunk_reader c;
	char want[160];

	instance_make(&in);

	struct buf file = file_of(&in, 0);

	is_int(chunk_open(&c, &in.seal, buf_all(&file), NULL), OK);
	snprintf(want, sizeof(want),
	    "block 1 (bytes %ju..%zu) does not open: it was changed after "
	    "2026-11-03; put it back from a backup",
	    (uintmax_t)c.block[1].at, file.n - 1);
	chunk_close(&c);
	file.p[file.n - 1] ^= 1;
	ok(!check(&in, 0, buf_all(&file), &r));
	is_int(r.seq, 1);
	says(&r, &in.entry[0], want);
	file.p[file.n - 1] ^= 1;
	file.p[12] ^= 1;
	ok(!check(&in, 0, buf_all(&file), &r));
	says(&r, &in.entry[0],
	    "head (bytes 0..207) does not check: it was changed after "
	    "2026-11-03; put it back from a backup");
	buf_free(&file);
	instance_free(&in);
}

TEST(another_key)
{
	struct instance in;
	struct verify_result r;
	unsigned char root[SEAL_ROOT] = {2};

	instance_make(&in);
	seal_init(&in.seal, root);

	struct buf file = file_of(&in, 0);

	ok(!check(&in, 0, buf_all(&file), &r));
	is_int(r.kind, VERIFY_KEY);
	says(&r, &in.entry[0],
	    "was sealed with another key than this one; the file itself is as "
	    "it was: use the key it was made with");
	buf_free(&file);
	instance_free(&in);
}

/* Made with the same key and rows, but with other salts. */
TEST(another_whole_file_in_its_place)
{
	struct instance in;
	struct verify_result r;
	struct buf file = {0};
	struct chunk_sum sum;

	instance_make(&in);
	do
		chunk_make(&in, 0, &file, &sum);
	while (file.n != in.entry[0].stored); /* salts may shift it a byte */
	ok(!check(&in, 0, buf_all(&file), &r));
	is_int(r.kind, VERIFY_REPLACED);
	says(&r, &in.entry[0],
	    "is whole, but not the file the ledger names: another copy was "
	    "put in its place after 2026-11-03; put it back from a backup");
	buf_free(&file);
	instance_free(&in);
}

TEST(ledger_says_otherwise)
{
	struct instance in;
	struct verify_result r;

	instance_make(&in);

	struct buf file = file_of(&in, 0);
	struct verify_entry *e = &in.entry[0], was = *e;

	e->chain.id[0] ^= 1;
	ok(!check(&in, 0, buf_all(&file), &r));
	is_int(r.kind, VERIFY_ID);
	says(&r, e, "is another chunk than ledger entry 1 names");
	*e = was;
	e->chain.root[0] ^= 1;
	ok(!check(&in, 0, buf_all(&file), &r));
	is_int(r.kind, VERIFY_ROOT);
	says(&r, e, "its rows do not add up to the root in ledger entry 1");
	*e = was;
	e->chain.rows++;
	ok(!check(&in, 0, buf_all(&file), &r));
	is_int(r.kind, VERIFY_ROWS);
	says(&r, e,
	    "holds 3 rows, 0 erased, 33 bytes; the ledger says 4, 0, 33");
	*e = was;
	e->erased++;
	ok(!check(&in, 0, buf_all(&file), &r));
	is_int(r.kind, VERIFY_ROWS);
	*e = was;
	e->bytes--;
	ok(!check(&in, 0, buf_all(&file), &r));
	is_int(r.kind, VERIFY_ROWS);
	buf_free(&file);
	instance_free(&in);
}

TEST(erased_is_intact_and_the_chain_holds)
{
	struct instance in;
	struct verify_sum total;
	struct verify_result r;
	struct chunk_sum sum;
	struct buf after = {0}, name = {0};

	instance_make(&in);

	struct buf file = file_of(&in, 1);
	struct verify_entry *e = &in.entry[1];
	struct str old = e->name;

	is_int(chunk_erase(&after, &in.seal, buf_all(&file), (uint32_t[]){2}, 1,
		   9, &sum, NULL),
	    OK);
	vault_replace(in.dir, old, buf_all(&after), &name);
	sum_take(e, &sum);
	e->name = buf_all(&name);
	vault_remove(in.dir, old);
	ok(check(&in, 1, buf_all(&after), &r));
	says(&r, e, "intact, 1 erased");
	is_int(walk(&in, in_order, ENTRIES, NULL, &total), OK);
	is_int(total.erased, 1);
	is_int(total.rows, ENTRIES * ROWS);
	is_int(total.bytes, ENTRIES * ROWS * 11 - 11);
	buf_free(&file);
	buf_free(&after);
	buf_free(&name);
	instance_free(&in);
}

TEST(chain_with_an_entry_removed)
{
	struct instance in;
	struct verify_sum sum;

	instance_make(&in);
	is_int(walk(&in, (size_t[]){0, 1, 3, 4}, 4, NULL, &sum), ERR_REFUSED);
	is_text(buf_all(&in.said),
	    "ledger entry 4 comes after 2: entries were removed or put in "
	    "another order\n");
	is_int(sum.faults, 1);
	is_int(sum.intact, 4);
	instance_free(&in);
}

TEST(chain_with_its_first_entry_removed)
{
	struct instance in;
	struct verify_sum sum;

	instance_make(&in);
	is_int(walk(&in, (size_t[]){1, 2, 3, 4}, 4, NULL, &sum), ERR_REFUSED);
	is_text(buf_all(&in.said),
	    "ledger entry 2 comes after 0: entries were removed or put in "
	    "another order\n");
	instance_free(&in);
}

/* The numbers were made to fit again. */
TEST(chain_with_entries_in_another_order)
{
	struct instance in;
	struct verify_sum sum;

	instance_make(&in);

	struct verify_entry was = in.entry[2];

	in.entry[2] = in.entry[3];
	in.entry[3] = was;
	in.entry[2].chain.seq = 3;
	in.entry[3].chain.seq = 4;
	is_int(walk(&in, in_order, ENTRIES, NULL, &sum), ERR_REFUSED);
	is_text(buf_all(&in.said),
	    "ledger entry 3 does not follow from the one before it: one of "
	    "the two was changed after 2026-11-03\n"
	    "ledger entry 4 does not follow from the one before it: one of "
	    "the two was changed after 2026-11-03\n"
	    "ledger entry 5 does not follow from the one before it: one of "
	    "the two was changed after 2026-11-03\n");
	instance_free(&in);
}

TEST(chain_with_an_entry_changed)
{
	struct instance in;
	struct verify_sum sum;

	instance_make(&in);
	in.entry[1].chain.made -= 86400;
	is_int(walk(&in, in_order, ENTRIES, NULL, &sum), ERR_REFUSED);
	is_text(
	    buf_all(&in.said), "ledger entry 2 was changed after 2026-11-02\n");
	/* and its own link made again: then the next one tells */
	buf_reset(&in.said);
	chain_hash(in.entry[1].link, in.entry[1].prev, &in.entry[1].chain);
	is_int(walk(&in, in_order, ENTRIES, NULL, &sum), ERR_REFUSED);
	is_text(buf_all(&in.said),
	    "ledger entry 3 does not follow from the one before it: one of "
	    "the two was changed after 2026-11-03\n");
	instance_free(&in);
}

TEST(chain_against_a_note)
{
	struct instance in;
	struct verify_sum sum;
	struct verify_note note = {.seq = 4};

	instance_make(&in);
	memcpy(note.link, in.entry[3].link, CHAIN_HASH);
	is_int(walk(&in, in_order, 5, &note, &sum), OK);
	is_int(walk(&in, in_order, 4, &note, &sum), OK);
	is_int(walk(&in, in_order, 3, NULL, &sum), OK);
	is_int(walk(&in, in_order, 3, &note, &sum), ERR_REFUSED);
	is_text(buf_all(&in.said),
	    "ledger ends at entry 3, but entry 4 was noted: its end was cut "
	    "off\n");
	buf_reset(&in.said);
	note.link[0] ^= 1;
	is_int(walk(&in, in_order, 5, &note, &sum), ERR_REFUSED);
	is_text(buf_all(&in.said),
	    "ledger entry 4 is not the one that was noted: the ledger was "
	    "made again\n");
	instance_free(&in);
}
