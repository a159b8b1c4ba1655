/* demo_world: made-up companies and a month of what is seen of them */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef RUN_DEMO_WORLD_H
#define RUN_DEMO_WORLD_H

#include "base/arena.h"
#include "base/buf.h"

enum {
	DEMO_DAYS = 30,
	DEMO_COMPANIES = 200,
	DEMO_SYSTEMS_MAX = 1024,
	DEMO_HOST = 1,
	DEMO_NEVER = DEMO_DAYS + 1, /* a day that does not come */
};

/* Rows that are wrong on purpose, over the whole month. */
enum { DEMO_BAD_ROWS = 4, DEMO_SPECIAL_ROWS = 2 };

/* What is found on the internet; mostly of a company. */
struct demo_system {
	const struct demo_company *owner; /* NULL: of nobody here */
	size_t type;			  /* demo_type() */
	struct str address, hostname, mail;
	uint32_t asn;
	bool critical;
	/* Seen on the report days from..until-1 and again..gone-1; from < 0
	 * was there before the service began. */
	int from, until, again, gone;
	uint64_t seed; /* for what else its rows say */
};

struct demo_company {
	struct str name, domain, mail, sector;
	struct str assets; /* separated by blanks */
	struct str naics;
	const char *language, *rhythm;
	unsigned kvk; /* below 10000: "0000...." is given to nobody */
	uint32_t v4;  /* first address of its own, or 0 */
	unsigned v4_count;
	unsigned v6;  /* 2001:db8:V6::/48, or 0 */
	uint32_t asn; /* its own, or 0 */
};

/* Names and addresses are of those reserved for documentation: .example,
 * RFC 5737, RFC 3849, RFC 5398. */
struct demo_world {
	struct demo_company company[DEMO_COMPANIES];
	struct demo_system system[DEMO_SYSTEMS_MAX];
	size_t n_systems;
};

/* The same world every time; texts live in a. */
void demo_world_make(struct demo_world *w, struct arena *a);
/* A range of company[DEMO_HOST] with many parties on each address. */
#define DEMO_SHARED "203.0.113.0/26"
/* The companies as a list that `organisation import` reads. */
void demo_companies_put(struct buf *b, const struct demo_world *w);

/* The report types of the world, as Shadowserver names them. */
extern const size_t demo_types;
const char *demo_type(size_t type);
/* How many systems of a type there are with an owner here, and without. */
unsigned demo_type_owned(size_t type);
unsigned demo_type_foreign(size_t type);
/* Where systems of this type are found. */
bool demo_type_is_v6(size_t type);
bool demo_type_is_web(size_t type);	/* by name too */
bool demo_type_is_account(size_t type); /* by mail address only */

/* Whether s is in the report of day 0..DEMO_DAYS-1. */
bool demo_seen(const struct demo_system *s, int day);
/*
 * The report of a type and day, whose date is given; false when that feed
 * failed and there is none. A day without rows gives a report without rows.
 */
bool demo_report_put(struct buf *b, const struct demo_world *w, size_t type,
    int day, int32_t date);
/* The report that is delivered once more on the next day. */
bool demo_report_twice(size_t type, int day);

/* Numbers that look like chance and are the same every time. */
struct demo_chance {
	uint64_t state;
};
/* 0..n-1; n > 0. */
unsigned demo_draw(struct demo_chance *c, unsigned n);

#endif
