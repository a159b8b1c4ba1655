/* tests of feed/xlsx: sheets as rows, and workbooks made to hurt */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "feed/xlsx.h"

#include <string.h>

#include "test/base/pack.h"
#include "test/feed/book.h"
#include "test/feed/driver.h"
#include "test/tap.h"

#define MAP                                                                    \
	"seen=2026-02-01T00:00:00Z\nzone=UTC\n"                                \
	"map=address=ip,port=poort,seen=tijd,detail=naam\n"
#define HEADER                                                                 \
	"<row r=\"1\"><c t=\"inlineStr\"><is><t>ip</t></is></c>"               \
	"<c t=\"str\"><v>poort</v></c><c t=\"str\"><v>tijd</v></c>"            \
	"<c t=\"str\"><v>naam</v></c></row>"
#define ROW                                                                    \
	"<row><c t=\"str\"><v>192.0.2.1</v></c><c><v>443</v></c>"              \
	"<c s=\"1\"><v>46053</v></c></row>"

static void
run(struct outcome *o, const struct book *book, const char *options)
{
	struct buf b = {0};

	book_put(&b, book, (struct str){0});
	driver_run(o, &reader_list,
	    &(struct reading){
		.name = "lijst.xlsx", .type = "open-rdp", .options = options},
	    buf_all(&b));
	buf_free(&b);
}

/* Rows between <sheetData>, the usual map, and what comes of them. */
static void
rows_are(const char *rows, const char *want)
{
	struct buf sheet = {0};
	struct outcome o;

	sheet_put(&sheet, rows);
	run(&o, &(struct book){.sheet = buf_cstr(&sheet)}, MAP);
	is_text(buf_all(&o.text), want);
	outcome_free(&o);
	buf_free(&sheet);
}

#define REPORT "report lijst.xlsx type=open-rdp day=2026-02-01\n"
#define END(n)                                                                 \
	"end: " n " rows, 0 rejected, not complete\n"                          \
	"    why: a list by hand; --complete says that what is not in it is "  \
	"not there\n"

TEST(numbers_dates_and_gaps)
{
	rows_are(HEADER
	    "<row r=\"3\"><c r=\"A3\" t=\"str\"><v>192.0.2.1</v></c>"
	    "<c r=\"B3\"><v>4.43E2</v></c><c r=\"C3\" s=\"2\"><v>46053.5</v>"
	    "</c></row>"
	    "<row r=\"4\"><c r=\"A4\" t=\"str\"><v>192.0.2.2</v></c>"
	    "<c r=\"C4\" s=\"1\"><v>46053</v></c>"
	    "<c r=\"D4\" t=\"str\"><v>a, \"b\"\nc</v></c></row>"
	    "<row r=\"5\"><c r=\"A5\" s=\"1\"/><c r=\"B5\"/></row>"
	    "<row r=\"6\"><c r=\"A6\" t=\"str\"><v>192.0.2.3</v></c>"
	    "<c r=\"C6\" s=\"3\"><v>46053.75</v></c></row>",
	    REPORT
	    "row 1 line 3: 2026-01-31T12:00:00Z ip=192.0.2.1/32 "
	    "port=443 none\n"
	    "row 2 line 4: 2026-01-31T00:00:00Z ip=192.0.2.2/32 none\n"
	    "    naam: a, \"b\" c\n"
	    "row 3 line 6: 2026-01-31T18:00:00Z ip=192.0.2.3/32 none\n" END(
		"3"));
}

TEST(shared_texts_without_how_they_sound)
{
	struct outcome o;

	run(&o,
	    &(struct book){
		.shared = "<sst><si><t>ip</t></si><si><r><t>192.0.</t></r><r>"
			  "<t>2.7</t></r><rPh><t>no</t></rPh></si></sst>",
		.sheet = "<worksheet><sheetData><row><c t=\"s\"><v>0</v></c>"
			 "</row><row><c t=\"s\"><v>1</v></c></row>"
			 "</sheetData></worksheet>",
	    },
	    "seen=2026-02-01\nmap=address=ip\n");
	is_int(o.observations, 1);
	ok(str_find_str(buf_all(&o.text), STR("ip=192.0.2.7/32")) < o.text.n);
	outcome_free(&o);
}

TEST(days_since_1904)
{
	struct outcome o;

	run(&o,
	    &(struct book){
		.workbook =
		    "<workbook><workbookPr date1904=\"1\"/><sheets><sheet "
		    "name=\"L\" id=\"rId2\"/></sheets></workbook>",
		.sheet = "<worksheet><sheetData>" HEADER
			 "<row><c t=\"str\"><v>192.0.2.1</v></c><c/><c "
			 "s=\"1\"><v>44591</v></c></row></sheetData>"
			 "</worksheet>",
	    },
	    MAP);
	ok(str_find_str(buf_all(&o.text), STR("2026-01-31T00:00:00Z")) <
	    o.text.n);
	outcome_free(&o);
}

