/* prefix_mmdb: the same prefixes in a MaxMind DB file, read by libmaxminddb */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "bench/prefix_mmdb.h"

#include <fcntl.h>
#include <maxminddb.h>
#include <netinet/in.h>
#include <string.h>

#include "base/arena.h"
#include "base/file.h"

/* As the file wants it: one tree of 128 bits, IPv4 in ::/96. */
enum { NODES_MAX = 12 << 20, LEAF = INT32_MIN, DATA_BYTES = 9, GAP = 16 };

static uint32_t (*node)[2]; /* 0: nothing, top bit: a value, else a node */
static uint32_t nodes = 1;
static MMDB_s db;

static void
tree_add(const struct prefix_entry *e)
{
	uint8_t bits[16] = {0};
	unsigned shift = e->prefix.a.kind == 4 ? 12 : 0;
	unsigned length = e->prefix.length + shift * 8;
	uint32_t at = 0;

	memcpy(bits + shift, e->prefix.a.b, 16 - shift);
	for (unsigned i = 0; i < length; i++) {
		uint32_t *to = &node[at][bits[i / 8] >> (7 - i % 8) & 1];
		if (i == length - 1) {
			*to = (uint32_t)LEAF | e->value;
			return;
		}
		if (*to == 0 || *to >> 31) {
			if (nodes == NODES_MAX)
				die("more than %d nodes", NODES_MAX);
			node[nodes][0] = node[nodes][1] = *to;
			*to = nodes++;
		}
		at = *to;
	}
}

static void
put32(struct buf *b, uint32_t v)
{
	const uint8_t bytes[] = {(uint8_t)(v >> 24), (uint8_t)(v >> 16),
	    (uint8_t)(v >> 8), (uint8_t)v};

	buf_put(b, bytes, sizeof(bytes));
}

static void
put_key(struct buf *b, const char *z)
{
	buf_char(b, (char)(0x40 | strlen(z)));
	buf_str(b, str_of(z));
}

static void
put_record(struct buf *b, uint32_t child)
{
	if (child == 0)
		put32(b, nodes);
	else if (child >> 31)
		put32(b, nodes + GAP + (child & INT32_MAX) * DATA_BYTES);
	else
		put32(b, child);
}

static void
put_metadata(struct buf *b)
{
	buf_str(b, STR("\xab\xcd\xefMaxMind.com\xe9"));
	put_key(b, "binary_format_major_version");
	buf_str(b, STR("\xa1\x02"));
	put_key(b, "binary_format_minor_version");
	buf_str(b, STR("\xa0"));
	put_key(b, "build_epoch");
	buf_str(b, STR("\x04\x02"));
	put32(b, 1768003200);
	put_key(b, "database_type");
	put_key(b, "bench");
	put_key(b, "description");
	buf_str(b, STR("\xe0"));
	put_key(b, "ip_version");
	buf_str(b, STR("\xa1\x06"));
	put_key(b, "languages");
	buf_str(b, STR("\x00\x04"));
	put_key(b, "node_count");
	buf_str(b, STR("\xc4"));
	put32(b, nodes);
	put_key(b, "record_size");
	buf_str(b, STR("\xa1\x20"));
}

void
mmdb_make(const char *path, const struct prefix_entry *e, size_t n)
{
	struct arena a;
	struct buf b = {0};

	arena_init(&a, 0);
	node = arena_take(&a, sizeof(*node) * NODES_MAX);
	for (size_t i = 0; i < n; i++)
		tree_add(&e[i]);
	for (uint32_t i = 0; i < nodes; i++) {
		put_record(&b, node[i][0]);
		put_record(&b, node[i][1]);
	}
	buf_str(&b, STR("\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"));
	for (uint32_t i = 0; i < n; i++) {
		buf_str(&b, STR("\xe1"));
		put_key(&b, "id");
		buf_str(&b, STR("\xc4"));
		put32(&b, i);
	}
	put_metadata(&b);
	file_place(AT_FDCWD, path, buf_all(&b), 0600);
	buf_free(&b);
	arena_free(&a);

	int rc = MMDB_open(path, MMDB_MODE_MMAP, &db);

	if (rc != MMDB_SUCCESS)
		die("%s: %s", path, MMDB_strerror(rc));
}

static MMDB_lookup_result_s
look_up(const struct address *a)
{
	struct sockaddr_in four = {.sin_family = AF_INET};
	struct sockaddr_in6 six = {.sin6_family = AF_INET6};
	struct sockaddr sa;
	int rc;

	if (a->kind == 6) {
		memcpy(&six.sin6_addr, a->b, 16);
		return MMDB_lookup_sockaddr(
		    &db, (const struct sockaddr *)(const void *)&six, &rc);
	}
	memcpy(&four.sin_addr, a->b, 4);
	memcpy(&sa, &four, sizeof(sa));
	return MMDB_lookup_sockaddr(&db, &sa, &rc);
}

uint32_t
mmdb_find(const struct address *a)
{
	MMDB_lookup_result_s found = look_up(a);
	MMDB_entry_data_s data;

	if (!found.found_entry ||
	    MMDB_get_value(&found.entry, &data, "id", (char *)NULL) !=
		MMDB_SUCCESS)
		return UINT32_MAX;
	return data.uint32;
}
