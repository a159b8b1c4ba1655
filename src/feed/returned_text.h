/* returned_text: what the words of a returned mail say; for returned.c only */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef FEED_RETURNED_TEXT_H
#define FEED_RETURNED_TEXT_H

#include "feed/mime.h"

/* A part's body as UTF-8, cut at max bytes; from a. */
struct str text_decoded(struct arena *a, const struct mime_part *p, size_t max);
/* Without tags, and a line for each of those that begin one; from a. */
struct str text_of_html(struct arena *a, struct str html);
/* The lines in which it is not quoted, without empty ones, each made fit to be
 * shown; cut at max bytes. From a. */
struct str text_first(struct arena *a, struct str text, size_t max);
/* "info@bakker.example" of "Bakker <info@bakker.example>"; borrowed. */
struct str text_address(struct str field);
/* The first status code (RFC 3463) in a text, as "5.1.1"; absent without. */
struct str text_status(struct str text);
/* A machine wrote it, by its header (RFC 3834) or, for want of that, by how its
 * subject begins. */
bool text_automatic(struct arena *a, struct str head, struct str subject);

#endif
