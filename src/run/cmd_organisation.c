/* cmd_organisation: companies in: from a list, or one by one */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <unistd.h>

#include "base/time.h"
#include "feed/row.frame.h"
#include "match/organisation.h"
#include "run/again_told.h"
#include "run/commands.h"
#include "run/job.h"
#include "run/reading.h"
#include "value/ident.h"
#include "words.gen.h"

enum { LIST_BATCH = 1000 }; /* rows of a list in one transaction */

struct counts {
	uint64_t added, updated, claims, pending, refused, rejected;
};

struct listing {
	struct job *job;
	struct str name; /* of the input */
	int64_t person;
	uint64_t line;	    /* of the row in hand; 0: the command line */
	struct counts n;    /* with the row in hand */
	struct counts kept; /* committed, and of how many rows: */
	uint64_t rows_kept;
	uint64_t received; /* rows in this attempt */
	uint64_t told;	   /* the furthest row that was complained of */
};

/* False for a row that was told of in an earlier attempt. */
static bool
is_news(const struct listing *l)
{
	return l->line == 0 || l->received > l->told;
}

/* An asset that was refused or is pending. */
static void
asset_told(void *ctx, struct str asset, const struct why *w)
{
	struct listing *l = ctx;

	(void)asset;
	if (!is_news(l))
		return;
	if (l->line > 0)
		job_err(l->job, "%.*s:%llu: %s\n", STR_ARG(l->name),
		    (unsigned long long)l->line, w->rule);
	else
		job_err(l->job, "%s\n", w->rule);
}

static void
enter(struct listing *l, const struct organisation *o,
    struct organisation_kept *kept)
{
	*kept = organisation_enter(&l->job->sv->store, &l->job->a, o, l->person,
	    l->job->now, asset_told, l);
	l->n.added += kept->added;
	l->n.updated += !kept->added;
	l->n.claims += kept->claims;
	l->n.pending += kept->pending;
	l->n.refused += kept->refused;
}

/*
 * A list, through the jailed reader, by LIST_BATCH rows a transaction: others
 * that write, and the log they write to, do not wait for a list of a million.
 * What is entered twice changes nothing, so a list that was broken off is
 * given again.
 */

static void
begin(void *ctx)
{
	struct listing *l = ctx;

	if (sql_in_transaction(l->job->sv->store.db))
		sql_rollback(l->job->sv->store.db);
	sql_begin(l->job->sv->store.db);
	l->n = l->kept;
	l->received = 0;
}

/* What was entered so far stays, whatever comes. */
static void
part_keep(struct listing *l)
{
	sql_commit(l->job->sv->store.db);
	l->kept = l->n;
	l->rows_kept = l->received;
}

/* Another row came; true when an earlier attempt has kept it already. */
static bool
is_kept(struct listing *l)
{
	l->received++;
	if (l->received <= l->rows_kept)
		return true;
	if (l->received > l->rows_kept + LIST_BATCH) {
		l->received--;
		part_keep(l);
		l->received++;
		sql_begin(l->job->sv->store.db);
	}
	return false;
}

static void
row_end(struct listing *l)
{
	if (l->received > l->told)
		l->told = l->received;
}

static uint64_t
received(void *ctx)
{
	return ((const struct listing *)ctx)->received;
}

static enum err
row_take(struct listing *l, struct str fields)
{
	struct frame_organisation f;
	struct organisation_kept kept;
	enum lang language = LANG_NL;

	if (frame_organisation_read(fields, &f) != OK)
		return ERR_SYNTAX;
	if (f.language.n > 0 && !lang_read(f.language, &language))
		return ERR_SYNTAX;

	enum rhythm rhythm = rhythm_read(f.rhythm);

	if (f.rhythm.n > 0 && rhythm == RHYTHM_COUNT)
		return ERR_SYNTAX;

	struct organisation o = {
	    .name = f.name,
	    .kvk = f.kvk,
	    .mail = f.email,
	    .sector = f.sector,
	    .assets = f.assets,
	    .language = f.language.n > 0 ? language : ORGANISATION_UNSAID,
	    .rhythm = f.rhythm.n > 0 ? rhythm : ORGANISATION_UNSAID,
	    .source = l->name,
	};

	if (is_kept(l))
		return OK;
	l->line = f.line;
	enter(l, &o, &kept);
	row_end(l);
	return OK;
}

