/* topictext: one file of content/topic, read and checked for form */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef TOOL_TOPICTEXT_H
#define TOOL_TOPICTEXT_H

#include "tool/source.h"

/*
 *	title: What is wrong, as a heading
 *	subject: The same for a mail's subject, at most 60 characters
 *	first: One sentence that says what to do today.
 *	revision: 1
 *
 *	== what
 *	Lines of one paragraph are joined; an empty line begins a new one.
 *	- a line that begins with "- " is an item of a list
 *	== risk, == steps, == stuck, == supplier, == proof: in this order
 *
 * A step is "1. [10 min] [u zelf] What to do", gone on with on lines that
 * begin with white space. Both languages say the same: the revision and, step
 * by step, the minutes and who does it are compared.
 */
enum { TOPICTEXT_STEPS = 9 };

enum lang { NL, EN, LANGS };
enum who { OWNER, SUPPLIER, WEB, WHOS };

/* Headers, then sections. */
enum part {
	TITLE,
	SUBJECT,
	FIRST,
	REVISION,
	WHAT,
	RISK,
	STEPS,
	STUCK,
	SUPPLIER_TEXT,
	PROOF,
	PARTS,
};

struct step {
	unsigned minutes, line;
	enum who who;
	struct str text;
};

struct text {
	struct source source;
	enum lang lang;
	struct str id;
	struct str part[PARTS]; /* p NULL: not there (yet) */
	unsigned line[PARTS];	/* where it begins */
	unsigned revision;
	struct step step[TOPICTEXT_STEPS];
	size_t steps;
	enum part now; /* PARTS: still among the headers */
	struct buf body;
};

extern const char *const part_names[PARTS];
extern const char *const lang_names[LANGS];
extern const char *const who_names[LANGS][WHOS];

/* Ends the program with "file:line: what is wrong" where the form is not
 * kept. The strings live as long as the program. */
void text_read(struct text *t, const char *path, enum lang lang);
/* The same where one text is not the translation of the other, as far as a
 * program can tell. */
void pair_check(const struct text *nl, const struct text *en);

#endif
