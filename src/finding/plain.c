/* plain: the sentences, words and syllables of plain text */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "finding/plain.h"

#include "topics.gen.h"

/* Letters of these texts: ASCII and Latin (U+00C0..U+024F); digits. */
bool
plain_is_letter(uint32_t c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	    (c >= '0' && c <= '9') || (c >= 0xc0 && c <= 0x24f);
}

/* Bytes of the character at i of s. */
static size_t
char_len(struct str s, size_t i)
{
	size_t n = utf8_len(s.p + i, s.p + s.n);

	return n == 0 ? 1 : n;
}

static uint32_t
char_at(struct str s, size_t i)
{
	size_t len;

	if (i >= s.n)
		return 0;
	if (utf8_len(s.p + i, s.p + s.n) == 0)
		return (unsigned char)s.p[i] < 0x80 ? 0 : 0xfffd;
	return utf8_decode(s.p + i, &len);
}

static uint32_t
lower(uint32_t c)
{
	bool latin = c >= 0xc0 && c <= 0xde && c != 0xd7;

	return (c >= 'A' && c <= 'Z') || latin ? c + 0x20 : c;
}

/* The plain vowel of a lower-case character, 0 for another. */
static char
vowel_of(uint32_t c)
{
	if (c >= 0xe0 && c <= 0xe6)
		return 'a';
	if (c >= 0xe8 && c <= 0xeb)
		return 'e';
	if (c >= 0xec && c <= 0xef)
		return 'i';
	if (c >= 0xf2 && c <= 0xf6)
		return 'o';
	if (c >= 0xf9 && c <= 0xfc)
		return 'u';
	if (c == 'a' || c == 'e' || c == 'i' || c == 'o' || c == 'u' ||
	    c == 'y')
		return (char)c;
	return 0;
}

static bool
has_diaeresis(uint32_t c)
{
	return c == 0xe4 || c == 0xeb || c == 0xef || c == 0xf6 || c == 0xfc;
}

static unsigned
vowel_groups(struct str w)
{
	unsigned n = 0;
	bool in = false;

	for (size_t i = 0; i < w.n; i += char_len(w, i)) {
		uint32_t c = lower(char_at(w, i));
		bool vowel = vowel_of(c) != 0;
		if (vowel && (!in || has_diaeresis(c)))
			n++;
		in = vowel;
	}
	return n;
}

static char
byte_back(struct str w, size_t back)
{
	return w.n < back ? 0 : (char)lower((unsigned char)w.p[w.n - back]);
}

/* "made", "makes", "asked" but not "table", "needed", "wages". */
static bool
has_silent_end(struct str w)
{
	char last = byte_back(w, 1);

	if (last == 'e')
		return byte_back(w, 2) != 'l' ||
		    vowel_of((unsigned char)byte_back(w, 3)) != 0;
	if (byte_back(w, 2) != 'e')
		return false;

	char stem = byte_back(w, 3);

	if (last == 'd')
		return stem != 't' && stem != 'd';
	return last == 's' && stem != 's' && stem != 'c' && stem != 'g' &&
	    stem != 'x' && stem != 'z' && stem != 'h';
}

/* A number, or an abbreviation such as ICT: its letters; 0 for neither. */
static unsigned
spelled(struct str w)
{
	unsigned digits = 0, capitals = 0;

	for (size_t i = 0; i < w.n; i++) {
		digits += w.p[i] >= '0' && w.p[i] <= '9';
		capitals += w.p[i] >= 'A' && w.p[i] <= 'Z';
	}
	if (digits == w.n)
		return 1;
	return w.n > 1 && w.n <= 5 && digits + capitals == w.n ? (unsigned)w.n
							       : 0;
}

static unsigned
part_syllables(struct str w, unsigned lang)
{
	unsigned n = spelled(w);

	if (n > 0)
		return n;
	n = vowel_groups(w);
	if (lang == TOPIC_EN && n > 1 && has_silent_end(w))
		n--;
	return n == 0 ? 1 : n;
}

static unsigned
word_syllables(struct str word, unsigned lang)
{
	unsigned n = 0;

	for (struct str part; str_split(&word, '-', &part);)
		n += part.n == 0 ? 0 : part_syllables(part, lang);
	return n;
}

/* The word that begins at i: up to the first character that is neither of a
 * word nor a - or ' between two of them. */
struct str
plain_word(struct str s, size_t i)
{
	size_t end = i;

	for (;;) {
		while (end < s.n && plain_is_letter(char_at(s, end)))
			end += char_len(s, end);
		if (end + 1 >= s.n || (s.p[end] != '-' && s.p[end] != '\'') ||
		    !plain_is_letter(char_at(s, end + 1)))
			return str_upto(str_from(s, i), end - i);
		end++;
	}
}

/* Takes the next sentence off *rest: through its mark, or up to a line end. */
bool
plain_sentence(struct str *rest, struct str *sentence)
{
	size_t i = 0;

	*rest = str_trim(*rest);
	if (rest->n == 0)
		return false;
	for (; i < rest->n && rest->p[i] != '\n'; i++) {
		char c = rest->p[i];
		char next = i + 1 < rest->n ? rest->p[i + 1] : '\n';
		bool mark = c == '.' || c == '!' || c == '?';
		if (mark && (next == ' ' || next == '\n')) {
			i++;
			break;
		}
	}
	*sentence = str_upto(*rest, i);
	*rest = str_from(*rest, i);
	return true;
}

unsigned
plain_words(struct str s, unsigned lang, unsigned *syllables)
{
	unsigned n = 0;

	for (size_t i = 0; i < s.n;) {
		if (!plain_is_letter(char_at(s, i))) {
			i += char_len(s, i);
			continue;
		}
		struct str word = plain_word(s, i);
		*syllables += word_syllables(word, lang);
		n++;
		i += word.n;
	}
	return n;
}

void
plain_score_add(struct plain_score *g, struct str text, unsigned lang)
{
	for (struct str s; plain_sentence(&text, &s);) {
		unsigned words = plain_words(s, lang, &g->syllables);
		g->words += words;
		g->sentences += words > 0;
		if (words > g->longest)
			g->longest = words;
	}
}

void
plain_score_end(struct plain_score *g, unsigned lang)
{
	if (g->words == 0)
		return;

	double spw = (double)g->syllables / g->words;

	g->average = (double)g->words / g->sentences;
	g->ease = lang == TOPIC_NL ? 206.835 - 0.93 * g->average - 77 * spw
				   : 206.835 - 1.015 * g->average - 84.6 * spw;
}

struct plain_score
plain_score(struct str text, unsigned lang)
{
	struct plain_score g = {0};

	plain_score_add(&g, text, lang);
	plain_score_end(&g, lang);
	return g;
}
