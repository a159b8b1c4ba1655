/* cmd_asset_prove: a company shows that a domain is its own */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/crash.h"
#include "base/time.h"
#include "finding/finding.h"
#include "match/organisation.h"
#include "match/proof.h"
#include "run/again_told.h"
#include "run/commands.h"
#include "run/fetching.h"
#include "run/page.h"
#include "run/proof_page.h"
#include "run/spoken.h"
#include "store/claim.sql.h"
#include "store/organisation.sql.h"
#include "store/proof.sql.h"
#include "words.gen.h"

enum {
	DUE_MOST = 40, /* sites in one go: no mail leaves meanwhile */
	NAMED_MOST = 200,
};

/* A claim that is to be proven. */
struct target {
	int64_t claim, organisation;
	struct str asset, token;
};

struct proving {
	struct job *job;
	struct fetching fetching;
	struct buf targets; /* struct target */
	size_t next;	    /* the first that was not asked */
	uint64_t proven, missing;
};

static struct target *
target_at(struct proving *p, size_t i)
{
	return (struct target *)(void *)p->targets.p + i;
}

static size_t
targets(const struct proving *p)
{
	return p->targets.n / sizeof(struct target);
}

static void
target_add(struct proving *p, int64_t claim, int64_t organisation,
    struct str value_sealed)
{
	struct job *job = p->job;
	struct target t = {
	    .claim = claim,
	    .organisation = organisation,
	    .asset = store_open(
		&job->sv->store, &job->a, "claim.value", claim, value_sealed),
	};

	t.token = proof_token(&job->sv->store, &job->a, organisation, t.asset);
	buf_put(&p->targets, &t, sizeof(t));
}

static struct str
url_of(struct arena *a, const struct target *t)
{
	struct buf b = {0};

	buf_fmt(&b, "https://%.*s" PROOF_PLACE, STR_ARG(t->asset));

	struct str url = arena_str(a, buf_all(&b));

	buf_free(&b);
	return url;
}

/* Which claims. */

static void
due_load(struct proving *p)
{
	struct sql_cursor c;
	struct proof_due_row row;

	proof_due(p->job->sv->store.db, p->job->now,
	    (PROOF_AGAIN_DAYS + 1) * (int64_t)DAY, DUE_MOST, &c);
	while (proof_due_next(&c, &row))
		target_add(p, row.id, row.organisation, row.value_sealed);
}

static void
domains_load(struct proving *p, int64_t organisation)
{
	struct sql_cursor c;
	struct proof_domains_row row;

	proof_domains(p->job->sv->store.db, organisation, p->job->now, &c);
	while (targets(p) < NAMED_MOST && proof_domains_next(&c, &row))
		target_add(p, row.id, row.organisation, row.value_sealed);
	sql_cursor_end(&c);
}

/* A claim of theirs on an asset that was typed; false, and said so, when they
 * have none that is going on. */
static bool
asset_load(struct proving *p, int64_t organisation, struct str typed, bool seen)
{
	struct job *job = p->job;
	struct store *s = &job->sv->store;
	struct sql_cursor c;
	struct claim_by_value_row row;
	struct claim_get_row whole;
	struct buf text = {0};
	struct asset asset;
	struct why w = {0};
	int64_t claim = 0;

	if (asset_read(typed, &asset, &w) != OK)
		return !job_why(job, &w);
	if (!seen && asset.kind != CLAIM_DOMAIN) {
		job_err(job,
		    "%.*s: addresses and AS numbers are on no site; prove them "
		    "with --seen WORDS\n",
		    STR_ARG(str_upto(typed, 80)));
		return false;
	}
	asset_put(&text, &asset);
	claim_by_value(
	    s->db, store_index(s, &job->a, "claim.value", buf_all(&text)), &c);
	buf_free(&text);
	while (claim_by_value_next(&c, &row))
		if (row.organisation == organisation &&
		    row.state != CLAIM_REFUSED &&
		    (row.valid_until == SQL_NULL_I64 ||
			row.valid_until > job->now))
			claim = row.id;
	if (claim == 0 || !claim_get(s->db, claim, &whole)) {
		job_err(job,
		    "%.*s is no asset of theirs; `dijkwacht asset add` adds "
		    "it\n",
		    STR_ARG(str_upto(typed, 80)));
		return false;
	}
	target_add(p, claim, organisation, whole.value_sealed);
	return true;
}

/* Keeping. */

static struct proof_look
look_of(struct job *job, const struct target *t, struct str said)
{
	return (struct proof_look){
	    .claim = t->claim,
	    .organisation = t->organisation,
	    .person = job_person(job),
	    .now = job->now,
	    .said = said,
	};
}

/* Others went first meanwhile, and may have erased or refused it. */
static bool
is_there(struct job *job, const struct target *t)
{
	struct claim_get_row row;

	return claim_get(job->sv->store.db, t->claim, &row) &&
	    row.organisation == t->organisation && row.state != CLAIM_REFUSED;
}

