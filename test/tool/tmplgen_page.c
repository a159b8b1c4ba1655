/* tests of tool/tmplgen: a page of its making, and pages it refuses */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "test/tap.h"
#include "test/tool/program.h"
#include "test/tool/sheet.view.h"
#include "words.gen.h"

TEST(each_place_has_its_escaper)
{
	struct letter x = {
	    .name = STR("<b>Bakker</b>"),
	    .mail = STR("javascript:alert(1)"),
	    .topic = STR("../x?y=\"z\"&"),
	    .reply = STR("\"><script>"),
	    .days = -3,
	    .port = 65535,
	    .n = 1,
	};
	struct buf b = {0};

	x.line[0] = STR("</li>");
	page_sheet(&b, &x, LANG_NL);
	is_text(buf_all(&b),
	    "<!doctype html>\n"
	    "<!-- a comment with <tags> and \"quotes\" -- and more -->\n"
	    "<p class=\"a\" title=\"-3\">&lt;b&gt;Bakker&lt;/b&gt; &amp; "
	    "gewoon</p>\n"
	    "<a href=\"#\">Dag &lt;b&gt;Bakker&lt;/b&gt;, dag "
	    "&lt;b&gt;Bakker&lt;/b&gt;: ../x?y=&quot;z&quot;&amp;!</a>\n"
	    "<a href=\"/at/..%2Fx%3Fy%3D%22z%22%26?n=65535\"\n"
	    "  title=\"it's &quot;&gt;&lt;script&gt; > all\">-</a>\n"
	    "<li id=\"0\">&lt;/li&gt;</li>\n");
	buf_free(&b);
}

#define BEGIN "{{page a(int x)}}\n"
#define END   "{{end}}\n"
#define NONE  " in it: there is one file of style, and no script"

/* clang-format off */
static const struct {
	const char *text, *said;
} refused[] = {
    {BEGIN "<p class={{x}}>" END,
     "bad.html:2: a value in an attribute without double quotes: write "
     "name=\"{{value}}\""},
    {BEGIN "<p class=a>\n" END,
     "bad.html:2: an attribute without double quotes: write name=\"value\""},
    {BEGIN "<p class='{{x}}'>\n" END,
     "bad.html:2: an attribute without double quotes: write name=\"value\""},
    {BEGIN "<p {{x}}>\n" END,     "bad.html:2: a value in a tag, outside of double quotes"},
    {BEGIN "<p {{x}}=\"a\">\n" END,
     "bad.html:2: a value in a tag, outside of double quotes"},
    {BEGIN "<p data-{{x}}=\"a\">\n" END,
     "bad.html:2: a value in a tag, outside of double quotes"},
    {BEGIN "<{{x}}>\n" END,       "bad.html:2: a value in a tag, outside of double quotes"},
    {BEGIN "<h{{x}}>\n" END,      "bad.html:2: a value in a tag, outside of double quotes"},
    {BEGIN "</{{x}}>\n" END,      "bad.html:2: a value in a tag, outside of double quotes"},
    {BEGIN "<!doctype {{x}}>\n" END,
     "bad.html:2: a value in a tag, outside of double quotes"},
    {BEGIN "<!-- {{x}} -->\n" END, "bad.html:2: a value in a comment"},
    {BEGIN "<!-- -- > {{x}} -->\n" END, "bad.html:2: a value in a comment"},
    {BEGIN "<script>{{x}}</script>\n" END, "bad.html:2: a page has no script" NONE},
    {BEGIN "<SCRIPT src=\"/a\"></script>\n" END, "bad.html:2: a page has no script" NONE},
    {BEGIN "<style>{{x}}</style>\n" END, "bad.html:2: a page has no style" NONE},
    {BEGIN "<p style=\"{{x}}\">\n" END, "bad.html:2: a page has no style" NONE},
    {BEGIN "<p onclick=\"{{x}}\">\n" END, "bad.html:2: a page has no onclick" NONE},
    {BEGIN "<p onClick=\"x()\">\n" END, "bad.html:2: a page has no onclick" NONE},
    {BEGIN "<iframe srcdoc=\"{{x}}\">\n" END, "bad.html:2: a page has no srcdoc" NONE},
    {BEGIN "1 < {{x}}\n" END,     "bad.html:2: a < that begins no tag: write &lt;"},
    {BEGIN "<p\n" END,            "bad.html:3: the page ends inside a tag"},
    {BEGIN "<p class=\"a>\n" END, "bad.html:3: the page ends inside a tag"},
    {BEGIN "<!-- a\n" END,        "bad.html:3: the page ends inside a tag"},
    {BEGIN "{{if x}}<p class=\"{{else}}<p>{{end}}\n" END,
     "bad.html:2: this block was opened on line 2 in another place; close it there"},
    {BEGIN "<a href=\"{{if x}}/a{{end}}\">\n" END,
     "bad.html:2: this block was opened on line 2 in another place; close it there"},
    {BEGIN "<p {{call b(x)}}>\n" END, "bad.html:2: {{call}} where no page may begin"},
    {BEGIN "{{call b}}\n" END,    "bad.html:2: expected {{call NAME(C parameters)}}"},
    {BEGIN "{{raw x}}\n" END,
     "bad.html:2: {{raw ...}} is not a construct: value t if else for end page include #"},
    {BEGIN BEGIN,                 "bad.html:2: {{page}} inside a page"},
    {"{{mail a(int x)}}\n",
     "bad.html:1: {{mail ...}} is not a construct: value t if else for end page include #"},
    {"<p>\n",
     "bad.html:1: outside of {{page}} there are only comments, {{include}} and {{page}}"},
    {"",                          "bad.html: holds no {{page}}"},
};
/* clang-format on */

