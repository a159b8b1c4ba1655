/* tests of run/cmd_topic: the topics, their texts and the gate */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "finding/topic.h"
#include "test/run/world.h"
#include "test/tap.h"

TEST(list_has_all)
{
	struct world w = {0};

	is_int(RUN(&w, "topic", "list"), 0);
	for (size_t i = 0; i < topic_count; i++)
		ok(str_find_str(buf_all(&w.out), topics[i].id) < w.out.n);
	ok(said(&w.out, "closed after 3"));
	ok(said(&w.out, "quiet after 14"));
	ok(said(&w.out, "by answer"));
	is_int(RUN(&w, "topic", "list", "--language", "nl"), 0);
	ok(said(&w.out, "vanaf het hele internet"));
}

TEST(show)
{
	struct world w = {0};
	const struct topic *t = topic_by_id(STR("open-rdp"));

	is_int(RUN(&w, "topic", "show", "open-rdp"), 0);
	ok(said(&w.out, "open-rdp: vulnerable-system, text revision"));
	ok(said(&w.out, "urgent"));
	ok(said(&w.out, "one finding per address and port"));
	ok(said(&w.out, "closed after 3 complete reports without it"));
	ok(said(&w.out, "== supplier"));
	ok(said(&w.out, "1. [10 min] [you]\n   Pass this whole message on"));
	is_int(RUN(&w, "topic", "show", "open-rdp", "--language", "nl"), 0);
	ok(str_find_str(buf_all(&w.out), t->text[TOPIC_NL].title) < w.out.n);
	ok(said(&w.out, "[u zelf]"));
}

TEST(no_line_is_too_long)
{
	struct world w = {0};
	struct str rest, line;
	size_t longest = 0;

	is_int(RUN(&w, "topic", "show", "open-rdp"), 0);
	rest = buf_all(&w.out);
	while (str_split(&rest, '\n', &line))
		longest = line.n > longest ? line.n : longest;
	ok(longest > 60);
	ok(longest <= 100);
}

TEST(gate_passes_and_tells_scores)
{
	struct world w = {0};

	is_int(RUN(&w, "topic", "check"), 0);
	ok(said(&w.out, "open-rdp"));
	ok(said(&w.out, "100 texts pass"));
	is_int(RUN(&w, "topic", "check", "open-rdp"), 0);
	ok(said(&w.out, "2 texts pass"));
	ok(str_find_str(buf_all(&w.out), STR("open-smb")) == w.out.n);
}

TEST(refusals)
{
	struct world w = {0};

	is_int(RUN(&w, "topic", "show", "rdp"), 1);
	ok(said(&w.err, "no topic \"rdp\"; `dijkwacht topic list` shows"));
	is_int(RUN(&w, "topic", "check", "open-rdp", "nothing"), 1);
	ok(said(&w.err, "no topic \"nothing\""));
	is_int(w.out.n, 0);
	is_int(RUN(&w, "topic", "list", "--language", "fr"), 2);
	ok(said(&w.err, "\"fr\" is none; choose nl or en"));
}
