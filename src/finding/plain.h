/* plain: the sentences, words and syllables of plain text */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef FINDING_PLAIN_H
#define FINDING_PLAIN_H

#include "base/str.h"

/*
 * A sentence ends at . ! or ? before white space, and at the end of a line.
 * A word is letters and digits, with - and ' inside. Syllables are groups of
 * vowels, with a diaeresis beginning another (nl) and without a silent final
 * e, -es or -ed (en); an abbreviation in capitals counts its letters, a
 * number is one syllable. An approximation: near enough over a whole text,
 * not per word ("supplier" gives two).
 */
struct plain_score {
	unsigned words, sentences, syllables;
	unsigned longest; /* words in the longest sentence */
	double average;	  /* words per sentence; 0 without words */
	/*
	 * nl: Flesch-Douma, 206.835 - 0.93 wps - 77 spw; en: Flesch,
	 * 206.835 - 1.015 wps - 84.6 spw. 0 without words.
	 */
	double ease;
};

/* lang is TOPIC_NL or TOPIC_EN, here and below. */
struct plain_score plain_score(struct str text, unsigned lang);
/* The same over more than one text: add each, end once. */
void plain_score_add(struct plain_score *g, struct str text, unsigned lang);
void plain_score_end(struct plain_score *g, unsigned lang);

/* Takes the next sentence off *rest; false when there is none left. */
bool plain_sentence(struct str *rest, struct str *sentence);
/* Number of words in s; adds their syllables to *syllables. */
unsigned plain_words(struct str s, unsigned lang, unsigned *syllables);
/* The word of s that begins at byte i. */
struct str plain_word(struct str s, size_t i);
/* A letter of Latin script (up to U+024F) or a digit. */
bool plain_is_letter(uint32_t c);

#endif
