/* cmd_oncall: who of us is called outside working hours, and that they are */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/time.h"
#include "match/organisation.h"
#include "notify/paging.h"
#include "run/commands.h"
#include "run/releasing.h"
#include "run/sheet.h"
#include "run/spoken.h"
#include "store/oncall.sql.h"
#include "value/ident.h"

enum { NAME_MAX_BYTES = 100, PHONE_MAX_BYTES = 40 };

/* Adding. */

/* "2026-01-09" or "2026-01-09 17:00": a whole hour of the local clock. */
static bool
hour_read(struct str s, int64_t *t)
{
	struct str date = str_upto(s, 10), hour = str_from(s, 11);
	uint64_t h = 0;
	int32_t day;
	struct civil c;

	if (!day_read(date, &day))
		return false;
	if (s.n > 10 &&
	    (s.n != 16 || (s.p[10] != ' ' && s.p[10] != 'T') ||
		!str_ends(hour, STR(":00")) ||
		!str_u64(str_upto(hour, 2), 23, &h)))
		return false;
	*t = time_of_day(day) - 2 * DAY;
	do {
		*t = zone_next(*t, (int)h, -1);
		c = zone_civil(*t);
	} while (day_of_civil(c.year, c.month, c.day) < day);
	return true;
}

static bool
moment_option(struct job *job, const char *name, int64_t *t)
{
	if (hour_read(call_value(job->call, name), t))
		return true;
	job_err(job,
	    "--%s: a day, or a whole hour of it, as \"2026-01-09\" or "
	    "\"2026-01-09 17:00\"\n",
	    name);
	return false;
}

static bool
is_line(struct str s, size_t most)
{
	for (size_t i = 0; i < s.n; i++)
		if ((unsigned char)s.p[i] < ' ' || s.p[i] == 0x7f)
			return false;
	return s.n <= most && str_is_utf8(s);
}

static bool
duty_read(struct job *job, struct duty *d, char mail[255])
{
	struct why w = {0};
	struct str language = call_value(job->call, "language");

	*d = (struct duty){
	    .name = str_trim(job->call->word[0]),
	    .phone = str_trim(call_value(job->call, "phone")),
	    .language = LANG_NL,
	};
	if (d->name.n == 0 || !is_line(d->name, NAME_MAX_BYTES) ||
	    !is_line(d->phone, PHONE_MAX_BYTES)) {
		job_err(job,
		    "a name, and with --phone a number: one line, at most %d "
		    "and %d bytes\n",
		    NAME_MAX_BYTES, PHONE_MAX_BYTES);
		return false;
	}
	if (mail_read(call_value(job->call, "mail"), mail, &w) != OK) {
		job_err(job, "--mail: %s\n", w.rule);
		return false;
	}
	d->mail = str_of(mail);
	if (language.n > 0 && !lang_read(language, &d->language)) {
		job_err(job, "--language: nl or en\n");
		return false;
	}
	if (!moment_option(job, "from", &d->from) ||
	    !moment_option(job, "until", &d->until))
		return false;
	if (d->until <= d->from || d->until <= job->now) {
		job_err(job, "--until: that is over before it begins\n");
		return false;
	}
	return true;
}

static int
run_add(struct job *job)
{
	struct store *s = &job->sv->store;
	struct duty d;
	char mail[255];

	if (!duty_read(job, &d, mail))
		return 2;
	sql_begin(s->db);

	int64_t person = job_person(job);

	duty_add(s, &job->a, &d, person, job->now);
	store_audit(s, person, job->now, STR("oncall add"), STR(""));
	sql_commit(s->db);
	job_out(job,
	    "%.*s is on call then; `dijkwacht oncall list` shows all\n",
	    STR_ARG(d.name));
	return 0;
}

/* Listing. */

/* clang-format off */
static const struct sheet_column columns[] = {
	{"name", "name"}, {"from", "from"}, {"until", "until"},
	{"now", "now"}, {"phone", "phone"}, {"mail", "mail"},
};
/* clang-format on */

/* People want the hour, too. */
static void
moment_put(struct sheet *sheet, struct job *job, int64_t t)
{
	struct buf b = {0};

	if (sheet->format == SHEET_TABLE) {
		spoken_moment(&b, t);
		sheet_str(sheet, arena_str(&job->a, buf_all(&b)));
	} else {
		sheet_time(sheet, t);
	}
	buf_free(&b);
}

