/* cmd_help: all commands, one in full, the settings */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <string.h>

#include "run/commands.h"
#include "run/help.h"
#include "run/job.h"
#include "run/settings.h"
#include "run/wrap.h"

enum { NAME_COLUMN = 24 };

/* clang-format off */
const struct help_exit help_exits[] = {
	{0, "it was done"},
	{1, "something was refused, and why was said"},
	{2, "the command line was not understood"},
	{70, "the program or the machine broke down; nothing is half done, run it again"},
	{0, NULL},
};
/* clang-format on */

struct str
command_group(const char *name)
{
	struct str s = str_of(name);

	return str_upto(s, str_find(s, ' '));
}

/* The next part of a synopsis: a word, or all between brackets. */
static bool
synopsis_part(struct str *rest, struct str *part)
{
	size_t close = str_find(*rest, ']');
	bool whole = str_starts(*rest, STR("[")) && close < rest->n;
	size_t from = whole ? close : 0;

	*part = str_upto(*rest, from + str_find(str_from(*rest, from), ' '));
	*rest = str_from(*rest, part->n + 1);
	return part->n > 0;
}

static void
synopsis_put(struct buf *b, const struct command *c)
{
	struct buf line = {0};
	size_t at = 0;

	command_synopsis(&line, c);
	for (struct str rest = buf_all(&line), part;
	     synopsis_part(&rest, &part);) {
		bool breaks = at > 0 && at + 1 + part.n > WRAP_COLUMNS;
		buf_str(b,
		    breaks	 ? STR("\n    ")
			: at > 0 ? STR(" ")
				 : STR(""));
		at = (breaks ? 4 : at > 0 ? at + 1 : 0) + part.n;
		buf_str(b, part);
	}
	buf_char(b, '\n');
	buf_free(&line);
}

/* "  name          about", the about below a name that is too long. */
static void
entry_put(struct buf *b, struct str name, const char *about)
{
	buf_fmt(b, "  %.*s", STR_ARG(name));
	if (name.n + 4 > NAME_COLUMN)
		buf_fmt(b, "\n%*s", NAME_COLUMN, "");
	else
		buf_fmt(b, "%*s", (int)(NAME_COLUMN - 2 - name.n), "");
	wrap_put(b, str_of(about), NAME_COLUMN);
	buf_char(b, '\n');
}

static void
options_put(struct buf *b, const struct option *o)
{
	struct buf name = {0};

	for (; o != NULL && o->name != NULL; o++) {
		buf_reset(&name);
		buf_fmt(&name, "--%s", o->name);
		if (o->value != NULL)
			buf_fmt(&name, " %s", o->value);
		entry_put(b, buf_all(&name), o->about);
	}
	buf_free(&name);
}

/* clang-format off */
/* What a newcomer types, in this order. */
static const struct {
	const char *command, *about;
} first_steps[] = {
	{"demo",                "see it work, on made-up companies"},
	{"init",                "make a service of your own"},
	{"organisation import", "say whom it guards"},
	{"import",              "read a report: from here on every day"},
	{"notices prepare",     "make the notices that are due"},
	{"notices preview",     "look at them"},
	{"notices send",        "send them"},
	{"status",              "see how it stands, and what comes next"},
	{"doctor",              "see what is wrong, and how to repair it"},
};
/* clang-format on */

/* Commands with the same first word stand together. */
static void
overview(struct buf *b)
{
	bool apart = false;

	buf_str(b,
	    STR("dijkwacht COMMAND [OPTION...] [WORD...]\n\n"
		"Where to begin\n"));
	for (size_t i = 0; i < sizeof(first_steps) / sizeof(*first_steps); i++)
		entry_put(
		    b, str_of(first_steps[i].command), first_steps[i].about);
	buf_str(b, STR("\nAll commands\n"));
	for (size_t i = 0; i < n_commands; i++) {
		const char *name = commands[i]->name;
		struct str group = command_group(name);
		bool first = i == 0 ||
		    !str_eq(group, command_group(commands[i - 1]->name));
		bool many = i + 1 < n_commands &&
		    str_eq(group, command_group(commands[i + 1]->name));
		if (first && i > 0 && (many || apart))
			buf_char(b, '\n');
		if (first)
			apart = many;
		entry_put(b, str_of(name), commands[i]->about);
	}
	buf_str(b, STR("\nEvery command takes\n"));
	options_put(b, common_options);
	buf_str(b,
	    STR("\n`dijkwacht help COMMAND` tells all of one command, "
		"`dijkwacht help settings`\nwhat may stand in "
		"dijkwacht.conf.\n"));
}

