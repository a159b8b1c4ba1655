/* cmd_organisation: companies in: from a list, or one by one */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <unistd.h>

#include "base/time.h"
#include "feed/row.frame.h"
#include "match/organisation.h"
#include "notify/letter.h"
#include "run/again_told.h"
#include "run/commands.h"
#include "run/job.h"
#include "run/listing.h"
#include "run/reading.h"
#include "value/ident.h"
#include "words.gen.h"

enum {
	LIST_MAP_MAX = 4096,
	LIST_BATCH = 1000, /* rows of a list in one transaction */
};

struct counts {
	uint64_t added, updated, same, conflicts, claims, pending, refused;
	uint64_t rejected;
};

struct list_run {
	struct job *job;
	struct str name; /* of the input */
	int64_t person;
	int64_t dated;	    /* of the list */
	uint64_t line;	    /* of the row in hand; 0: the command line */
	struct counts n;    /* with the row in hand */
	struct counts kept; /* committed, and of how many rows: */
	uint64_t rows_kept;
	bool open;	   /* a transaction is */
	uint64_t received; /* rows in this attempt */
	uint64_t told;	   /* the furthest row that was complained of */
};

/* False for a row that was told of in an earlier attempt. */
static bool
is_news(const struct list_run *l)
{
	return l->line == 0 || l->received > l->told;
}

/* An asset that was refused or is pending. */
static void
asset_told(void *ctx, struct str asset, const struct why *w)
{
	struct list_run *l = ctx;

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
enter(struct list_run *l, const struct organisation *o,
    struct organisation_kept *kept)
{
	*kept = organisation_enter(&l->job->sv->store, &l->job->a, o, l->person,
	    l->job->now, asset_told, l);
	l->n.added += kept->added;
	l->n.updated += !kept->added && kept->changed > 0;
	l->n.same += !kept->added && kept->changed == 0;
	l->n.conflicts += kept->conflicts;
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
part_begin(struct list_run *l)
{
	sql_begin(l->job->sv->store.db);
	l->open = true;
}

/* What was entered so far stays, whatever comes. */
static void
part_keep(struct list_run *l)
{
	struct buf rows = {0};

	buf_fmt(&rows, "%llu rows",
	    (unsigned long long)(l->received - l->rows_kept));
	store_audit(&l->job->sv->store, l->person, l->job->now,
	    STR("organisation import"), buf_all(&rows));
	buf_free(&rows);
	sql_commit(l->job->sv->store.db);
	l->open = false;
	l->kept = l->n;
	l->rows_kept = l->received;
	job_let_visitors(l->job);
}

static void
part_drop(struct list_run *l)
{
	if (l->open)
		sql_rollback(l->job->sv->store.db);
	l->open = false;
}

static void
begin(void *ctx)
{
	struct list_run *l = ctx;

	part_drop(l);
	part_begin(l);
	l->n = l->kept;
	l->received = 0;
}

/* Another row came; true when an earlier attempt has kept it already. */
static bool
is_kept(struct list_run *l)
{
	l->received++;
	if (l->received <= l->rows_kept)
		return true;
	if (l->received > l->rows_kept + LIST_BATCH) {
		l->received--;
		part_keep(l);
		l->received++;
		part_begin(l);
	}
	return false;
}

static void
row_end(struct list_run *l)
{
	if (l->received > l->told)
		l->told = l->received;
}

static uint64_t
received(void *ctx)
{
	return ((const struct list_run *)ctx)->received;
}

static enum err
row_take(struct list_run *l, struct str fields)
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
	    .dated = l->dated,
	};

	if (is_kept(l))
		return OK;
	l->line = f.line;
	enter(l, &o, &kept);
	row_end(l);
	return OK;
}

static enum err
reject_take(struct list_run *l, struct str fields)
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
	struct list_run *l = ctx;

	switch (type) {
	case FRAME_ORGANISATION:
		return row_take(l, fields);
	case FRAME_REJECT:
		return reject_take(l, fields);
	default:
		return listing_rest(l->job, l->name, type, fields, done, w);
	}
}

static void
list_said(const struct list_run *l)
{
	const struct counts *n = &l->kept;

	job_out(l->job,
	    "%.*s: %llu organisations added, %llu brought up to date, %llu "
	    "unchanged, %llu rows left out; %llu values conflict\nassets: "
	    "%llu entered, %llu pending, %llu refused\n%s",
	    STR_ARG(l->name), (unsigned long long)n->added,
	    (unsigned long long)n->updated, (unsigned long long)n->same,
	    (unsigned long long)n->rejected, (unsigned long long)n->conflicts,
	    (unsigned long long)n->claims, (unsigned long long)n->pending,
	    (unsigned long long)n->refused,
	    call_given(l->job->call, "dry-run")
		? "this was a dry run: nothing was kept\n"
		: "");
}

