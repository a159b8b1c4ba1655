/* tests of tool/tmplgen: a mail of its making, and templates it refuses */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "test/tap.h"
#include "test/tool/letter.view.h"
#include "test/tool/program.h"
#include "words.gen.h"

static struct letter
letter(void)
{
	return (struct letter){
	    .name = STR("Bakker"),
	    .mail = STR("info@bakker.example"),
	    .topic = STR("remote desktop"),
	    .days = -3,
	    .big = UINT64_MAX,
	    .port = 65535,
	};
}

static void
is_mail(const struct letter *x, enum lang l, const char *want)
{
	struct buf b = {0};

	mail_letter(&b, x, l);
	is_text(buf_all(&b), want);
	buf_free(&b);
}

TEST(no_lines)
{
	struct letter x = letter();

	is_mail(&x, LANG_NL,
	    "To: Bakker <info@bakker.example>\n"
	    "Subject: =?utf-8?Q?=5B=C3=A9?= -3] remote desktop\n"
	    "X-Word: gewoon\n"
	    "\n"
	    "Dag Bakker, dag Bakker: nu!\n"
	    "nothing\n"
	    "\n"
	    "From here it is { } text.\n");
}

TEST(one_line)
{
	struct letter x = letter();

	x.n = 1;
	x.line[0] = STR("first");
	x.topic = STR("");
	x.reply = STR("help@bakker.example");
	is_mail(&x, LANG_EN,
	    "To: Bakker <info@bakker.example>\n"
	    "Reply-To: <help@bakker.example>\n"
	    "Subject: =?utf-8?Q?=5B=C3=A9?= -3] none\n"
	    "X-Word: plain\n"
	    "\n"
	    "nu: hello Bakker\n"
	    "- first (last)\n"
	    "one\n"
	    "\n"
	    "From here it is { } text.\n");
}

TEST(more_lines)
{
	struct letter x = letter();
	struct buf b = {0};

	x.n = 3;
	x.line[0] = STR("a");
	x.line[1] = STR("b");
	x.line[2] = STR("c");
	mail_letter(&b, &x, LANG_EN);
	ok(str_ends(buf_all(&b),
	    STR("- a (first)\n- b\n- c (last)\n"
		"3 lines, port 65535, 18446744073709551615, -3 \"quoted\" "
		"\\n ?\?!\n\nFrom here it is { } text.\n")));
	buf_free(&b);
}

TEST(second_mail_of_the_file)
{
	struct buf b = {0};

	mail_note(&b, 7);
	is_text(buf_all(&b), "\n7\n");
	buf_free(&b);
}

TEST(values_that_want_to_be_more)
{
	struct letter x = letter();

	x.name = STR("Bakker\r\nBcc: all@evil.example\r\n\r\nFrom ");
	x.mail = STR("a@b.example>, <all@evil.example");
	x.reply = STR("a@b.example\nBcc: all@evil.example");
	x.topic = STR("x\r\nBcc: all@evil.example\r\n\r\nbody");
	x.n = 1;
	x.line[0] = STR("first\nFrom evil\r\n\x1b[2J\xe2\x80\xae");
	is_mail(&x, LANG_EN,
	    "To: \"Bakker Bcc: all@evil.example From\" <nobody@invalid>\n"
	    "Reply-To: <nobody@invalid>\n"
	    "Subject: =?utf-8?Q?=5B=C3=A9?= -3] x Bcc: all@evil.example body\n"
	    "X-Word: plain\n"
	    "\n"
	    "nu: hello Bakker\nBcc: all@evil.example\n\nFrom \n"
	    "- first\nFrom evil\n\xef\xbf\xbd[2J\xef\xbf\xbd (last)\n"
	    "one\n"
	    "\n"
	    "From here it is { } text.\n");
}

#define BEGIN "{{mail a(int x)}}\n"
#define END   "{{end}}\n"

