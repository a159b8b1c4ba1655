/* fuzz_xlsx: any bytes as a sheet, or as what sheets share, of a workbook */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "test/feed/book.h"
#include "test/feed/driver.h"
#include "test/fuzz/target.h"

/* The first byte says which part the rest is. */
static void
workbook(struct buf *b, const char *text, struct str all, unsigned part)
{
	struct book book = {
	    .sheet = "<worksheet><sheetData><row><c t=\"s\"><v>0</v></c><c "
		     "s=\"1\"><v>46053</v></c></row></sheetData></worksheet>",
	};

	switch (part % 5) {
	case 0:
		book.shared = text;
		break;
	case 1:
		book.styles = text;
		break;
	case 2:
		book.workbook = text;
		break;
	case 3:
		book.relations = text;
		break;
	default:
		book_put(b, &book, all);
		return;
	}
	book_put(b, &book, (struct str){0});
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct reading how = {.name = "list.xlsx",
	    .type = "open-rdp",
	    .options = "look=yes\n",
	    .limits = {8 << 20, 1000}};
	struct outcome o;
	struct buf b = {0}, text = {0};

	if (size == 0)
		return 0;
	buf_put(&text, data + 1, size - 1);
	workbook(&b, buf_cstr(&text), buf_all(&text), data[0]);
	driver_run(&o, &reader_list, &how, buf_all(&b));
	promise(o.observations == 0);
	promise(o.reports > 0 || o.err != OK);
	outcome_free(&o);
	buf_free(&b);
	buf_free(&text);
	return 0;
}