static int
list_read(struct job *job, struct str name, int fd, int64_t person,
    int64_t dated, struct str options)
{
	struct why w = {0};
	struct list_run l = {
	    .job = job,
	    .name = arena_str(&job->a, name),
	    .person = person,
	    .dated = dated,
	};
	struct reading r = {
	    .reader = STR("organisation"),
	    .name = l.name,
	    .options = options,
	    .begin = begin,
	    .frame = frame,
	    .received = received,
	    .ctx = &l,
	};

	if (reading_run(job, &r, fd, &w) != OK) {
		part_drop(&l);
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

static bool
list_options(struct job *job, struct str *options)
{
	struct str map = call_value(job->call, "map");
	struct str sheet = call_value(job->call, "sheet");
	struct buf b = {0};

	if (str_find(map, '\n') < map.n || str_find(sheet, '\n') < sheet.n ||
	    !str_is_utf8(map) || !str_is_utf8(sheet) || map.n > LIST_MAP_MAX) {
		job_err(job, "--map and --sheet: text on one line\n");
		return false;
	}
	buf_fmt(&b, "map=%.*s\nsheet=%.*s\n", STR_ARG(map), STR_ARG(sheet));
	*options = arena_str(&job->a, buf_all(&b));
	buf_free(&b);
	return true;
}

static int
run_import(struct job *job)
{
	struct str name, dated = call_value(job->call, "dated"), options;
	int fd, code = 0;
	int64_t of = 0;
	bool dry = call_given(job->call, "dry-run");

	if (dated.n > 0 && !time_read(dated, &of)) {
		job_err(job, "--dated: a date such as 2026-01-31\n");
		return 2;
	}
	if (!list_options(job, &options))
		return 2;
	sql_begin(job->sv->store.db);

	int64_t person = job_person(job);

	sql_commit(job->sv->store.db);
	if (dry)
		sql_trial_begin(job->sv->store.db);
	while (job->ways.input(job->ways.ctx, &name, &fd)) {
		if (list_read(job, name, fd, person, of, options) != 0)
			code = 1;
		close(fd);
	}
	if (dry)
		sql_trial_end(job->sv->store.db);
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

/* Below the name there is room for five lines in a window. */
static bool
post_is_sound(struct str post)
{
	size_t lines = 0;

	for (struct str rest = post, line; str_split(&rest, ',', &line);
	     lines++)
		if (!name_is_sound(line))
			return false;
	return lines >= 2 && lines < LETTER_LINES;
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
	    .post = str_trim(call_value(job->call, "post")),
	    .source = STR("command line"),
	    .by_person = true,
	};

	if (!name_is_sound(o.name)) {
		job_err(job,
		    "a company needs a name: printable text on one line\n");
		return 2;
	}
	if (o.post.n > 0 && !post_is_sound(o.post)) {
		job_err(job,
		    "--post: an address on paper is two to five lines, parted "
		    "by commas: \"Dorpsstraat 1, 1234 AB Sint Jansteen\"\n");
		return 2;
	}
	if (!option_checks(job, &o, kvk, mail))
		return 2;
	for (size_t i = 1; i < job->call->n_words; i++)
		buf_fmt(&assets, "%.*s ", STR_ARG(job->call->word[i]));
	o.assets = buf_all(&assets);
	sql_begin(job->sv->store.db);

	struct list_run l = {.job = job, .person = job_person(job)};

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

static const struct option import_options[] = {
    {"map", "FIELD=COLUMN,...", "what columns mean whose names do not tell"},
    {"sheet", "NAME", "of an .xlsx: which sheet"},
    {"dated", "DATE", "of when the list is (else now)"},
    {"dry-run", NULL, "tell what would change, and keep nothing"},
    {0},
};

const struct command command_organisation_import = {
    .name = "organisation import",
    .example = "companies.csv --dry-run",
    .args = "FILE|DIR|-...",
    .about = "add companies from a list, or bring them up to date",
    .least = 1,
    .most = WORDS_MAX,
    .place = PLACE_KEEPER,
    .options = import_options,
    .more =
	"A table with a header, CSV or .xlsx: name (needed), kvk, email, "
	"language (nl, en), rhythm (at-once, daily, weekly), sector, assets. "
	"Dutch names of columns are understood too, and those of "
	"certbund-contact, n6, tuency and KvK extracts; --map says the "
	"others. Companies are recognised by their KvK number, else by name. "
	"A newer source wins from an older one, what a person said from a "
	"list; other differences are told and change nothing.",
    .run = run_import,
};

static const struct option add_options[] = {
    {"kvk", "NUMBER", "chamber-of-commerce number, eight digits"},
    {"mail", "ADDRESS", "where notices go"},
    {"post", "LINES",
	"where letters go, who has no mail address: \"Street 1, 1234 AB "
	"City\""},
    {"language", "nl|en", "of the notices (preset nl)"},
    {"rhythm", "at-once|daily|weekly", "of notices that are not urgent"},
    {"sector", "WORDS", "branch"},
    {0},
};

const struct command command_organisation_add = {
    .name = "organisation add",
    .example = "\"Garage Smit\" 198.51.100.7 --mail smit@garage.example",
    .args = "NAME [ASSET...]",
    .about = "add one company, with its addresses, domains and AS numbers",
    .least = 1,
    .most = WORDS_MAX,
    .place = PLACE_KEEPER,
    .options = add_options,
    .run = run_add,
};
