/* tests of notify/letter: what another reader of PDF finds on the paper */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "notify/letter.h"

#include "test/tap.h"
#include "test/tool/program.h"

static struct letter_page
sample(void)
{
	return (struct letter_page){
	    .to = {STR("Bakkerij Jansen & Zn."), STR("t.a.v. de directie"),
		STR("Dorpsstraat 1"), STR("1234 AB  Sint Jansteen")},
	    .from = {STR("Dijkwacht Noord"), STR("Postbus 1"),
		STR("1000 AA  Voorbeeldstad"), STR("+31 20 555 0100")},
	    .date = STR("Voorbeeldstad, 10 januari 2026"),
	    .subject = STR("Computer op afstand te bedienen vanaf het hele "
			   "internet"),
	    .text = STR("Geachte heer, mevrouw,\n\nBel vandaag uw "
			"ICT-leverancier. Café Ÿpsilon, Łódź en €\u00a0100 "
			"staan er ook goed.\n\n1. Stuur deze brief\n   door  "
			"aan wie u helpt. \n2. "
			"Bel erachteraan.\n\nControlecode: 7KQM-2XPA-V9TD"),
	};
}

static bool
begun(struct letters **l)
{
	struct why w = {0};

	if (letters_begin(l, LETTER_WINDOW_LEFT, &w) == OK)
		return true;
	is_int(w.err, ERR_ABSENT);
	tap_skip("no fonts-liberation");
	return false;
}

/* The text of the pages, each ended by a form feed; false without a reader. */
static bool
read_back(struct buf *said, struct str pdf)
{
	static const char *const argv[] = {
	    PDFTOTEXT, "-layout", "letters.pdf", "-", NULL};

	if (PDFTOTEXT[0] == '\0')
		return false;
	scratch_write("letters.pdf", pdf);
	is_int(program_run(said, argv), 0);
	return true;
}

static void
has(const struct buf *said, const char *text)
{
	if (!ok(str_find_str(buf_all(said), str_of(text)) < said->n))
		tap_note("missing: %s", text);
}

TEST(what_stands_on_the_paper)
{
	struct letters *l;
	struct letter_page x = sample();
	struct buf pdf = {0}, said = {0};

	if (!begun(&l))
		return;
	ok(letters_add(l, &x, NULL) == OK);
	letters_end(l, &pdf);
	if (read_back(&said, buf_all(&pdf))) {
		has(&said, "Bakkerij Jansen & Zn.");
		has(&said, "1234 AB Sint Jansteen");
		has(&said, "Café Ÿpsilon, Łódź en €");
		has(&said, "7KQM-2XPA-V9TD");
		has(&said, "Voorbeeldstad, 10 januari 2026");
	} else {
		tap_skip("no pdftotext to read it back");
	}
	buf_free(&pdf);
	buf_free(&said);
}

TEST(one_page_a_letter_and_the_same_bytes_again)
{
	struct letter_page x = sample();
	struct buf pdf[2] = {0}, said = {0};
	size_t pages = 0;

	for (int i = 0; i < 2; i++) {
		struct letters *l;
		if (!begun(&l))
			return;
		for (int n = 0; n < 12; n++)
			ok(letters_add(l, &x, NULL) == OK);
		letters_end(l, &pdf[i]);
	}
	ok(str_eq(buf_all(&pdf[0]), buf_all(&pdf[1])));
	if (read_back(&said, buf_all(&pdf[0]))) {
		for (size_t i = 0; i < said.n; i++)
			pages += said.p[i] == '\f';
		is_int((int64_t)pages, 12);
	}
	buf_free(&pdf[0]);
	buf_free(&pdf[1]);
	buf_free(&said);
}

TEST(a_text_too_long_is_refused_and_costs_no_page)
{
	struct letters *l;
	struct letter_page x = sample();
	struct buf text = {0}, pdf = {0}, said = {0};
	struct why w = {0};

	if (!begun(&l))
		return;
	for (int i = 0; i < 60; i++)
		buf_str(&text, STR("Nog een regel van deze brief.\n"));
	x.text = buf_all(&text);
	is_int(letters_add(l, &x, &w), ERR_LIMIT);
	is_text(str_of(w.rule),
	    "the letter does not fit on one page; shorten its text");
	x = sample();
	ok(letters_add(l, &x, NULL) == OK);
	letters_end(l, &pdf);
	if (read_back(&said, buf_all(&pdf)))
		ok(str_find_str(buf_all(&said), STR("Nog een regel")) ==
		    said.n);
	buf_free(&text);
	buf_free(&pdf);
	buf_free(&said);
}