/* clang-format off */
static const struct {
	const char *text, *said;
} refused[] = {
    {BEGIN "\n{{raw x}}\n" END,
     "bad.txt:3: {{raw ...}} is not a construct: value t if else for end mail include "
     "#"},
    {BEGIN "\n{{while x}}\n" END,
     "bad.txt:3: {{while ...}} is not a construct: value t if else for end mail include "
     "#"},
    {BEGIN "\n{{}}\n" END,                     "bad.txt:3: {{}} holds nothing"},
    {BEGIN "\n{{x\n}}\n" END,                  "bad.txt:3: {{ without }} on the same line"},
    {BEGIN "\n{{if x}}\na\n" END,              "bad.txt:1: a mail that is never closed by {{end}}"},
    {BEGIN "\n{{if x}}\na\n",
     "bad.txt:3: a block that is never closed by {{end}}"},
    {BEGIN "\n\n{{for ;;}}\n",
     "bad.txt:4: a block that is never closed by {{end}}"},
    {BEGIN "\na\n",                            "bad.txt:1: a mail that is never closed by {{end}}"},
    {BEGIN "\n{{else}}\n" END,                 "bad.txt:3: {{else}} without {{if}}"},
    {BEGIN "\n{{for ;;}}\n{{else}}\n",         "bad.txt:4: {{else}} without {{if}}"},
    {BEGIN "\n{{if x}}\n{{else}}\n{{else}}\n", "bad.txt:5: {{else}} without {{if}}"},
    {BEGIN "\n{{if x}}\n{{else x}}\n",         "bad.txt:4: {{else}} takes nothing behind it"},
    {BEGIN "\n{{if x}}\n{{end if}}\n",         "bad.txt:4: {{end}} takes nothing behind it"},
    {BEGIN "\n" BEGIN,                         "bad.txt:3: {{mail}} inside a mail"},
    {BEGIN "{{include \"a.h\"}}\n",            "bad.txt:2: {{include}} inside a mail"},
    {BEGIN "\na {{include \"a.h\"}}\n",        "bad.txt:3: {{include}} wants a line of its own"},
    {BEGIN "\na {{end}}\n",
     "bad.txt:3: {{end}} of a mail wants a line of its own"},
    {BEGIN "X{{x}}: a\n",                      "bad.txt:2: a value in the name of a header"},
    {BEGIN "{{x}}: a\n",                       "bad.txt:2: a value in the name of a header"},
    {BEGIN "{{x}}\n",                          "bad.txt:2: a value in the name of a header"},
    {BEGIN "{{t a}}\n",                        "bad.txt:2: a value in the name of a header"},
    {BEGIN "Subject {{x}}: a\n",               "bad.txt:2: a value in the name of a header"},
    {BEGIN "Subject: a\n b\n",
     "bad.txt:3: expected a header line (\"Name: text\", not folded) or an empty line"},
    {BEGIN "Subject\n",
     "bad.txt:2: expected a header line (\"Name: text\", not folded) or an empty line"},
    {BEGIN ": a\n",
     "bad.txt:2: expected a header line (\"Name: text\", not folded) or an empty line"},
    {BEGIN "Subject: {{if x}}a\n{{end}}\n",
     "bad.txt:2: a block that is not closed within its header line"},
    {BEGIN "{{if x}}\n\n{{end}}\n",
     "bad.txt:3: the headers end inside the block of line 2"},
    {BEGIN "{{if x}}\nA: {{end}}\n",
     "bad.txt:3: this block was opened on line 2 in another place; close it there"},
    {BEGIN "To: {{if x}}<{{end}}a>\n",
     "bad.txt:2: this block was opened on line 2 in another place; close it there"},
    {BEGIN "To: <{{x}}\n",                     "bad.txt:2: < and > do not pair"},
    {BEGIN "To: {{x}}>\n",                     "bad.txt:2: < and > do not pair"},
    {BEGIN "To: <<{{x}}>\n",                   "bad.txt:2: < and > do not pair"},
    {BEGIN "To: \"{{x}}\" <a@b.example>\n",
     "bad.txt:2: a name with quotes or letters beyond ASCII in an address: put it "
     "as {{value}}"},
    {BEGIN "From: \xc3\xa9 <a@b.example>\n",
     "bad.txt:2: a name with quotes or letters beyond ASCII in an address: put it "
     "as {{value}}"},
    {BEGIN "Subject: a\n" END,
     "bad.txt:3: no empty line between the header lines and the body"},
    {BEGIN "\n{{call b(x)}}\n" END,            "bad.txt:3: {{call}} where no mail may begin"},
    {BEGIN "{{if x}}\n{{call b(x)}}\n{{end}}\n" END,
     "bad.txt:4: this block was opened on line 2 in another place; close it there"},
    {"text\n",
     "bad.txt:1: outside of {{mail}} there are only comments, {{include}} and {{mail}}"},
    {"{{x}}\n",
     "bad.txt:1: outside of {{mail}} there are only comments, {{include}} and {{mail}}"},
    {"{{if x}}\n",
     "bad.txt:1: outside of {{mail}} there are only comments, {{include}} and {{mail}}"},
    {"{{mail A(int x)}}\n",                    "bad.txt:1: expected {{mail NAME(C parameters)}}"},
    {"{{mail a}}\n",                           "bad.txt:1: expected {{mail NAME(C parameters)}}"},
    {"{{mail a()}}\n",                         "bad.txt:1: expected {{mail NAME(C parameters)}}"},
    {"{{include a.h}}\n",                      "bad.txt:1: expected {{include \"room/name.h\"}}"},
    {BEGIN "\n{{t a(}}\n",
     "bad.txt:3: expected {{t key}} or {{t key(C values)}}"},
    {"",                                       "bad.txt: holds no {{mail}}"},
};
/* clang-format on */