/* What was told without its accounts may be told with them. In a grace that is
 * over it was told so before. */
static int64_t
accounts_show(struct job *job, const struct target *t, int64_t before)
{
	bool first = before == CLAIM_ENTERED || before == CLAIM_PENDING;

	return first ? finding_accounts_shown(
			   &job->sv->store, t->organisation, t->claim, job->now)
		     : 0;
}

static void
found_keep(struct proving *p, const struct target *t, struct str said,
    enum proof_kind kind)
{
	struct job *job = p->job;
	struct store *s = &job->sv->store;
	struct why w = {0};
	struct buf line = {0};

	sql_begin(s->db);

	struct proof_look look = look_of(job, t, said);
	struct claim_get_row before;
	bool was = claim_get(s->db, t->claim, &before);
	int64_t state = was ? before.state : CLAIM_STATE_NONE;
	enum err e = proof_found(s, &job->a, &look, kind, &w);
	int64_t shown = e == OK ? accounts_show(job, t, state) : 0;

	crash_point(CRASH_PROOF_WRITTEN);
	sql_commit(s->db);
	crash_point(CRASH_PROOF_DONE);
	p->proven++;
	spoken_text(&line, t->asset);
	buf_fmt(&line, ": proven; %s",
	    kind == PROOF_FILE ? "its token is at " : "");
	spoken_text(&line, said);
	if (e != OK)
		buf_fmt(&line,
		    "; and still %.*s; accept claim %lld with `dijkwacht asset "
		    "decide`",
		    STR_ARG(str_of(w.rule)), (long long)t->claim);
	buf_char(&line, '\n');
	job_str(job, buf_all(&line));
	buf_free(&line);
	if (shown > 0)
		job_out(job,
		    "  what was told of stolen accounts is told again, with "
		    "them: `dijkwacht notices prepare`\n");
}

static void
missing_keep(struct proving *p, const struct target *t, struct str said)
{
	struct job *job = p->job;
	struct store *s = &job->sv->store;
	struct buf line = {0};

	sql_begin(s->db);

	struct proof_look look = look_of(job, t, said);
	enum claim_state state = proof_missing(s, &job->a, &look);

	sql_commit(s->db);
	p->missing++;
	spoken_text(&line, t->asset);
	buf_fmt(
	    &line, ": not there, the claim is %s; ", claim_state_name(state));
	spoken_text(&line, said);
	buf_fmt(&line, "\n  their line is %.*s\n  at %.*s\n", STR_ARG(t->token),
	    STR_ARG(url_of(&job->a, t)));
	job_str(job, buf_all(&line));
	buf_free(&line);
}

/* Asking sites. */

static void
page_take(struct proving *p, const struct frame_fetched *page)
{
	struct job *job = p->job;
	const struct target *t = target_at(p, page->id - 1);
	struct str at = arena_str(&job->a, page_last(page->trail));
	struct str said = arena_str(&job->a, page->text);
	struct why w = {0};
	bool there = page->end == FETCH_FINE &&
	    proof_page_has(job, page, t->asset, t->token, &w);

	if (page->end == FETCH_FINE && !there)
		said = arena_str(&job->a, str_of(w.rule));
	if (!is_there(job, t))
		return;
	if (there)
		found_keep(p, t, at, PROOF_FILE);
	else
		missing_keep(p, t, said);
}

/* False when the process that fetches is gone. */
static bool
sites_ask(struct proving *p)
{
	struct frame_fetched page;

	while (p->next < targets(p) || p->fetching.in_hand > 0) {
		while (p->next < targets(p) &&
		    p->fetching.in_hand < FETCH_AT_ONCE) {
			const struct target *t = target_at(p, p->next++);
			fetching_ask(&p->fetching, (uint32_t)p->next,
			    url_of(&p->job->a, t));
		}
		if (!fetching_next(&p->fetching, &page) || page.id == 0 ||
		    page.id > p->next)
			return false;
		page_take(p, &page);
	}
	return true;
}

static int
sites_look(struct proving *p, bool due)
{
	struct job *job = p->job;
	bool whole;

	if (targets(p) == 0) {
		job_out(job,
		    due ? "no site is due to be asked now\n"
			: "they have no domain to prove; addresses and AS "
			  "numbers are proven with --seen WORDS\n");
		return !due;
	}
	fetching_begin(&p->fetching, job);
	whole = sites_ask(p);
	fetching_end(&p->fetching);
	service_owners_stale(job->sv);
	job_out(job, "domains asked: %zu; proven: %llu, not there: %llu\n",
	    p->next, (unsigned long long)p->proven,
	    (unsigned long long)p->missing);
	again_finish(job);
	if (due && targets(p) == DUE_MOST)
		job_out(job, "there may be more: run this again\n");
	if (!due && targets(p) == NAMED_MOST)
		job_out(job, "these were the first %d; name the others\n",
		    NAMED_MOST);
	if (!whole)
		job_err(job,
		    "the process that fetches ended or fell silent; what came "
		    "before was kept, run this again for the others\n");
	return !whole || (!due && p->missing > 0);
}

