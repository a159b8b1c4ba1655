/* tests of base/seal: what is sealed opens in its own place and nowhere else */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/seal.h"

#include <fcntl.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "test/tap.h"

#define PLACE STR("organisation.name:42")

static struct seal
keys(unsigned char first)
{
	unsigned char root[SEAL_ROOT] = {first, 1, 2, 3};
	struct seal s;

	seal_init(&s, root);
	return s;
}

static int
folder(void)
{
	return open(scratch(), O_RDONLY | O_DIRECTORY);
}

static void
put_file(int dir, const char *name, const char *text, unsigned mode)
{
	file_place(dir, name, str_of(text), mode);
	ok(fchmodat(dir, name, mode, 0) == 0);
}

static double
cpu_seconds(void)
{
	struct rusage u;

	getrusage(RUSAGE_SELF, &u);
	return (double)(u.ru_utime.tv_sec + u.ru_stime.tv_sec) +
	    1e-6 * (double)(u.ru_utime.tv_usec + u.ru_stime.tv_usec);
}

TEST(there_and_back)
{
	struct seal s = keys(1);
	struct buf sealed = {0}, plain = {0};

	seal_put(&sealed, &s, PLACE, STR("Bakkerij De Dijk"));
	is_int(sealed.n, 16 + SEAL_EXTRA);
	is_int(sealed.p[0], 1);
	is_int(str_find_str(buf_all(&sealed), STR("Dijk")), sealed.n);
	ok(seal_get(&plain, &s, PLACE, buf_all(&sealed)));
	is_text(buf_all(&plain), "Bakkerij De Dijk");
	buf_free(&sealed);
	buf_free(&plain);
}

TEST(empty_is_sealed_too)
{
	struct seal s = keys(1);
	struct buf sealed = {0}, plain = {0};

	seal_put(&sealed, &s, PLACE, (struct str){0});
	is_int(sealed.n, SEAL_EXTRA);
	ok(seal_get(&plain, &s, PLACE, buf_all(&sealed)));
	is_int(plain.n, 0);
	ok(!seal_get(&plain, &s, PLACE, (struct str){0}));
	buf_free(&sealed);
	buf_free(&plain);
}

TEST(appends_and_leaves_alone_on_failure)
{
	struct seal s = keys(1);
	struct buf sealed = {0}, plain = {0};

	buf_str(&sealed, STR("x"));
	seal_put(&sealed, &s, PLACE, STR("y"));
	buf_str(&plain, STR("before "));
	ok(!seal_get(&plain, &s, PLACE, buf_all(&sealed)));
	is_text(buf_all(&plain), "before ");
	ok(seal_get(&plain, &s, PLACE, str_from(buf_all(&sealed), 1)));
	is_text(buf_all(&plain), "before y");
	buf_free(&sealed);
	buf_free(&plain);
}

TEST(sealing_again_changes_nothing)
{
	struct seal s = keys(1);
	struct buf a = {0}, b = {0}, other_text = {0}, other_place = {0};

	seal_put(&a, &s, PLACE, STR("same"));
	seal_put(&b, &s, PLACE, STR("same"));
	seal_put(&other_text, &s, PLACE, STR("sane"));
	seal_put(&other_place, &s, STR("organisation.name:43"), STR("same"));
	ok(str_eq(buf_all(&a), buf_all(&b)));
	ok(memcmp(a.p + 1, other_text.p + 1, 24) != 0);
	ok(memcmp(a.p + 1, other_place.p + 1, 24) != 0);
	buf_free(&a);
	buf_free(&b);
	buf_free(&other_text);
	buf_free(&other_place);
}

TEST(moved_to_another_row_or_key)
{
	struct seal s = keys(1), other = keys(2);
	struct buf sealed = {0}, plain = {0};

	seal_put(&sealed, &s, PLACE, STR("Bakkerij"));
	ok(!seal_get(
	    &plain, &s, STR("organisation.name:43"), buf_all(&sealed)));
	ok(!seal_get(&plain, &s, STR("organisation.kvk:42"), buf_all(&sealed)));
	ok(!seal_get(&plain, &other, PLACE, buf_all(&sealed)));
	is_int(plain.n, 0);
	buf_free(&sealed);
	buf_free(&plain);
}

TEST(every_bit_and_every_length_counts)
{
	struct seal s = keys(1);
	struct buf sealed = {0}, plain = {0};
	size_t opened = 0;

	seal_put(&sealed, &s, PLACE, STR("Bakkerij"));
	for (size_t bit = 0; bit < sealed.n * 8; bit++) {
		sealed.p[bit / 8] ^= (char)(1 << bit % 8);
		opened += seal_get(&plain, &s, PLACE, buf_all(&sealed));
		sealed.p[bit / 8] ^= (char)(1 << bit % 8);
	}
	for (size_t n = 0; n < sealed.n; n++)
		opened +=
		    seal_get(&plain, &s, PLACE, str_upto(buf_all(&sealed), n));
	is_int(opened, 0);
	ok(seal_get(&plain, &s, PLACE, buf_all(&sealed)));
	buf_free(&sealed);
	buf_free(&plain);
}

