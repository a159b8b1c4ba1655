/* language: which of ours a browser asks for */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "web/language.h"

enum { WEIGHT_MOST = 1000 };

/* "0.8" in thousandths; what does not read weighs nothing. */
static uint64_t
weight_read(struct str s)
{
	static const unsigned scale[] = {1000, 100, 10, 1};
	uint64_t whole, part = 0;
	struct str rest = str_from(s, 2);

	if (!str_u64(str_upto(s, 1), 1, &whole) || rest.n > 3 ||
	    (s.n > 1 && s.p[1] != '.') ||
	    (rest.n > 0 && !str_u64(rest, 999, &part)))
		return 0;
	part *= scale[rest.n];
	return whole == 1 ? WEIGHT_MOST : part;
}

static uint64_t
weight_of(struct str options)
{
	for (struct str one; str_split(&options, ';', &one);) {
		one = str_trim(one);
		if (str_starts(one, STR("q=")))
			return weight_read(str_from(one, 2));
	}
	return WEIGHT_MOST;
}

enum lang
language_wanted(struct str accept)
{
	enum lang best = LANG_NL, l;
	uint64_t most = 0;

	for (struct str item; str_split(&accept, ',', &item);) {
		size_t at = str_find(item, ';');
		struct str tag = str_trim(str_upto(item, at));
		uint64_t weight = weight_of(str_from(item, at + 1));
		if (!lang_read(str_upto(tag, str_find(tag, '-')), &l) ||
		    weight <= most)
			continue;
		best = l;
		most = weight;
	}
	return best;
}
