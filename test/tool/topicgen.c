/* tests of tool/topicgen: texts it refuses, named by file and line */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <stdio.h>

#include "test/tap.h"
#include "test/tool/program.h"

#define HEAD	      "title: T\nsubject: S\nfirst: Do it today.\nrevision: 1\n\n"
#define BODY_TO_STEPS "== what\nA.\n\n== risk\nB.\n\n== steps\n"
#define STEP_NL	      "1. [10 min] [u zelf] C\n"
#define STEP_EN	      "1. [10 min] [you] C\n"
#define REST	      "\n== stuck\nD.\n\n== supplier\nE.\n\n== proof\nF.\n"
#define GOOD_NL	      HEAD BODY_TO_STEPS STEP_NL REST
#define GOOD_EN	      HEAD BODY_TO_STEPS STEP_EN REST
#define TEN	      "abcdefghij"
#define HUNDRED	      TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN

/* Runs it on one topic; true when it went well. said is what it printed. */
static bool
generate(const char *nl, const char *en, struct buf *said)
{
	static const char *const argv[] = {TOPICGEN, "topics.gen.h",
	    "topics.gen.c", "content/topic/a.nl.txt", "content/topic/a.en.txt",
	    NULL};

	buf_reset(said);
	scratch_write("content/topic/a.nl.txt", str_of(nl));
	scratch_write("content/topic/a.en.txt", str_of(en));
	return program_run(said, argv) == 0;
}

static bool
has(struct str all, const char *part)
{
	return str_find_str(all, str_of(part)) < all.n;
}

TEST(good_text)
{
	struct buf said = {0};

	ok(generate(GOOD_NL, GOOD_EN, &said));
	is_text(buf_all(&said), "");
	ok(has(scratch_read("topics.gen.h"),
	    "extern const struct topic_text topic_a[TOPIC_LANGS];"));
	ok(has(scratch_read("topics.gen.h"), "TOPIC_FILES = 1"));
	buf_free(&said);
}

/* Lines are joined, list items and paragraphs are not. */
TEST(paragraphs)
{
	struct buf said = {0};

	ok(generate(HEAD "== what\nA one\ntwo.\n\n\nB \"x\".\n- c\n- d\n  e\n"
			 "== risk\nB.\n== steps\n" STEP_NL "   more\n" REST,
	    GOOD_EN, &said));
	ok(has(scratch_read("topics.gen.c"),
	    ".what = {.p = \"A one two.\\n\\nB \\\"x\\\".\\n- c\\n- d e\""));
	ok(has(
	    scratch_read("topics.gen.c"), ".text = {.p = \"C more\", .n = 6}"));
	buf_free(&said);
}

