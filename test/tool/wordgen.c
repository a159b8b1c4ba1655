/* tests of tool/wordgen: words reached from C, and the files it refuses */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "test/tap.h"
#include "test/tool/program.h"
#include "words.gen.h"

TEST(plain_words)
{
	is_text(word(LANG_NL, WORD_PLAIN), "gewoon");
	is_text(word(LANG_EN, WORD_PLAIN), "plain");
	is_int(WORD_COUNT, 2); /* those with placeholders are not words */
}

TEST(escapes_and_more_lines)
{
	is_text(word(LANG_NL, WORD_LONG),
	    "eerste\n\ttweede \"derde\" \\ caf\xc3\xa9 wat?\?!\n");
	is_text(word(LANG_EN, WORD_LONG), "one");
}

TEST(placeholders_in_their_own_order)
{
	struct buf b = {0};

	word_put_greeting(&b, LANG_NL, STR("Jan"), STR("{name}"));
	buf_char(&b, '|');
	word_put_greeting(&b, LANG_EN, STR("Jan"), STR("now"));
	buf_char(&b, '|');
	word_put_only_hole(&b, LANG_EN, STR(""));
	is_text(buf_all(&b), "Dag Jan, dag Jan: {name}!|now: hello Jan|<>");
	buf_free(&b);
}

TEST(languages)
{
	enum lang l = LANG_COUNT;

	ok(lang_read(STR("nl"), &l));
	is_int(l, LANG_NL);
	ok(lang_read(STR("en"), &l));
	is_int(l, LANG_EN);
	ok(!lang_read(STR("EN"), &l));
	ok(!lang_read(STR("e"), &l));
	ok(!lang_read(STR(""), &l));
	is_int(l, LANG_EN);
	is_text(str_of(lang_code(LANG_NL)), "nl");
	is_int(LANG_COUNT, 2);
}

#define W(key, text) "msgid \"" key "\"\nmsgstr \"" text "\"\n"

/* clang-format off */
static const struct {
	const char *nl, *en, *said;
} refused[] = {
    {W("a", "x") W("b", "y"), W("a", "x"),     "nl/words.po:3: \"b\" is missing in en/words.po"},
    {W("a", "x"), W("a", "x") W("b", "y"),     "en/words.po:3: \"b\" is missing in nl/words.po"},
    {W("a", "{xx}"), W("a", "x"),
     "en/words.po:1: \"a\" lacks the placeholder {xx} of the first language"},
    {W("a", "{xx} {yy}"), W("a", "{yy}"),
     "en/words.po:1: \"a\" lacks the placeholder {xx} of the first language"},
    {W("a", "{yy}"), W("a", "{yy}{xx}"),
     "en/words.po:1: \"a\" has a placeholder {xx} that the first language lacks"},
    {W("a", "x"), W("a", "{xx}"),
     "en/words.po:1: \"a\" has a placeholder {xx} that the first language lacks"},
    {W("a", "x"), W("a", ""),                  "en/words.po:1: \"a\" has no text yet"},
    {W("a", "x") "\n" W("a", "y"), W("a", ""), "nl/words.po:5: \"a\" is on line 1 already"},
    {W("A", "x"), W("A", "x"),                 "nl/words.po:2: \"A\" is not a key: a-z, 0-9 and -"},
    {W("a_b", "x"), "",
     "nl/words.po:2: \"a_b\" is not a key: a-z, 0-9 and -"},
    {W("a", "{xx"), "",
     "nl/words.po:1: \"a\": {} is not a placeholder: {a-z, 0-9 and _}, but neither "
     "{b} nor {l}"},
    {W("a", "{b}"), "",
     "nl/words.po:1: \"a\": {b} is not a placeholder: {a-z, 0-9 and _}, but neither "
     "{b} nor {l}"},
    {W("a", "{l}"), "",
     "nl/words.po:1: \"a\": {l} is not a placeholder: {a-z, 0-9 and _}, but neither "
     "{b} nor {l}"},
    {W("a", "{Xx}"), "",
     "nl/words.po:1: \"a\": {Xx} is not a placeholder: {a-z, 0-9 and _}, but neither "
     "{b} nor {l}"},
    {W("a", "x}"), "",                         "nl/words.po:1: \"a\" has a } without its {"},
    {W("a", "\\x41"), "",                      "nl/words.po:2: \\x is none of \\n \\t \\\" \\\\"},
    {W("a", "x\"y"), "",                       "nl/words.po:2: a quote inside a text is \\\""},
    {W("a", "x\\"), "",                        "nl/words.po:2: the closing quote is missing"},
    {"msgid \"a\"\nmsgstr \"x\n", "",          "nl/words.po:2: expected a text in double quotes"},
    {"msgid \"a\"\n" W("b", "x"), "",          "nl/words.po:1: msgid without msgstr"},
    {"msgid \"a\"\n", "",                      "nl/words.po:1: msgid without msgstr"},
    {"msgstr \"a\"\n", "",
     "nl/words.po:1: \"msgstr\" is not expected here: msgid \"key\", then msgstr "
     "\"text\""},
    {"\"a\"\n", "",
     "nl/words.po:1: \"\"a\"\" is not expected here: msgid \"key\", then msgstr \"text\""},
    {"msgctxt \"a\"\n", "",
     "nl/words.po:1: \"msgctxt\" is not expected here: msgid \"key\", then msgstr "
     "\"text\""},
    {"msgid \"a\"\nmsgid_plural \"b\"\n", "",
     "nl/words.po:2: \"msgid_plural\" is not expected here: msgid \"key\", then msgstr "
     "\"text\""},
    {"#, fuzzy\n" W("a", "x"), "",             "nl/words.po:1: a fuzzy word; finish it"},
};
/* clang-format on */

