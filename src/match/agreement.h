/* agreement: who was appointed to look after a company, and what it is in */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef MATCH_AGREEMENT_H
#define MATCH_AGREEMENT_H

#include "base/err.h"
#include "store/store.h"

/* Kept in agreement.kind: never renumber. */
enum agreement_kind {
	AGREEMENT_NONE,
	AGREEMENT_APPOINTMENT, /* its provider receives its warnings */
	AGREEMENT_MEMBERSHIP,  /* a cooperative receives figures of it */
	AGREEMENT_KIND_COUNT,
};

/* What the party does with what it hears (GDPR art. 4(7), 4(8)); kept in
 * agreement.role: never renumber. */
enum agreement_role {
	AGREEMENT_ROLE_NONE,
	AGREEMENT_CONTROLLER,
	AGREEMENT_PROCESSOR,
	AGREEMENT_ROLE_COUNT,
};

/* What a cooperative hears of a member; kept in agreement.scope: never
 * renumber. */
enum scope {
	SCOPE_NONE,
	SCOPE_COUNTS, /* how many, among others */
	SCOPE_TOPICS, /* of which kinds, among others */
	SCOPE_DETAIL, /* the same by name */
	SCOPE_COUNT,
};

/* Who is told first; kept in agreement.route: never renumber. */
enum route {
	ROUTE_NONE,
	ROUTE_PROVIDER_FIRST, /* the owner when it stays, hours later */
	ROUTE_BOTH,	      /* at once */
	ROUTE_OWNER_ONLY,     /* the provider never */
	ROUTE_COUNT,
};

enum {
	ROUTE_HOURS = 72, /* preset */
	ROUTE_HOURS_MAX = 90 * 24,
	AGREEMENT_DAYS = 365,	  /* preset */
	AGREEMENT_SOON_DAYS = 30, /* an end nearer than this is told */
	AGREEMENT_TEXT_MAX = 200, /* bytes of a proof, or name of a text */
};

struct routing {
	enum route route;
	int64_t hours; /* with ROUTE_PROVIDER_FIRST, else 0 */
};

/* As it was agreed. Texts are of one line, and may be absent. */
struct agreement {
	enum agreement_kind kind;
	int64_t organisation, party;
	enum agreement_role role;
	enum scope scope;		  /* of a membership */
	struct routing routing, critical; /* of an appointment */
	int64_t from, until;
	struct str proof, text_version;
};

/* As somebody wrote it; absent: as it is preset. */
struct agreement_said {
	struct str kind, role, scope, route, critical, from, until, text, proof;
};

/*
 * Reads all but the parties. An appointment from now, for a year, that has the
 * provider told first and of what is critical both, is what is preset. ERR_*:
 * w names what was said and what is expected: "route: both, ...".
 */
enum err agreement_read(const struct agreement_said *said, int64_t now,
    struct agreement *g, struct why *w) MUST_CHECK;

/*
 * Keeps it; *ref (from a) names it. ERR_REFUSED: with itself, or over already;
 * ERR_TAKEN: there is one like it that is not over, named in w. In a
 * transaction.
 */
enum err agreement_enter(struct store *s, struct arena *a,
    const struct agreement *g, int64_t person, int64_t now, struct str *ref,
    struct why *w) MUST_CHECK;
/* Whether there is one with these parties, of this kind and not over: then *ref
 * (from a) names it, and *same says whether it agrees on the same. */
bool agreement_stands(struct store *s, struct arena *a,
    const struct agreement *g, int64_t now, struct str *ref, bool *same);

/* "provider-first", "provider-first=48", "both", "owner-only". */
bool routing_read(struct str s, struct routing *r);
void routing_put(struct buf *b, const struct routing *r);

/* "appointment", "membership" */
const char *agreement_kind_name(int64_t kind);
/* "controller", "processor" */
const char *agreement_role_name(int64_t role);
/* "counts", "topics", "detail" */
const char *scope_name(int64_t scope);
/* "coming", "in force", "ends soon", "expired", "revoked" */
const char *agreement_state_name(
    int64_t from, int64_t until, int64_t revoked, int64_t now);

#endif
