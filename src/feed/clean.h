/* clean: foreign text made fit to be shown and to be put in a frame */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef FEED_CLEAN_H
#define FEED_CLEAN_H

#include "base/arena.h"

/*
 * At most max bytes of s as well-formed UTF-8 on one line: bytes that are no
 * UTF-8 and characters that turn the direction of writing become U+FFFD,
 * control characters and line separators become a space. Cut at a character.
 * Borrowed from s where nothing had to change, else from a.
 */
struct str clean(struct arena *a, struct str s, size_t max);
/* ASCII letters lower case; always from a. */
struct str clean_lower(struct arena *a, struct str s);
/* What fits in max bytes of a list parted by blanks. */
struct str list_upto(struct str list, size_t max);

#endif