TEST(files_it_refuses)
{
	static const char *const argv[] = {WORDGEN, "words.gen.h",
	    "words.gen.c", "nl/words.po", "en/words.po", NULL};

	for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++) {
		struct buf said = {0};

		scratch_write("nl/words.po", str_of(refused[i].nl));
		scratch_write("en/words.po", str_of(refused[i].en));
		is_int(program_run(&said, argv), 1);
		is_text(str_trim(buf_all(&said)), refused[i].said);
		is_int(scratch_read("words.gen.h").n, 0);
		buf_free(&said);
	}
}

TEST(folder_that_is_no_language)
{
	static const char *const argv[] = {WORDGEN, "words.gen.h",
	    "words.gen.c", "dutch/words.po", "nl/words.po", NULL};
	struct buf said = {0};

	scratch_write("dutch/words.po", STR(W("a", "x")));
	is_int(program_run(&said, argv), 1);
	is_text(str_trim(buf_all(&said)),
	    "dutch/words.po: is not in a folder "
	    "named after a language, such as nl");
	buf_free(&said);
}

static const char *const used[] = {
    WORDGEN, "--used", "nl/words.po", "src", "one.c", NULL};

TEST(words_in_use)
{
	struct buf said = {0};

	scratch_write("nl/words.po",
	    STR(W("in-code", "x") W("in-view", "x") W("with-hole", "{xx}")
		    W("view-hole", "{xx}") W("single", "x")));
	scratch_write("src/deep/a.c", STR("f(WORD_IN_CODE);\n"));
	scratch_write(
	    "src/view/b.txt", STR("{{t in-view}} {{t view-hole(x)}}"));
	scratch_write("src/c.h", STR("word_put_with_hole(b, l, x)"));
	scratch_write("one.c", STR("WORD_SINGLE"));
	is_int(program_run(&said, used), 0);
	is_text(buf_all(&said), "");
	buf_free(&said);
}

TEST(words_not_in_use)
{
	struct buf said = {0};

	scratch_write("nl/words.po",
	    STR(W("code", "x") W("view", "x") W("with-hole", "{xx}")
		    W("other", "x")));
	/* parts of longer names, and a file that is neither code nor view */
	scratch_write("src/a.c", STR("WORD_CODE_LONG MY_WORD_CODE"));
	scratch_write("src/view/b.txt", STR("{{t view-longer}}"));
	scratch_write("src/c.h", STR("word_put_with_hole_two WORD_WITH_HOLE"));
	scratch_write("src/d.po", STR("WORD_OTHER"));
	scratch_write("one.c", STR(""));
	is_int(program_run(&said, used), 1);
	is_text(buf_all(&said),
	    "nl/words.po:1: \"code\" is used nowhere; use it or take it out\n"
	    "nl/words.po:3: \"view\" is used nowhere; use it or take it out\n"
	    "nl/words.po:5: \"with-hole\" is used nowhere; use it or take it "
	    "out\n"
	    "nl/words.po:7: \"other\" is used nowhere; use it or take it "
	    "out\n");
	buf_free(&said);
}
