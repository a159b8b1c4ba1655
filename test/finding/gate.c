/* tests of finding/gate: plain language, and that our own texts pass */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "finding/gate.h"

#include <stdio.h>

#include "base/buf.h"
#include "finding/plain.h"
#include "test/tap.h"

/* All warnings, one "section:line: rule" per line. */
static void
collect(void *ctx, struct str section, unsigned line, const char *rule)
{
	buf_fmt(ctx, "%.*s:%u: %s\n", STR_ARG(section), line, rule);
}

static const struct topic_step plain_steps[] = {
    {.minutes = 5, .line = 9, .text = {"Bel ons.", 8}},
};

/* A text that passes, to be spoiled one part at a time. */
static struct topic_text
plain(void)
{
	return (struct topic_text){
	    .revision = 1,
	    .title = STR("Uw deur staat open"),
	    .subject = STR("Uw deur staat open"),
	    .first = STR("Doe vandaag de deur op slot."),
	    .what = STR("Uw deur staat open. Dat is niet goed."),
	    .risk = STR("Een dief kan zo naar binnen."),
	    .stuck = STR("Bel ons dan."),
	    .supplier = STR("Sluit RDP (3389/tcp) af."),
	    .proof = STR("De deur is dicht."),
	    .step = plain_steps,
	    .steps = 1,
	    .line = {1, 2, 3, 6, 7, 8, 10, 11, 12},
	};
}

static struct str
warnings(struct topic_text t, unsigned lang)
{
	static struct buf b;

	buf_reset(&b);
	gate_check(&t, lang, collect, &b);
	return buf_all(&b);
}

static bool
warns(struct topic_text t, unsigned lang, const char *want)
{
	struct str got = warnings(t, lang);

	if (str_find_str(got, str_of(want)) < got.n)
		return true;
	tap_note("no \"%s\" in: %.*s", want, STR_ARG(got));
	return false;
}

TEST(our_texts_pass)
{
	static const char *const names[] = {"nl", "en"};

	for (size_t i = 0; i < TOPIC_FILES; i++)
		for (unsigned lang = 0; lang < TOPIC_LANGS; lang++) {
			struct str w =
			    warnings(topic_files[i].text[lang], lang);
			if (!ok(w.n == 0))
				tap_note("content/topic/%.*s.%s.txt: %.*s",
				    STR_ARG(topic_files[i].id), names[lang],
				    STR_ARG(w));
		}
}

TEST(plain_text_passes)
{
	is_text(warnings(plain(), TOPIC_NL), "");
}

TEST(long_sentence)
{
	struct topic_text t = plain();

	t.risk = STR("een twee drie vier vijf zes zeven acht negen tien elf "
		     "een twee drie vier vijf zes zeven acht negen tien elf "
		     "een twee drie vier.");
	ok(warns(t, TOPIC_NL, "risk:7: a sentence of 26 words, 25 at most: "));
	t.risk = str_from(t.risk, 4);
	is_int(plain_score(t.risk, TOPIC_NL).longest, 25);
	ok(str_find_str(warnings(t, TOPIC_NL), STR("a sentence of")) ==
	    warnings(t, TOPIC_NL).n);
}

TEST(average_too_long)
{
	struct topic_text t = plain();

	t.first =
	    STR("de een de een de een de een de een de een de een de een.");
	t.what =
	    STR("een de een de een de een de een de een de een de een de. "
		"een de een de een de een de een de een de een de een de.");
	t.risk = t.stuck = t.proof = t.first;
	t.steps = 0;
	ok(warns(t, TOPIC_NL,
	    "text:1: 16.0 words a sentence on average, 15 at most"));
}

TEST(officialese_is_hard)
{
	struct topic_text t = plain();

	t.what = STR("Informatiebeveiligingsverantwoordelijkheden vereisen "
		     "implementatie. Configuratiewijzigingen noodzakelijk.");
	ok(warns(t, TOPIC_NL, "text:1: reading ease "));
}

