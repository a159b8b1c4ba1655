/* topicgen: compiles the texts of content/topic into C */
/* SPDX-License-Identifier: EUPL-1.2 */

/*
 * topicgen OUT.h OUT.c ID.nl.txt ID.en.txt [ID.nl.txt ID.en.txt]...
 *
 * Pairs come sorted by id. What it writes is told in the header it writes.
 */
#include <stdio.h>

#include "base/arena.h"
#include "tool/topictext.h"

static struct arena memory;

static void
str_put(struct buf *b, const char *field, struct str s)
{
	if (field != NULL)
		buf_fmt(b, ".%s = ", field);
	buf_str(b, STR("{.p = \""));
	buf_c_string(b, s);
	buf_fmt(b, "\", .n = %zu}", s.n);
}

static void
id_put(struct buf *b, struct str id)
{
	for (size_t i = 0; i < id.n; i++)
		buf_char(b, id.p[i] == '-' ? '_' : id.p[i]);
}

static void
steps_put(struct buf *b, const struct text *t)
{
	static const char *const names[WHOS] = {"OWNER", "SUPPLIER", "WEB"};

	buf_fmt(b, "\nstatic const struct topic_step %s_", lang_names[t->lang]);
	id_put(b, t->id);
	buf_str(b, STR("[] = {\n"));
	for (size_t i = 0; i < t->steps; i++) {
		const struct step *s = &t->step[i];
		buf_fmt(b,
		    "\t{.minutes = %u, .line = %u, "
		    ".who = TOPIC_WHO_%s,\n\t    ",
		    s->minutes, s->line, names[s->who]);
		str_put(b, "text", s->text);
		buf_str(b, STR("},\n"));
	}
	buf_str(b, STR("};\n"));
}

static void
text_put(struct buf *b, const struct text *t)
{
	buf_fmt(b, "\t{.revision = %u,\n", t->revision);
	for (enum part p = TITLE; p < PARTS; p++) {
		if (p == REVISION || p == STEPS)
			continue;
		buf_str(b, STR("\t    "));
		str_put(b, part_names[p], t->part[p]);
		buf_str(b, STR(",\n"));
	}
	buf_fmt(b, "\t    .step = %s_", lang_names[t->lang]);
	id_put(b, t->id);
	buf_fmt(b, ", .steps = %zu,\n\t    .line = {", t->steps);
	for (enum part p = TITLE; p < PARTS; p++)
		if (p != REVISION)
			buf_fmt(b, "%u, ", t->line[p]);
	buf_str(b, STR("}},\n"));
}

static const char header_top[] =
    "/* topics.gen: the texts of content/topic; written by topicgen */\n"
    "/* SPDX-License-Identifier: EUPL-1.2 */\n"
    "#ifndef TOPICS_GEN_H\n"
    "#define TOPICS_GEN_H\n\n"
    "#include \"base/str.h\"\n\n"
    "/* The languages of every table here. */\n"
    "enum { TOPIC_NL, TOPIC_EN, TOPIC_LANGS };\n\n"
    "enum topic_who {\n"
    "\tTOPIC_WHO_OWNER,    /* the reader */\n"
    "\tTOPIC_WHO_SUPPLIER, /* who looks after the computers */\n"
    "\tTOPIC_WHO_WEB,      /* who built the website */\n"
    "\tTOPIC_WHO_COUNT,\n"
    "};\n\n"
    "/* \"u zelf\", ...: as the texts say it. */\n"
    "extern const struct str topic_who_name[TOPIC_LANGS]"
    "[TOPIC_WHO_COUNT];\n\n"
    "struct topic_step {\n"
    "\tunsigned minutes; /* about, from 1 */\n"
    "\tunsigned line;    /* in the text file, from 1 */\n"
    "\tenum topic_who who;\n"
    "\tstruct str text;\n"
    "};\n\n"
    "enum topic_part {\n"
    "\tTOPIC_TITLE,\n\tTOPIC_SUBJECT,\n\tTOPIC_FIRST,\n\tTOPIC_WHAT,\n"
    "\tTOPIC_RISK,\n\tTOPIC_STEPS,\n\tTOPIC_STUCK,\n\tTOPIC_SUPPLIER,\n"
    "\tTOPIC_PROOF,\n\tTOPIC_PARTS,\n"
    "};\n\n"
    "/*\n"
    " * One text in one language, UTF-8 without control characters but LF:\n"
    " * two between paragraphs, one before a list item (\"- ...\"). Lines are\n"
    " * not wrapped. Title, subject (at most 60 characters) and first are one\n"
    " * line each. line[] is where each part begins in its file.\n"
    " */\n"
    "struct topic_text {\n"
    "\tunsigned revision;\n"
    "\tstruct str title, subject, first, what, risk, stuck, supplier, "
    "proof;\n"
    "\tconst struct topic_step *step;\n"
    "\tsize_t steps;\n"
    "\tunsigned line[TOPIC_PARTS];\n"
    "};\n\n"
    "struct topic_file {\n"
    "\tstruct str id;\n"
    "\tconst struct topic_text *text; /* TOPIC_LANGS of them */\n"
    "};\n\n";

