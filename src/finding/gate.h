/* gate: is an owner's text in plain language? */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef FINDING_GATE_H
#define FINDING_GATE_H

#include "topics.gen.h"

enum {
	GATE_SENTENCE_MAX = 25, /* words in one sentence */
	GATE_AVERAGE_MAX = 15,	/* words per sentence, over a text */
	/*
	 * Reading ease: 60 to 70 is "standard", what somebody of 13 to 15
	 * reads without effort, and the usual lower bound for B1. A formula
	 * is an aid: it refuses officialese, it does not prove that a text is
	 * understood.
	 */
	GATE_EASE_MIN = 60,
};

/*
 * Calls warn once per broken rule with the name of the part ("what", "text"
 * for the whole), the line in the file where the part or step begins, and the
 * rule in words (borrowed until warn returns). lang is TOPIC_NL or TOPIC_EN.
 * Rules: the three limits above; first is one sentence, what two to five; at
 * most six steps; a term of the trade is explained where it is used first,
 * right behind it or by standing in parentheses itself; no officialese, no
 * scare words, nothing that asks for a click. The part for the supplier is
 * exempt.
 */
void gate_check(const struct topic_text *t, unsigned lang,
    void (*warn)(
	void *ctx, struct str section, unsigned line, const char *rule),
    void *ctx);

/* The same limits and words for a text that is no topic's, as one part called
 * "text". */
void gate_text(struct str text, unsigned lang,
    void (*warn)(
	void *ctx, struct str section, unsigned line, const char *rule),
    void *ctx);

#endif
