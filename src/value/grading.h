/* grading: how likely and how bad a weakness is, as the NCSC-NL grades it */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef VALUE_GRADING_H
#define VALUE_GRADING_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"

enum grade { GRADE_LOW, GRADE_MEDIUM, GRADE_HIGH, GRADE_COUNT };

/* What makes harm likely. The numbers behind an answer are points. */
enum chance {
	CHANCE_DEFAULT,	    /* in the usual set-up: no, unclear or yes */
	CHANCE_EXPLOIT,	    /* code: none, a proof of concept, ready to use */
	CHANCE_DETAILS,	    /* published: none, some, all */
	CHANCE_ACCESS,	    /* physical, local network, internet */
	CHANCE_CREDENTIALS, /* administrator, user, none */
	CHANCE_COMPLEXITY,  /* complex, between, easy */
	CHANCE_INTERACTION, /* of a user: complex, easy, none */
	CHANCE_EXPLOITED,   /* no, limited, on a large scale */
	CHANCE_EXPECTED,    /* that it will be: no, yes */
	CHANCE_SOLUTION,    /* older than two months, newer, none */
	CHANCE_COUNT,
};

/* What the harm can be. */
enum damage {
	DAMAGE_DENIAL,	  /* of service: none, a client, infrastructure */
	DAMAGE_CODE,	  /* carried out: none, as user, as root */
	DAMAGE_RIGHTS,	  /* from afar: none, a shell, a root shell */
	DAMAGE_PRIVILEGE, /* raised locally: no, yes */
	DAMAGE_LEAK,	  /* none, about the system, of data */
	DAMAGE_COUNT,
};

enum {
	GRADING_ANSWERS = 3,
	GRADING_MEDIUM_FROM = 19, /* points; below it is low */
	GRADING_HIGH_FROM = 28,
};

/* Answers count from 0, in the order of the comments above. */
struct grading {
	uint8_t chance[CHANCE_COUNT];
	uint8_t damage[DAMAGE_COUNT];
};

struct grading_result {
	unsigned points;  /* 10 to 38 */
	enum grade table; /* the chance as the points say */
	enum grade chance;
	enum grade damage;
	bool raised; /* chance is more than table: see grading_make */
};

/* How many answers a question has; 2 or 3. */
unsigned chance_answers(enum chance question);
unsigned damage_answers(enum damage question);

/*
 * Chance by the sum of points, damage by its worst answer (NCSC-NL's matrix,
 * Taranis 3). One thing is ours: the sum alone calls a weakness that is
 * exploited on a large scale low when all else is mild, so one that is
 * exploited is medium at least, and high where the internet reaches it;
 * raised then says so. False for an answer that a question does not have.
 */
bool grading_make(const struct grading *g, struct grading_result *out);

/* "low", "medium", "high" */
const char *grade_name(enum grade g);

#endif
