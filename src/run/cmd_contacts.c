/* cmd_contacts: the sites of companies are asked how to reach them */
/* SPDX-License-Identifier: EUPL-1.2 */

#include "match/claim.h"
#include "run/commands.h"
#include "run/contact_page.h"
#include "run/fetching.h"
#include "run/page.h"
#include "run/spoken.h"
#include "store/claim.sql.h"
#include "store/security_txt.sql.h"

#define WHERE "/.well-known/security.txt"
enum { SITES_MOST = 40 }; /* in one go: no mail leaves meanwhile */

/* A claimed domain. */
struct site {
	int64_t claim, organisation;
	struct str domain;
	bool www;	    /* the name with www. is being asked */
	struct str said;    /* of the name without it */
	enum fetch_end end; /* the same */
};

struct asking {
	struct job *job;
	struct fetching fetching;
	struct site *site;
	size_t n, next; /* the first that was not asked */
	uint64_t sums[PUBLISHED_OUTCOME_COUNT];
};

/* A page that came. */

static struct str
url_of(struct arena *a, const struct site *s)
{
	struct buf b = {0};

	buf_fmt(&b, "https://%s%.*s" WHERE, s->www ? "www." : "",
	    STR_ARG(s->domain));

	struct str url = arena_str(a, buf_all(&b));

	buf_free(&b);
	return url;
}

/* What came of it. */

/* "found at URL", with where it was asked first when that is elsewhere. */
static struct str
found_at(struct arena *a, struct str trail)
{
	struct buf b = {0};

	buf_str(&b, STR("found at "));
	for (struct str one; str_split(&trail, ' ', &one);)
		buf_fmt(&b, "%.*s%s", STR_ARG(one),
		    trail.n > 0 ? ", which redirects to " : "");

	struct str s = arena_str(a, buf_all(&b));

	buf_free(&b);
	return s;
}

static struct str
why_text(struct arena *a, const struct why *w)
{
	struct buf b = {0};

	if (w->line > 0)
		buf_fmt(&b, "line %llu: ", (unsigned long long)w->line);
	buf_str(&b, str_of(w->rule));

	struct str s = arena_str(a, buf_all(&b));

	buf_free(&b);
	return s;
}

/* Others went first meanwhile, and may have erased or refused it. */
static bool
is_claimed(struct job *job, const struct site *s)
{
	struct claim_get_row row;

	return claim_get(job->sv->store.db, s->claim, &row) &&
	    (row.state == CLAIM_PROVEN || row.state == CLAIM_ENTERED ||
		row.state == CLAIM_GRACE);
}

static void
answer_keep(
    struct asking *k, const struct site *s, struct published_answer *answer)
{
	struct job *job = k->job;
	struct buf line = {0};

	if (!is_claimed(job, s))
		return;

	answer->claim = s->claim;
	answer->organisation = s->organisation;
	answer->now = job->now;
	sql_begin(job->sv->store.db);
	answer->person = job_person(job);
	answer->outcome = published_keep(&job->sv->store, &job->a, answer);
	sql_commit(job->sv->store.db);
	k->sums[answer->outcome]++;
	spoken_text(&line, s->domain);
	buf_fmt(&line, ": %s; ", published_name(answer->outcome));
	spoken_text(&line,
	    answer->outcome == PUBLISHED_USED ? answer->mail : answer->said);
	buf_char(&line, '\n');
	job_str(job, buf_all(&line));
	buf_free(&line);
}

static void
page_take(
    struct asking *k, const struct site *s, const struct frame_fetched *page)
{
	struct arena *a = &k->job->a;
	struct published found;
	struct why w = {0};
	struct str trail = arena_str(a, page->trail);
	struct str mail = contact_page_read(
	    k->job, page, s->domain, url_of(a, s), &found, &w);
	bool used = mail.n > 0;

	answer_keep(k, s,
	    &(struct published_answer){
		.outcome = used ? PUBLISHED_USED : PUBLISHED_UNUSABLE,
		.found = &found,
		.mail = mail,
		.said = used ? found_at(a, trail) : why_text(a, &w),
	    });
}

