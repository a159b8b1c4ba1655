/* cmd_demo: a month in a made-up world, through the whole main job */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/time.h"
#include "finding/finding.h"
#include "run/client.h"
#include "run/commands.h"
#include "run/demo_folder.h"
#include "run/demo_show.h"
#include "run/demo_world.h"
#include "store/finding.sql.h"

enum {
	FOLDER_MAX = 400,    /* leaves room for names below it */
	ARRIVES = 7 * HOUR,  /* reports of yesterday, by UTC */
	ANSWERS_FROM = 4,    /* the first day on which owners answer */
	ANSWERS_EVERY = 2,   /* days */
	ANSWERED = 5 * HOUR, /* after the reports came */
};

struct demo {
	struct job *job;
	struct demo_world world;
	struct client client;
	int32_t first; /* date of the first reports */
	int log;
	struct demo_day now; /* totals */
	struct demo_day day[DEMO_DAYS];
	struct demo_chance luck;
	struct buf told; /* references of findings that owners know of */

	/* of the request in hand */
	struct buf said;
	struct input_list inputs;
};

/* What owners say, one after another. */
static const struct {
	const char *answer, *note;
} answers[] = {
    {"fixed", "our ICT provider repaired it"},
    {"in-hand", "appointment on Thursday"},
    {"fixed", "done this morning"},
    {"not-ours", "that machine is our neighbours'"},
    {"fixed", "sorted out last night"},
    {"accepted", "known to us, stays until the move"},
};

/* The world as files. */

static void PRINTF(2, 3) path_fmt(char path[PATH_ROOM], const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(path, PATH_ROOM, fmt, ap);
	va_end(ap);
}

static int
file_new(const char *path)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

	if (fd < 0)
		die_errno("cannot write %s", path);
	return fd;
}

/* Made-up, so it need not outlive a power cut as evidence does. */
static void
file_make(const char *path, struct str bytes)
{
	int fd = file_new(path);

	if (!file_write(fd, bytes.p, bytes.n))
		die_errno("cannot write %s", path);
	close(fd);
}

static void
day_folder(const struct demo *d, int day, char path[PATH_ROOM])
{
	struct civil c = civil_of_time(time_of_day(d->first + day));

	path_fmt(path, "%s/world/reports/%04d-%02d-%02d", d->job->path, c.year,
	    c.month, c.day);
}

/* The report of a day into the folder of the day on which it is delivered. */
static void
report_make(struct demo *d, size_t type, int day, int delivered)
{
	char folder[PATH_ROOM], path[PATH_ROOM + 128];
	struct buf b = {0}, date = {0};

	if (demo_report_put(&b, &d->world, type, day, d->first + day)) {
		day_folder(d, delivered, folder);
		day_put(&date, d->first + day);
		snprintf(path, sizeof(path), "%s/%.*s-%s-demo.csv", folder,
		    STR_ARG(buf_all(&date)), demo_type(type));
		file_make(path, buf_all(&b));
	}
	buf_free(&date);
	buf_free(&b);
}

static void
world_write(struct demo *d)
{
	char path[PATH_ROOM];
	struct buf b = {0};

	demo_world_make(&d->world, &d->job->a);
	path_fmt(path, "%s/world/organisations.csv", d->job->path);
	for (int day = 0; day < DEMO_DAYS; day++) {
		char folder[PATH_ROOM];
		day_folder(d, day, folder);
		folder_make(AT_FDCWD, folder);
		for (size_t t = 0; t < demo_types; t++) {
			report_make(d, t, day, day);
			if (day > 0 && demo_report_twice(t, day - 1))
				report_make(d, t, day - 1, day);
		}
	}
	demo_companies_put(&b, &d->world);
	file_make(path, buf_all(&b));
	buf_free(&b);
	path_fmt(path, "%s/world/log.txt", d->job->path);
	d->log = file_new(path);
}

/* Asking the keeper, as a person at the command line would. */

static void
hear(void *ctx, enum say kind, struct str text)
{
	struct demo *d = ctx;

	if (kind != SAY_PROGRESS)
		buf_str(&d->said, text);
}

static void
log_request(struct demo *d, const struct request *r)
{
	struct buf b = {0};

	buf_str(&b, STR("$ dijkwacht"));
	for (size_t i = 0; i < r->n_words; i++) {
		struct str word = r->words[i];
		const char *quote = str_find(word, ' ') < word.n ? "\"" : "";
		buf_fmt(&b, " %s%.*s%s", quote, STR_ARG(word), quote);
	}
	buf_str(&b, STR(" --now "));
	time_put(&b, r->now);
	buf_char(&b, '\n');
	buf_str(&b, buf_all(&d->said));
	buf_char(&b, '\n');
	if (!file_write(d->log, b.p, b.n))
		die_errno("cannot write the log of the demo");
	buf_free(&b);
}

static bool
next_input(void *ctx, struct str *name, int *fd)
{
	struct demo *d = ctx;

	return input_list_next(&d->inputs, name, fd);
}

