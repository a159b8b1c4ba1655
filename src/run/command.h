/* command: what can be typed, in one table: help, man page, completion */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef RUN_COMMAND_H
#define RUN_COMMAND_H

#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"

enum {
	WORDS_MAX = 64,	  /* on a command line */
	OPTIONS_MAX = 32, /* of one command */
	TYPED_MAX = 128,  /* of all that is typed, options and values too */
	TYPED_BYTES_MAX = 32 * 1024, /* each with a byte behind it */
};

struct job;

/* An option "--name VALUE", or a switch when value is NULL. */
struct option {
	const char *name, *value, *about;
};

/* Where a command is carried out. */
enum place {
	PLACE_BARE,   /* in the asking process, without a service */
	PLACE_READER, /* the same, with the store open for reading */
	PLACE_KEEPER, /* in the keeper, which may write */
};

/* What it shows: a command of PLACE_READER that shows people is noted before it
 * does (run/reads.h). What others do is in the audit log as it is. */
enum reads_what { READS_NOBODY, READS_PEOPLE };

/*
 * run returns the exit status: 0 fine, 1 something was refused and said. Two
 * words in name: "organisation list". args is for the synopsis.
 */
struct command {
	const char *name, *args, *about;
	const char *example;  /* what stands behind the name: words that read */
	unsigned least, most; /* words behind the name */
	enum place place;
	enum reads_what reads;
	const struct option *options; /* ends with a row without a name */
	const char *more;	      /* for help and man page; may be NULL */
	int (*run)(struct job *job);
	/* Done first, in the asking process, before a keeper is asked; may be
	 * NULL. Another status than 0 ends the command. */
	int (*before)(struct job *job);
	/* Its word is a file that it writes, in the keeper: it has the option
	 * --replace, and takes the open file as its input. */
	bool writes;
};

/* Sorted by name; a new command is a row here and a file. */
extern const struct command *const commands[];
extern const size_t n_commands;
/* Options that every command takes. */
extern const struct option common_options[];

/* A command line that was understood. Words are borrowed from argv. */
struct call {
	const struct command *command;
	struct str word[WORDS_MAX]; /* behind the command's name */
	size_t n_words;
	struct str value[OPTIONS_MAX]; /* of options, in their order */
	bool given[OPTIONS_MAX];
	struct str folder, now, crash; /* common ones; absent when not given */
};

/* ERR_SYNTAX with what to type instead in w. */
enum err call_read(struct call *call, const struct str *words, size_t n,
    struct why *w) MUST_CHECK;
/* ERR_SYNTAX for words that no command begins with: what there is, or what may
 * have been meant. */
enum err command_none(const struct str *words, size_t n, struct why *w);
/* The value of an option; absent when it was not given. Dies for a name the
 * command's table does not have. */
struct str call_value(const struct call *call, const char *option);
bool call_given(const struct call *call, const char *option);

/* "dijkwacht import [--giver NAME] FILE..." */
void command_synopsis(struct buf *b, const struct command *c);

/* The file that was given as a folder. */
#define FOLDER_PRESET "/var/lib/dijkwacht"

#endif