/* The name without www. decides, when neither gives a file. */
static void
no_page(struct asking *k, const struct site *s)
{
	answer_keep(k, s,
	    &(struct published_answer){
		.outcome = s->end == FETCH_NOTHING ? PUBLISHED_NOTHING
						   : PUBLISHED_UNREACHED,
		.said = s->said,
	    });
}

/* Whether the name with www. is one that was not asked yet. */
static bool
www_is_next(const struct site *s, struct str trail)
{
	struct str www = STR("www.");

	for (struct str one; str_split(&trail, ' ', &one);) {
		struct str host = page_host(one);
		if (str_starts(host, www) &&
		    str_eq(str_from(host, www.n), s->domain))
			return false;
	}
	return !s->www && !str_starts(s->domain, www);
}

static void
answer_take(struct asking *k, const struct frame_fetched *page)
{
	struct site *s = &k->site[page->id - 1];

	if (page->end == FETCH_FINE) {
		page_take(k, s, page);
		return;
	}
	if (!s->www) {
		s->end = (enum fetch_end)page->end;
		s->said = arena_str(&k->job->a, page->text);
	}
	if (www_is_next(s, page->trail)) {
		s->www = true;
		fetching_ask(&k->fetching, page->id, url_of(&k->job->a, s));
	} else {
		no_page(k, s);
	}
}

static void
sites_load(struct asking *k)
{
	struct job *job = k->job;
	struct sql_cursor c;
	struct security_txt_due_row row;
	struct buf sites = {0};

	security_txt_due(job->sv->store.db, job->now, SITES_MOST, &c);
	while (security_txt_due_next(&c, &row)) {
		struct site s = {
		    .claim = row.id,
		    .organisation = row.organisation,
		    .domain = store_open(&job->sv->store, &job->a,
			"claim.value", row.id, row.value_sealed),
		};
		buf_put(&sites, &s, sizeof(s));
	}
	k->n = sites.n / sizeof(*k->site);
	k->site = arena_keep(&job->a, &sites);
}

/* False when the process that fetches is gone. */
static bool
sites_ask(struct asking *k)
{
	struct frame_fetched page;

	while (k->next < k->n || k->fetching.in_hand > 0) {
		while (k->next < k->n && k->fetching.in_hand < FETCH_AT_ONCE) {
			struct site *s = &k->site[k->next++];
			fetching_ask(&k->fetching, (uint32_t)k->next,
			    url_of(&k->job->a, s));
		}
		if (!fetching_next(&k->fetching, &page) || page.id == 0 ||
		    page.id > k->next)
			return false;
		answer_take(k, &page);
	}
	return true;
}

static int
run_fetch(struct job *job)
{
	struct asking k = {.job = job};
	bool whole;

	sites_load(&k);
	if (k.n == 0) {
		job_out(job,
		    "nobody to ask now: each company has a mail address, no "
		    "domain, or was asked less than a week ago\n");
		return 0;
	}
	fetching_begin(&k.fetching, job);
	whole = sites_ask(&k);
	fetching_end(&k.fetching);
	job_out(job,
	    "domains asked: %zu; contact used: %llu, no security.txt: %llu, "
	    "cannot be used: %llu, not reached: %llu\n",
	    k.next, (unsigned long long)k.sums[PUBLISHED_USED],
	    (unsigned long long)k.sums[PUBLISHED_NOTHING],
	    (unsigned long long)k.sums[PUBLISHED_UNUSABLE],
	    (unsigned long long)k.sums[PUBLISHED_UNREACHED]);
	if (k.n == SITES_MOST)
		job_out(job, "there may be more: run this again\n");
	if (!whole)
		job_err(job,
		    "the process that fetches ended or fell silent; what came "
		    "before was kept, run this again for the others\n");
	return !whole;
}

const struct command command_contacts_fetch = {
    .name = "contacts fetch",
    .example = "",
    .args = "",
    .about = "ask sites of companies without a mail address for theirs",
    .place = PLACE_KEEPER,
    .more = "Of a company without a mail address that works, the domains it "
	    "claims are asked for /.well-known/security.txt (RFC 9116), also "
	    "with www. before them: over https only, once a week, or the next "
	    "day where nobody answered. A mail address in it is used until the "
	    "file expires. `dijkwacht organisation show` tells what came of "
	    "it. With fetch = yes, `serve` does this by itself.",
    .run = run_fetch,
};
