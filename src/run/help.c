/* help: what can be typed, as a man page and as a completion script */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "run/help.h"

#include "run/command.h"
#include "run/settings.h"

/* The man page. */

/* Text that roff takes for nothing but text. */
static void
roff_put(struct buf *b, struct str s)
{
	bool fresh = b->n == 0 || b->p[b->n - 1] == '\n';

	if (fresh && s.n > 0 && (s.p[0] == '.' || s.p[0] == '\''))
		buf_str(b, STR("\\&"));
	for (size_t i = 0; i < s.n; i++) {
		switch (s.p[i]) {
		case '\\':
			buf_str(b, STR("\\e"));
			break;
		case '-':
			buf_str(b, STR("\\-"));
			break;
		case '`':
			buf_str(b, STR("\\(ga"));
			break;
		case '\'':
			buf_str(b, STR("\\(aq"));
			break;
		default:
			buf_char(b, s.p[i]);
		}
	}
}

static void
roff_line(struct buf *b, const char *text)
{
	roff_put(b, str_of(text));
	buf_char(b, '\n');
}

/* A term in bold, with what stands for a value in italics. */
static void
term_put(struct buf *b, const char *before, const char *name, const char *value)
{
	buf_str(b, STR(".TP\n\\fB"));
	roff_put(b, str_of(before));
	roff_put(b, str_of(name));
	buf_str(b, STR("\\fR"));
	if (value != NULL) {
		buf_str(b, STR(" \\fI"));
		roff_put(b, str_of(value));
		buf_str(b, STR("\\fR"));
	}
	buf_char(b, '\n');
}

static void
options_man(struct buf *b, const struct option *o)
{
	for (; o != NULL && o->name != NULL; o++) {
		term_put(b, "--", o->name, o->value);
		roff_line(b, o->about);
	}
}

static void
command_man(struct buf *b, const struct command *c)
{
	struct buf line = {0};

	command_synopsis(&line, c);
	buf_str(b, STR(".SS "));
	roff_line(b, c->name);
	roff_line(b, buf_cstr(&line));
	buf_str(b, STR(".PP\n"));
	roff_line(b, c->about);
	options_man(b, c->options);
	if (c->more != NULL) {
		buf_str(b, STR(".PP\n"));
		roff_line(b, c->more);
	}
	if (c->example[0] != '\0') {
		buf_reset(&line);
		buf_fmt(&line, "dijkwacht %s %s", c->name, c->example);
		buf_str(b, STR(".PP\nFor example:\n.br\n"));
		roff_line(b, buf_cstr(&line));
	}
	buf_free(&line);
}

static void
settings_man(struct buf *b)
{
	for (size_t i = 0; i < SETTING_COUNT; i++) {
		const struct setting_row *s = &setting_rows[i];
		term_put(b, "", s->name, NULL);
		roff_line(b, s->about);
		buf_str(b, STR("(preset: "));
		roff_put(b, str_of(s->preset[0] == '\0' ? "empty" : s->preset));
		if (s->type == SETTING_NUMBER)
			buf_fmt(b, "; from %lld to %lld", (long long)s->least,
			    (long long)s->most);
		if (s->type == SETTING_CHOICE)
			buf_fmt(b, "; %s", s->choices);
		buf_str(b, STR(")\n"));
	}
}

/* clang-format off */
static const struct {
	const char *name, *about;
} places[] = {
	{"dijkwacht.conf", "settings"},
	{"store.db", "what people work with; names and addresses in it are sealed"},
	{"secret.db", "credentials, for the keeper only"},
	{"evidence/", "the raw rows, compressed and sealed, bound in a chain"},
	{"inbox/", "for reports that are waiting to be read; a folder for each feed"},
	{"outbox/", "notices that were sent"},
	{"run/", "lock and socket of the process that writes, and metrics.prom"},
};
/* clang-format on */