TEST(macros_links_formulas_and_merged_cells_are_told)
{
	struct outcome o;
	struct book book = {
	    .extra = "xl/vbaProject.bin",
	    .sheet = "<worksheet><sheetData>" HEADER
		     "<row><c t=\"str\"><f>WEBSERVICE(\"http://x.example\")"
		     "</f><v>192.0.2.1</v></c></row></sheetData><mergeCells>"
		     "<mergeCell ref=\"A1:B1\"/></mergeCells></worksheet>",
	};

	run(&o, &book, "seen=2026-02-01\nmap=address=ip\n");
	is_text(buf_all(&o.text),
	    REPORT
	    "row 1 line 2: 2026-02-01T00:00:00Z ip=192.0.2.1/32 none\n"
	    "note: it has macros; they were not looked at\n"
	    "note: 1 cells are formulas; the values kept in the file were "
	    "read, nothing was calculated\n"
	    "note: 1 merged cells; of each only the first has the value\n" END(
		"1"));
	outcome_free(&o);
}

TEST(the_sheet_that_is_wanted)
{
	struct outcome o;
	struct book book = {.sheet = "<worksheet><sheetData>" HEADER ROW
				     "</sheetData></worksheet>"};

	run(&o, &book, MAP "sheet=lijst\n");
	is_int(o.observations, 1);
	outcome_free(&o);
	run(&o, &book, MAP "sheet=Leeg\n");
	is_text(buf_all(&o.text),
	    "INPUT REFUSED (absent): is empty; expected a line with column "
	    "names\n");
	outcome_free(&o);
	run(&o, &book, MAP "sheet=Blad9\n");
	is_text(buf_all(&o.text),
	    "INPUT REFUSED (absent): has no sheet \"Blad9\"; it has \"Leeg\", "
	    "\"Lijst\"\n");
	outcome_free(&o);
}

/* Made to hurt, each by its name. */

static void
sheet_refused(struct str sheet, const char *shared, const char *want)
{
	struct buf b = {0};
	struct outcome o;

	book_put(&b, &(struct book){.shared = shared}, sheet);
	driver_run(&o, &reader_list,
	    &(struct reading){
		.name = "lijst.xlsx", .type = "open-rdp", .options = MAP},
	    buf_all(&b));
	if (!ok(str_find_str(buf_all(&o.text), str_of(want)) < o.text.n))
		tap_note("%.*s", STR_ARG(str_upto(buf_all(&o.text), 600)));
	outcome_free(&o);
	buf_free(&b);
}

#define BILLION "<!DOCTYPE x [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;&a;&a;\">]>"

TEST(billion_laughs)
{
	sheet_refused(STR(BILLION "<worksheet>&b;</worksheet>"), NULL,
	    "INPUT REFUSED (refused): xl/worksheets/sheet2.xml: has a document "
	    "type, in which entities can be defined; that is never read");
	sheet_refused(STR("<worksheet/>"), BILLION "<sst>&b;</sst>",
	    "INPUT REFUSED (refused): xl/sharedStrings.xml: has a document "
	    "type");
}

TEST(shared_text_out_of_range)
{
	sheet_refused(STR("<worksheet><sheetData>" HEADER
			  "<row><c t=\"s\"><v>7</v></c></row></sheetData>"
			  "</worksheet>"),
	    NULL,
	    "not complete\n    why: ends early: column 1 names a text the file "
	    "does not have; save it again\nINPUT REFUSED (syntax line=2)");
	sheet_refused(STR("<worksheet><sheetData><row><c t=\"s\"><v>-1</v></c>"
			  "</row></sheetData></worksheet>"),
	    NULL, "column 1 names a text the file does not have");
}

TEST(rows_past_the_last)
{
	sheet_refused(STR("<worksheet><sheetData>" HEADER
			  "<row r=\"1048577\"><c t=\"str\"><v>192.0.2.1</v>"
			  "</c></row></sheetData></worksheet>"),
	    NULL,
	    "row 1048577 is not in order or past the 1048576 rows of a sheet");
}

/* Really that many, counted without their numbers. */
TEST(sheet_of_1048577_rows)
{
	struct buf b = {0};

	buf_str(&b, STR("<worksheet><sheetData>" HEADER));
	for (int i = 0; i < 1048576; i++)
		buf_str(&b, STR("<row/>"));
	buf_str(&b, STR("</sheetData></worksheet>"));
	sheet_refused(buf_all(&b), NULL,
	    "is not in order or past the 1048576 rows of a sheet");
	buf_free(&b);
}

TEST(rows_and_cells_out_of_order)
{
	sheet_refused(STR("<worksheet><sheetData>" HEADER
			  "<row r=\"1\"/></sheetData></worksheet>"),
	    NULL, "row 1 is not in order");
	sheet_refused(STR("<worksheet><sheetData><row><c r=\"B1\"><v>1</v></c>"
			  "<c r=\"A1\"><v>1</v></c></row></sheetData>"
			  "</worksheet>"),
	    NULL, "cells that are not in order");
	sheet_refused(STR("<worksheet><sheetData><row><c r=\"ZZZZZZZZ1\"><v>1"
			  "</v></c></row></sheetData></worksheet>"),
	    NULL, "past the 16384 columns of a sheet");
}