/*
 * Carries a command line out in the demo's keeper. With reads, its last word
 * is what it reads, and exit status 1 is as it should be: something in that
 * was refused and told.
 */
static bool
ask(struct demo *d, int64_t now, const struct str *words, size_t n, bool reads)
{
	struct request r = {
	    .words = words,
	    .n_words = n,
	    .now = now,
	    .person = d->job->person_name,
	    .ways = {.say = hear, .input = next_input, .ctx = d},
	};

	buf_reset(&d->said);
	d->inputs = (struct input_list){
	    .words = &words[n - 1],
	    .n = reads ? 1 : 0,
	    .path = d->job->path,
	};

	int code = client_ask(&d->client, &r);

	buf_free(&d->inputs.found);
	log_request(d, &r);
	if (code == 0 || (code == 1 && reads))
		return true;
	job_err(d->job,
	    "the demo ends here, as `dijkwacht %.*s` did not do what "
	    "it should:\n%.*s",
	    STR_ARG(words[0]), STR_ARG(buf_all(&d->said)));
	return false;
}

/* A text as words parted by blanks; and one word more, when there is one. */
static bool
ask_text(
    struct demo *d, int64_t now, const char *text, struct str more, bool reads)
{
	struct str words[8], rest = str_of(text);
	size_t n = 0;

	while (n < 7 && str_split(&rest, ' ', &words[n]))
		n++;
	if (more.n > 0)
		words[n++] = more;
	return ask(d, now, words, n, reads);
}

/* The days. */

static int64_t
clock_of(const struct demo *d, int day)
{
	return time_of_day(d->first + day + 1) + ARRIVES;
}

/* Whose accounts will be stolen has proven its domain, so that it reads which
 * they are. */
static bool
domains_prove(struct demo *d, int64_t now)
{
	const struct demo_world *w = &d->world;
	bool done[DEMO_COMPANIES] = {false}, fine = true;

	for (size_t i = 0; fine && i < w->n_systems; i++) {
		const struct demo_company *c = w->system[i].owner;
		if (c == NULL || !demo_type_is_account(w->system[i].type) ||
		    done[c - w->company])
			continue;
		struct str words[] = {STR("asset"), STR("prove"), c->name,
		    c->domain, STR("--seen"), STR("made up with the demo")};
		done[c - w->company] = true;
		fine =
		    ask(d, now, words, sizeof(words) / sizeof(*words), false);
	}
	return fine;
}

/* The companies, and a range on which one of them hosts others. */
static bool
companies_enter(struct demo *d)
{
	char path[PATH_ROOM];
	int64_t now = clock_of(d, 0) - HOUR;
	struct str asset[] = {STR("asset"), STR("add"),
	    d->world.company[DEMO_HOST].name, STR(DEMO_SHARED), STR("--nature"),
	    STR("shared")};

	path_fmt(path, "%s/world/organisations.csv", d->job->path);
	if (!ask_text(d, now, "organisation import", str_of(path), true))
		return false;
	job_str(d->job, buf_all(&d->said));
	job_out(d->job, "\n");
	return domains_prove(d, now) &&
	    ask(d, now, asset, sizeof(asset) / sizeof(*asset), false);
}

static bool
look_in(struct demo *d, void (*look)(struct demo *d, struct service *sv))
{
	struct service sv;
	struct why w = {0};

	if (service_open(&sv, d->job->path, SERVICE_READ, &w) != OK)
		return job_why(d->job, &w) == 0;
	look(d, &sv);
	service_close(&sv);
	return true;
}

static void
totals_look(struct demo *d, struct service *sv)
{
	demo_totals(&sv->store, &d->now);
}

/* What the day brought: what there is now without what there was. */
static bool
day_count(struct demo *d, int day)
{
	struct demo_day before = d->now;

	if (!look_in(d, totals_look))
		return false;
	d->day[day] = (struct demo_day){
	    .date = d->first + day,
	    .rows = d->now.rows - before.rows,
	    .opened = d->now.opened - before.opened,
	    .reopened = d->now.reopened - before.reopened,
	    .closed = d->now.closed - before.closed,
	    .notices = d->now.notices - before.notices,
	};
	return true;
}

static void
day_tell(struct demo *d, int day)
{
	const struct demo_day *x = &d->day[day];
	struct buf b = {0};

	buf_fmt(&b, "day %2d of %d, ", day + 1, DEMO_DAYS);
	day_put(&b, x->date);
	buf_fmt(&b, ": %3lld rows, ", (long long)x->rows);
	if (day == 0)
		buf_fmt(&b, "%lld known before", (long long)x->opened);
	else
		buf_fmt(&b, "%2lld new, %lld back, %2lld over, %2lld notices",
		    (long long)x->opened, (long long)x->reopened,
		    (long long)x->closed, (long long)x->notices);
	/* of a bar that is written over only the newest matters; a log wants
	 * them all */
	if (isatty(STDERR_FILENO))
		job_progress(d->job, "%.*s", STR_ARG(buf_all(&b)));
	else
		job_out(d->job, "%.*s\n", STR_ARG(buf_all(&b)));
	buf_free(&b);
}