static enum err
reject_take(struct listing *l, struct str fields)
{
	struct frame_reject f;

	if (frame_reject_read(fields, &f) != OK)
		return ERR_SYNTAX;
	if (is_kept(l))
		return OK;
	l->n.rejected++;
	l->line = f.line;
	if (is_news(l))
		job_err(l->job, "%.*s:%llu: %.*s; the row was left out\n",
		    STR_ARG(l->name), (unsigned long long)f.line,
		    STR_ARG(f.rule));
	row_end(l);
	return OK;
}

static enum err
frame(void *ctx, uint16_t type, struct str fields, bool *done, struct why *w)
{
	struct listing *l = ctx;
	struct frame_input_end end;

	switch (type) {
	case FRAME_ORGANISATION:
		return row_take(l, fields);
	case FRAME_REJECT:
		return reject_take(l, fields);
	case FRAME_REPORT:
	case FRAME_REPORT_END:
		return OK;
	case FRAME_INPUT_END:
		if (frame_input_end_read(fields, &end) != OK)
			return ERR_SYNTAX;
		*done = true;
		return end.err == OK ? OK
				     : why_at(w, (enum err)end.err, end.line,
					   end.at, "%.*s", STR_ARG(end.rule));
	default:
		return ERR_SYNTAX;
	}
}

static void
list_said(const struct listing *l)
{
	const struct counts *n = &l->kept;

	job_out(l->job,
	    "%.*s: %llu organisations added, %llu brought up to date, "
	    "%llu rows left out\nassets: %llu entered, %llu pending, %llu "
	    "refused\n",
	    STR_ARG(l->name), (unsigned long long)n->added,
	    (unsigned long long)n->updated, (unsigned long long)n->rejected,
	    (unsigned long long)n->claims, (unsigned long long)n->pending,
	    (unsigned long long)n->refused);
}

static int
list_read(struct job *job, struct str name, int fd, int64_t person)
{
	struct why w = {0};
	struct listing l = {
	    .job = job,
	    .name = arena_str(&job->a, name),
	    .person = person,
	};
	struct reading r = {
	    .reader = "organisation",
	    .name = l.name,
	    .begin = begin,
	    .frame = frame,
	    .received = received,
	    .ctx = &l,
	};

	if (reading_run(job, &r, fd, &w) != OK) {
		if (sql_in_transaction(job->sv->store.db))
			sql_rollback(job->sv->store.db);
		w.file = l.name;
		job_why(job, &w);
		if (l.rows_kept > 0)
			list_said(&l);
		return 1;
	}
	part_keep(&l);
	list_said(&l);
	return l.kept.rejected > 0;
}

static int
run_import(struct job *job)
{
	struct str name;
	int fd, code = 0;

	sql_begin(job->sv->store.db);

	int64_t person = job_person(job);

	sql_commit(job->sv->store.db);
	while (job->ways.input(job->ways.ctx, &name, &fd)) {
		if (list_read(job, name, fd, person) != 0)
			code = 1;
		close(fd);
	}
	service_owners_stale(job->sv);
	again_finish(job);
	return code;
}

/* One, from the command line. */

static bool
option_checks(
    struct job *job, struct organisation *o, char kvk[9], char mail[255])
{
	struct why w = {0};
	struct str language = call_value(job->call, "language");
	struct str rhythm = call_value(job->call, "rhythm");
	enum lang l = LANG_NL;