TEST(jargon_unexplained)
{
	struct topic_text t = plain();

	t.what = STR("Uw RDP staat open. Dat is niet goed.");
	ok(warns(t, TOPIC_NL,
	    "what:6: \"RDP\" is not explained where it is used first"));
}

TEST(jargon_explained)
{
	struct topic_text t = plain();

	t.what = STR("U werkt op afstand (RDP). Dat staat open.");
	is_text(warnings(t, TOPIC_NL), "");
	t.what = STR("Neem een VPN (een besloten lijn). Doe dat nu.");
	is_text(warnings(t, TOPIC_NL), "");
	t.what = STR("Neem een VPN-lijn (een besloten lijn). Doe dat nu.");
	is_text(warnings(t, TOPIC_NL), "");
	t.what = STR("Een VPN is een besloten lijn. Neem die.");
	is_text(warnings(t, TOPIC_NL), "");
	t.what = STR("De lijn (besloten) is VPN. Neem die.");
	ok(warns(t, TOPIC_NL, "\"VPN\""));
}

TEST(jargon_counts_once)
{
	struct topic_text t = plain();

	t.title = STR("Uw deur (RDP) staat open");
	t.what = STR("Uw RDP staat open. Dat is niet goed.");
	is_text(warnings(t, TOPIC_NL), "");
}

TEST(jargon_is_whole_words)
{
	struct topic_text t = plain();

	t.what = STR("This report is short. We are open.");
	is_text(warnings(t, TOPIC_EN), "");
	t.what = STR("Your port is shut. We are open.");
	ok(warns(t, TOPIC_EN, "\"port\" is not explained"));
}

TEST(supplier_is_exempt)
{
	struct topic_text t = plain();

	t.supplier = STR("Conform CVE: patch de firewall middels MFA. Klik "
			 "hier.");
	is_text(warnings(t, TOPIC_NL), "");
}

TEST(forbidden_words)
{
	struct topic_text t = plain();

	t.stuck = STR("Klik hier voor hulp.");
	is_text(warnings(t, TOPIC_NL),
	    "stuck:10: \"klik hier\": ask for no click\n");
	t.stuck = STR("U dient te bellen.");
	is_text(
	    warnings(t, TOPIC_NL), "stuck:10: \"dient te\": say \"moet\"\n");
	t.stuck = STR("Click here, you have been hacked.");
	ok(warns(t, TOPIC_EN, "\"click here\": ask for no click"));
	ok(warns(t, TOPIC_EN, "\"you have been hacked\": say what was seen"));
	/* part of a longer word, also one that goes on with an accent */
	t.stuck = STR("Wij zien rechters en middels\xc3\xab dijken.");
	is_text(warnings(t, TOPIC_NL), "");
}

TEST(form)
{
	struct topic_text t = plain();

	t.first = STR("Doe dit. Doe dat.");
	ok(warns(t, TOPIC_NL, "first:3: 2 sentences, it is one"));
	t = plain();
	t.what = STR("De deur is open.");
	ok(warns(t, TOPIC_NL, "what:6: 1 sentences, two to five are wanted"));
	t = plain();
	t.steps = 7;
	t.step = (struct topic_step[7]){plain_steps[0], plain_steps[0],
	    plain_steps[0], plain_steps[0], plain_steps[0], plain_steps[0],
	    plain_steps[0]};
	ok(warns(t, TOPIC_NL, "steps:8: 7 steps, 6 at most"));
}

TEST(a_text_of_no_topic)
{
	struct buf b = {0};

	gate_text(STR("Doe vandaag de deur op slot. Bel ons dan."), TOPIC_NL,
	    collect, &b);
	is_text(buf_all(&b), "");
	gate_text(STR("Doe met spoed de deur op slot. Bel ons dan."), TOPIC_NL,
	    collect, &b);
	is_text(buf_all(&b),
	    "text:1: \"met spoed\": say \"vandaag\" or \"binnen een "
	    "week\"\n");
	buf_free(&b);
}
