/* tests of value/script: names that look like others */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "value/script.h"

#include "test/tap.h"

static const char mixed[] = "it mixes letters of different alphabets";
static const char alike[] = "its letters only look like those of a to z";

static void
suspect(const char *name, const char *why)
{
	struct domain d;

	if (!is_int(domain_read(str_of(name), &d, NULL), OK))
		tap_note("%s does not read", name);

	const char *got = domain_suspect(&d);

	if (!is_text(str_of(got == NULL ? "" : got), why == NULL ? "" : why))
		tap_note("%s", name);
}

TEST(names_as_they_are)
{
	suspect("bakker.example", NULL);
	suspect("b\xc3\xa4"
		"cker.example",
	    NULL);
	suspect("xn--99999.example", NULL);
	/* "primer" and "Hellas", each in its own alphabet */
	suspect(
	    "\xd0\xbf\xd1\x80\xd0\xb8\xd0\xbc\xd0\xb5\xd1\x80.example", NULL);
	suspect(
	    "\xce\xb5\xce\xbb\xce\xbb\xce\xac\xce\xb4\xce\xb1.example", NULL);
	/* each label of its own */
	suspect("\xd0\xbf\xd1\x80\xd0\xb8\xd0\xbc\xd0\xb5\xd1\x80.bakker-1."
		"example",
	    NULL);
	/* kanji, kana and Latin are written together */
	suspect("\xe6\x97\xa5\xe6\x9c\xac\xe3\x81\xaenet.example", NULL);
}

TEST(names_that_look_like_others)
{
	/* the first a is a Cyrillic one */
	suspect("b\xd0\xb0kker.example", mixed);
	suspect("www.b\xd0\xb0kker.example", mixed);
	/* a Greek omicron in a Cyrillic word */
	suspect("\xd0\xbf\xce\xbf\xd0\xbf.example", mixed);
	/* the all-Cyrillic "apple" */
	suspect("xn--80ak6aa92e.example", alike);
	suspect("mail.xn--80ak6aa92e.example", alike);
}
