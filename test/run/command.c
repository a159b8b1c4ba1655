/* tests of run/command: a command line is understood, or says why not */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "run/command.h"

#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "test/tap.h"

static struct call call;
static struct why why;

/* Reads "import --giver x file", each word between spaces; _ is a space. */
static enum err
reads(const char *line)
{
	static struct str words[TYPED_MAX];
	size_t n = 0;
	struct str rest = str_of(line);

	while (n < TYPED_MAX && str_split(&rest, ' ', &words[n]))
		n++;
	why = (struct why){0};
	return call_read(&call, words, n, &why);
}

TEST(words_and_options_in_any_order)
{
	is_int(reads("import a --giver ACME b --unnamed --folder /f c"), OK);
	is_text(str_of(call.command->name), "import");
	is_int(call.n_words, 3);
	is_str(call.word[2], STR("c"));
	is_str(call_value(&call, "giver"), STR("ACME"));
	ok(call_given(&call, "unnamed"));
	ok(!call_given(&call, "baseline"));
	is_str(call.folder, STR("/f"));
	is_int(call.now.n, 0);
}

TEST(values_behind_an_equals_sign)
{
	is_int(reads("import --giver=A=B --now=2026-01-01 x"), OK);
	is_str(call_value(&call, "giver"), STR("A=B"));
	is_str(call.now, STR("2026-01-01"));
	is_int(reads("import --giver= x"), OK);
	ok(call_given(&call, "giver"));
	is_int(call_value(&call, "giver").n, 0);
}

TEST(after_two_hyphens_everything_is_a_word)
{
	is_int(reads("import -- --giver x"), OK);
	is_int(call.n_words, 2);
	is_str(call.word[0], STR("--giver"));
	is_int(reads("import -"), OK); /* standard input */
	is_str(call.word[0], STR("-"));
}

TEST(commands_of_two_words)
{
	is_int(reads("notices prepare"), OK);
	is_text(str_of(call.command->name), "notices prepare");
	is_int(reads("organisation add Bakkerij"), OK);
	is_str(call.word[0], STR("Bakkerij"));
}

struct refused {
	const char *line, *rule;
};

TEST(what_is_refused_says_what_to_type)
{
	/* clang-format off */
	static const struct refused rows[] = {
	    {"", "which command? `dijkwacht help` shows them"},
	    {"imports", "there is no command \"imports\"; did you mean `import`? "
		"`dijkwacht help` shows all"},
	    {"Import x", "there is no command \"Import\"; did you mean `import`?"},
	    {"organisations list x", "\"organisations\"; did you mean `organisation list`?"},
	    {"organisations", "did you mean `organisation`?"},
	    {"gadget", "there is no command \"gadget\"; `dijkwacht help` shows all"},
	    {"notices",
		"notices what? There is: notices list, notices prepare, notices preview"},
	    {"notices sned", "notices what?"},
	    {"--folder x import y",
		"the command comes first, then --folder; `dijkwacht help` shows all"},
	    {"status -f x",
		"status has no option -f: options begin with two hyphens; "
		"behind \"--\" all are words"},
	    {"import", "something is missing: dijkwacht import ["},
	    {"notices prepare x", "too many words: dijkwacht notices prepare"},
	    {"import --gever x y",
		"import has no option --gever; did you mean --giver? "
		"`dijkwacht help import` shows them"},
	    {"status --fodler x", "did you mean --folder?"},
	    {"status --gadget x",
		"status has no option --gadget; `dijkwacht help status` shows them"},
	    {"import x --giver", "--giver wants a value: NAME"},
	    {"import x --folder", "--folder wants a value: DIR"},
	    {"import x --unnamed=no", "--unnamed takes no value; leave it out to say no"},
	    {"import x --baseline=", "--baseline takes no value"},
	};
	/* clang-format on */

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		is_int(reads(rows[i].line), ERR_SYNTAX);
		if (!ok(str_find_str(str_of(why.rule), str_of(rows[i].rule)) <
			str_of(why.rule).n))
			tap_note("%s: %s", rows[i].line, why.rule);
	}
}

