/* cmd_agreement_import: agreements in, from a list */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <unistd.h>

#include "feed/row.frame.h"
#include "match/organisation.h"
#include "run/agreement_option.h"
#include "run/commands.h"
#include "run/listing.h"

struct list_run {
	struct job *job;
	struct str name; /* of the input */
	int64_t person;
	uint64_t received, told; /* rows; the furthest that was complained of */
	uint64_t added, there, rejected;
	bool open; /* a transaction is */
};

static void
drop(struct list_run *l)
{
	if (l->open)
		sql_rollback(l->job->sv->store.db);
	l->open = false;
}

/* One transaction a list: another attempt begins it again. */
static void
begin(void *ctx)
{
	struct list_run *l = ctx;

	drop(l);
	sql_begin(l->job->sv->store.db);
	l->open = true;
	l->person = job_person(l->job);
	l->received = l->added = l->there = l->rejected = 0;
}

static uint64_t
received(void *ctx)
{
	return ((const struct list_run *)ctx)->received;
}

/* A row that is left out; told of once, whatever attempt it is. */
static void
left_out(struct list_run *l, uint64_t line, struct str rule)
{
	l->rejected++;
	if (l->received <= l->told)
		return;
	l->told = l->received;
	job_err(l->job, "%.*s:%llu: %.*s; the row was left out\n",
	    STR_ARG(l->name), (unsigned long long)line, STR_ARG(rule));
}

/* What a row does not say is as the command line has it for all. */
static struct str
either(struct str row, struct str all)
{
	return row.n > 0 ? row : all;
}

static struct agreement_said
said_of(const struct list_run *l, const struct frame_agreement *f)
{
	struct agreement_said all = agreement_options(l->job->call);

	return (struct agreement_said){
	    .kind = either(f->kind, all.kind),
	    .role = either(f->role, all.role),
	    .scope = either(f->scope, all.scope),
	    .route = either(f->route, all.route),
	    .critical = either(f->critical, all.critical),
	    .from = either(f->from, all.from),
	    .until = either(f->until, all.until),
	    .text = either(f->text, all.text),
	    .proof = either(f->proof, all.proof),
	};
}

static enum err
parties_find(struct list_run *l, const struct frame_agreement *f,
    struct agreement *g, struct why *w)
{
	struct store *s = &l->job->sv->store;
	struct str party = either(f->party, call_value(l->job->call, "party"));

	if (party.n == 0)
		return why_set(w, ERR_ABSENT,
		    "with whom? Fill the column party, or give --party");
	if (organisation_find_listed(s, f->company, &g->organisation, w) != OK)
		return w->err;
	return organisation_find_listed(s, party, &g->party, w);
}

/* One that stands already changes nothing, so that a list can come again. */
static enum err
agreement_keep(struct list_run *l, const struct agreement *g, struct why *w)
{
	struct job *job = l->job;
	struct store *s = &job->sv->store;
	struct str ref;
	bool same;

	if (agreement_stands(s, &job->a, g, job->now, &ref, &same)) {
		l->there += same;
		return same ? OK
			    : why_set(w, ERR_TAKEN,
				  "agreement %.*s says otherwise; end it with "
				  "`dijkwacht agreement revoke %.*s`, or give "
				  "from: the day that it ends",
				  STR_ARG(ref), STR_ARG(ref));
	}

	enum err e =
	    agreement_enter(s, &job->a, g, l->person, job->now, &ref, w);

	if (e == OK) {
		store_audit(s, l->person, job->now, STR("agreement add"), ref);
		l->added++;
	}
	return e;
}

static enum err
row_take(struct list_run *l, struct str fields)
{
	struct frame_agreement f;
	struct agreement g = {0};
	struct why w = {0};

	if (frame_agreement_read(fields, &f) != OK || f.company.n == 0)
		return ERR_SYNTAX;
	l->received++;

	struct agreement_said said = said_of(l, &f);

	if (parties_find(l, &f, &g, &w) != OK ||
	    agreement_read(&said, l->job->now, &g, &w) != OK ||
	    agreement_keep(l, &g, &w) != OK)
		left_out(l, f.line, str_of(w.rule));
	return OK;
}

static enum err
reject_take(struct list_run *l, struct str fields)
{
	struct frame_reject f;

	if (frame_reject_read(fields, &f) != OK)
		return ERR_SYNTAX;
	l->received++;
	left_out(l, f.line, f.rule);
	return OK;
}

static enum err
frame(void *ctx, uint16_t type, struct str fields, bool *done, struct why *w)
{
	struct list_run *l = ctx;

	switch (type) {
	case FRAME_AGREEMENT:
		return row_take(l, fields);
	case FRAME_REJECT:
		return reject_take(l, fields);
	default:
		return listing_rest(l->job, l->name, type, fields, done, w);
	}
}

static int
list_read(struct job *job, struct str name, int fd)
{
	struct why w = {0};
	struct list_run l = {.job = job, .name = arena_str(&job->a, name)};
	struct reading r = {
	    .reader = STR("agreement"),
	    .name = l.name,
	    .begin = begin,
	    .frame = frame,
	    .received = received,
	    .ctx = &l,
	};

	if (reading_run(job, &r, fd, &w) != OK) {
		drop(&l);
		w.file = l.name;
		return job_why(job, &w);
	}
	sql_commit(job->sv->store.db);
	job_out(job,
	    "%.*s: %llu agreements added, %llu there already, %llu rows left "
	    "out\n%s",
	    STR_ARG(l.name), (unsigned long long)l.added,
	    (unsigned long long)l.there, (unsigned long long)l.rejected,
	    call_given(job->call, "dry-run")
		? "this was a dry run: nothing was kept\n"
		: "");
	return l.rejected > 0;
}

static int
run(struct job *job)
{
	bool dry = call_given(job->call, "dry-run");
	struct str name;
	int fd, code = 0;

	if (dry)
		sql_trial_begin(job->sv->store.db);
	while (job->ways.input(job->ways.ctx, &name, &fd)) {
		if (list_read(job, name, fd) != 0)
			code = 1;
		close(fd);
	}
	if (dry)
		sql_trial_end(job->sv->store.db);
	return code;
}

static const struct option options[] = {
    {"party", "PARTY", "the provider or cooperative, for all rows without one"},
    AGREEMENT_OPTIONS,
    {"dry-run", NULL, "tell what would change, and keep nothing"},
    {0},
};

const struct command command_agreement_import = {
    .name = "agreement import",
    .example = "customers.csv --party \"Beheer BV\" --dry-run",
    .args = "FILE|DIR|-...",
    .about = "add agreements from a list: a provider's customers at once",
    .least = 1,
    .most = WORDS_MAX,
    .place = PLACE_KEEPER,
    .options = options,
    .more =
	"A table with a header, CSV or .xlsx: company (needed: reference, KvK "
	"number or name), party, kind, route, critical, scope, role, from, "
	"until, text, proof, as `dijkwacht help agreement add` tells of them; "
	"what a row leaves open is as the options say. An agreement that "
	"stands already is left as it is, so a list may come again.",
    .run = run,
};
