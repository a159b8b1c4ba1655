/* list_word: what people call things in lists, in Dutch and English */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef FEED_LIST_WORD_H
#define FEED_LIST_WORD_H

#include "feed/list_map.h"
#include "value/severity.h"

/* How well a column's name tells what it means. */
enum list_named { NAMED_NOT, NAMED_IN_PART, NAMED };

/* LIST_NOT where no word of it is known. */
enum list_named list_word_field(struct str column, enum list_field *f);
/* Names a person of an organisation, which by itself finds nobody. */
bool list_word_is_name(struct str column);
/* The same letters and digits, whatever their case. */
bool list_word_same(struct str a, struct str b);
/* "hoog", "critical", and CVSS scores ("9.8"); SEVERITY_NONE otherwise. */
enum severity list_severity(struct str s);

#endif