/* Asking the company. */

static enum lang
language_of(struct job *job, int64_t organisation)
{
	struct organisation_get_row row;

	return organisation_get(job->sv->store.db, organisation, &row) &&
		row.language == LANG_EN
	    ? LANG_EN
	    : LANG_NL;
}

/* A text to send them, for each domain. */
static int
company_ask(struct proving *p)
{
	struct job *job = p->job;
	struct store *s = &job->sv->store;
	struct buf b = {0};

	if (targets(p) == 0)
		return sites_look(p, false);
	sql_begin(s->db);
	for (size_t i = 0; i < targets(p); i++) {
		const struct target *t = target_at(p, i);
		struct proof_look look = look_of(job, t, STR("asked for"));
		proof_ask(s, &job->a, &look);
		word_put_proof_how(&b, language_of(job, t->organisation),
		    t->asset, url_of(&job->a, t), t->token);
		buf_str(&b, STR("\n\n"));
	}
	sql_commit(s->db);
	job_str(job, buf_all(&b));
	job_out(job,
	    "Send them this. With fetch = yes their sites are asked each day "
	    "for %d days;\nelse look with the same command without --ask.\n",
	    PROOF_WAIT_DAYS);
	buf_free(&b);
	return 0;
}

/* By hand. */

static int
seen_keep(struct proving *p, struct str seen)
{
	struct job *job = p->job;

	if (seen.n == 0 || seen.n > PROOF_SAID_MAX || !str_is_utf8(seen) ||
	    str_find(seen, '\n') < seen.n) {
		job_err(job,
		    "--seen: say in one line, of at most %d bytes, what you "
		    "saw and of when it is: it is kept\n",
		    PROOF_SAID_MAX);
		return 2;
	}
	for (size_t i = 0; i < targets(p); i++)
		found_keep(p, target_at(p, i), seen, PROOF_SEEN);
	service_owners_stale(job->sv);
	again_finish(job);
	return 0;
}

/* The command. */

static int
usage(struct job *job)
{
	job_err(job,
	    "say whose: `dijkwacht asset prove ORGANISATION [ASSET...]`, with "
	    "--ask for a text to send them or --seen WORDS, and then the "
	    "assets, for what you saw yourself; or --due alone\n");
	return 2;
}

static bool
words_load(struct proving *p, bool seen)
{
	const struct call *call = p->job->call;
	int64_t organisation;
	struct why w = {0};
	bool fine = true;

	if (organisation_find(
		&p->job->sv->store, call->word[0], &organisation, &w) != OK)
		return !job_why(p->job, &w);
	if (call->n_words == 1)
		domains_load(p, organisation);
	for (size_t i = 1; fine && i < call->n_words; i++)
		fine = asset_load(p, organisation, call->word[i], seen);
	return fine;
}

static int
run_prove(struct job *job)
{
	const struct call *call = job->call;
	struct proving p = {.job = job};
	bool ask = call_given(call, "ask"), seen = call_given(call, "seen");
	bool due = call_given(call, "due");
	int code = 1;

	if (ask + seen + due > 1 || due == (call->n_words > 0) ||
	    (seen && call->n_words < 2))
		return usage(job);
	if (due)
		due_load(&p);
	if (due || words_load(&p, seen))
		code = ask ? company_ask(&p)
		    : seen ? seen_keep(&p, str_trim(call_value(call, "seen")))
			   : sites_look(&p, due);
	buf_free(&p.targets);
	return code;
}

static const struct option prove_options[] = {
    {"ask", NULL, "print what they have to do, as a text to send them"},
    {"seen", "WORDS", "what you saw yourself, as an extract and its date"},
    {"due", NULL, "ask the sites whose time has come, of all companies"},
    {0},
};

const struct command command_asset_prove = {
    .name = "asset prove",
    .example = "\"Garage Smit\" --ask",
    .args = "[ORGANISATION [ASSET...]]",
    .about = "see whether a company's domains prove that they are its own",
    .most = WORDS_MAX,
    .place = PLACE_KEEPER,
    .options = prove_options,
    .more =
	"Each of its domains, or those named, is asked for "
	"https://DOMAIN" PROOF_PLACE
	", which has to have the line that the company got with --ask among "
	"its lines; over https, and no redirect may leave the registered "
	"domain. What is proven is asked again after a year; when the line is "
	"gone the claim is in grace for 14 days, then pending. An asset that "
	"waits for `dijkwacht asset decide` goes on waiting. Addresses and AS "
	"numbers are proven only by what a person saw. With fetch = yes, "
	"`serve` asks by itself what is due.",
    .run = run_prove,
};
