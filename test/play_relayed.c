/* play_relayed: the owner of a network answers a digest */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "test/play.h"

enum { ID = 16 }; /* bytes of a line's id */

/* The id of the line about an address, in the table of a digest. */
static struct str
line_id(struct play *p, struct str text, struct str address)
{
	struct buf b = {0};

	buf_fmt(&b, ",%.*s,", STR_ARG(address));

	size_t at = str_find_str(text, buf_all(&b));

	buf_free(&b);
	if (at < ID || at == text.n) {
		play_fail(
		    p, "that mail has no line about %.*s", STR_ARG(address));
		return (struct str){0};
	}
	return str_make(text.p + at - ID, ID);
}

static struct str
newest_text(struct play *p, struct str to)
{
	size_t n;
	struct str text = {0};

	mails_refresh(p);

	const struct mail *m = mails_all(p, &n);

	for (size_t i = 0; i < n; i++)
		if (str_eq(m[i].to, to))
			text = m[i].text;
	return text;
}

/* Indented: "192.0.2.7 passed-on"; an id may stand in the address's place. */
void
do_relayed(struct play *p, const struct step *s)
{
	const struct str words[] = {
	    STR("relay"), STR("answers"), STR("answers.csv")};
	struct buf b = {0};
	struct str rest = s->block, line, text = newest_text(p, s->head);

	buf_str(&b, STR("id,answer\n"));
	while (!p->failed && str_split(&rest, '\n', &line)) {
		struct str word;
		if (!word_take(&line, &word))
			continue;
		if (str_find(word, '.') < word.n)
			word = line_id(p, text, word);
		buf_fmt(
		    &b, "%.*s,%.*s\n", STR_ARG(word), STR_ARG(str_trim(line)));
	}
	p->in_name = words[2];
	p->in_bytes = arena_str(&p->a, buf_all(&b));
	p->in_given = false;
	buf_free(&b);
	buf_reset(&p->said);
	p->refusal = false;
	if (!p->failed)
		play_command(p, words, sizeof(words) / sizeof(*words));
}
