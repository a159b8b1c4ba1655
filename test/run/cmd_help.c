/* tests of run/cmd_help and run/help: told from the tables, in three forms */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "run/command.h"
#include "run/settings.h"
#include "test/run/world.h"
#include "test/tap.h"
#include "test/tool/program.h"

TEST(commands_are_sorted_and_told)
{
	for (size_t i = 0; i < n_commands; i++) {
		const struct command *c = commands[i];
		ok(i == 0 ||
		    str_cmp(str_of(commands[i - 1]->name), str_of(c->name)) <
			0);
		ok(c->about[0] != '\0' && c->args != NULL && c->run != NULL);
		ok(c->least <= c->most && c->most <= WORDS_MAX);
		size_t n = 0;
		for (const struct option *o = c->options;
		     o != NULL && o->name != NULL; o++, n++)
			ok(o->about != NULL && o->about[0] != '\0');
		ok(n <= OPTIONS_MAX);
	}
}

TEST(overview)
{
	struct world w = {0};

	is_int(RUN(&w, "help"), 0);
	for (size_t i = 0; i < n_commands; i++)
		ok(said(&w.out, commands[i]->name));
	ok(said(&w.out, "--folder DIR"));
}

static bool
is_command(struct str name)
{
	for (size_t i = 0; i < n_commands; i++)
		if (str_eq(str_of(commands[i]->name), name))
			return true;
	return false;
}

TEST(first_steps_are_commands)
{
	struct world w = {0};
	size_t n = 0;

	is_int(RUN(&w, "help"), 0);

	struct str rest = buf_all(&w.out), line;

	rest = str_from(rest, str_find_str(rest, STR("Where to begin\n")));
	for (str_split(&rest, '\n', &line);
	     str_split(&rest, '\n', &line) && line.n > 24; n++)
		ok(is_command(str_trim(str_upto(line, 24))));
	ok(n >= 5);
}

static size_t
widest(struct str s)
{
	size_t most = 0;
	struct str line;

	while (str_split(&s, '\n', &line))
		most = line.n > most ? line.n : most;
	return most;
}

TEST(every_command_in_full)
{
	struct world w = {0};

	for (size_t i = 0; i < n_commands; i++) {
		struct str name = str_of(commands[i]->name);
		size_t at = str_find(name, ' ');
		const char *words[4] = {"help",
		    arena_cstr(&w.a, str_upto(name, at)),
		    at < name.n ? name.p + at + 1 : NULL};
		is_int(world_run(&w, words), 0);
		ok(str_starts(buf_all(&w.out), STR("dijkwacht ")));
		ok(widest(buf_all(&w.out)) <= 80);
		for (const struct option *o = commands[i]->options;
		     o != NULL && o->name != NULL; o++)
			ok(said(&w.out, o->name));
	}
}

TEST(a_first_word_tells_all_of_its_commands)
{
	struct world w = {0};

	is_int(RUN(&w, "help", "evidence"), 0);
	ok(said(&w.out, "dijkwacht evidence show CHUNK:ROW|FINDING\n"));
	ok(said(&w.out, "dijkwacht evidence verify [--note HEAD]\n"));
	is_int(RUN(&w, "help", "evi"), 1);
	ok(said(&w.err, "there is no command \"evi\"; `dijkwacht help` shows"));
	is_int(RUN(&w, "help", "evidence", "verify", "x"), 1);
}

TEST(settings)
{
	struct world w = {0};

	is_int(RUN(&w, "help", "settings"), 0);
	for (size_t i = 0; i < SETTING_COUNT; i++)
		ok(said(&w.out, setting_rows[i].name));
	ok(said(&w.out, "0 to 23; preset 8"));
}

/* Runs a shell line in scratch(). */
static int
shell(struct buf *b, const char *line)
{
	const char *const argv[] = {"/bin/bash", "-c", line, NULL};

	buf_reset(b);
	return program_run(b, argv);
}

TEST(man_page_is_valid_roff)
{
	struct world w = {0};
	struct buf b = {0};

	is_int(RUN(&w, "help", "--man"), 0);
	ok(str_starts(
	    str_from(buf_all(&w.out), str_find(buf_all(&w.out), '\n')),
	    STR("\n.TH DIJKWACHT 1 ")));
	ok(said(&w.out, ".SS evidence verify\n"));
	ok(said(&w.out, "\\fB\\-\\-severity\\fR"));
	if (shell(&b, "command -v man && command -v groff") != 0)
		skip_all("man is not installed");
	scratch_write("dijkwacht.1", buf_all(&w.out));
	is_int(shell(&b,
		   "LC_ALL=C.UTF-8 MANWIDTH=80 MANROFFSEQ= man "
		   "--warnings -l dijkwacht.1 2>&1 >page.txt"),
	    0);
	is_text(buf_all(&b), ""); /* no warnings */
	is_int(shell(&b, "grep -c 'NAME\\|EXIT STATUS' page.txt"), 0);
}

/* What the script offers for a line being typed; the last word is open. */
static bool
completes(const char *words, unsigned at, const char *want)
{
	struct buf line = {0}, got = {0};

	buf_fmt(&line,
	    ". ./completion.sh; COMP_WORDS=(%s); COMP_CWORD=%u; _dijkwacht; "
	    "echo \"${COMPREPLY[*]}\"",
	    words, at);
	is_int(shell(&got, buf_cstr(&line)), 0);
	bool same = is_text(str_trim(buf_all(&got)), want);
	buf_free(&line);
	buf_free(&got);
	return same;
}

TEST(completion)
{
	struct world w = {0};

	is_int(RUN(&w, "help", "--completion"), 0);
	scratch_write("completion.sh", buf_all(&w.out));
	completes("dijkwacht fin", 1, "findings");
	completes("dijkwacht evidence ''", 2, "reread show verify");
	completes("dijkwacht evidence verify --n", 3, "--note --now");
	completes("dijkwacht findings --state c", 3, "closed");
	completes("dijkwacht findings --format ''", 3, "table csv json");
	completes("dijkwacht findings --format json --lim", 4, "--limit");
	completes("dijkwacht help evidence v", 3, "verify");
	completes("dijkwacht findings ''", 2, "");
}

TEST(version)
{
	struct world w = {0};

	is_int(RUN(&w, "version"), 0);
	ok(str_starts(buf_all(&w.out), STR("dijkwacht ")));
	ok(said(&w.out, "SQLite 3."));
	ok(said(&w.out, "libsodium 1."));
	ok(said(&w.out, "libarchive 3."));
}
