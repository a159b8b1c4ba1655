/* po: a gettext file of words with {placeholders} */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "tool/po.h"

#include <string.h>

#include "base/arena.h"

static struct arena texts;

static char
escape_read(const struct po *po, char c)
{
	switch (c) {
	case 'n':
		return '\n';
	case 't':
		return '\t';
	case '"':
	case '\\':
		return c;
	default:
		source_fail(&po->in, "\\%c is none of \\n \\t \\\" \\\\", c);
	}
}

/* Appends what stands between the quotes of s to b. */
static void
quoted_read(const struct po *po, struct str s, struct buf *b)
{
	s = str_trim(s);
	if (s.n < 2 || s.p[0] != '"' || s.p[s.n - 1] != '"')
		source_fail(&po->in, "expected a text in double quotes");
	s = str_make(s.p + 1, s.n - 2);
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] == '"')
			source_fail(&po->in, "a quote inside a text is \\\"");
		if (s.p[i] == '\\' && i + 1 == s.n)
			source_fail(&po->in, "the closing quote is missing");
		if (s.p[i] == '\\')
			buf_char(b, escape_read(po, s.p[++i]));
		else
			buf_char(b, s.p[i]);
	}
}

static bool
is_key(struct str s)
{
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];
		bool inside = (c >= '0' && c <= '9') || c == '-';
		if (!(c >= 'a' && c <= 'z') && (i == 0 || !inside))
			return false;
	}
	return s.n > 0;
}

struct entry *
entry_find(struct po *po, struct str key)
{
	for (size_t i = 0; i < po->n; i++)
		if (str_eq(po->entry[i].key, key))
			return &po->entry[i];
	return NULL;
}

static void
hole_add(const struct po *po, struct entry *e, struct str name)
{
	size_t i = 0;

	while (i < e->n_holes && str_cmp(e->hole[i], name) < 0)
		i++;
	if (i < e->n_holes && str_eq(e->hole[i], name))
		return;
	if (e->n_holes == HOLES_MAX)
		source_fail_at(po->in.name, e->line,
		    "\"%.*s\" has more than "
		    "%d placeholders",
		    STR_ARG(e->key), HOLES_MAX);
	memmove(&e->hole[i + 1], &e->hole[i],
	    (e->n_holes - i) * sizeof(e->hole[0]));
	e->hole[i] = name;
	e->n_holes++;
}

bool
part_take(struct str *text, struct str *part, bool *hole)
{
	if (text->n == 0)
		return false;
	*hole = text->p[0] == '{';
	if (*hole) {
		*text = str_from(*text, 1);
		size_t close = str_find(*text, '}');
		*part = str_upto(*text, close == text->n ? 0 : close);
		*text = str_from(*text, close + 1);
		return true;
	}
	*part = str_upto(*text, str_find(*text, '{'));
	*text = str_from(*text, part->n);
	return true;
}

static void
holes_read(const struct po *po, struct entry *e)
{
	struct str rest = e->text, part;

	for (bool hole; part_take(&rest, &part, &hole);) {
		if (!hole && str_find(part, '}') < part.n)
			source_fail_at(po->in.name, e->line,
			    "\"%.*s\" has a } without its {", STR_ARG(e->key));
		if (!hole)
			continue;
		/* b and l are parameters of every word_put_ function */
		bool taken = str_eq(part, STR("b")) || str_eq(part, STR("l"));
		if (!is_name(part) || taken)
			source_fail_at(po->in.name, e->line,
			    "\"%.*s\": {%.*s} is not a placeholder: {a-z, 0-9 "
			    "and _}, but neither {b} nor {l}",
			    STR_ARG(e->key), STR_ARG(part));
		hole_add(po, e, part);
	}
}

static void
key_check(struct po *po, struct str key)
{
	const struct entry *other = entry_find(po, key);

	if (!is_key(key))
		source_fail(&po->in, "\"%.*s\" is not a key: a-z, 0-9 and -",
		    STR_ARG(key));
	if (other != NULL)
		source_fail(&po->in, "\"%.*s\" is on line %u already",
		    STR_ARG(key), other->line);
	if (po->n == WORDS_MAX)
		source_fail(&po->in, "more than %d words", WORDS_MAX);
}

/* One msgid with its msgstr, both perhaps over more lines. */
enum place { BETWEEN, IN_KEY, IN_TEXT };

