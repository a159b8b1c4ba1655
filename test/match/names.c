/* tests of match/names */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "match/names.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/buf.h"
#include "test/tap.h"

static const uint8_t key[NAME_KEY_BYTES] = "a key of tests..";

static struct domain
domain_of(struct str s)
{
	struct domain d;

	if (!ok(domain_read(s, &d, NULL) == OK))
		tap_note("name: %.*s", STR_ARG(s));
	return d;
}

/* "value value ..." of all names the host lies below, the longest first. */
static void
found_put(const struct name_index *x, struct str host, struct buf *b)
{
	struct domain d = domain_of(host);

	for (uint32_t i = name_index_find(x, &d); i != NAME_NONE;
	     i = name_index_next(x, i))
		buf_fmt(
		    b, "%s%u", b->n == 0 ? "" : " ", name_index_value(x, i));
}

static void
found(const struct name_index *x, const char *host, const char *want)
{
	struct buf b = {0};

	found_put(x, str_of(host), &b);
	if (!is_text(buf_all(&b), want))
		tap_note("host: %s", host);
	buf_free(&b);
}

TEST(empty)
{
	struct name_index *x = name_index_build(NULL, 0, NULL);

	found(x, "bakker.example", "");
	name_index_free(x);
	name_index_free(NULL);
}

TEST(suffixes)
{
	const struct name_entry e[] = {
	    {STR("bakker.example"), 1},
	    {STR("www.bakker.example"), 2},
	    {STR("slager.example"), 3},
	    {STR("bakker.example"), 4},
	    {STR("a.b.c.d.bakker.example"), 5},
	    {STR("bakker.example"), 1},
	    {STR("xn--bcher-kva.example"), 6},
	};
	struct name_index *x = name_index_build(e, 7, key);

	found(x, "bakker.example", "1 4 1");
	found(x, "BAKKER.example.", "1 4 1");
	found(x, "www.bakker.example", "2 1 4 1");
	found(x, "x.www.bakker.example", "2 1 4 1");
	found(x, "mail.bakker.example", "1 4 1");
	found(x, "b.c.d.bakker.example", "1 4 1");
	found(x, "z.a.b.c.d.bakker.example", "5 1 4 1");
	found(x, "z.y.x.w.v.u.slager.example", "3");
	found(x,
	    "b\xc3\xbc"
	    "cher.example",
	    "6");
	found(x, "example", "");
	found(x, "debakker.example", ""); /* not at a label boundary */
	found(x, "bakker.example.nl", "");
	found(x, "wwwbakker.example", "");
	found(x, "akker.example", "");

	struct domain d = domain_of(STR("x.www.bakker.example"));

	is_text(
	    name_index_name(x, name_index_find(x, &d)), "www.bakker.example");
	ok(name_index_bytes(x) > 0);
	name_index_free(x);
}

/* One with Cyrillic a: what is claimed is not what it looks like. */
TEST(homograph)
{
	const struct name_entry e[] = {{STR("paypal.example"), 1}};
	struct name_index *x = name_index_build(e, 1, key);

	found(x, "paypal.example", "1");
	found(x, "p\xd0\xb0ypal.example", "");
	name_index_free(x);
}

/* The longest names there are, and as many labels as fit. */
TEST(longest)
{
	struct buf b = {0};

	for (int i = 0; i < 126; i++)
		buf_str(&b, STR("a."));
	buf_str(&b, STR("e"));
	is_int(b.n, 253);

	const struct name_entry e[] = {
	    {buf_all(&b), 1}, {STR("a.e"), 2}, {STR("e"), 3}};
	struct name_index *x = name_index_build(e, 3, NULL);

	found(x, buf_cstr(&b), "1 2 3");
	found(x, "b.a.e", "2 3");
	found(x, "b.e", "3");
	found(x, "b", "");
	name_index_free(x);
	buf_free(&b);
}

/* The answer never hangs on the key. */
TEST(keys)
{
	const struct name_entry e[] = {
	    {STR("bakker.example"), 1}, {STR("www.bakker.example"), 2}};

	for (int i = 0; i < 50; i++) {
		struct name_index *x = name_index_build(e, 2, NULL);
		found(x, "www.bakker.example", "2 1");
		name_index_free(x);
	}
}

static uint32_t
draw(void)
{
	static uint64_t seed = 20260110;

	seed = seed * 6364136223846793005u + 1442695040888963407u;
	return (uint32_t)(seed >> 33);
}

/* Few different labels, so that names lie below each other and repeat. */
static struct str
random_name(struct arena *a)
{
	static const char *const labels[] = {
	    "www.", "a.", "bb.", "xn--bcher-kva.", "_x.", "www2."};
	struct buf b = {0};
	struct str s;

	for (uint32_t n = draw() % 6; n > 0; n--)
		buf_str(&b, str_of(labels[draw() % 6]));
	buf_str(&b, draw() % 2 ? STR("bakker.example") : STR("example"));
	s = arena_str(a, buf_all(&b));
	buf_free(&b);
	return s;
}

/* By looking at each: the longest first, then as given. */
static void
scan_put(const struct name_entry *e, size_t n, const struct domain *host,
    struct buf *b)
{
	for (size_t length = host->n; length > 0; length--)
		for (size_t i = 0; i < n; i++)
			if (e[i].name.n == length &&
			    domain_below(host, e[i].name))
				buf_fmt(b, "%s%u", b->n == 0 ? "" : " ",
				    e[i].value);
}

TEST(beside_scan)
{
	struct name_entry e[300];
	struct arena a;
	size_t bytes = 0;

	arena_init(&a, 0);
	for (uint32_t i = 0; i < 300; i++)
		e[i] = (struct name_entry){random_name(&a), i};

	struct name_index *x = name_index_build(e, 300, key);

	for (int i = 0; i < 5000; i++) {
		struct str host = random_name(&a);
		struct domain d = domain_of(host);
		struct buf got = {0}, want = {0};
		found_put(x, host, &got);
		scan_put(e, 300, &d, &want);
		if (!is_str(buf_all(&got), buf_all(&want)))
			tap_note("host: %.*s", STR_ARG(host));
		bytes += got.n;
		buf_free(&got);
		buf_free(&want);
	}
	ok(bytes > 5000);
	name_index_free(x);
	arena_free(&a);
}

TEST(many)
{
	enum { MANY = 100000 };
	struct arena a;

	arena_init(&a, 0);

	struct name_entry *e = ARENA_NEW(&a, struct name_entry, MANY);

	for (uint32_t i = 0; i < MANY; i++) {
		char text[32];
		int n = snprintf(text, sizeof(text), "c%u.example", i);
		e[i].name = arena_str(&a, str_make(text, (size_t)n));
		e[i].value = i;
	}

	struct name_index *x = name_index_build(e, MANY, NULL);

	found(x, "www.c0.example", "0");
	found(x, "www.c99999.example", "99999");
	found(x, "www.c100000.example", "");
	tap_note("%zu bytes for %d names", name_index_bytes(x), MANY);
	ok(name_index_bytes(x) < MANY * (size_t)80);
	name_index_free(x);
	arena_free(&a);
}
