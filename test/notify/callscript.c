/* tests of notify/callscript: what is said on the phone, for every topic */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "notify/callscript.h"

#include <stdio.h>

#include "finding/gate.h"
#include "test/tap.h"

static struct callscript
script_of(enum lang l, const struct topic *topic)
{
	return (struct callscript){
	    .language = l,
	    .topic = topic,
	    .person = STR("Anna"),
	    .sender = STR("Meldpunt Dijkwacht"),
	    .name = STR("Bakkerij Jansen"),
	    .ref = STR("2gkv5wgd75nn7esb"),
	    .subject = STR("203.0.113.7 port 3389"),
	    .written = true,
	    .sender_mail = STR("meldpunt@dijkwacht.example"),
	    .refused = true,
	};
}

TEST(golden_scripts)
{
	for (enum lang l = LANG_NL; l <= LANG_EN; l++) {
		struct callscript x =
		    script_of(l, topic_by_id(STR("open-rdp")));
		struct buf b = {0};
		char file[64];
		snprintf(
		    file, sizeof(file), "notify/call.%s.txt", lang_code(l));
		callscript_put(&b, &x);
		golden(file, buf_all(&b));
		buf_free(&b);
	}
}

struct warnings {
	struct str topic;
	unsigned n;
};

static void
warned(void *ctx, struct str section, unsigned line, const char *rule)
{
	struct warnings *w = ctx;

	(void)section, (void)line;
	w->n++;
	tap_note("%.*s: %s", STR_ARG(w->topic), rule);
}

TEST(every_topic_has_one_in_plain_language)
{
	for (size_t i = 0; i < topic_count; i++)
		for (enum lang l = LANG_NL; l < LANG_COUNT; l++) {
			struct callscript x = script_of(l, &topics[i]);
			struct warnings w = {topics[i].id, 0};
			struct buf b = {0};
			callscript_put(&b, &x);
			gate_text(buf_all(&b), l, warned, &w);
			is_int(w.n, 0);
			ok(str_find_str(buf_all(&b), topics[i].text[l].first) <
			    b.n);
			buf_free(&b);
		}
}

TEST(no_port_is_said_and_no_code_of_a_message_that_never_went)
{
	struct callscript x = script_of(LANG_EN, topic_by_id(STR("open-rdp")));
	struct buf b = {0};

	x.written = false;
	callscript_put(&b, &x);
	ok(str_find_str(buf_all(&b), STR("203.0.113.7. Do you know")) < b.n);
	ok(str_find_str(buf_all(&b), STR("3389")) == b.n);
	ok(str_find_str(buf_all(&b), STR("Our message also")) == b.n);
	buf_reset(&b);
	x.subject = (struct str){0};
	callscript_put(&b, &x);
	ok(str_find_str(buf_all(&b), STR("Do you know it")) == b.n);
	buf_free(&b);
}
