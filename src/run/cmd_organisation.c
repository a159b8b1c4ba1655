/* cmd_organisation: companies in: from a list, or one by one; and assets */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <unistd.h>

#include "base/time.h"
#include "feed/row.frame.h"
#include "match/organisation.h"
#include "run/commands.h"
#include "run/job.h"
#include "run/listing.h"
#include "run/reading.h"
#include "store/erasure.sql.h"
#include "store/organisation.sql.h"
#include "value/ident.h"
#include "words.gen.h"

enum { LIST_MAP_MAX = 4096 };

struct list_run {
	struct job *job;
	struct str name; /* of the input */
	int64_t person;
	uint64_t line; /* of the row in hand; 0: the command line */
	uint64_t received, added, updated, same, conflicts, claims, pending;
	uint64_t refused, rejected;
	int64_t dated; /* of the list */
};

/* An asset that was refused or is pending. */
static void
asset_told(void *ctx, struct str asset, const struct why *w)
{
	struct list_run *l = ctx;

	(void)asset;
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
	l->added += kept->added;
	l->updated += !kept->added && kept->changed > 0;
	l->same += !kept->added && kept->changed == 0;
	l->conflicts += kept->conflicts;
	l->claims += kept->claims;
	l->pending += kept->pending;
	l->refused += kept->refused;
}

/* A list, through the jailed reader. The whole list is one transaction. */

static void
begin(void *ctx)
{
	struct list_run *l = ctx;
	struct list_run fresh = {.job = l->job,
	    .name = l->name,
	    .person = l->person,
	    .dated = l->dated};

	if (sql_in_transaction(l->job->sv->store.db))
		sql_rollback(l->job->sv->store.db);
	sql_begin(l->job->sv->store.db);
	*l = fresh;
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

	l->line = f.line;
	l->received++;
	enter(l, &o, &kept);
	return OK;
}

static enum err
reject_take(struct list_run *l, struct str fields)
{
	struct frame_reject f;

	if (frame_reject_read(fields, &f) != OK)
		return ERR_SYNTAX;
	l->received++;
	l->rejected++;
	job_err(l->job, "%.*s:%llu: %.*s; the row was left out\n",
	    STR_ARG(l->name), (unsigned long long)f.line, STR_ARG(f.rule));
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
	case FRAME_NOTE:
		listing_note(l->job, l->name, fields);
		return OK;
	case FRAME_REPORT:
	case FRAME_REPORT_END:
		return OK;
	case FRAME_INPUT_END:
		return reading_end(fields, done, w);
	default:
		return ERR_SYNTAX;
	}
}

static void
list_said(const struct list_run *l)
{
	job_out(l->job,
	    "%.*s: %llu organisations added, %llu brought up to date, %llu "
	    "unchanged, %llu rows left out; %llu values conflict\nassets: "
	    "%llu entered, %llu pending, %llu refused\n%s",
	    STR_ARG(l->name), (unsigned long long)l->added,
	    (unsigned long long)l->updated, (unsigned long long)l->same,
	    (unsigned long long)l->rejected, (unsigned long long)l->conflicts,
	    (unsigned long long)l->claims, (unsigned long long)l->pending,
	    (unsigned long long)l->refused,
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
		if (sql_in_transaction(job->sv->store.db))
			sql_rollback(job->sv->store.db);
		w.file = l.name;
		return job_why(job, &w);
	}
	if (call_given(job->call, "dry-run"))
		sql_rollback(job->sv->store.db);
	else
		sql_commit(job->sv->store.db);
	list_said(&l);
	return l.rejected > 0;
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

	if (dated.n > 0 && !time_read(dated, &of)) {
		job_err(job, "--dated: a date such as 2026-01-31\n");
		return 2;
	}
	if (!list_options(job, &options))
		return 2;
	sql_begin(job->sv->store.db);

	int64_t person = job_person(job);

	sql_commit(job->sv->store.db);
	while (job->ways.input(job->ways.ctx, &name, &fd)) {
		if (list_read(job, name, fd, person, of, options) != 0)
			code = 1;
		close(fd);
	}
	service_owners_stale(job->sv);
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
	    .by_person = true,
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
	return kept.refused > 0 || kept.pending > 0;
}

/* Assets of one that is there. */

static bool
day_option(struct job *job, const char *name, int64_t *t)
{
	struct str s = call_value(job->call, name);

	*t = SQL_NULL_I64;
	if (s.n == 0 || time_read(s, t))
		return true;
	job_err(job, "--%s: \"%.*s\" is not a date; write YYYY-MM-DD\n", name,
	    STR_ARG(str_upto(s, 40)));
	return false;
}

static int
run_asset(struct job *job)
{
	struct store *s = &job->sv->store;
	struct str nature = call_value(job->call, "nature");
	struct organisation_kept kept = {0};
	struct organisation_get_row row;
	struct erasure_of_row erasure;
	struct why w = {0};
	struct buf assets = {0};
	int64_t id, from, until;

	if (nature.n > 0 && nature_read(nature) == NATURE_NONE) {
		job_err(job, "--nature: fixed, dynamic or shared\n");
		return 2;
	}
	if (!day_option(job, "from", &from) ||
	    !day_option(job, "until", &until))
		return 2;
	if (organisation_find(s, job->call->word[0], &id, &w) != OK)
		return job_why(job, &w);
	if (erasure_of(s->db, id, &erasure)) {
		job_err(job, "this company was erased: add it anew\n");
		return 1;
	}
	for (size_t i = 1; i < job->call->n_words; i++)
		buf_fmt(&assets, "%.*s ", STR_ARG(job->call->word[i]));
	sql_begin(s->db);

	struct list_run l = {.job = job, .person = job_person(job)};

	organisation_assets(s, id, buf_all(&assets),
	    nature.n > 0 ? nature_read(nature) : NATURE_NONE, from, until,
	    STR("command line"), l.person, job->now, &kept, asset_told, &l);
	organisation_get(s->db, id, &row);
	store_audit(s, l.person, job->now, STR("asset add"), row.ref);
	sql_commit(s->db);
	service_owners_stale(job->sv);
	buf_free(&assets);
	job_out(job, "%u entered, %u pending, %u refused\n", kept.claims,
	    kept.pending, kept.refused);
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

static const struct option asset_options[] = {
    {"nature", "fixed|dynamic|shared",
	"dynamic and shared addresses never "
	"identify by themselves"},
    {"from", "DATE", "theirs since"},
    {"until", "DATE", "theirs until (that day not counted)"},
    {0},
};

const struct command command_asset_add = {
    .name = "asset add",
    .args = "ORGANISATION ASSET...",
    .about =
	"add addresses, domains or AS numbers to a company, or change them",
    .least = 2,
    .most = WORDS_MAX,
    .place = PLACE_KEEPER,
    .options = asset_options,
    .more =
	"Of an asset the company has already, what is given is changed: "
	"`--until DATE` ends it. An asset that another company has in the "
	"same time is kept as pending; to decide, end the one (`--until DATE`) "
	"and begin the other there (`--from DATE`).",
    .run = run_asset,
};