static void
header_put(struct buf *b, const struct text (*t)[LANGS], size_t n)
{
	buf_str(b, str_of(header_top));
	for (size_t i = 0; i < n; i++) {
		buf_str(b, STR("extern const struct topic_text topic_"));
		id_put(b, t[i][NL].id);
		buf_str(b, STR("[TOPIC_LANGS];\n"));
	}
	buf_fmt(b,
	    "\n/* All of them, sorted by id. */\n"
	    "enum { TOPIC_FILES = %zu };\n"
	    "extern const struct topic_file topic_files[TOPIC_FILES];\n\n"
	    "#endif\n",
	    n);
}

static void
names_put(struct buf *b)
{
	buf_str(b,
	    STR("\nconst struct str topic_who_name[TOPIC_LANGS]"
		"[TOPIC_WHO_COUNT] = {\n"));
	for (enum lang l = NL; l < LANGS; l++) {
		buf_str(b, STR("\t{"));
		for (enum who w = OWNER; w < WHOS; w++) {
			str_put(b, NULL, str_of(who_names[l][w]));
			buf_str(b, STR(", "));
		}
		buf_str(b, STR("},\n"));
	}
	buf_str(b, STR("};\n"));
}

static void
pair_put(struct buf *b, const struct text pair[LANGS])
{
	steps_put(b, &pair[NL]);
	steps_put(b, &pair[EN]);
	buf_str(b, STR("\nconst struct topic_text topic_"));
	id_put(b, pair[NL].id);
	buf_str(b, STR("[TOPIC_LANGS] = {\n"));
	text_put(b, &pair[NL]);
	text_put(b, &pair[EN]);
	buf_str(b, STR("};\n"));
}

static void
code_put(struct buf *b, const struct text (*t)[LANGS], size_t n)
{
	buf_str(b,
	    STR("/* topics.gen: written by topicgen */\n"
		"/* SPDX-License-Identifier: EUPL-1.2 */\n"
		"#include \"topics.gen.h\"\n"));
	names_put(b);
	for (size_t i = 0; i < n; i++)
		pair_put(b, t[i]);
	buf_str(b,
	    STR("\nconst struct topic_file topic_files[TOPIC_FILES] = "
		"{\n"));
	for (size_t i = 0; i < n; i++) {
		buf_str(b, STR("\t{"));
		str_put(b, "id", t[i][NL].id);
		buf_str(b, STR(", .text = topic_"));
		id_put(b, t[i][NL].id);
		buf_str(b, STR("},\n"));
	}
	buf_str(b, STR("};\n"));
}

static void
pair_read(struct text (*t)[LANGS], size_t i, char *const path[LANGS])
{
	text_read(&t[i][NL], path[NL], NL);
	text_read(&t[i][EN], path[EN], EN);
	pair_check(&t[i][NL], &t[i][EN]);
	if (i > 0 && str_cmp(t[i - 1][NL].id, t[i][NL].id) >= 0)
		source_fail_at(t[i][NL].source.name, 0,
		    "is not sorted after \"%.*s\"", STR_ARG(t[i - 1][NL].id));
}

int
main(int argc, char *argv[])
{
	struct buf b = {0};
	size_t n = argc < 3 ? 0 : (size_t)(argc - 3) / LANGS;

	if (argc < 5 || (argc - 3) % LANGS != 0) {
		fputs("usage: topicgen OUT.h OUT.c ID.nl.txt ID.en.txt ...\n",
		    stderr);
		return 2;
	}
	arena_init(&memory, 0);

	struct text(*t)[LANGS] = arena_take(&memory, n * sizeof(*t));

	for (size_t i = 0; i < n; i++)
		pair_read(t, i, argv + 3 + i * LANGS);

	const struct text(*done)[LANGS] = (const struct text(*)[LANGS])t;

	header_put(&b, done, n);
	result_write(argv[1], &b);
	code_put(&b, done, n);
	result_write(argv[2], &b);
	arena_free(&memory);
	return 0;
}