/* To be copied into a shell: broken before an option, with a backslash. */
static void
example_put(struct buf *b, const struct command *c)
{
	struct buf line = {0};
	size_t at = 0;

	buf_fmt(&line, "dijkwacht %s %s", c->name, c->example);
	buf_str(b, STR("\n  for example:\n  "));
	for (struct str rest = buf_all(&line); rest.n > 0;) {
		size_t n = 1 + str_find_str(str_from(rest, 1), STR(" --"));
		if (at > 0 && at + n > WRAP_COLUMNS - 4) {
			buf_str(b, STR(" \\\n     "));
			at = 4;
		}
		buf_str(b, str_upto(rest, n));
		at += str_upto(rest, n).n;
		rest = str_from(rest, n);
	}
	buf_char(b, '\n');
	buf_free(&line);
}

static void
command_put(struct buf *b, const struct command *c)
{
	synopsis_put(b, c);
	buf_str(b, STR("\n  "));
	wrap_put(b, str_of(c->about), 2);
	buf_char(b, '\n');
	if (c->options != NULL && c->options[0].name != NULL)
		buf_char(b, '\n');
	options_put(b, c->options);
	if (c->more != NULL) {
		buf_str(b, STR("\n  "));
		wrap_put(b, str_of(c->more), 2);
		buf_char(b, '\n');
	}
	if (c->example[0] != '\0')
		example_put(b, c);
}

static void
settings_put(struct buf *b)
{
	buf_str(b,
	    STR("Lines \"key = value\" in dijkwacht.conf; \"#\" begins a "
		"comment.\n\n"));
	for (size_t i = 0; i < SETTING_COUNT; i++) {
		const struct setting_row *s = &setting_rows[i];
		entry_put(b, str_of(s->name), s->about);
		buf_fmt(b, "%*s", NAME_COLUMN, "");
		if (s->type == SETTING_NUMBER)
			buf_fmt(b, "%lld to %lld; ", (long long)s->least,
			    (long long)s->most);
		if (s->type == SETTING_CHOICE)
			buf_fmt(b, "%s; ", s->choices);
		buf_fmt(b, "preset %s\n",
		    s->preset[0] == '\0' ? "empty" : s->preset);
	}
}

/* Does the name begin with all these words? */
static bool
name_begins(const char *name, const struct str *words, size_t n)
{
	struct str rest = str_of(name), part;

	for (size_t i = 0; i < n; i++)
		if (!str_split(&rest, ' ', &part) || !str_eq(part, words[i]))
			return false;
	return true;
}

static int
told(struct job *job, struct buf *b)
{
	const struct call *call = job->call;
	size_t found = 0;

	if (call->n_words == 0) {
		overview(b);
		return 0;
	}
	if (call->n_words == 1 && str_eq(call->word[0], STR("settings"))) {
		settings_put(b);
		return 0;
	}
	for (size_t i = 0; i < n_commands; i++) {
		if (!name_begins(commands[i]->name, call->word, call->n_words))
			continue;
		if (found++ > 0)
			buf_char(b, '\n');
		command_put(b, commands[i]);
	}
	if (found > 0)
		return 0;

	struct why w = {0};

	(void)command_none(call->word, call->n_words, &w);
	return job_why(job, &w);
}

static int
run(struct job *job)
{
	struct buf b = {0};
	int code = 0;

	if (call_given(job->call, "man"))
		help_man(&b);
	else if (call_given(job->call, "completion"))
		help_completion(&b);
	else
		code = told(job, &b);
	if (b.n > 0)
		job_str(job, buf_all(&b));
	buf_free(&b);
	return code;
}

static const struct option options[] = {
    {"man", NULL, "print the man page, for `man -l`"},
    {"completion", NULL, "print a completion script for bash"},
    {0},
};

const struct command command_help = {
    .name = "help",
    .example = "import",
    .args = "[COMMAND...|settings]",
    .about = "tell what can be typed",
    .most = 3,
    .place = PLACE_BARE,
    .options = options,
    .run = run,
};
