/* topictext: one file of content/topic, read and checked for form */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "tool/topictext.h"

#include <string.h>

#include "base/arena.h"

enum {
	LINE_MAX_CHARS = 200,
	SUBJECT_MAX_CHARS = 60,
	PART_MAX_BYTES = 4000, /* a C compiler need not take longer literals */
	MINUTES_MAX = 480,
	REVISION_MAX = 9999,
};

const char *const part_names[PARTS] = {
    "title",
    "subject",
    "first",
    "revision",
    "what",
    "risk",
    "steps",
    "stuck",
    "supplier",
    "proof",
};
const char *const lang_names[LANGS] = {"nl", "en"};
const char *const who_names[LANGS][WHOS] = {
    {"u zelf", "uw ICT-leverancier", "uw webbouwer"},
    {"you", "your IT supplier", "your web builder"},
};
static const char *const link_marks[] = {"://", "www.", "mailto:", "href"};

static struct arena memory;

static void
line_check(const struct source *s, struct str line)
{
	if (str_characters(line) > LINE_MAX_CHARS)
		source_fail(s, "is %zu characters long; break it, %d at most",
		    str_characters(line), LINE_MAX_CHARS);
	for (size_t i = 0; i < line.n; i++)
		if ((unsigned char)line.p[i] < 0x20)
			source_fail(s, "has a tab or control character");
	for (size_t i = 0; i < sizeof(link_marks) / sizeof(*link_marks); i++)
		if (str_find_str(line, str_of(link_marks[i])) < line.n)
			source_fail(s,
			    "has a link (\"%s\"); a warning with "
			    "links looks like phishing",
			    link_marks[i]);
}

static void
part_set(struct text *t, enum part part, struct str value, unsigned line)
{
	if (t->part[part].p != NULL)
		source_fail(
		    &t->source, "\"%s\" is there twice", part_names[part]);
	if (value.n == 0)
		source_fail_at(
		    t->source.name, line, "\"%s\" is empty", part_names[part]);
	if (value.n > PART_MAX_BYTES)
		source_fail_at(t->source.name, line,
		    "\"%s\" is longer than %d bytes", part_names[part],
		    PART_MAX_BYTES);
	t->part[part] = arena_str(&memory, value);
	t->line[part] = line;
}

static void
header_read(struct text *t, struct str line)
{
	struct str key = str_upto(line, str_find(line, ':'));
	struct str value = str_trim(str_from(line, str_find(line, ':') + 1));
	enum part part = TITLE;

	while (part < WHAT && !str_eq(key, str_of(part_names[part])))
		part++;
	if (part == WHAT || key.n == line.n)
		source_fail(&t->source,
		    "is not a header: expected title:, "
		    "subject:, first: or revision:");
	part_set(t, part, value, t->source.line);
}

static void
headers_check(struct text *t)
{
	uint64_t revision = 0;

	for (enum part p = TITLE; p < WHAT; p++)
		if (t->part[p].p == NULL)
			source_fail(&t->source, "\"%s:\" is missing above",
			    part_names[p]);
	if (!str_u64(t->part[REVISION], REVISION_MAX, &revision) ||
	    revision == 0)
		source_fail_at(t->source.name, t->line[REVISION],
		    "\"revision\" is not a number from 1 to %d", REVISION_MAX);
	t->revision = (unsigned)revision;
	if (str_characters(t->part[SUBJECT]) > SUBJECT_MAX_CHARS)
		source_fail_at(t->source.name, t->line[SUBJECT],
		    "\"subject\" is %zu characters long, %d at most",
		    str_characters(t->part[SUBJECT]), SUBJECT_MAX_CHARS);
}

/* Takes "[...] " off *rest. */
static struct str
bracket_take(const struct text *t, struct str *rest)
{
	size_t end = str_find(*rest, ']');

	if (!str_starts(*rest, STR("[")) || end == rest->n)
		source_fail(&t->source,
		    "is not a step: expected "
		    "\"%zu. [10 min] [%s] text\"",
		    t->steps + 1, who_names[t->lang][OWNER]);

	struct str in = str_upto(str_from(*rest, 1), end - 1);

	*rest = str_trim(str_from(*rest, end + 1));
	return in;
}

static unsigned
minutes_read(const struct text *t, struct str s)
{
	uint64_t minutes = 0;

	if (!str_ends(s, STR(" min")) ||
	    !str_u64(str_upto(s, s.n - 4), MINUTES_MAX, &minutes) ||
	    minutes == 0)
		source_fail(&t->source,
		    "\"%.*s\" is not a time: expected 1 "
		    "to %d min",
		    STR_ARG(s), MINUTES_MAX);
	return (unsigned)minutes;
}

static enum who
who_read(const struct text *t, struct str s)
{
	for (enum who w = OWNER; w < WHOS; w++)
		if (str_eq(s, str_of(who_names[t->lang][w])))
			return w;
	source_fail(&t->source,
	    "\"%.*s\" does not say who: expected \"%s\", "
	    "\"%s\" or \"%s\"",
	    STR_ARG(s), who_names[t->lang][OWNER], who_names[t->lang][SUPPLIER],
	    who_names[t->lang][WEB]);
}

