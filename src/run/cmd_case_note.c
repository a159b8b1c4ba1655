/* cmd_case_note: one line about a call, a mail, a letter or a visit */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/time.h"
#include "notify/desk.h"
#include "run/again_told.h"
#include "run/case_told.h"
#include "run/commands.h"

/* The one channel that was said. */
static bool
channel_read(struct job *job, struct moment *m)
{
	unsigned n = 0;

	for (enum case_channel i = MOMENT_MAIL; i < MOMENT_COUNT; i++)
		if (call_given(job->call, case_channel_name(i))) {
			m->channel = i;
			n++;
		}
	if (n != 1)
		job_err(job,
		    "how was it? say one of --phone, --mail, --letter, "
		    "--visit\n");
	return n == 1;
}

static bool
texts_read(struct job *job, struct moment *m)
{
	const struct {
		const char *option;
		struct str *text;
	} texts[] = {
	    {"spoken-to", &m->spoken_to},
	    {"number", &m->number},
	    {"source", &m->source},
	    {"said", &m->said},
	    {"next", &m->next},
	};

	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		struct str text = call_value(job->call, texts[i].option);
		if (text.p != NULL && !is_one_line(text)) {
			job_err(job,
			    "--%s: printable text on one line, %d bytes at "
			    "most\n",
			    texts[i].option, LINE_MOST);
			return false;
		}
		*texts[i].text = str_trim(text);
	}
	if (m->said.n == 0)
		job_err(job,
		    "what was said? --said TEXT; \"no answer\" is fine too\n");
	else if (m->number.n > 0 && m->source.n == 0)
		job_err(job,
		    "where was that number found? --source WHERE; numbers "
		    "from a mail of theirs may be false\n");
	return m->said.n > 0 && (m->number.n == 0 || m->source.n > 0);
}

/* Due of the next step: SQL_NULL_I64 when it was not said. */
static bool
due_read(struct job *job, int64_t *due)
{
	struct str text = call_value(job->call, "due");

	*due = SQL_NULL_I64;
	if (text.n == 0)
		return true;
	if (!time_read(text, due)) {
		job_err(job, "--due: a date such as 2026-01-31\n");
		return false;
	}
	if (*due < job->now - DAY) {
		job_err(job, "--due: that is over already\n");
		return false;
	}
	return true;
}

static bool
answer_wanted(struct job *job, struct moment *m)
{
	struct str word = call_value(job->call, "answer");

	m->answer = answer_read(word);
	if (word.n == 0 || m->answer != ANSWER_NONE)
		return true;
	job_err(job,
	    "--answer: \"%.*s\" is none; there is: fixed, in-hand, not-ours, "
	    "accepted\n",
	    STR_ARG(str_upto(word, 40)));
	return false;
}

static void
keep(struct job *job, struct moment *m, int64_t due)
{
	struct store *s = &job->sv->store;
	uint64_t answered;

	sql_begin(s->db);
	m->person = job_person(job);
	moment_keep(s, m, &answered);
	if (due != SQL_NULL_I64)
		case_due(s->db, m->of, due);
	store_audit(
	    s, m->person, job->now, STR("case note"), job->call->word[0]);
	sql_commit(s->db);
	job_out(job, "%.*s: noted\n", STR_ARG(job->call->word[0]));
	if (m->answer == ANSWER_NONE)
		return;
	job_out(job, "findings answered %s: %llu\n", answer_name(m->answer),
	    (unsigned long long)answered);
	if (m->answer != ANSWER_NOT_OURS)
		return;
	service_owners_stale(job->sv);
	again_finish(job);
}

static int
run(struct job *job)
{
	struct moment m = {.now = job->now};
	struct case_by_ref_row row;
	int64_t due;

	if (!channel_read(job, &m) || !texts_read(job, &m) ||
	    !due_read(job, &due) || !answer_wanted(job, &m))
		return 2;
	if (!case_named(job, &row, true))
		return 1;
	m.of = row.id;
	keep(job, &m, due);
	return 0;
}

static const struct option options[] = {
    {"phone", NULL, "it was a call"},
    {"mail", NULL, "it was a mail"},
    {"letter", NULL, "it was a letter"},
    {"visit", NULL, "it was a visit"},
    {"spoken-to", "WHO", "a name, or what they do there"},
    {"number", "NUMBER", "that was called; kept as a contact"},
    {"source", "WHERE", "that number was found"},
    {"said", "TEXT", "in one line (needed)"},
    {"next", "TEXT", "what is to be done now"},
    {"due", "DATE", "and when"},
    {"answer", "fixed|in-hand|not-ours|accepted",
	"what they said of the findings of this case"},
    {0},
};

const struct command command_case_note = {
    .name = "case note",
    .example = "w4ahqg2m04vrz80z --phone --said \"closes it today\"",
    .args = "CASE",
    .about = "keep one line about a call, a mail, a letter or a visit",
    .least = 1,
    .most = 1,
    .place = PLACE_KEEPER,
    .options = options,
    .more = "With --answer it does what `dijkwacht answer` does, for all of "
	    "the case that is going on. not-ours puts in doubt what said that "
	    "it is theirs, and counts against its source.",
    .run = run,
};