static const char *const argv[] = {
    TMPLGEN, "bad.txt", "bad.view.h", "bad.view.c", NULL};

TEST(templates_it_refuses)
{
	for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++) {
		struct buf said = {0};

		scratch_write("bad.txt", str_of(refused[i].text));
		is_int(program_run(&said, argv), 1);
		is_text(str_trim(buf_all(&said)), refused[i].said);
		is_int(scratch_read("bad.view.h").n, 0);
		buf_free(&said);
	}
}

/* Does the compiler take a template that puts expr of this type? */
static int
compiles(const char *line, const char *type, struct buf *said)
{
	static const char *const cc[] = {COMPILER, "-std=c17", "-fsyntax-only",
	    "-Isrc", "-I" SOURCE_ROOT "/src", "bad.view.c", NULL};
	struct buf text = {0};

	buf_fmt(&text, "{{mail a(%s x)}}\n%s\n{{end}}\n", type, line);
	scratch_write("bad.txt", buf_all(&text));
	scratch_write("src/words.gen.h", STR(""));
	buf_free(&text);
	is_int(program_run(said, argv), 0);
	return program_run(said, cc);
}

TEST(types_that_compile_and_that_do_not)
{
	static const char *const fine[] = {"struct str", "uint8_t", "int",
	    "uint16_t", "int32_t", "uint64_t", "int64_t", "size_t"};
	static const char *const not [] = {"char *", "const char *", "void *",
	    "bool", "char", "double", "struct buf *"};
	struct buf said = {0};

	for (size_t i = 0; i < sizeof(fine) / sizeof(fine[0]); i++) {
		is_int(compiles("\n{{x}}", fine[i], &said), 0);
		is_int(compiles("Subject: {{x}}\n\n", fine[i], &said), 0);
	}
	is_text(buf_all(&said), "");
	for (size_t i = 0; i < sizeof(not ) / sizeof(not [0]); i++) {
		buf_reset(&said);
		is_int(compiles("\n{{x}}", not [i], &said), 1);
		ok(str_find_str(buf_all(&said), STR("bad.txt:3:")) < said.n);
		is_int(compiles("Subject: {{x}}\n\n", not [i], &said), 1);
		is_int(compiles("To: <{{x}}>\n\n", not [i], &said), 1);
		is_int(compiles("To: {{x}}\n\n", not [i], &said), 1);
	}
	buf_free(&said);
}
