/* tlp: with whom something may be shared (FIRST, Traffic Light Protocol 2.0) */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "value/tlp.h"

static const char *const names[TLP_COUNT] = {
    [TLP_NONE] = "none",
    [TLP_CLEAR] = "TLP:CLEAR",
    [TLP_GREEN] = "TLP:GREEN",
    [TLP_AMBER] = "TLP:AMBER",
    [TLP_AMBER_STRICT] = "TLP:AMBER+STRICT",
    [TLP_RED] = "TLP:RED",
};

enum { TAG = sizeof("TLP:") - 1 };

static struct str
without_tag(struct str s)
{
	struct str head = str_upto(s, TAG);

	if (str_eq_nocase(head, STR("tlp:")) ||
	    str_eq_nocase(head, STR("tlp ")))
		return str_trim(str_from(s, TAG));
	return s;
}

enum tlp
tlp_read(struct str s)
{
	struct str word = without_tag(str_trim(s));

	if (str_eq_nocase(word, STR("white")))
		return TLP_CLEAR;
	for (int i = TLP_CLEAR; i < TLP_COUNT; i++)
		if (str_eq_nocase(word, str_from(str_of(names[i]), TAG)))
			return (enum tlp)i;
	return TLP_NONE;
}

bool
tlp_allows(enum tlp t, enum audience a)
{
	static const enum audience beyond[TLP_COUNT] = {
	    [TLP_CLEAR] = AUDIENCE_COUNT,
	    [TLP_GREEN] = AUDIENCE_PUBLIC,
	    [TLP_AMBER] = AUDIENCE_COMMUNITY,
	    [TLP_AMBER_STRICT] = AUDIENCE_PROVIDER,
	};

	return t < TLP_COUNT && a < beyond[t];
}

const char *
tlp_name(enum tlp t)
{
	return names[t < TLP_COUNT ? t : TLP_NONE];
}
