/* fuzz_csv: rows lie in the text, and do not depend on how it comes */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <string.h>

#include "base/csv.h"
#include "test/fuzz/target.h"

struct feed {
	struct str left;
	size_t step;
};

static long
feed_read(void *from, void *p, size_t n)
{
	struct feed *f = from;
	struct str part = str_upto(f->left, n < f->step ? n : f->step);

	if (part.n > 0)
		memcpy(p, part.p, part.n);
	f->left = str_from(f->left, part.n);
	return (long)part.n;
}

static void
row_check(const struct csv_row *row, struct str text, uint64_t past)
{
	promise(row->at >= past && row->at + row->raw.n <= text.n);
	promise(
	    str_eq(row->raw, str_upto(str_from(text, row->at), row->raw.n)));
	promise(row->raw.n > 0 && row->raw.n <= CSV_ROW_MAX);
	promise((row->err == OK) == (row->n > 0));
	promise((row->err == OK) == (row->rule[0] == '\0'));
	promise(row->n <= CSV_FIELDS_MAX);
	size_t sum = row->n;
	for (size_t i = 0; i < row->n; i++)
		sum += row->field[i].n;
	promise(sum <= row->raw.n + 1);
}

static void
rows_same(const struct csv_row *a, const struct csv_row *b)
{
	promise(a->err == b->err && a->n == b->n);
	promise(a->line == b->line && a->at == b->at);
	promise(strcmp(a->rule, b->rule) == 0);
	for (size_t i = 0; i < a->n; i++)
		promise(str_eq(a->field[i], b->field[i]));
}

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	struct str text = str_make(p, n);
	struct feed whole = {text, SIZE_MAX}, parts = {text, 1 + n % 13};
	struct csv *a = csv_open((struct csv_source){feed_read, &whole}, 0);
	struct csv *b = csv_open((struct csv_source){feed_read, &parts}, 0);
	struct csv_row row, same;
	uint64_t past = 0;

	while (csv_next(a, &row)) {
		promise(csv_next(b, &same));
		row_check(&row, text, past);
		rows_same(&row, &same);
		past = row.at + row.raw.n;
	}
	promise(!csv_next(b, &same));
	promise(csv_why(a)->err == csv_why(b)->err);
	csv_free(a);
	csv_free(b);
	return 0;
}
