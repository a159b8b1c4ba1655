/* cmd_topic: the kinds of danger this program knows, and their texts */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "finding/gate.h"
#include "finding/plain.h"
#include "finding/topic.h"
#include "run/commands.h"
#include "run/sheet.h"
#include "run/spoken.h"

enum { LINE_WIDTH = 78 };

static const char *const languages[TOPIC_LANGS] = {"nl", "en"};

/* False, and said, when --language is neither. */
static bool
language_option(struct job *job, unsigned *lang)
{
	struct str s = call_value(job->call, "language");

	*lang = TOPIC_EN;
	if (s.p == NULL)
		return true;
	for (*lang = 0; *lang < TOPIC_LANGS; ++*lang)
		if (str_eq(s, str_of(languages[*lang])))
			return true;
	job_err(job, "--language: \"%.*s\" is none; choose nl or en\n",
	    STR_ARG(str_upto(s, 40)));
	return false;
}

static int
no_topic(struct job *job, struct str id)
{
	job_err(job,
	    "there is no topic \"%.*s\"; `dijkwacht topic list` shows them\n",
	    STR_ARG(str_upto(id, 60)));
	return 1;
}

/* How it ends, in words: "after 2 reports without it". */
static void
close_put(struct buf *b, const struct topic *t)
{
	switch (t->close) {
	case TOPIC_CLOSE_LOOKS:
		buf_fmt(b, "closed after %u", t->looks);
		break;
	case TOPIC_CLOSE_QUIET:
		buf_fmt(b, "quiet after %u", t->looks);
		break;
	case TOPIC_CLOSE_ANSWER:
	case TOPIC_CLOSE_COUNT:
		buf_str(b, STR("by answer"));
		break;
	}
}

/* The list. */

/* clang-format off */
static const struct sheet_column columns[] = {
	{"topic", "topic"}, {"severity", "severity"}, {"urgent", "urgent"},
	{"ends", "ends"}, {"title", "title"},
};
/* clang-format on */

static int
run_list(struct job *job)
{
	struct sheet sheet;
	struct buf ends = {0};
	unsigned lang;

	if (!language_option(job, &lang))
		return 2;
	sheet_begin(&sheet, job, SHEET_TABLE, columns, 5);
	for (size_t i = 0; i < topic_count; i++) {
		const struct topic *t = &topics[i];
		buf_reset(&ends);
		close_put(&ends, t);
		sheet_str(&sheet, t->id);
		sheet_str(&sheet, str_of(severity_name(t->severity)));
		sheet_str(&sheet, t->urgent ? STR("yes") : STR("no"));
		sheet_str(&sheet, buf_all(&ends));
		sheet_str(&sheet, t->text[lang].title);
	}
	sheet_end(&sheet);
	buf_free(&ends);
	return 0;
}

/* One. */

/* A paragraph, broken between words; what follows a LF stands by itself. */
static void
wrapped_put(struct buf *b, struct str text, const char *indent)
{
	struct str line, word;

	while (str_split(&text, '\n', &line)) {
		size_t at = 0;
		for (; str_split(&line, ' ', &word); at += word.n + 1) {
			if (at > 0 && at + word.n > LINE_WIDTH) {
				buf_fmt(b, "\n%s", indent);
				at = 0;
			} else {
				buf_str(b, at > 0 ? STR(" ") : STR(""));
			}
			buf_str(b, word);
		}
		buf_fmt(
		    b, "\n%s", text.n > 0 && text.p[0] != '\n' ? indent : "");
	}
}

static void
part_put(struct buf *b, const char *name, struct str text)
{
	buf_fmt(b, "\n== %s\n", name);
	wrapped_put(b, text, "");
}

static void
facts_put(struct buf *b, const struct topic *t, unsigned revision)
{
	static const char *const data[TOPIC_DATA_COUNT] = {
	    "of a machine", "personal", "of somebody's account"};
	static const char *const repair[TOPIC_REPAIR_COUNT] = {"the company",
	    "its ICT provider", "the company and its ICT provider"};
	static const char *const subject[TOPIC_SUBJECT_COUNT] = {
	    "address", "address and port", "domain"};

	buf_fmt(b, "%.*s: %.*s, text revision %u\n", STR_ARG(t->id),
	    STR_ARG(t->type), revision);
	buf_fmt(b, "severity %s; %s; one finding per %s\n",
	    severity_name(t->severity),
	    t->wake	    ? "urgent, worth waking people for"
		: t->urgent ? "urgent: goes out at once"
			    : "goes with the receiver's rhythm",
	    subject[t->subject]);
	close_put(b, t);
	if (t->close != TOPIC_CLOSE_ANSWER)
		buf_str(b, STR(" complete reports without it"));
	buf_fmt(b,
	    "; told again after %u days\nrepaired by %s; the data is %s\n",
	    topic_repeat(t, t->severity), repair[t->repair], data[t->data]);
}