TEST(index_is_for_equality)
{
	struct seal s = keys(1), other = keys(2);
	unsigned char a[SEAL_INDEX], b[SEAL_INDEX];

	seal_index(a, &s, STR("organisation.kvk"), STR("90000001"));
	seal_index(b, &s, STR("organisation.kvk"), STR("90000001"));
	ok(memcmp(a, b, sizeof(a)) == 0);
	seal_index(b, &s, STR("organisation.kvk"), STR("90000002"));
	ok(memcmp(a, b, sizeof(a)) != 0);
	seal_index(b, &s, STR("contact.kvk"), STR("90000001"));
	ok(memcmp(a, b, sizeof(a)) != 0);
	seal_index(b, &other, STR("organisation.kvk"), STR("90000001"));
	ok(memcmp(a, b, sizeof(a)) != 0);
}

TEST(context_and_text_do_not_run_together)
{
	struct seal s = keys(1);
	unsigned char a[SEAL_INDEX], b[SEAL_INDEX];

	seal_index(a, &s, STR("claim:1"), STR("23"));
	seal_index(b, &s, STR("claim:12"), STR("3"));
	ok(memcmp(a, b, sizeof(a)) != 0);
	seal_index(b, &s, STR("claim:1"), STR("23"));
	ok(memcmp(a, b, sizeof(a)) == 0);
}

/* Keys of two purposes must never meet: every pair differs. */
TEST(five_keys_of_one_root)
{
	struct seal s = keys(1);
	const unsigned char *key[] = {
	    s.seal, s.nonce, s.index, s.chunk, s.fingerprint};
	size_t left = 0;

	for (size_t i = 0; i < 5; i++)
		for (size_t j = 0; j < i; j++)
			ok(memcmp(key[i], key[j], SEAL_KEY) != 0);
	seal_wipe(&s);
	for (size_t i = 0; i < 5; i++)
		for (size_t k = 0; k < SEAL_KEY; k++)
			left += key[i][k] != 0;
	is_int(left, 0);
}

/* The keys on disk must mean the same in every later version. */
TEST(keys_stay_what_they_are)
{
	struct seal s = keys(0);
	struct buf hex = {0};
	unsigned char f[SEAL_FINGERPRINT];

	buf_hex(&hex, s.seal, 8);
	is_text(buf_all(&hex), "d8d25e40b64802b1");
	buf_reset(&hex);
	seal_fingerprint(f, &s, STR("192.0.2.1"));
	buf_hex(&hex, f, sizeof(f));
	is_text(buf_all(&hex), "931029fc954316f41d4d36c49617");
	buf_reset(&hex);
	buf_hex(&hex, s.lasting, 8);
	is_text(buf_all(&hex), "3cd6239d88a71f49");
	buf_free(&hex);
}

/* Each root takes over from the one before it. */
static struct seal
next_of(const struct seal *s, unsigned char root_byte)
{
	struct seal n = keys(root_byte);
	struct buf past = {0};

	ok(seal_past_put(&past, s));
	ok(seal_past_take(&n, buf_all(&past)));
	buf_free(&past);
	return n;
}

TEST(a_new_root_makes_the_fingerprints_of_the_old_one_its_own)
{
	struct seal a = keys(1), b = next_of(&a, 2), c = next_of(&b, 3);
	struct seal stranger = keys(3);
	unsigned char at_a[SEAL_FINGERPRINT], at_c[SEAL_FINGERPRINT];
	unsigned char other[SEAL_FINGERPRINT];
	unsigned char mark_a[SEAL_INDEX], mark_c[SEAL_INDEX];
	struct str row = STR("192.0.2.1 443 tcp");

	seal_fingerprint(at_a, &a, row);
	seal_fingerprint(at_c, &c, row);
	ok(memcmp(at_a, at_c, sizeof(at_a)) != 0);
	seal_fingerprint_again(at_a, &b);
	seal_fingerprint_again(at_a, &c);
	ok(memcmp(at_a, at_c, sizeof(at_a)) == 0);

	/* nobody makes it with a part of the keys */
	seal_fingerprint(other, &stranger, row);
	ok(memcmp(other, at_c, sizeof(other)) != 0);
	seal_fingerprint(other, &b, row);
	ok(memcmp(other, at_c, sizeof(other)) != 0);

	/* what left the service is proved as before */
	seal_mark(mark_a, &a, STR("delivery.verp"), row);
	seal_mark(mark_c, &c, STR("delivery.verp"), row);
	ok(memcmp(mark_a, mark_c, sizeof(mark_a)) == 0);
	seal_mark(mark_c, &stranger, STR("delivery.verp"), row);
	ok(memcmp(mark_a, mark_c, sizeof(mark_a)) != 0);
}

