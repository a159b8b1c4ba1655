/* play_do: steps of a play that do something */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/file.h"
#include "base/time.h"
#include "run/job.h"
#include "run/mail_keys.h"
#include "run/parse.h"
#include "store/batch.sql.h"
#include "test/play.h"

/* A command line being written. */
struct typed {
	struct str word[PLAY_WORDS_MAX];
	size_t n;
};

static void
type(struct typed *t, struct str word)
{
	if (t->n == PLAY_WORDS_MAX)
		die("a step with more than %d words", PLAY_WORDS_MAX);
	t->word[t->n++] = word;
}

/* "--mail" and the clause's value, when the step has it. */
static void
type_option(struct typed *t, const char *option, struct str value)
{
	if (value.n == 0)
		return;
	type(t, str_of(option));
	type(t, value);
}

static void
type_flag(struct typed *t, const struct step *s, const char *clause,
    const char *option)
{
	if (step_has(s, clause))
		type(t, str_of(option));
}

static void
type_words(struct typed *t, struct str words)
{
	for (struct str word; word_take(&words, &word);)
		type(t, word);
}

/* How the job speaks and reads. */

static void
say(void *ctx, enum say kind, struct str text)
{
	struct play *p = ctx;

	if (kind != SAY_PROGRESS)
		buf_str(&p->said, text);
}

static bool
input(void *ctx, struct str *name, int *fd)
{
	struct play *p = ctx;

	if (p->in_given)
		return false;
	p->in_given = true;
	*name = p->in_name;
	*fd = memfd_create("report", MFD_CLOEXEC);
	if (*fd < 0 || !file_write(*fd, p->in_bytes.p, p->in_bytes.n))
		die_errno("cannot hand over a report");
	lseek(*fd, 0, SEEK_SET);
	return true;
}

static int
reader(void *ctx, int fd)
{
	(void)ctx;
	int talk;

	parse_start(fd, &talk);
	return talk;
}

void
play_job(struct play *p, struct job *job, const struct call *call)
{
	*job = (struct job){
	    .call = call,
	    .sv = &p->sv,
	    .path = p->sv.path,
	    .now = p->now,
	    .person_name = p->person,
	    .ways = {.say = say,
		.input = input,
		.reader = reader,
		.fetcher = site_fetcher,
		.ctx = p},
	};
	arena_init(&job->a, 0);
}

void
play_command(struct play *p, const struct str *words, size_t n)
{
	struct call call;
	struct why w = {0};
	struct job job;

	if (call_read(&call, words, n, &w) != OK) {
		play_fail(p, "the step makes no command: %s", w.rule);
		return;
	}
	play_job(p, &job, &call);
	p->code = call.command->run(&job);
	p->refusal = p->refusal || p->code != 0;
	arena_free(&job.a);
	if (sql_in_transaction(p->sv.store.db))
		play_fail(p, "the command left a transaction open");
	play_fine(p);
}

static void
command(struct play *p, const struct typed *t)
{
	buf_reset(&p->said);
	p->refusal = false;
	play_command(p, t->word, t->n);
}

/* The clock. */

static int64_t
wall(const struct civil *c)
{
	return time_of_day(day_of_civil(c->year, c->month, c->day)) +
	    c->hour * HOUR + c->minute * MINUTE + c->second;
}

/* The moment at which the local clock reads what UTC's reads at t. */
static int64_t
from_local(int64_t t)
{
	int64_t at = t;

	for (int i = 0; i < 2; i++) {
		struct civil c = zone_civil(at);
		at -= wall(&c) - t;
	}
	return at;
}

/* "08:00" */
static bool
hour_read(struct str s, int64_t *seconds)
{
	struct str hour;
	uint64_t h, m;

	if (!str_split(&s, ':', &hour) || !str_u64(hour, 23, &h) ||
	    !str_u64(s, 59, &m))
		return false;
	*seconds = (int64_t)h * HOUR + (int64_t)m * MINUTE;
	return true;
}