static const char *const argv[] = {
    TMPLGEN_PAGE, "bad.html", "bad.view.h", "bad.view.c", NULL};

TEST(pages_it_refuses)
{
	for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++) {
		struct buf said = {0};

		scratch_write("bad.html", str_of(refused[i].text));
		is_int(program_run(&said, argv), 1);
		is_text(str_trim(buf_all(&said)), refused[i].said);
		buf_free(&said);
	}
}

/* Does the compiler take a page that puts a value of this type there? */
static int
compiles(const char *place, const char *type, struct buf *said)
{
	static const char *const cc[] = {COMPILER, "-std=c17", "-fsyntax-only",
	    "-Isrc", "-I" SOURCE_ROOT "/src", "bad.view.c", NULL};
	struct buf text = {0};

	buf_fmt(&text, "{{page a(%s x)}}\n%s\n{{end}}\n", type, place);
	scratch_write("bad.html", buf_all(&text));
	scratch_write("src/words.gen.h", STR(""));
	buf_free(&text);
	is_int(program_run(said, argv), 0);
	return program_run(said, cc);
}

TEST(types_that_compile_and_that_do_not)
{
	static const char *const places[] = {
	    "{{x}}", "<p title=\"{{x}}\">", "<a href=\"/a/{{x}}\">"};
	static const char *const fine[] = {"struct str", "int", "uint64_t"};
	static const char *const not [] = {"char *", "bool", "struct buf *"};
	struct buf said = {0};

	for (size_t i = 0; i < 3; i++)
		for (size_t k = 0; k < 3; k++)
			is_int(compiles(places[i], fine[k], &said), 0);
	is_int(compiles("<a href=\"{{x}}\">", "struct str", &said), 0);
	is_text(buf_all(&said), "");
	for (size_t i = 0; i < 3; i++)
		for (size_t k = 0; k < 3; k++)
			is_int(compiles(places[i], not [k], &said), 1);
	is_int(compiles("<a href=\"{{x}}\">", "int", &said), 1);
	buf_free(&said);
}

TEST(a_style_is_put_as_it_is)
{
	static const char *const style[] = {
	    TMPLGEN_PAGE, "plain.css", "plain.view.h", "plain.view.c", NULL};
	struct buf said = {0};

	scratch_write("plain.css", STR("a { b: \"c\\\"; }\n"));
	is_int(program_run(&said, style), 0);

	struct str code = scratch_read("plain.view.c");

	ok(str_find_str(code, STR("page_plain(struct buf *out)")) < code.n);
	ok(str_find_str(code,
	       STR("buf_str(out, STR(\"a { b: \\\"c\\\\\\\"; }\\n\"));")) <
	    code.n);
	buf_free(&said);
}
