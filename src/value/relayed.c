/* relayed: what the owner of a network did with a line of a digest */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "value/relayed.h"

static const char *const names[RELAYED_COUNT] = {
    "none", "passed-on", "not-ours", "refused"};

static char
plain(char c)
{
	if (c >= 'A' && c <= 'Z')
		return (char)(c - 'A' + 'a');
	return c == ' ' || c == '_' ? '-' : c;
}

static bool
is_called(struct str s, struct str name)
{
	bool same = s.n == name.n;

	for (size_t i = 0; same && i < s.n; i++)
		same = plain(s.p[i]) == name.p[i];
	return same;
}

enum relayed_answer
relayed_read(struct str s)
{
	for (enum relayed_answer a = RELAYED_PASSED_ON; a < RELAYED_COUNT; a++)
		if (is_called(s, str_of(names[a])))
			return a;
	return RELAYED_NONE;
}

const char *
relayed_name(enum relayed_answer a)
{
	return a < RELAYED_COUNT ? names[a] : "unknown";
}

bool
relayed_id_is(struct str s)
{
	bool is = s.n == RELAYED_ID;

	for (size_t i = 0; is && i < s.n; i++)
		is = (s.p[i] >= '0' && s.p[i] <= '9') ||
		    (s.p[i] >= 'a' && s.p[i] <= 'z');
	return is;
}