/* "+3d" and "+2h": days keep what the local clock reads. */
static bool
step_on(struct str s, int64_t *local, int64_t *hours)
{
	uint64_t n;

	if (!str_starts(s, STR("+")) ||
	    !str_u64(str_make(s.p + 1, s.n < 2 ? 0 : s.n - 2), 3660, &n))
		return false;
	if (str_ends(s, STR("d")))
		*local += (int64_t)n * DAY;
	else if (str_ends(s, STR("h")))
		*hours = (int64_t)n * HOUR;
	else
		return false;
	return true;
}

static bool
clock_read(struct play *p, struct str head, int64_t *t)
{
	struct civil c = zone_civil(p->now);
	struct str word;
	int32_t day;
	int64_t seconds, local = wall(&c), hours = 0;

	if (!word_take(&head, &word))
		return false;
	if (day_read(word, &day))
		local = time_of_day(day);
	else if (!step_on(word, &local, &hours))
		return false;
	if (word_take(&head, &word)) {
		if (!hour_read(word, &seconds))
			return false;
		local = time_of_day(day_of_time(local)) + seconds;
	}
	*t = from_local(local) + hours;
	return head.n == 0;
}

void
do_at(struct play *p, const struct step *s)
{
	int64_t t;

	if (!clock_read(p, s->head, &t))
		play_fail(
		    p, "AT wants 2026-01-10 08:00, +3d, +1d 08:00 or +2h");
	else if (t < p->now)
		play_fail(p, "the clock does not go back");
	else
		p->now = t;
}

void
do_person(struct play *p, const struct step *s)
{
	p->person = s->head;
}

/* Companies. */

void
do_company(struct play *p, const struct step *s)
{
	struct typed t = {0};

	if (s->head.n == 0) {
		play_fail(p, "which company? COMPANY Bakkerij Jansen");
		return;
	}
	type(&t, STR("organisation"));
	type(&t, STR("add"));
	type_option(&t, "--mail", step_clause(s, "MAIL"));
	type_option(&t, "--language", step_clause(s, "LANGUAGE"));
	type_option(&t, "--rhythm", step_clause(s, "RHYTHM"));
	type_option(&t, "--kvk", step_clause(s, "KVK"));
	type(&t, s->head);
	type_words(&t, step_clause(s, "HAS"));
	command(p, &t);
}

void
do_asset(struct play *p, const struct step *s)
{
	struct typed t = {0};
	struct str name = s->head, asset = last_word(&name);

	type(&t, STR("asset"));
	type(&t, STR("add"));
	type_option(&t, "--from", step_clause(s, "FROM"));
	type_option(&t, "--until", step_clause(s, "UNTIL"));
	type_option(&t, "--nature", step_clause(s, "NATURE"));
	type(&t, name);
	type(&t, asset);
	command(p, &t);
}

/* Reports. */

static bool
was_given(struct play *p, struct str report)
{
	const struct str *v = (const struct str *)(const void *)p->reports.p;

	for (size_t i = 0; i < p->reports.n / sizeof(*v); i++)
		if (str_eq(v[i], report))
			return true;
	buf_put(&p->reports, &report, sizeof(report));
	return false;
}

static void
name_make(struct play *p, const struct step *s, int32_t day)
{
	struct buf b = {0};
	struct str scope = step_clause(s, "SCOPE");

	day_put(&b, day);
	buf_fmt(&b, "-%.*s-%.*s.csv", STR_ARG(s->head),
	    STR_ARG(scope.n > 0 ? scope : STR("demo")));
	p->in_name = arena_str(&p->a, buf_all(&b));
	buf_free(&b);
}

/* What the evidence has to hold in the end: the same report counts once. */
static void
rows_count(struct play *p, uint64_t rows)
{
	struct buf b = {0};

	buf_fmt(&b, "%.*s\n%.*s", STR_ARG(p->in_name), STR_ARG(p->in_bytes));
	if (!was_given(p, arena_str(&p->a, buf_all(&b))))
		p->rows += rows;
	buf_free(&b);
}