struct reader {
	struct po *po;
	enum place place;
	unsigned line;
	struct buf key, text;
};

static void
entry_end(struct reader *r)
{
	struct po *po = r->po;

	if (r->place == IN_KEY)
		source_fail_at(po->in.name, r->line, "msgid without msgstr");
	/* an empty msgid is the header of the file */
	if (r->place == IN_TEXT && r->key.n > 0) {
		struct entry *e = &po->entry[po->n++];
		e->key = arena_str(&texts, buf_all(&r->key));
		e->text = arena_str(&texts, buf_all(&r->text));
		e->line = r->line;
		if (e->text.n == 0)
			source_fail_at(po->in.name, e->line,
			    "\"%.*s\" has no text yet", STR_ARG(e->key));
		holes_read(po, e);
	}
	r->place = BETWEEN;
}

static void
line_read(struct reader *r, struct str line)
{
	const struct po *po = r->po;
	struct str rest = line, word = word_take(&rest);

	if (str_starts(line, STR("#,")) &&
	    str_find_str(line, STR("fuzzy")) < line.n)
		source_fail(&po->in, "a fuzzy word; finish it");
	if (word.n == 0 || word.p[0] == '#')
		return;
	if (str_eq(word, STR("msgid"))) {
		entry_end(r);
		buf_reset(&r->key);
		r->line = po->in.line;
		r->place = IN_KEY;
		quoted_read(po, rest, &r->key);
	} else if (str_eq(word, STR("msgstr")) && r->place == IN_KEY) {
		if (r->key.n > 0)
			key_check(r->po, buf_all(&r->key));
		buf_reset(&r->text);
		r->place = IN_TEXT;
		quoted_read(po, rest, &r->text);
	} else if (word.p[0] == '"' && r->place != BETWEEN) {
		quoted_read(po, line, r->place == IN_KEY ? &r->key : &r->text);
	} else {
		source_fail(&po->in,
		    "\"%.*s\" is not expected here: msgid "
		    "\"key\", then msgstr \"text\"",
		    STR_ARG(word));
	}
}

/* "nl" of "content/nl/words.po" */
static struct str
lang_of(const char *path)
{
	struct str all = str_of(path), part, last = {0}, lang = {0};

	while (str_split(&all, '/', &part)) {
		lang = last;
		last = part;
	}
	if (lang.n != 2 || !is_key(lang))
		source_fail_at(path, 0,
		    "is not in a folder named after a "
		    "language, such as nl");
	return lang;
}

void
po_read(struct po *po, const char *path)
{
	struct reader r = {.po = po};

	po->lang = lang_of(path);
	source_open(&po->in, path);
	for (struct str line; source_line(&po->in, &line);)
		line_read(&r, line);
	entry_end(&r);
	buf_free(&r.key);
	buf_free(&r.text);
}

static void
holes_same(struct po *po, const struct entry *a, const struct entry *b)
{
	size_t i = 0;

	while (
	    i < a->n_holes && i < b->n_holes && str_eq(a->hole[i], b->hole[i]))
		i++;
	if (i == a->n_holes && i == b->n_holes)
		return;

	bool missing = i < a->n_holes &&
	    (i == b->n_holes || str_cmp(a->hole[i], b->hole[i]) < 0);
	struct str name = missing ? a->hole[i] : b->hole[i];

	source_fail_at(po->in.name, b->line,
	    missing
		? "\"%.*s\" lacks the placeholder {%.*s} of the first language"
		: "\"%.*s\" has a placeholder {%.*s} that the first language "
		  "lacks",
	    STR_ARG(b->key), STR_ARG(name));
}

void
po_compare(struct po *first, struct po *po)
{
	for (size_t i = 0; i < first->n; i++) {
		struct entry *b = entry_find(po, first->entry[i].key);
		if (b == NULL)
			source_fail_at(first->in.name, first->entry[i].line,
			    "\"%.*s\" is missing in %s",
			    STR_ARG(first->entry[i].key), po->in.name);
		holes_same(po, &first->entry[i], b);
	}
	for (size_t i = 0; i < po->n; i++)
		if (entry_find(first, po->entry[i].key) == NULL)
			source_fail_at(po->in.name, po->entry[i].line,
			    "\"%.*s\" is missing in %s",
			    STR_ARG(po->entry[i].key), first->in.name);
}
