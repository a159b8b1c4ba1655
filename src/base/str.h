/* str: a borrowed run of bytes; most of the program's text passes as this */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef BASE_STR_H
#define BASE_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Bytes that somebody else owns: no terminator, may hold NUL, never freed
 * through this. An absent text is {NULL, 0}; empty and absent are told apart
 * by p only where a contract says so.
 */
struct str {
	const char *p;
	size_t n;
};

/* A literal as str. */
#define STR(lit) ((struct str){.p = "" lit, .n = sizeof(lit) - 1})

/* printf("%.*s", STR_ARG(s)): at most INT_MAX bytes are printed. */
#define STR_ARG(s) (int)((s).n > 0x7fffffff ? 0x7fffffff : (s).n), (s).p

/* Bytes up to the terminator; NULL gives the absent str. */
struct str str_of(const char *z);
struct str str_make(const void *p, size_t n);

bool str_eq(struct str a, struct str b);
/* Compares ASCII letters without case. */
bool str_eq_nocase(struct str a, struct str b);
/* Which of n names s is; 0 where none of them, as the first of an enum says
 * that there is nothing and is never meant. */
size_t str_name(struct str s, const char *const *names, size_t n);
/* <0, 0, >0 by bytes, a shorter prefix first. */
int str_cmp(struct str a, struct str b);
bool str_starts(struct str s, struct str prefix);
bool str_ends(struct str s, struct str suffix);
/* First position of c, or s.n where it is not there. */
size_t str_find(struct str s, char c);
/* First position of needle, or s.n where it is not there. */
size_t str_find_str(struct str s, struct str needle);
/* The part from position from (at most s.n) to the end. */
struct str str_from(struct str s, size_t from);
/* The first n bytes, or all where there are fewer. */
struct str str_upto(struct str s, size_t n);
/* Without white space (space, tab, CR, LF) at both ends. */
struct str str_trim(struct str s);
/*
 * Takes the part before the first c off *rest and puts it in *part; false
 * when *rest is used up. "a,b" gives "a", "b"; "" gives nothing.
 */
bool str_split(struct str *rest, char c, struct str *part);

/* Whole decimal number without sign or white space, at most max. */
bool str_u64(struct str s, uint64_t max, uint64_t *v);

/* Well-formed UTF-8 (RFC 3629: no surrogates, no overlong forms). */
bool str_is_utf8(struct str s);
/* How many code points are in well-formed UTF-8. */
size_t str_characters(struct str s);
/* Length in bytes of the UTF-8 sequence at p (end exclusive), 0 if broken. */
size_t utf8_len(const char *p, const char *end);
/* The code point at p; the sequence must be well-formed. */
uint32_t utf8_decode(const char *p, size_t *len);

/* What a terminal obeys instead of showing it, or what ends a line; and marks,
 * embeddings, overrides and isolates of the bidi algorithm (UAX 9), which can
 * make a name read as another. */
bool utf8_controls(uint32_t c);
bool utf8_turns(uint32_t c);
/* Past the printable ASCII that begins at p. */
const char *plain_skip(const char *p, const char *end);
/* Well-formed UTF-8 of one line, with none of those. */
bool str_is_line(struct str s);

#endif