/* clang-format off */
static const struct {
	const char *name, *nl, *en, *said;
} refused[] = {
    {"no_title", "subject: S\n== what\nA.\n", GOOD_EN,
     "content/topic/a.nl.txt:2: \"title:\" is missing above"},
    {"unknown_header", "titel: S\n", GOOD_EN,
     "content/topic/a.nl.txt:1: is not a header: expected title:, subject:, first: or revision:"},
    {"header_twice", "title: S\ntitle: S\n", GOOD_EN,
     "content/topic/a.nl.txt:2: \"title\" is there twice"},
    {"empty_header", "title:\n", GOOD_EN,
     "content/topic/a.nl.txt:1: \"title\" is empty"},
    {"revision_zero", "title: T\nsubject: S\nfirst: F.\nrevision: 0\n== what\n", GOOD_EN,
     "content/topic/a.nl.txt:4: \"revision\" is not a number from 1 to 9999"},
    {"long_subject", "title: T\nsubject: " TEN TEN TEN TEN TEN TEN "\xc3\xab\n"
     "first: F.\nrevision: 1\n== what\n", GOOD_EN,
     "content/topic/a.nl.txt:2: \"subject\" is 61 characters long, 60 at most"},
    {"section_missing", HEAD "== what\nA.\n== steps\n", GOOD_EN,
     "content/topic/a.nl.txt:8: \"== steps\" is not expected here, but == risk"},
    {"section_after_the_last", GOOD_NL "== more\n", GOOD_EN,
     "content/topic/a.nl.txt:23: \"== more\" is not expected here, but the end"},
    {"section_empty", HEAD "== what\n\n== risk\n", GOOD_EN,
     "content/topic/a.nl.txt:6: \"what\" is empty"},
    {"cut_off", HEAD "== what\nA.\n", GOOD_EN,
     "ends before \"== proof\""},
    {"no_steps", HEAD BODY_TO_STEPS REST, GOOD_EN,
     "content/topic/a.nl.txt:12: \"steps\" is empty"},
    {"step_number", HEAD BODY_TO_STEPS "2. [10 min] [u zelf] C\n" REST, GOOD_EN,
     "content/topic/a.nl.txt:13: is not step 1"},
    {"step_without_time", HEAD BODY_TO_STEPS "1. [u zelf] C\n" REST, GOOD_EN,
     "content/topic/a.nl.txt:13: \"u zelf\" is not a time: expected 1 to 480 min"},
    {"step_by_nobody", HEAD BODY_TO_STEPS "1. [5 min] [you] C\n" REST, GOOD_EN,
     "content/topic/a.nl.txt:13: \"you\" does not say who: expected \"u zelf\", "
     "\"uw ICT-leverancier\" or \"uw webbouwer\""},
    {"step_open_bracket", HEAD BODY_TO_STEPS "1. [5 min C\n" REST, GOOD_EN,
     "content/topic/a.nl.txt:13: is not a step: expected \"1. [10 min] [u zelf] text\""},
    {"step_without_text", HEAD BODY_TO_STEPS "1. [5 min] [u zelf]\n" REST, GOOD_EN,
     "content/topic/a.nl.txt:13: step without a text"},
    {"long_line", HEAD "== what\n" HUNDRED HUNDRED "x\n", GOOD_EN,
     "content/topic/a.nl.txt:7: is 201 characters long; break it, 200 at most"},
    {"link", HEAD "== what\nSee https://login.example now.\n", GOOD_EN,
     "content/topic/a.nl.txt:7: has a link (\"://\")"},
    {"link_without_scheme", HEAD "== what\nSee www.login.example now.\n", GOOD_EN,
     "content/topic/a.nl.txt:7: has a link (\"www.\")"},
    {"tab", HEAD "== what\nA\tB.\n", GOOD_EN,
     "content/topic/a.nl.txt:7: has a tab or control character"},
    {"latin1", HEAD "== what\n\xe9\xe9n.\n", GOOD_EN,
     "a.nl.txt: is not UTF-8"},
    {"other_steps", GOOD_NL, HEAD BODY_TO_STEPS STEP_EN "2. [5 min] [you] C\n" REST,
     "content/topic/a.en.txt:12: has 2 steps, the nl text 1"},
    {"other_minutes", GOOD_NL, HEAD BODY_TO_STEPS "1. [15 min] [you] C\n" REST,
     "content/topic/a.en.txt:13: step 1 has other minutes or another who than the nl text"},
    {"other_who", GOOD_NL, HEAD BODY_TO_STEPS "1. [10 min] [your IT supplier] C\n" REST,
     "content/topic/a.en.txt:13: step 1 has other minutes or another who than the nl text"},
    {"other_revision", GOOD_NL, 
     "title: T\nsubject: S\nfirst: F.\nrevision: 2\n\n" BODY_TO_STEPS STEP_EN REST,
     "content/topic/a.en.txt:4: has revision 2, the nl text 1"},
};
/* clang-format on */

TEST(texts_it_refuses)
{
	struct buf said = {0};

	for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++) {
		bool fine = !generate(refused[i].nl, refused[i].en, &said) &&
		    has(buf_all(&said), refused[i].said);
		if (!ok(fine))
			tap_note("%s: said %.*s", refused[i].name,
			    STR_ARG(buf_all(&said)));
	}
	buf_free(&said);
}

TEST(unsorted_and_misnamed)
{
	static const char *const twice[] = {TOPICGEN, "t.h", "t.c",
	    "content/topic/a.nl.txt", "content/topic/a.en.txt",
	    "content/topic/a.nl.txt", "content/topic/a.en.txt", NULL};
	static const char *const swapped[] = {TOPICGEN, "t.h", "t.c",
	    "content/topic/a.en.txt", "content/topic/a.nl.txt", NULL};
	static const char *const half[] = {
	    TOPICGEN, "t.h", "t.c", "content/topic/a.nl.txt", NULL};
	struct buf said = {0};

	ok(generate(GOOD_NL, GOOD_EN, &said));
	is_int(program_run(&said, twice), 1);
	ok(has(buf_all(&said), "a.nl.txt: is not sorted after \"a\""));
	is_int(program_run(&said, swapped), 1);
	ok(has(buf_all(&said), "a.en.txt: is not named ID.nl.txt"));
	is_int(program_run(&said, half), 2);
	ok(has(buf_all(&said), "usage: topicgen"));
	buf_free(&said);
}