static void
report_give(struct play *p, const struct step *s, int32_t day)
{
	struct typed t = {0};
	uint64_t rows = 0;

	name_make(p, s, day);
	p->in_bytes = report_csv(p, s, day, &rows);
	p->in_given = false;
	if (!step_has(s, "SHADOW"))
		rows_count(p, rows);
	type(&t, STR("import"));
	type_flag(&t, s, "BASELINE", "--baseline");
	type_flag(&t, s, "UNNAMED", "--unnamed");
	type_flag(&t, s, "SHADOW", "--shadow");
	type_option(&t, "--feed", step_clause(s, "FEED"));
	type_option(&t, "--giver", step_clause(s, "GIVER"));
	type_option(&t, "--tlp", step_clause(s, "TLP"));
	type_option(&t, "--embargo", step_clause(s, "EMBARGO"));
	type_option(&t, "--delete-by", step_clause(s, "UNTIL"));
	type(&t, p->in_name);
	if (!p->failed)
		command(p, &t);
}

static int32_t
today(const struct play *p)
{
	struct civil c = zone_civil(p->now);

	return day_of_civil(c.year, c.month, c.day);
}

void
do_report(struct play *p, const struct step *s)
{
	struct str day_text = step_clause(s, "DAY");
	struct str days = step_clause(s, "DAYS");
	int32_t day;
	uint64_t n = 1;

	if (s->head.n == 0)
		play_fail(p, "which report? REPORT scan_rdp");
	if (day_text.n > 0 && !day_read(day_text, &day))
		play_fail(p, "DAY wants 2026-01-10");
	if (days.n > 0 && (!str_u64(days, 366, &n) || n == 0))
		play_fail(p, "DAYS wants a number");
	for (uint64_t i = 0; i < n && !p->failed; i++) {
		struct civil c = zone_civil(p->now);
		if (i > 0)
			p->now = from_local(wall(&c) + DAY);
		if (day_text.n == 0)
			day = today(p);
		report_give(p, s, day);
	}
}

/* Batches. */

struct str
batch_of(struct play *p, struct str giver)
{
	struct sql *db = p->sv.store.db;
	struct sql_cursor c;
	struct batch_list_row id;
	struct str ref = {0};

	batch_list(db, &c);
	while (ref.n == 0 && batch_list_next(&c, &id)) {
		struct batch_get_row row;
		if (batch_get(db, id.id, &row) && str_eq(row.giver, giver))
			ref = arena_str(&p->a, row.ref);
	}
	sql_cursor_end(&c);
	if (ref.n == 0)
		play_fail(p, "which batch? name the giver of one: HOLD melder");
	return ref;
}

/* HOLD, RELEASE, WITHDRAW; DRY is --dry-run. */
void
do_batch(struct play *p, const struct step *s)
{
	static const char *const words[][2] = {
	    {"HOLD", "hold"}, {"RELEASE", "release"}, {"WITHDRAW", "withdraw"}};
	struct typed t = {0};
	struct str ref = batch_of(p, s->head);

	type(&t, STR("batch"));
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (str_eq(str_of(s->verb->name), str_of(words[i][0])))
			type(&t, str_of(words[i][1]));
	type_flag(&t, s, "DRY", "--dry-run");
	type(&t, STR("--reason"));
	type(&t, STR("because the play says so"));
	type(&t, ref);
	if (!p->failed)
		command(p, &t);
}

void
do_expire(struct play *p, const struct step *s)
{
	struct typed t = {0};

	(void)s;
	type(&t, STR("batch"));
	type(&t, STR("expire"));
	command(p, &t);
}

void
do_notify(struct play *p, const struct step *s)
{
	struct typed t = {0};
	struct str ref = finding_named(p, s, s->head);

	type(&t, STR("notices"));
	type(&t, STR("want"));
	type(&t, ref);
	if (!p->failed)
		command(p, &t);
}