static void
step_end(struct text *t)
{
	if (t->steps > 0)
		t->step[t->steps - 1].text =
		    arena_str(&memory, buf_all(&t->body));
	buf_reset(&t->body);
}

static void
step_begin(struct text *t, struct str line)
{
	size_t dot = str_find_str(line, STR(". "));
	struct str rest = str_trim(str_from(line, dot + 1));
	uint64_t number = 0;

	if (dot == line.n || !str_u64(str_upto(line, dot), 99, &number) ||
	    number != t->steps + 1)
		source_fail(&t->source, "is not step %zu", t->steps + 1);
	if (t->steps == TOPICTEXT_STEPS)
		source_fail(&t->source, "more than %d steps", TOPICTEXT_STEPS);
	step_end(t);

	struct step *step = &t->step[t->steps];

	step->minutes = minutes_read(t, bracket_take(t, &rest));
	step->who = who_read(t, bracket_take(t, &rest));
	step->line = t->source.line;
	if (rest.n == 0)
		source_fail(&t->source, "step without a text");
	t->steps++;
	buf_str(&t->body, rest);
}

static void
step_read(struct text *t, struct str line)
{
	if (str_trim(line).n == 0)
		return;
	if (line.p[0] != ' ') {
		step_begin(t, line);
		return;
	}
	if (t->steps == 0)
		source_fail(&t->source, "is not step 1");
	buf_char(&t->body, ' ');
	buf_str(&t->body, str_trim(line));
}

/* An empty line leaves two line ends, which the next line's join keeps. */
static void
prose_read(struct text *t, struct str line)
{
	struct buf *b = &t->body;
	struct str s = str_trim(line);
	bool fresh = b->n == 0 || b->p[b->n - 1] == '\n';

	if (s.n == 0 && !fresh)
		buf_str(b, STR("\n\n"));
	else if (s.n > 0 && !fresh)
		buf_char(b, str_starts(s, STR("- ")) ? '\n' : ' ');
	buf_str(b, s);
}

static void
section_end(struct text *t)
{
	if (t->now == PARTS)
		return;
	if (t->now == STEPS) {
		step_end(t);
		if (t->steps == 0)
			source_fail_at(t->source.name, t->line[STEPS],
			    "\"steps\" is empty");
		return;
	}
	part_set(t, t->now, str_trim(buf_all(&t->body)), t->line[t->now]);
	buf_reset(&t->body);
}

static void
section_begin(struct text *t, struct str name)
{
	if (t->now == PARTS)
		headers_check(t);
	section_end(t);

	enum part due = t->now == PARTS ? WHAT : t->now + 1;

	if (due == PARTS || !str_eq(name, str_of(part_names[due])))
		source_fail(&t->source,
		    "\"== %.*s\" is not expected here, "
		    "but %s%s",
		    STR_ARG(name), due == PARTS ? "" : "== ",
		    due == PARTS ? "the end" : part_names[due]);
	t->now = due;
	t->line[due] = t->source.line;
}

static void
line_read(struct text *t, struct str line)
{
	line_check(&t->source, line);
	if (str_starts(line, STR("== ")))
		section_begin(t, str_trim(str_from(line, 3)));
	else if (t->now == STEPS)
		step_read(t, line);
	else if (t->now != PARTS)
		prose_read(t, line);
	else if (str_trim(line).n > 0)
		header_read(t, line);
}

/* "content/topic/open-rdp.nl.txt" wherever the build folder is. */
static const char *
name_short(const char *path)
{
	const char *found = strstr(path, "content/topic/");

	return found != NULL ? found : path;
}

void
text_read(struct text *t, const char *path, enum lang lang)
{
	const char *base = strrchr(path, '/');
	struct str file = str_of(base == NULL ? path : base + 1), line;

	*t = (struct text){.lang = lang, .now = PARTS};
	source_open(&t->source, path);
	t->source.name = name_short(path);
	t->id = str_upto(file, str_find(file, '.'));

	struct str end = str_from(file, t->id.n);

	if (end.n != 7 || !str_ends(end, STR(".txt")) ||
	    !str_eq(str_make(end.p + 1, 2), str_of(lang_names[lang])))
		source_fail(
		    &t->source, "is not named ID.%s.txt", lang_names[lang]);
	while (source_line(&t->source, &line))
		line_read(t, line);
	section_end(t);
	if (t->now != PROOF)
		source_fail(&t->source, "ends before \"== proof\"");
	buf_free(&t->body);
}

/* One text is a translation of the other. */
void
pair_check(const struct text *nl, const struct text *en)
{
	const struct source *s = &en->source;

	if (!str_eq(nl->id, en->id))
		source_fail_at(s->name, 0, "is beside %s", nl->source.name);
	if (nl->revision != en->revision)
		source_fail_at(s->name, en->line[REVISION],
		    "has revision %u, the nl text %u", en->revision,
		    nl->revision);
	if (nl->steps != en->steps)
		source_fail_at(s->name, en->line[STEPS],
		    "has %zu steps, the nl text %zu", en->steps, nl->steps);
	for (size_t i = 0; i < nl->steps; i++)
		if (nl->step[i].minutes != en->step[i].minutes ||
		    nl->step[i].who != en->step[i].who)
			source_fail_at(s->name, en->step[i].line,
			    "step %zu has other minutes or another who than "
			    "the nl text",
			    i + 1);
}
