/* book: workbooks for tests, made on the spot */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "test/feed/book.h"

#include "test/base/pack.h"

static const char workbook[] =
    "<workbook xmlns:r=\"r\"><sheets>"
    "<sheet name=\"Leeg\" sheetId=\"1\" r:id=\"rId1\"/>"
    "<sheet name=\"Lijst\" sheetId=\"2\" r:id=\"rId2\"/>"
    "</sheets></workbook>";
static const char relations[] =
    "<Relationships>"
    "<Relationship Id=\"rId1\" Target=\"worksheets/sheet1.xml\"/>"
    "<Relationship Id=\"rId2\" Target=\"/xl/worksheets/sheet2.xml\"/>"
    "</Relationships>";
/* style 1: a day, 2: a day and its time, 3: an own format, 4: hours */
static const char styles[] =
    "<styleSheet><numFmts><numFmt numFmtId=\"164\" "
    "formatCode=\"[$-413]d mmmm yyyy\\ &quot;om&quot; h:mm;@\"/></numFmts>"
    "<cellStyleXfs><xf numFmtId=\"14\"/></cellStyleXfs>"
    "<cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/><xf numFmtId=\"22\"/>"
    "<xf numFmtId=\"164\"/><xf numFmtId=\"20\"/></cellXfs></styleSheet>";
static const char shared[] = "<sst/>";

static void
part(struct archive *a, const char *name, const char *given, const char *usual)
{
	struct str s = str_of(given == NULL ? usual : given);

	if (s.n > 0)
		zip_add(a, name, s);
}

void
sheet_put(struct buf *b, const char *rows)
{
	buf_fmt(b, "<worksheet><sheetData>%s</sheetData></worksheet>", rows);
}

void
book_put(struct buf *b, const struct book *book, struct str sheet)
{
	struct archive *a = zip_begin(b, "zip:compression=deflate");

	zip_add(a, "[Content_Types].xml", STR("<Types/>"));
	/* as Excel orders them: what cells name comes behind them */
	part(a, "xl/workbook.xml", book->workbook, workbook);
	part(a, "xl/_rels/workbook.xml.rels", book->relations, relations);
	zip_add(a, "xl/worksheets/sheet1.xml",
	    STR("<worksheet><sheetData/></worksheet>"));
	zip_add(a, "xl/worksheets/sheet2.xml",
	    sheet.p != NULL ? sheet : str_of(book->sheet));
	part(a, "xl/styles.xml", book->styles, styles);
	part(a, "xl/sharedStrings.xml", book->shared, shared);
	if (book->extra != NULL)
		zip_add(a, book->extra, STR("x"));
	zip_end(a);
}