/* Registries, and any other command. */

struct str
block_text(struct play *p, struct str block)
{
	struct buf b = {0};

	for (struct str line; str_split(&block, '\n', &line);)
		buf_fmt(&b, "%.*s\n", STR_ARG(str_trim(line)));

	struct str text = arena_str(&p->a, buf_all(&b));

	buf_free(&b);
	return text;
}

void
do_registry(struct play *p, const struct step *s)
{
	struct typed t = {0};

	if (s->head.n == 0) {
		play_fail(p, "which registry? REGISTRY ripe.db.inetnum");
		return;
	}
	p->in_name = s->head;
	p->in_bytes = block_text(p, s->block);
	p->in_given = false;
	type(&t, STR("registry"));
	type(&t, STR("import"));
	type(&t, p->in_name);
	command(p, &t);
}

/* A list by hand, its header first. */
void
do_list(struct play *p, const struct step *s)
{
	struct typed t = {0};

	p->in_name = STR("list.csv");
	p->in_bytes = block_text(p, s->block);
	p->in_given = false;
	for (size_t i = 0; i < p->in_bytes.n; i++)
		p->rows += p->in_bytes.p[i] == '\n';
	p->rows--; /* the header is none */
	type(&t, STR("import"));
	type_option(&t, "--as", STR("list"));
	type_option(&t, "--topic", s->head);
	type_option(&t, "--giver", STR("melder"));
	type(&t, STR("--yes"));
	type(&t, p->in_name);
	command(p, &t);
}

/* Any command; "words in quotes" are one, without the quotes. */
void
do_command(struct play *p, const struct step *s)
{
	struct typed t = {0};
	struct str rest = s->head;

	for (struct str word; word_take(&rest, &word);) {
		bool quoted = word.n >= 2 && word.p[0] == '"';
		if (quoted)
			word = str_make(word.p + 1, word.n - 2);
		type(&t, play_meant(p, word));
	}
	if (!p->failed)
		command(p, &t);
}

/* A line of dijkwacht.conf. */
void
do_setting(struct play *p, const struct step *s)
{
	struct str value = s->head, name;

	if (!word_take(&value, &name)) {
		play_fail(p, "which setting? SETTING week-most 2");
		return;
	}
	buf_fmt(&p->settings, "%.*s = %.*s\n", STR_ARG(name),
	    STR_ARG(str_trim(value)));
	play_settings(p);
}

void
play_settings(struct play *p)
{
	struct why w = {0};

	if (settings_read(&p->sv.settings, &p->a, buf_all(&p->settings), &w) !=
	    OK)
		play_fail(p, "the settings are refused: %s", w.rule);
	mail_keys_free(&p->sv);
	if (mail_keys_read(&p->sv, &w) != OK)
		play_fail(p, "mail cannot leave: %s", w.rule);
}

/* Notices and answers. */

static void
two_words(struct play *p, struct str first, struct str second)
{
	struct str words[] = {first, second};

	play_command(p, words, 2);
}

static void
said_begin(struct play *p)
{
	buf_reset(&p->said);
	p->refusal = false;
}

void
do_prepare(struct play *p, const struct step *s)
{
	(void)s;
	said_begin(p);
	two_words(p, STR("notices"), STR("prepare"));
}

void
do_send(struct play *p, const struct step *s)
{
	(void)s;
	said_begin(p);
	two_words(p, STR("notices"), STR("send"));
}

void
do_notices(struct play *p, const struct step *s)
{
	do_prepare(p, s);
	if (!p->failed)
		two_words(p, STR("notices"), STR("send"));
}

void
do_answer(struct play *p, const struct step *s)
{
	struct typed t = {0};
	struct str subject = s->head, word = last_word(&subject);
	struct str ref = finding_named(p, s, subject);

	if (p->failed)
		return;
	type(&t, STR("answer"));
	type_option(&t, "--note", step_clause(s, "NOTE"));
	type(&t, ref);
	type(&t, word);
	command(p, &t);
}
