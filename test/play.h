/* play: scenarios that people can read, carried out by the whole product */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef TEST_PLAY_H
#define TEST_PLAY_H

#include "base/arena.h"
#include "base/buf.h"
#include "run/job.h"
#include "run/service.h"

/* The language is told in test/play/README.md. */

enum { CLAUSES_MAX = 12, PLAY_WORDS_MAX = 32, EACH_MAX = 250 };

/* "TOPIC open-rdp"; the value of a flag is empty. */
struct clause {
	struct str name, value;
};

/* A line of a play and the indented ones below it. Borrowed from the file. */
struct step {
	unsigned line;
	struct str text; /* as it stands in the file */
	const struct verb *verb;
	struct str head; /* between the verb and the first clause */
	struct clause clause[CLAUSES_MAX];
	size_t n;
	struct str block; /* the indented lines, from block_line on */
	unsigned block_line;
};

/* A mail in the outbox. Texts live in the play's arena. */
struct mail {
	struct str ref, to, topic, kind;
	struct str link; /* path of the address that stops it; or absent */
	struct str text; /* subject and text, white space as single spaces */
	unsigned subjects;
	bool urgent, expected;
};

struct play {
	struct str file; /* "test/play/NAME.play" */
	const struct step *step;
	struct service sv;
	struct arena a; /* as long as the play */
	bool failed;
	int64_t now;
	struct str person;

	/* the last step that ran a command */
	struct buf said;
	int code;
	bool refusal; /* code was not 0, and no EXPECT has said so yet */

	struct buf settings; /* lines of dijkwacht.conf */
	struct buf mails;    /* struct mail */
	struct buf reports;  /* struct str: each that was given */
	struct buf sites;    /* play_site.c */
	uint64_t rows;	     /* of all those, told by the play */
	uint64_t rows_kept;  /* of those, in the backup */
	struct str in_name;  /* what the command in hand may read */
	struct str in_bytes;
	bool in_given;
};

struct verb {
	const char *name;
	const char *clauses; /* names; those with ! behind them are flags */
	void (*run)(struct play *p, const struct step *s);
	bool expects; /* only looks */
};

/* Carries out the file; its checks count for the running test. */
void play_run(const char *name);

/* Says what was expected and was not so; the play stops after this step. */
void play_fail(struct play *p, const char *fmt, ...) PRINTF(2, 3);
/* A check that was fine. */
void play_fine(struct play *p);
/* A line below a failure: something that was there. */
void play_there(struct play *p, const char *fmt, ...) PRINTF(2, 3);

/*
 * Reads one line into s (verb, head, clauses), longest verb first; false
 * after play_fail.
 */
bool step_read(
    struct play *p, struct step *s, const struct verb *verbs, size_t n_verbs);
/* The play with each line "EACH N TEXT" as N lines TEXT, the numbers from 1 in
 * the place of each #. Lives in a. */
struct str each_put_out(struct arena *a, struct str play);
/* The value of a clause; absent when the step has none. */
struct str step_clause(const struct step *s, const char *name);
bool step_has(const struct step *s, const char *name);
/* The next word of a line, false at its end; "in quotes" is one word, with
 * its quotes. */
bool word_take(struct str *rest, struct str *word);
/* "1-20", and a text in which # stands for one of them. */
bool times_read(struct str s, uint64_t *first, uint64_t *last);
struct str times_text(struct play *p, struct str s, uint64_t i);
/* Splits off the last word: "Bakkerij Jansen 203.0.113.2". */
struct str last_word(struct str *s);

/* play_do.c, play_relayed.c: steps that do something. */
void do_at(struct play *p, const struct step *s);
void do_person(struct play *p, const struct step *s);
void do_company(struct play *p, const struct step *s);
void do_asset(struct play *p, const struct step *s);
void do_report(struct play *p, const struct step *s);
void do_batch(struct play *p, const struct step *s);
void do_expire(struct play *p, const struct step *s);
void do_notify(struct play *p, const struct step *s);
void do_prepare(struct play *p, const struct step *s);
void do_send(struct play *p, const struct step *s);
void do_notices(struct play *p, const struct step *s);
void do_setting(struct play *p, const struct step *s);
void do_command(struct play *p, const struct step *s);
void do_list(struct play *p, const struct step *s);
void do_relayed(struct play *p, const struct step *s);
void do_site(struct play *p, const struct step *s);
void do_proof(struct play *p, const struct step *s);
void do_stop(struct play *p, const struct step *s);
void do_registry(struct play *p, const struct step *s);
void do_answer(struct play *p, const struct step *s);

/* play_backup.c: the service kept, and made again after a loss. */
void do_backup(struct play *p, const struct step *s);
void do_restore(struct play *p, const struct step *s);
/* Reads the lines of SETTING into a service that was just opened. */
void play_settings(struct play *p);

/* The reference of the newest batch of a giver; absent after play_fail. */
struct str batch_of(struct play *p, struct str giver);
/* play_meant.c: "mail:info@bakker.example" and the like, as the reference that
 * is meant; any other word is itself. */
struct str play_meant(struct play *p, struct str word);

/* play_returned.c: a mail comes back, or is answered. */
void do_returned(struct play *p, const struct step *s);

/* A job of the play's person, now; the caller frees its arena. */
void play_job(struct play *p, struct job *job, const struct call *call);
/* Carries out one command line; code and said are kept. */
void play_command(struct play *p, const struct str *words, size_t n);
/* The CSV of a report for a day; *rows counts its rows. Lives in p->a. */
struct str report_csv(
    struct play *p, const struct step *s, int32_t day, uint64_t *rows);

/* A block as it stands, without what it is indented by; lives in p->a. */
struct str block_text(struct play *p, struct str block);

/* play_site.c: in a job's ways, whose ctx is the play. */
int site_fetcher(void *ctx);

/* play_expect.c: steps that look. */
void expect_mail(struct play *p, const struct step *s);
void expect_nothing(struct play *p, const struct step *s);
void expect_finding(struct play *p, const struct step *s);
void expect_no_finding(struct play *p, const struct step *s);
void expect_not_said(struct play *p, const struct step *s);
void expect_said(struct play *p, const struct step *s);
void expect_refused(struct play *p, const struct step *s);
/* The reference of the one finding that s names; absent after play_fail. */
struct str finding_named(
    struct play *p, const struct step *s, struct str subject);
/* Fails when there is a mail that no EXPECT MAIL named. */
void expect_no_more(struct play *p);
/* What holds at the end of every play. */
void expect_order(struct play *p);

/* play_mail.c: the outbox. */

/* Takes in what is new there. */
void mails_refresh(struct play *p);
struct mail *mails_all(struct play *p, size_t *n);
/* White space as single spaces; lives in p->a. */
struct str one_line(struct play *p, struct str s);

#endif