static void
told_look(struct demo *d, struct service *sv)
{
	struct sql_cursor c;
	struct finding_each_row row;

	buf_reset(&d->told);
	finding_each(sv->store.db, &c);
	while (finding_each_next(&c, &row))
		if (row.state == FINDING_NOTIFIED)
			buf_put(&d->told, row.ref.p, REF_SIZE);
}

/* One of those who were told says something. */
static bool
owner_answers(struct demo *d, int day)
{
	size_t which = (size_t)(day / ANSWERS_EVERY) %
	    (sizeof(answers) / sizeof(answers[0]));

	if (!look_in(d, told_look))
		return false;
	if (d->told.n == 0)
		return true;

	unsigned k = demo_draw(&d->luck, (unsigned)(d->told.n / REF_SIZE));
	struct str words[] = {STR("answer"),
	    str_make(d->told.p + k * REF_SIZE, REF_SIZE),
	    str_of(answers[which].answer), STR("--note"),
	    str_of(answers[which].note)};

	return ask(d, clock_of(d, day) + ANSWERED, words,
	    sizeof(words) / sizeof(*words), false);
}

static bool
day_live(struct demo *d, int day)
{
	char folder[PATH_ROOM];
	int64_t now = clock_of(d, day);
	bool last = day + 1 == DEMO_DAYS;

	day_folder(d, day, folder);
	if (!ask_text(d, now, day == 0 ? "import --baseline" : "import",
		str_of(folder), true) ||
	    !ask_text(d, now, "notices prepare", STR(""), false) ||
	    !ask_text(d, now, "notices send", STR(""), false))
		return false;
	if (day >= ANSWERS_FROM && day % ANSWERS_EVERY == 0 && !last &&
	    !owner_answers(d, day))
		return false;
	if (!day_count(d, day))
		return false;
	day_tell(d, day);
	return true;
}

static bool
month_live(struct demo *d)
{
	struct why w = {0};
	bool fine;

	if (client_open(&d->client, d->job->path, &w) != OK)
		return job_why(d->job, &w) == 0;
	fine = companies_enter(d);
	for (int day = 0; fine && day < DEMO_DAYS; day++)
		fine = day_live(d, day);
	client_close(&d->client);
	return fine;
}

static void
all_look(struct demo *d, struct service *sv)
{
	int64_t receiver = demo_show_notice(d->job, sv);

	demo_show_days(d->job, d->day, DEMO_DAYS);
	demo_show_sums(d->job, sv);
	demo_show_next(d->job, sv, receiver);
}

/* The command. */

/* The folder without a slash behind it: its keys go beside it. */
static const char *
folder_of(struct job *job)
{
	struct str s =
	    job->call->folder.n > 0 ? job->call->folder : STR("demo");

	while (s.n > 1 && s.p[s.n - 1] == '/')
		s.n--;
	return arena_cstr(&job->a, s);
}

static bool
service_begin(struct demo *d)
{
	struct why w = {0};
	bool made;
	struct service_plan plan = {
	    .name = STR("Dijkwacht Waterkant (demo)"),
	    .sender_name = STR("Dijkwacht Waterkant (demo)"),
	    .sender_mail = STR("dijkwacht@waterkant.example"),
	    .ground = 2,
	    .now = clock_of(d, 0) - HOUR,
	};

	if (demo_folder_take(d->job->path, &w) != OK ||
	    service_make(d->job->path, &plan, &made, &w) != OK)
		return job_why(d->job, &w) == 0;
	return true;
}

static bool
demo_run(struct demo *d)
{
	int64_t today = time_of_day(day_of_time(d->job->now - ARRIVES));

	d->first = day_of_time(today) - DEMO_DAYS;
	if (!service_begin(d))
		return false;
	world_write(d);
	job_out(d->job,
	    "A month of reports on %d made-up companies, into %s\n\n",
	    DEMO_COMPANIES, d->job->path);

	bool fine = month_live(d);

	close(d->log);
	return fine && look_in(d, all_look);
}

static int
run(struct job *job)
{
	struct demo *d = ARENA_NEW(&job->a, struct demo, 1);

	job->path = folder_of(job);
	if (str_of(job->path).n > FOLDER_MAX) {
		job_err(job, "the path of the folder is longer than %d bytes\n",
		    FOLDER_MAX);
		return 2;
	}
	*d = (struct demo){.job = job, .luck = {7}};

	bool fine = demo_run(d);

	buf_free(&d->said);
	buf_free(&d->told);
	return fine ? 0 : 1;
}

const struct command command_demo = {
    .name = "demo",
    .example = "--folder demo",
    .args = "",
    .about = "show all of it on made-up companies and reports of a month",
    .place = PLACE_BARE,
    .more = "Makes the folder (./demo unless --folder says otherwise), 200 "
	    "made-up companies and thirty days of reports on them, and takes "
	    "these through import, notices and answers day by day. Nothing is "
	    "sent anywhere. An earlier demo in the folder is removed; a folder "
	    "with anything else in it is left alone.",
    .run = run,
};
