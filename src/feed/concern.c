/* concern: which raw rows are about one company */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "feed/concern.h"

#include <stdlib.h>

#include "base/time.h"
#include "evidence/chunk.h"
#include "evidence/vault.h"
#include "match/claim.h"
#include "store/claim.sql.h"
#include "store/erasure.sql.h"
#include "store/organisation.sql.h"

/* What they are known by. */

static bool
asset_of(struct store *s, struct arena *a,
    const struct claim_of_organisation_row *row, struct concern_asset *out)
{
	struct asset asset;
	struct why w;
	bool counts = row->state == CLAIM_PROVEN ||
	    row->state == CLAIM_ENTERED || row->state == CLAIM_GRACE;

	*out = (struct concern_asset){
	    .from = row->valid_from, .until = row->valid_until};
	if (!counts ||
	    asset_read(
		store_open(s, a, "claim.value", row->id, row->value_sealed),
		&asset, &w) != OK)
		return false;
	if (asset.kind == CLAIM_PREFIX && row->nature == NATURE_FIXED)
		out->prefix = asset.prefix;
	else if (asset.kind == CLAIM_DOMAIN)
		out->domain = arena_str(a, domain_str(&asset.domain));
	else
		return false;
	return true;
}

static void
assets_load(struct concern *c, struct store *s, struct arena *a, int64_t id)
{
	struct sql_cursor cursor;
	struct claim_of_organisation_row row;
	struct concern_asset asset;
	struct buf b = {0};

	claim_of_organisation(s->db, id, &cursor);
	while (claim_of_organisation_next(&cursor, &row))
		if (asset_of(s, a, &row, &asset))
			buf_put(&b, &asset, sizeof(asset));
	c->assets = b.n / sizeof(asset);
	c->asset = arena_keep(a, &b);
}

static void
word_put(struct buf *b, struct str word)
{
	if (word.n >= CONCERN_WORD_LEAST)
		buf_put(b, &word, sizeof(word));
}

static void
words_load(struct concern *c, struct store *s, struct arena *a, int64_t id)
{
	struct organisation_get_row o;
	struct sql_cursor cursor;
	struct erasure_contacts_row row;
	struct buf b = {0};

	if (!organisation_get(s->db, id, &o))
		die("organisation %lld is not there", (long long)id);
	word_put(&b, store_open(s, a, "organisation.name", id, o.name_sealed));
	if (o.kvk_sealed.n > 0)
		word_put(
		    &b, store_open(s, a, "organisation.kvk", id, o.kvk_sealed));
	erasure_contacts(s->db, id, &cursor);
	while (erasure_contacts_next(&cursor, &row))
		word_put(&b,
		    store_open(
			s, a, "contact.value", row.id, row.value_sealed));
	c->words = b.n / sizeof(struct str);
	c->word = arena_keep(a, &b);
}

static int
by_place(const void *a, const void *b)
{
	const struct concern_place *x = a, *y = b;

	if (x->seq != y->seq)
		return x->seq < y->seq ? -1 : 1;
	return (x->row > y->row) - (x->row < y->row);
}

static void
places_load(struct concern *c, struct store *s, struct arena *a, int64_t id)
{
	struct sql_cursor cursor;
	struct erasure_places_row row;
	struct buf b = {0};

	erasure_places(s->db, id, &cursor);
	while (erasure_places_next(&cursor, &row)) {
		struct concern_place p = {row.ledger, (uint32_t)row.row};
		buf_put(&b, &p, sizeof(p));
	}
	c->places = b.n / sizeof(struct concern_place);
	c->place = arena_keep(a, &b);
	if (c->places > 0)
		qsort(c->place, c->places, sizeof(*c->place), by_place);
}

void
concern_load(
    struct concern *c, struct store *s, struct arena *a, int64_t organisation)
{
	*c = (struct concern){0};
	assets_load(c, s, a, organisation);
	words_load(c, s, a, organisation);
	places_load(c, s, a, organisation);
}

/* A row, word by word. */

static bool
in_time(const struct concern_asset *a, int64_t day)
{
	int64_t begin = day * DAY;

	return (a->from == SQL_NULL_I64 || a->from < begin + DAY) &&
	    (a->until == SQL_NULL_I64 || a->until > begin);
}

static bool
below(struct str host, struct str domain)
{
	return host.n >= domain.n &&
	    str_eq_nocase(str_from(host, host.n - domain.n), domain) &&
	    (host.n == domain.n || host.p[host.n - domain.n - 1] == '.' ||
		host.p[host.n - domain.n - 1] == '@');
}

/* "192.0.2.1", "192.0.2.1:443", "2001:db8::1" */
static bool
address_of(struct str word, struct address *a)
{
	size_t colon = str_find(word, ':');

	if (str_find(word, '.') == word.n && colon == word.n)
		return false;
	return address_read(word, a) || address_read(str_upto(word, colon), a);
}