static void
steps_put(struct buf *b, const struct topic_text *t, unsigned lang)
{
	buf_str(b, STR("\n== steps\n"));
	for (size_t i = 0; i < t->steps; i++) {
		const struct topic_step *s = &t->step[i];
		buf_fmt(b, "%zu. [%u min] [%.*s]\n   ", i + 1, s->minutes,
		    STR_ARG(topic_who_name[lang][s->who]));
		wrapped_put(b, s->text, "   ");
	}
}

static int
run_show(struct job *job)
{
	const struct topic *t = topic_by_id(job->call->word[0]);
	struct buf b = {0};
	unsigned lang;

	if (!language_option(job, &lang))
		return 2;
	if (t == NULL)
		return no_topic(job, job->call->word[0]);

	const struct topic_text *x = &t->text[lang];

	facts_put(&b, t, x->revision);
	part_put(&b, "title", x->title);
	part_put(&b, "subject", x->subject);
	part_put(&b, "first", x->first);
	part_put(&b, "what", x->what);
	part_put(&b, "risk", x->risk);
	steps_put(&b, x, lang);
	part_put(&b, "stuck", x->stuck);
	part_put(&b, "supplier", x->supplier);
	part_put(&b, "proof", x->proof);
	job_str(job, buf_all(&b));
	buf_free(&b);
	return 0;
}

/* The gate. */

struct check {
	struct job *job;
	struct str id;
	unsigned lang, warnings, texts;
};

static void
warned(void *ctx, struct str section, unsigned line, const char *rule)
{
	struct check *c = ctx;

	c->warnings++;
	job_out(c->job, "content/topic/%.*s.%s.txt:%u: %.*s: %s\n",
	    STR_ARG(c->id), languages[c->lang], line, STR_ARG(section), rule);
}

/* The sentences the gate scores: all but headings and the supplier's part. */
static struct plain_score
score_of(const struct topic_text *t, unsigned lang)
{
	const struct str parts[] = {
	    t->first, t->what, t->risk, t->stuck, t->proof};
	struct plain_score score = {0};

	for (size_t i = 0; i < sizeof(parts) / sizeof(*parts); i++)
		plain_score_add(&score, parts[i], lang);
	for (size_t i = 0; i < t->steps; i++)
		plain_score_add(&score, t->step[i].text, lang);
	plain_score_end(&score, lang);
	return score;
}

static void
text_check(
    struct check *c, struct table *scores, const struct topic *t, unsigned lang)
{
	struct plain_score score = score_of(&t->text[lang], lang);

	c->id = t->id;
	c->lang = lang;
	c->texts++;
	gate_check(&t->text[lang], lang, warned, c);
	table_cell(scores, t->id);
	table_cell(scores, str_of(languages[lang]));
	table_fmt(scores, "%.0f", score.ease);
	table_fmt(scores, "%.1f", score.average);
	table_fmt(scores, "%u", score.longest);
	table_fmt(scores, "%u", score.words);
}

static bool
is_wanted(const struct call *call, struct str id)
{
	for (size_t i = 0; i < call->n_words; i++)
		if (str_eq(call->word[i], id))
			return true;
	return call->n_words == 0;
}

static int
run_check(struct job *job)
{
	static const char *const heads[] = {"topic", "language", "ease",
	    "words a sentence", "longest", "words"};
	const struct call *call = job->call;
	struct check c = {.job = job};
	struct table scores;

	for (size_t i = 0; i < call->n_words; i++)
		if (topic_by_id(call->word[i]) == NULL)
			return no_topic(job, call->word[i]);
	table_begin(&scores, job, 6, heads);
	for (size_t i = 0; i < topic_count; i++)
		for (unsigned lang = 0; lang < TOPIC_LANGS; lang++)
			if (is_wanted(call, topics[i].id))
				text_check(&c, &scores, &topics[i], lang);
	if (c.warnings > 0)
		job_out(job, "\n");
	table_end(&scores);
	if (c.warnings == 0)
		job_out(job, "\n%u texts pass\n", c.texts);
	else
		job_out(job, "\n%u warning%s in %u texts\n", c.warnings,
		    c.warnings == 1 ? "" : "s", c.texts);
	return c.warnings > 0;
}

static const struct option language_options[] = {
    {"language", "nl|en", "of the texts (preset en)"},
    {0},
};

const struct command command_topic_list = {
    .name = "topic list",
    .example = "",
    .args = "",
    .about = "list the kinds of danger this program knows",
    .place = PLACE_BARE,
    .options = language_options,
    .run = run_list,
};

const struct command command_topic_show = {
    .name = "topic show",
    .example = "open-rdp",
    .args = "TOPIC",
    .about = "show a topic and the text its receivers read",
    .least = 1,
    .most = 1,
    .place = PLACE_BARE,
    .options = language_options,
    .run = run_show,
};

const struct command command_topic_check = {
    .name = "topic check",
    .example = "",
    .args = "[TOPIC...]",
    .about = "are the texts in plain language?",
    .most = WORDS_MAX,
    .place = PLACE_BARE,
    .more = "Prints every rule that is broken with file and line, and the "
	    "scores: a reading ease of 60 or more, at most 15 words a sentence "
	    "on average and 25 in the longest. Exit status 1 when there is a "
	    "warning.",
    .run = run_check,
};