static void
places_man(struct buf *b)
{
	buf_str(b, STR(".SH FILES\nIn the service\\(aqs folder:\n"));
	for (size_t i = 0; i < sizeof(places) / sizeof(*places); i++) {
		term_put(b, "", places[i].name, NULL);
		roff_line(b, places[i].about);
	}
	buf_str(b, STR(".PP\nBeside it, in "));
	buf_str(b,
	    STR("\\fIFOLDER\\fR.key: the key. Keep a copy of that "
		"elsewhere;\nwithout it nothing can be read.\n"));
}

static void
exits_man(struct buf *b)
{
	buf_str(b, STR(".SH EXIT STATUS\n"));
	for (const struct help_exit *e = help_exits; e->about != NULL; e++) {
		buf_fmt(b, ".TP\n%d\n", e->status);
		roff_line(b, e->about);
	}
}

void
help_man(struct buf *b)
{
	buf_str(b, STR(".\\\" made by `dijkwacht help --man`\n"));
	buf_str(b, STR(".TH DIJKWACHT 1 \"\" \"dijkwacht "));
	roff_put(b, STR(VERSION));
	buf_str(b, STR("\" \"User Commands\"\n.ad l\n.nh\n"));
	buf_str(b,
	    STR(".SH NAME\ndijkwacht \\- wakes companies in time for "
		"digital danger\n"));
	buf_str(b,
	    STR(".SH SYNOPSIS\n\\fBdijkwacht\\fR \\fICOMMAND\\fR "
		"[\\fIOPTION\\fR...] [\\fIWORD\\fR...]\n"));
	buf_str(b, STR(".SH DESCRIPTION\n"));
	roff_line(b,
	    "Reads reports of digital dangers, finds out whom they "
	    "concern, tells those in plain language, and stays until "
	    "it is repaired.");
	buf_str(b, STR(".SH COMMANDS\n"));
	for (size_t i = 0; i < n_commands; i++)
		command_man(b, commands[i]);
	buf_str(b, STR(".SH OPTIONS OF EVERY COMMAND\n"));
	options_man(b, common_options);
	buf_str(b,
	    STR(".SH SETTINGS\nLines \\(lqkey = value\\(rq in "
		"dijkwacht.conf; \\(lq#\\(rq begins a comment.\n"));
	settings_man(b);
	buf_str(b, STR(".SH ENVIRONMENT\n"));
	term_put(b, "", "DIJKWACHT_FOLDER", NULL);
	roff_line(b, "the service's folder, where --folder is not given");
	places_man(b);
	exits_man(b);
}

/* The completion script. */

/* "table|csv|json" is a choice; "FILE|DIR" stands for something else. */
static bool
is_choice(const char *value)
{
	bool bar = false;

	for (const char *p = value; p != NULL && *p != '\0'; p++) {
		if (*p >= 'A' && *p <= 'Z')
			return false;
		bar = bar || *p == '|';
	}
	return bar;
}

/* "a|b" as "a b" */
static void
choices_put(struct buf *b, const char *value)
{
	for (const char *p = value; *p != '\0'; p++)
		buf_char(b, *p == '|' ? ' ' : *p);
}

/* Each first word once; and per first word the second ones. */
static void
names_put(struct buf *b)
{
	struct str last = {0};

	buf_str(b, STR("_dijkwacht_first='"));
	for (size_t i = 0; i < n_commands; i++) {
		struct str group = command_group(commands[i]->name);
		if (!str_eq(group, last))
			buf_fmt(b, "%s%.*s", i > 0 ? " " : "", STR_ARG(group));
		last = group;
	}
	buf_str(b, STR("'\n\n_dijkwacht_second()\n{\n\tcase $1 in\n"));
	for (size_t i = 0; i < n_commands; i++) {
		struct str group = command_group(commands[i]->name);
		struct str name = str_of(commands[i]->name);
		if (group.n == name.n)
			continue;
		buf_fmt(b, "\t%.*s) echo '", STR_ARG(group));
		for (; i < n_commands &&
		     str_eq(command_group(commands[i]->name), group);
		     i++)
			buf_fmt(b, " %s", commands[i]->name + group.n + 1);
		buf_str(b, STR("' ;;\n"));
		i--;
	}
	buf_str(b,
	    STR("\thelp) echo \"settings $_dijkwacht_first\" ;;\n"
		"\tesac\n}\n\n"));
}