TEST(elements_too_deep)
{
	struct buf b = {0};

	for (int i = 0; i < 5000; i++)
		buf_str(&b, STR("<a>"));
	sheet_refused(buf_all(&b), NULL, "has elements more than 32 deep");
	buf_free(&b);
}

TEST(a_tag_of_two_megabytes)
{
	struct buf b = {0};

	buf_str(&b, STR("<worksheet a=\""));
	for (int i = 0; i < 2 << 20; i++)
		buf_char(&b, 'a');
	sheet_refused(
	    buf_all(&b), NULL, "one tag is longer than 1048576 bytes");
	buf_free(&b);
}

/* A megabyte of cells that become gigabytes of text. */
TEST(one_text_in_every_cell)
{
	struct buf shared = {0}, sheet = {0};

	buf_str(&shared, STR("<sst><si><t>"));
	for (int i = 0; i < 32 * 1024; i++)
		buf_char(&shared, 'x');
	buf_str(&shared, STR("</t></si></sst>"));
	buf_str(&sheet, STR("<worksheet><sheetData>" HEADER "<row>"));
	for (int i = 0; i < 16000; i++)
		buf_str(&sheet, STR("<c t=\"s\"><v>0</v></c>"));
	buf_str(&sheet, STR("</row></sheetData></worksheet>"));
	sheet_refused(buf_all(&sheet), buf_cstr(&shared),
	    "REJECTED (limit, 49152 bytes) the line is longer than 49152 "
	    "bytes");
	buf_free(&shared);
	buf_free(&sheet);
}

TEST(not_well_formed)
{
	sheet_refused(STR("<worksheet><sheetData><row></worksheet>"), NULL,
	    "xl/worksheets/sheet2.xml, line 1: mismatched tag; save the file "
	    "again");
	sheet_refused(STR("<worksheet><sheetData>" HEADER), NULL,
	    "the sheet, line 1: no element found; save the file again");
	sheet_refused(STR("\x1f\x8b\x00"), NULL, "INPUT REFUSED (syntax)");
}

TEST(zip_bomb)
{
	struct buf b = {0}, sheet = {0};
	struct outcome o;

	buf_str(&sheet, STR("<worksheet><sheetData>" HEADER));
	while (sheet.n < 40 << 20)
		buf_str(&sheet, STR("                                "));
	buf_str(&sheet, STR("</sheetData></worksheet>"));
	book_put(&b, &(struct book){0}, buf_all(&sheet));
	driver_run(&o, &reader_list,
	    &(struct reading){
		.name = "lijst.xlsx", .type = "open-rdp", .options = MAP},
	    buf_all(&b));
	ok(str_find_str(buf_all(&o.text),
	       STR("INPUT REFUSED (limit): the zip unpacks from")) < o.text.n);
	outcome_free(&o);
	buf_free(&b);
	buf_free(&sheet);
}

TEST(other_office_documents)
{
	struct buf b = {0};
	struct outcome o;
	struct archive *a = zip_begin(&b, "zip:compression=store");

	zip_add(a, "mimetype",
	    STR("application/vnd.oasis.opendocument.spreadsheet"));
	zip_end(a);
	driver_run(&o, &reader_list,
	    &(struct reading){.name = "lijst.ods", .options = MAP},
	    buf_all(&b));
	is_text(buf_all(&o.text),
	    "INPUT REFUSED (syntax): is an OpenDocument file (.ods); save it "
	    "as .xlsx or CSV\n");
	outcome_free(&o);
	buf_reset(&b);
	a = zip_begin(&b, "zip:compression=store");
	zip_add(a, "[Content_Types].xml", STR("<Types/>"));
	zip_add(a, "word/document.xml", STR("<w/>"));
	zip_end(a);
	driver_run(&o, &reader_list,
	    &(struct reading){.name = "lijst.xlsx", .options = MAP},
	    buf_all(&b));
	is_text(buf_all(&o.text),
	    "INPUT REFUSED (syntax): is an office document without sheets; "
	    "save the list as .xlsx or CSV\n");
	outcome_free(&o);
	buf_free(&b);
}

TEST(companies_from_a_workbook)
{
	struct buf b = {0};
	struct outcome o;

	book_put(&b,
	    &(struct book){.sheet =
			       "<worksheet><sheetData><row><c t=\"str\"><v>Naam"
			       "</v></c><c t=\"str\"><v>KvK</v></c></row><row>"
			       "<c t=\"str\"><v>Bakker</v></c><c><v>12345678"
			       "</v></c></row></sheetData></worksheet>"},
	    (struct str){0});
	driver_run(&o, &reader_organisation,
	    &(struct reading){.name = "klanten.xlsx"}, buf_all(&b));
	is_int(o.organisations, 1);
	ok(str_find_str(buf_all(&o.text), STR("Bakker kvk=12345678")) <
	    o.text.n);
	outcome_free(&o);
	buf_free(&b);
}