static int
run_list(struct job *job)
{
	struct store *s = &job->sv->store;
	struct sql_cursor c;
	struct oncall_each_row row;
	enum sheet_format format;
	struct sheet sheet;

	if (!sheet_format_ask(job, &format))
		return 2;
	sheet_begin(
	    &sheet, job, format, columns, sizeof(columns) / sizeof(*columns));
	oncall_each(s->db, job->now, &c);
	while (oncall_each_next(&c, &row)) {
		struct duty d = {.organisation = row.organisation};
		duty_open(s, &job->a, row.name_sealed, &d);
		sheet_str(&sheet, d.name);
		moment_put(&sheet, job, row.valid_from);
		moment_put(&sheet, job, row.valid_until);
		sheet_str(
		    &sheet, row.valid_from <= job->now ? STR("now") : STR(""));
		sheet_str(&sheet, d.phone);
		sheet_str(&sheet, d.mail);
	}
	sheet_end(&sheet);
	if (format == SHEET_TABLE && sheet.rows == 0)
		job_out(job,
		    "nobody is on call; `dijkwacht oncall add` says who\n");
	return 0;
}

/* Removing. */

static int
run_remove(struct job *job)
{
	struct store *s = &job->sv->store;
	struct why w = {0};
	enum err e;

	sql_begin(s->db);
	e = duty_remove(s, &job->a, job->call->word[0], job->now, &w);
	if (e == OK)
		store_audit(s, job_person(job), job->now, STR("oncall remove"),
		    STR(""));
	sql_commit(s->db);
	if (e != OK)
		return job_why(job, &w);
	job_out(job,
	    "%.*s is on call no more, and the mail address and phone number "
	    "are forgotten\n",
	    STR_ARG(str_upto(job->call->word[0], NAME_MAX_BYTES)));
	return 0;
}

/* Paging. */

static int
run_page(struct job *job)
{
	struct release r;
	struct why w = {0};
	struct paging p = {
	    .store = &job->sv->store,
	    .code_key = job->sv->code_key,
	    .now = job->now,
	};

	if (releasing_begin(job, &r, &w) != OK)
		return job_why(job, &w);
	p.person = r.person;
	p.hours = r.rule.hours;
	paging_look(&p);
	job_out(
	    job, "told to who is on call: %llu\n", (unsigned long long)p.told);
	if (p.nobody)
		job_err(job,
		    "there is something that cannot wait, and nobody is on "
		    "call: `dijkwacht oncall add`\n");
	return p.nobody;
}

static const struct option add_options[] = {
    {"mail", "ADDRESS", "where they read mail at any hour"},
    {"phone", "NUMBER", "for who looks in `status` or `case open --due`"},
    {"language", "nl|en", "of those mails (preset nl)"},
    {"from", "TIME", "from when: a day, or \"2026-01-09 17:00\""},
    {"until", "TIME", "until when"},
    {0},
};

const struct command command_oncall_add = {
    .name = "oncall add",
    .example =
	"Anna --mail anna@dorp.example --from 2026-01-09 --until 2026-01-12",
    .args = "NAME",
    .about = "say who of you is on call, and when",
    .least = 1,
    .most = 1,
    .place = PLACE_KEEPER,
    .options = add_options,
    .more = "Times are whole hours of the local clock. Who is on call gets a "
	    "mail outside working hours about what cannot wait, and the cases "
	    "that may wake people. Of several the one that began last counts.",
    .run = run_add,
};

static const struct option list_options[] = {
    {"format", "table|csv|json",
	"a table for people (preset), or for programs"},
    {0},
};

const struct command command_oncall_list = {
    .name = "oncall list",
    .example = "",
    .args = "",
    .about = "list who of you is on call, now and later",
    .place = PLACE_READER,
    .reads = READS_PEOPLE,
    .options = list_options,
    .run = run_list,
};

const struct command command_oncall_page = {
    .name = "oncall page",
    .example = "",
    .args = "",
    .about = "mail who is on call about what cannot wait; `serve` does this",
    .place = PLACE_KEEPER,
    .more =
	"Outside working hours only: a case that may wake people and that "
	"nobody did anything about, a release that stopped by itself, a feed "
	"that is missing, a data leak whose 72 hours are nearly over, mail "
	"that is not taken for half an hour. Each is told once in 24 hours. "
	"The mail names no company.",
    .run = run_page,
};

const struct command command_oncall_remove = {
    .name = "oncall remove",
    .example = "Anna",
    .args = "NAME",
    .about = "take somebody off the list, and forget how to reach them",
    .least = 1,
    .most = 1,
    .place = PLACE_KEEPER,
    .run = run_remove,
};
