/* tests of web/language: which language a browser asks for */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "web/language.h"

#include "test/tap.h"

TEST(the_heaviest_of_ours)
{
	/* clang-format off */
	static const struct {
		const char *accept;
		enum lang want;
	} rows[] = {
	    {"", LANG_NL},
	    {"en", LANG_EN},
	    {"nl", LANG_NL},
	    {"en-GB,en;q=0.9,nl;q=0.8", LANG_EN},
	    {"nl-BE, nl;q=0.9, en;q=0.8", LANG_NL},
	    {"de, fr;q=0.9, en;q=0.1", LANG_EN},
	    {"de", LANG_NL},
	    {"*", LANG_NL},
	    {"nl;q=0.2,en;q=0.21", LANG_EN},
	    {"nl;q=0.20, en;q=0.2", LANG_NL},
	    {"en;q=1.000, nl", LANG_EN},
	    {"en;q=0", LANG_NL},
	    {"en;q=0.0001, nl;q=0.001", LANG_NL},
	    {"en;q=2", LANG_NL},
	    {"en;q=", LANG_NL},
	    {"en;q=1x, nl;q=0.1", LANG_NL},
	    {"en ; level=1 ; q=0.5", LANG_EN},
	    {"english", LANG_NL},
	    {",,;;q=,-", LANG_NL},
	};
	/* clang-format on */

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		if (!is_int(
			language_wanted(str_of(rows[i].accept)), rows[i].want))
			tap_note("%s", rows[i].accept);
	is_int(language_wanted((struct str){0}), LANG_NL);
}