TEST(a_past_has_a_length_and_an_end)
{
	struct seal s = keys(0);
	struct buf past = {0};
	static const char zeros[(SEAL_FORMER + 2) * SEAL_KEY + 1];

	for (int i = 1; i <= SEAL_FORMER; i++)
		s = next_of(&s, (unsigned char)i);
	is_int(s.n_former, SEAL_FORMER);
	ok(!seal_past_put(&past, &s));
	is_int(past.n, 0);
	ok(!seal_past_take(&s, str_make(zeros, SEAL_KEY)));
	ok(!seal_past_take(&s, str_make(zeros, 2 * SEAL_KEY - 1)));
	ok(!seal_past_take(&s, str_make(zeros, (SEAL_FORMER + 2) * SEAL_KEY)));
	ok(!seal_past_take(&s, (struct str){0}));
	is_int(s.n_former, SEAL_FORMER);
	buf_free(&past);
}

TEST(fingerprint_speed)
{
	struct seal s = keys(1);
	unsigned char f[SEAL_FINGERPRINT];
	char row[80] = "2026-11-03 04:05:06,192.0.2.1,443,tcp";
	double from = cpu_seconds();
	int n = 200000;

	for (int i = 0; i < n; i++) {
		row[79] = (char)i;
		seal_fingerprint(f, &s, str_make(row, sizeof(row)));
	}

	double ns = (cpu_seconds() - from) / n * 1e9;

	tap_note("fingerprint of 80 bytes: %.0f ns", ns);
	ok(ns < 20000); /* far off: only a lost build would be this slow */
}

TEST(key_is_made_once)
{
	int dir = folder();
	struct seal a, b;
	struct why w = {0};
	struct stat st;
	struct buf text = {0};

	is_int(seal_key_make(dir, "root"), OK);
	is_int(fstatat(dir, "root", &st, 0), 0);
	is_int(st.st_mode & 07777, 0600);
	is_int(file_slurp(dir, "root", 1000, &text), OK);
	is_int(text.n, 65);
	is_int(text.p[64], '\n');
	is_int(seal_key_read(dir, "root", &a, &w), OK);
	is_int(seal_key_make(dir, "root"), ERR_TAKEN);
	is_int(seal_key_read(dir, "root", &b, &w), OK);
	ok(memcmp(&a, &b, sizeof(a)) == 0);
	is_int(seal_key_make(dir, "other"), OK);
	is_int(seal_key_read(dir, "other", &b, &w), OK);
	ok(memcmp(&a, &b, sizeof(a)) != 0);
	buf_free(&text);
	close(dir);
}

TEST(key_of_text_is_that_root)
{
	int dir = folder();
	struct seal a, b = keys(0xab);
	struct why w = {0};

	put_file(dir, "k",
	    "AB010203000000000000000000000000"
	    "00000000000000000000000000000000",
	    0400);
	is_int(seal_key_read(dir, "k", &a, &w), OK);
	ok(memcmp(&a, &b, sizeof(a)) == 0);
	close(dir);
}

TEST(key_others_can_read)
{
	int dir = folder();
	const unsigned modes[] = {0640, 0604, 0620, 0602, 0610, 0601};

	is_int(seal_key_make(dir, "root"), OK);
	for (size_t i = 0; i < sizeof(modes) / sizeof(modes[0]); i++) {
		struct seal s;
		struct why w = {0};

		is_int(fchmodat(dir, "root", modes[i], 0), 0);
		is_int(seal_key_read(dir, "root", &s, &w), ERR_REFUSED);
		ok(str_ends(str_of(w.rule), STR(": chmod 600 root")));
		is_text(w.file, "root");
	}
	close(dir);
}

static void
not_a_key(int dir, const char *text)
{
	struct seal s;
	struct why w = {0};

	put_file(dir, "bad", text, 0600);
	is_int(seal_key_read(dir, "bad", &s, &w), ERR_SYNTAX);
	is_text(str_of(w.rule),
	    "is no key: expected 64 hex digits on one line; put it back from a "
	    "backup");
}

TEST(files_that_are_no_key)
{
	int dir = folder();
	struct seal s;
	struct why w = {0};

	not_a_key(dir, "");
	not_a_key(dir, "\n");
	not_a_key(dir,
	    "ab010203000000000000000000000000"
	    "0000000000000000000000000000000\n"); /* one short */
	not_a_key(dir,
	    "ab010203000000000000000000000000"
	    "000000000000000000000000000000000"); /* one long */
	not_a_key(dir,
	    "ab010203000000000000000000000000"
	    "00000000000000000000000000000000\n\n");
	not_a_key(dir,
	    "ab01020300000000000000000000000g"
	    "00000000000000000000000000000000\n");
	is_int(seal_key_read(dir, "none", &s, &w), ERR_ABSENT);
	is_text(
	    str_of(w.rule), "the key is not there; put it back from a backup");
	close(dir);
}

TEST(folders_and_pipes_are_no_key)
{
	int dir = folder();
	struct seal s;
	struct why w = {0};

	is_int(mkdirat(dir, "d", 0700), 0);
	is_int(seal_key_read(dir, "d", &s, &w), ERR_REFUSED);
	w = (struct why){0};
	is_int(mkfifoat(dir, "p", 0600), 0);
	is_int(seal_key_read(dir, "p", &s, &w), ERR_REFUSED);
	is_text(str_of(w.rule), "is no plain file; a key is a file of its own");
	close(dir);
}
