/* identify: rows a second through the ladder, with companies and registries */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "match/identify.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/file.h"
#include "bench/child.h"
#include "bench/generate.h"
#include "bench/side.h"
#include "run/service.h"

enum {
	COMPANIES = 100000,
	PREFIXES = 1000000, /* of the registry */
	NETWORKS = 60000,   /* AS numbers; every other has an abuse mailbox */
	ROWS = 1 << 20,
	ROUNDS = 7,
	ROOM = 256,
	SEEN = 1768046400,
};

static char folder[] = "/tmp/dijkwacht-bench.XXXXXX";
static struct service service;
static const struct owners *own;
static struct registry *public;
static struct sighting *row;
static uint64_t seed = 20261122;
static size_t owned, relayed;

static uint64_t
draw(void)
{
	uint64_t z = seed += 0x9e3779b97f4a7c15u;

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
	return z ^ (z >> 31);
}

/* Lengths as in a full table, roughly: most are /24. */
static unsigned
draw_length(void)
{
	uint64_t r = draw() % 10;

	return r < 6 ? 24
	    : r < 9  ? 20 + (unsigned)(draw() % 4)
		     : 12 + (unsigned)(draw() % 8);
}

static void
place(const char *name, struct buf *b)
{
	char path[ROOM];

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	file_place(AT_FDCWD, path, buf_all(b), 0600);
	buf_reset(b);
}

/* A table of prefixes, and one of who holds the AS numbers. */
static void
registries_make(void)
{
	struct buf b = {0};

	for (size_t i = 0; i < PREFIXES; i++) {
		unsigned length = draw_length();
		uint32_t a = (uint32_t)draw() % 0xdf000000u + 0x01000000u;
		a &= ~0u << (32 - length);
		buf_fmt(&b, "%u.%u.%u.%u/%u\t%u\n", a >> 24, a >> 16 & 255,
		    a >> 8 & 255, a & 255, length,
		    100000 + (unsigned)(draw() % NETWORKS));
	}
	place("routes.dat", &b);
	for (unsigned i = 0; i < NETWORKS; i++) {
		buf_fmt(&b, "aut-num: AS%u\nas-name: NET-%u\n", 100000 + i, i);
		if (i % 2 == 0)
			buf_fmt(&b, "org: ORG-%u\n", i);
		buf_char(&b, '\n');
	}
	place("aut-num", &b);
	for (unsigned i = 0; i < NETWORKS; i += 2)
		buf_fmt(&b,
		    "organisation: ORG-%u\norg-name: Org %u\n"
		    "abuse-mailbox: abuse@net%u.example\n\n",
		    i, i, i);
	place("organisation", &b);
	buf_free(&b);
}

static void
rows_make(struct arena *a)
{
	row = ARENA_NEW(a, struct sighting, ROWS);
	for (size_t i = 0; i < ROWS; i++) {
		uint32_t at = (uint32_t)draw();
		row[i] = (struct sighting){.address.kind = 4, .seen = SEEN};
		for (int k = 3; k >= 0; k--, at >>= 8)
			row[i].address.b[k] = (uint8_t)at;
		if (i % 3 == 0) /* where the companies' prefixes are */
			row[i].address.b[0] = GENERATE_NETWORK;
		if (i % 4 == 0)
			row[i].hostname = STR("host-17.pool.provider.example");
	}
}

static double
identify_run(void *with)
{
	double from = side_now();
	struct identity who;

	(void)with;
	owned = 0;
	for (size_t i = 0; i < ROWS; i++)
		owned += identify(own, &row[i], &who) == UNOWNED_NOT;
	return side_now() - from;
}

static double
ladder_run(void *with)
{
	double from = side_now();
	struct identity who;
	struct relay relay;

	(void)with;
	owned = relayed = 0;
	for (size_t i = 0; i < ROWS; i++)
		if (identify(own, &row[i], &who) == UNOWNED_NOT)
			owned++;
		else
			relayed += relay_find(own, public, &row[i], &relay);
	return side_now() - from;
}

static void
registry_enter(const char *path, const char *name)
{
	char file[ROOM];
	const char *import[] = {
	    DIJKWACHT, "registry", "import", "--folder", path, file, NULL};

	snprintf(file, sizeof(file), "%s/%s", folder, name);

	struct child_used u = child_need(import, NULL);

	printf("  %-14s read in %6.2f s, most memory of a process %ld MiB\n",
	    name, u.seconds, u.peak >> 10);
}

static void
service_fill(const char *path)
{
	char list[ROOM];
	const char *init[] = {DIJKWACHT, "init", "--folder", path, NULL};
	const char *companies[] = {
	    DIJKWACHT, "organisation", "import", "--folder", path, list, NULL};

	snprintf(list, sizeof(list), "%s/%s", folder, GENERATE_COMPANIES);
	generate_companies(list, COMPANIES, COMPANIES);
	registries_make();
	child_need(init, NULL);
	child_need(companies, NULL);
	registry_enter(path, "routes.dat");
	registry_enter(path, "routes.dat"); /* in the older one's place */
	registry_enter(path, "aut-num");
	registry_enter(path, "organisation");
}

static void
service_load(const char *path)
{
	struct why w = {0};
	double from = side_now(), claims;

	if (service_open(&service, path, SERVICE_READ, &w) != OK)
		die("%s", w.rule);
	own = service_owners(&service);
	claims = side_now();
	public = service_registry(&service);
	printf(
	    "  %zu claims in memory after %.3f s, %zu prefixes after another "
	    "%.3f s: %.2f bytes each, all told\n",
	    owners_count(own), claims - from, registry_count(public),
	    side_now() - claims,
	    (double)registry_bytes(public) / (double)registry_count(public));
}

int
main(void)
{
	char path[ROOM];
	const char *clear[] = {"rm", "-rf", folder, NULL};
	struct side sides[] = {
	    {.name = "claims only", .run = identify_run},
	    {.name = "claims, registry, network", .run = ladder_run},
	};
	struct arena a;

	side_machine();
	if (mkdtemp(folder) == NULL)
		die_errno("no folder");
	snprintf(path, sizeof(path), "%s/service", folder);
	printf("\n%d companies, %d registered prefixes of %d networks\n",
	    COMPANIES, PREFIXES, NETWORKS);
	service_fill(path);
	service_load(path);
	arena_init(&a, 0);
	rows_make(&a);
	double cold = ladder_run(NULL);
	printf("  %d rows: %zu of a company, %zu of a network; the first time "
	       "%.0f thousand a second\n\n",
	    ROWS, owned, relayed, ROWS / cold / 1e3);
	sides_run(sides, 2, ROUNDS);
	sides_print(sides, 2, ROWS / 1e3, "thousand rows");
	service_close(&service);
	arena_free(&a);
	child_need(clear, NULL);
	return 0;
}