static void
options_list(struct buf *b)
{
	buf_str(b, STR("_dijkwacht_options()\n{\n\tcase $1 in\n"));
	for (size_t i = 0; i < n_commands; i++) {
		const struct option *o = commands[i]->options;
		if (o == NULL || o->name == NULL)
			continue;
		buf_fmt(b, "\t'%s') echo '", commands[i]->name);
		for (; o->name != NULL; o++)
			buf_fmt(b, " --%s", o->name);
		buf_str(b, STR("' ;;\n"));
	}
	buf_str(b, STR("\tesac\n\techo '"));
	for (const struct option *o = common_options; o->name != NULL; o++)
		buf_fmt(b, " --%s", o->name);
	buf_str(b, STR("'\n}\n\n"));
}

static void
values_list(struct buf *b)
{
	buf_str(b, STR("_dijkwacht_values()\n{\n\tcase \"$1 $2\" in\n"));
	for (size_t i = 0; i < n_commands; i++) {
		const struct option *o = commands[i]->options;
		for (; o != NULL && o->name != NULL; o++) {
			if (!is_choice(o->value))
				continue;
			buf_fmt(b, "\t'%s --%s') echo '", commands[i]->name,
			    o->name);
			choices_put(b, o->value);
			buf_str(b, STR("' ;;\n"));
		}
	}
	buf_str(b, STR("\tesac\n}\n\n"));
}

static const char script[] =
    "_dijkwacht()\n"
    "{\n"
    "\tlocal cur=${COMP_WORDS[COMP_CWORD]} list= second=\n"
    "\tlocal prev=${COMP_WORDS[COMP_CWORD-1]} command=${COMP_WORDS[1]}\n"
    "\n"
    "\tif [[ $command == help ]] && ((COMP_CWORD > 2)); then\n"
    "\t\tsecond=$(_dijkwacht_second \"${COMP_WORDS[2]}\")\n"
    "\telse\n"
    "\t\tsecond=\" $(_dijkwacht_second \"$command\") \"\n"
    "\tfi\n"
    "\tif ((COMP_CWORD > 2)) && [[ $command != help ]] &&\n"
    "\t    [[ $second == *\" ${COMP_WORDS[2]} \"* ]]; then\n"
    "\t\tcommand=\"$command ${COMP_WORDS[2]}\"\n"
    "\tfi\n"
    "\tif ((COMP_CWORD == 1)); then\n"
    "\t\tlist=$_dijkwacht_first\n"
    "\telif [[ $cur == -* ]]; then\n"
    "\t\tlist=$(_dijkwacht_options \"$command\")\n"
    "\telif [[ $prev == --* ]]; then\n"
    "\t\tlist=$(_dijkwacht_values \"$command\" \"$prev\")\n"
    "\telif ((COMP_CWORD == 2)) || [[ $command == help ]]; then\n"
    "\t\tlist=$second\n"
    "\tfi\n"
    "\tCOMPREPLY=($(compgen -W \"$list\" -- \"$cur\"))\n"
    "}\n"
    "\n"
    "complete -o default -F _dijkwacht dijkwacht\n";

void
help_completion(struct buf *b)
{
	buf_str(b,
	    STR("# bash completion of dijkwacht; made by `dijkwacht "
		"help --completion`\n\n"));
	names_put(b);
	options_list(b);
	values_list(b);
	buf_str(b, str_of(script));
}