static bool
asset_holds(const struct concern *c, struct str host, const struct address *a,
    int64_t day)
{
	for (size_t i = 0; i < c->assets; i++) {
		const struct concern_asset *asset = &c->asset[i];
		bool is = asset->domain.n > 0
		    ? below(host, asset->domain)
		    : a != NULL && prefix_holds(&asset->prefix, a);
		if (is && in_time(asset, day))
			return true;
	}
	return false;
}

/* A name in the letters of its own country too ("müller.example"). */
static bool
word_names(const struct concern *c, struct str word, int64_t day)
{
	struct address a;
	struct domain d;
	struct why w;

	while (word.n > 0 && word.p[word.n - 1] == '.')
		word.n--;
	if (asset_holds(c, word, address_of(word, &a) ? &a : NULL, day))
		return true;
	for (size_t i = 0; i < word.n; i++)
		if ((unsigned char)word.p[i] >= 0x80)
			return domain_read(word, &d, &w) == OK &&
			    asset_holds(c, domain_str(&d), NULL, day);
	return false;
}

static bool
is_word(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	    (c >= '0' && c <= '9') || (unsigned char)c >= 0x80 || c == '.' ||
	    c == ':' || c == '-' || c == '_' || c == '@';
}

static bool
says(struct str row, struct str word)
{
	for (size_t i = 0; i + word.n <= row.n; i++)
		if (str_eq_nocase(str_upto(str_from(row, i), word.n), word))
			return true;
	return false;
}

/*
 * True when a row of a report of that day names the company: an address in a
 * fixed prefix of theirs, a host or mailbox at or below a domain of theirs
 * (of any nature), a mail address, KvK number or name. Pending and disputed
 * assets count for nothing: they are somebody else's.
 */
static bool
is_named(const struct concern *c, struct str row, int64_t day)
{
	for (size_t i = 0; i < row.n;) {
		size_t n = 0;
		while (i + n < row.n && is_word(row.p[i + n]))
			n++;
		if (n > 0 && word_names(c, str_make(row.p + i, n), day))
			return true;
		i += n + 1;
	}
	for (size_t i = 0; i < c->words; i++)
		if (says(row, c->word[i]))
			return true;
	return false;
}

/* All chunks. */

static bool
is_place(const struct concern *c, int64_t seq, uint32_t row)
{
	struct concern_place key = {seq, row};

	return c->places > 0 &&
	    bsearch(&key, c->place, c->places, sizeof(key), by_place) != NULL;
}

static enum err
rows_find(struct store *s, const struct concern *c,
    const struct concern_chunk *chunk, struct buf *index, struct why *w)
{
	struct chunk_reader r;
	struct chunk_row row;
	enum err e = chunk_open(&r, s->seal, chunk->bytes, w);

	while (e == OK && chunk_next(&r, &row))
		if (!row.erased &&
		    (is_place(c, chunk->seq, row.index) ||
			is_named(c, row.bytes, chunk->day)))
			buf_put(index, &row.index, sizeof(row.index));
	if (e == OK && chunk_reader_why(&r)->err != OK) {
		*w = *chunk_reader_why(&r);
		e = w->err;
	}
	chunk_close(&r);
	return e;
}

static struct concern_chunk *
chunks_list(struct store *s, struct arena *a, size_t *n)
{
	struct sql_cursor cursor;
	struct erasure_chunks_row row;
	struct buf b = {0};

	erasure_chunks(s->db, &cursor);
	while (erasure_chunks_next(&cursor, &row)) {
		struct concern_chunk chunk = {.seq = row.seq,
		    .file = arena_str(a, row.file),
		    .report = arena_str(a, row.name),
		    .day = row.day_int};
		buf_put(&b, &chunk, sizeof(chunk));
	}
	*n = b.n / sizeof(struct concern_chunk);
	return arena_keep(a, &b);
}

enum err
concern_each(struct store *s, int folder, const struct concern *c,
    enum err (*with)(void *, const struct concern_chunk *, struct why *),
    void *ctx, struct why *w)
{
	struct buf file = {0}, index = {0};
	struct arena a;
	size_t n;
	enum err first = OK;

	arena_init(&a, 0);

	struct concern_chunk *chunk = chunks_list(s, &a, &n);

	for (size_t i = 0; i < n; i++) {
		struct why one = {0};
		buf_reset(&file);
		buf_reset(&index);
		enum err e = vault_get(folder, chunk[i].file, &file);
		chunk[i].bytes = buf_all(&file);
		if (e != OK)
			why_set(&one, e, "the file cannot be read");
		else
			e = rows_find(s, c, &chunk[i], &index, &one);
		chunk[i].index = (const uint32_t *)(const void *)index.p;
		chunk[i].n = index.n / sizeof(uint32_t);
		if (e == OK && chunk[i].n > 0)
			e = with(ctx, &chunk[i], &one);
		if (e != OK && first == OK) {
			first = why_set(w, e,
			    "%.*s: %s; `dijkwacht evidence verify` tells more",
			    STR_ARG(chunk[i].file), one.rule);
		}
	}
	arena_free(&a);
	buf_free(&file);
	buf_free(&index);
	return first;
}