/* As every other program does it, wherever somebody thinks of it. */
TEST(help_and_version_are_asked_in_the_usual_way)
{
	/* clang-format off */
	static const struct { const char *line, *command; size_t n; const char *word; } rows[] = {
	    {"--help", "help", 0, NULL},
	    {"-h", "help", 0, NULL},
	    {"status --help", "help", 1, "status"},
	    {"organisation list --format csv --help", "help", 2, "organisation"},
	    {"organisation --help", "help", 1, "organisation"},
	    {"nonsense --help", "help", 1, "nonsense"}, /* help says that it is none */
	    {"--version", "version", 0, NULL},
	    {"import -- --help", "import", 1, "--help"},
	};
	/* clang-format on */

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		is_int(reads(rows[i].line), OK);
		is_text(str_of(call.command->name), rows[i].command);
		is_int(call.n_words, (long long)rows[i].n);
		if (rows[i].word != NULL)
			is_text(call.word[0], rows[i].word);
	}
}

/* Words between quotes are one, as a shell has it. */
static size_t
example_split(struct str rest, struct str *words)
{
	size_t n = 0;

	while (rest.n > 0 && n < TYPED_MAX) {
		char ends = rest.p[0] == '"' ? '"' : ' ';
		rest = str_from(rest, ends == '"');
		words[n] = str_upto(rest, str_find(rest, ends));
		rest = str_from(rest, words[n++].n + (ends == '"' ? 2 : 1));
	}
	return n;
}

TEST(every_example_reads)
{
	for (size_t i = 0; i < n_commands; i++) {
		static struct str words[TYPED_MAX];
		struct buf line = {0};

		if (!ok(commands[i]->example != NULL)) {
			tap_note("%s has no example", commands[i]->name);
			continue;
		}
		buf_fmt(
		    &line, "%s %s", commands[i]->name, commands[i]->example);

		size_t n = example_split(buf_all(&line), words);

		why = (struct why){0};
		if (!ok(call_read(&call, words, n, &why) == OK &&
			call.command == commands[i]))
			tap_note("%.*s: %s", STR_ARG(buf_all(&line)), why.rule);
		buf_free(&line);
	}
}

TEST(too_many_words_are_refused_not_dropped)
{
	static struct str words[TYPED_MAX];

	words[0] = STR("import");
	for (size_t i = 1; i < TYPED_MAX; i++)
		words[i] = STR("f");
	is_int(call_read(&call, words, WORDS_MAX + 1, NULL), OK);
	is_int(call.n_words, WORDS_MAX);
	why = (struct why){0};
	is_int(call_read(&call, words, WORDS_MAX + 2, &why), ERR_LIMIT);
	is_text(str_of(why.rule), "more than 64 words; give a folder instead");
}

/* All options of a command and as many words as it takes still fit. */
TEST(the_longest_line_that_is_allowed_fits)
{
	for (size_t i = 0; i < n_commands; i++) {
		size_t typed = 2 + commands[i]->most;
		for (const struct option *o = commands[i]->options;
		     o != NULL && o->name != NULL; o++)
			typed += 2;
		for (const struct option *o = common_options; o->name != NULL;
		     o++)
			typed += 2;
		ok(typed <= TYPED_MAX);
	}
}

TEST(a_synopsis)
{
	struct buf b = {0};

	is_int(reads("import x"), OK);
	command_synopsis(&b, call.command);
	is_str(buf_all(&b),
	    STR("dijkwacht import [--feed NAME] [--giver NAME] [--unnamed] "
		"[--ground law|contract|consent] [--tlp LEVEL] "
		"[--embargo TIME] [--delete-by DATE] [--purpose TEXT] "
		"[--as READER] [--type TYPE] [--topic TOPIC] "
		"[--map FIELD=COLUMN,...|NAME] [--keep-map NAME] "
		"[--dates dmy|mdy] [--zone UTC|CET|+HH:MM] [--seen TIME] "
		"[--sheet NAME] [--complete] [--yes] [--take] [--dry-run] "
		"[--baseline] [--shadow] [--format table|csv|json] "
		"FILE|DIR|-..."));
	buf_free(&b);
}

TEST(an_option_the_table_does_not_have_is_our_own_mistake)
{
	int status;

	is_int(reads("import x"), OK);
	fflush(stdout);
	pid_t pid = fork();
	if (pid == 0) {
		if (freopen("/dev/null", "w", stderr) == NULL)
			_exit(1);
		call_given(&call, "nothing");
		_exit(0);
	}
	is_int(waitpid(pid, &status, 0), pid);
	is_int(WEXITSTATUS(status), 70);
}