	if (o->kvk.n > 0 && kvk_read(o->kvk, kvk, &w) != OK)
		return job_why(job, &w) == 0;
	if (o->mail.n > 0 && mail_read(o->mail, mail, &w) != OK)
		return job_why(job, &w) == 0;
	if (language.n > 0 && !lang_read(language, &l)) {
		job_err(job, "--language: nl or en\n");
		return false;
	}
	if (rhythm.n > 0 && rhythm_read(rhythm) == RHYTHM_COUNT) {
		job_err(job, "--rhythm: at-once, daily or weekly\n");
		return false;
	}
	o->kvk = o->kvk.n > 0 ? str_of(kvk) : (struct str){0};
	o->mail = o->mail.n > 0 ? str_of(mail) : (struct str){0};
	o->language = language.n > 0 ? l : ORGANISATION_UNSAID;
	o->rhythm = rhythm.n > 0 ? rhythm_read(rhythm) : ORGANISATION_UNSAID;
	return true;
}

static bool
name_is_sound(struct str name)
{
	for (size_t i = 0; i < name.n; i++)
		if ((unsigned char)name.p[i] < ' ' || name.p[i] == 0x7f)
			return false;
	return str_trim(name).n > 0 && str_is_utf8(name);
}

static int
run_add(struct job *job)
{
	char kvk[9], mail[255];
	struct organisation_kept kept;
	struct buf assets = {0};
	struct organisation o = {
	    .name = job->call->word[0],
	    .kvk = call_value(job->call, "kvk"),
	    .mail = call_value(job->call, "mail"),
	    .sector = call_value(job->call, "sector"),
	    .source = STR("command line"),
	};

	if (!name_is_sound(o.name)) {
		job_err(job,
		    "a company needs a name: printable text on one line\n");
		return 2;
	}
	if (!option_checks(job, &o, kvk, mail))
		return 2;
	for (size_t i = 1; i < job->call->n_words; i++)
		buf_fmt(&assets, "%.*s ", STR_ARG(job->call->word[i]));
	o.assets = buf_all(&assets);
	sql_begin(job->sv->store.db);

	struct listing l = {.job = job, .person = job_person(job)};

	enter(&l, &o, &kept);
	store_audit(&job->sv->store, l.person, job->now,
	    STR("organisation add"), kept.ref);
	sql_commit(job->sv->store.db);
	service_owners_stale(job->sv);
	buf_free(&assets);
	job_out(job, "%s %.*s, reference %.*s: %u assets entered\n",
	    kept.added ? "added" : "brought up to date", STR_ARG(o.name),
	    STR_ARG(kept.ref), kept.claims);
	again_finish(job);
	return kept.refused > 0 || kept.pending > 0;
}

const struct command command_organisation_import = {
    .name = "organisation import",
    .args = "FILE|DIR|-...",
    .about = "add companies from a list, or bring them up to date",
    .least = 1,
    .most = WORDS_MAX,
    .place = PLACE_KEEPER,
    .more =
	"A CSV with a header: name (needed), kvk, email, language (nl, en), "
	"rhythm (at-once, daily, weekly), sector, assets; Dutch names of "
	"columns are understood too. Companies are recognised by their KvK "
	"number, else by name.",
    .run = run_import,
};

static const struct option add_options[] = {
    {"kvk", "NUMBER", "chamber-of-commerce number, eight digits"},
    {"mail", "ADDRESS", "where notices go"},
    {"language", "nl|en", "of the notices (preset nl)"},
    {"rhythm", "at-once|daily|weekly", "of notices that are not urgent"},
    {"sector", "WORDS", "branch"},
    {0},
};

const struct command command_organisation_add = {
    .name = "organisation add",
    .args = "NAME [ASSET...]",
    .about = "add one company, with its addresses, domains and AS numbers",
    .least = 1,
    .most = WORDS_MAX,
    .place = PLACE_KEEPER,
    .options = add_options,
    .run = run_add,
};
