/* xlsx_book: what the sheets of a workbook share: names, texts, formats */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "feed/xlsx_book.h"

#include <string.h>

#include "feed/clean.h"
#include "feed/xml.h"

enum { NAME_MAX_BYTES = 128, PATH_MAX_BYTES = 256, FORMATS_MAX = 4096 };

struct xlsx_format {
	uint64_t id;
	enum xlsx_shape shape;
};

/* How a kind of member is read. */
struct book_part {
	const char *path; /* the member's; a folder's where it ends in "/" */
	const struct xml_hooks *hooks;
};

static struct str
kept(struct xlsx_book *b, struct str s, size_t max)
{
	return arena_str(&b->a, clean(&b->a, s, max));
}

/* xl/workbook.xml: the sheets, in order. */

static void
workbook_start(void *ctx, const char *name, const char **attributes)
{
	struct xlsx_book *b = ctx;
	struct str state = xml_attribute(attributes, "state");
	struct str since = xml_attribute(attributes, "date1904");

	if (strcmp(name, "workbookPr") == 0)
		b->since_1904 =
		    str_eq(since, STR("1")) || str_eq(since, STR("true"));
	if (strcmp(name, "sheet") != 0)
		return;
	if (b->sheets == XLSX_SHEETS_MAX) {
		why_set(
		    b->why, ERR_LIMIT, "more than %d sheets", XLSX_SHEETS_MAX);
		return;
	}
	b->sheet[b->sheets++] = (struct xlsx_sheet){
	    .name = kept(b, xml_attribute(attributes, "name"), NAME_MAX_BYTES),
	    .id = kept(b, xml_attribute(attributes, "id"), NAME_MAX_BYTES),
	    .hidden = state.n > 0 && !str_eq(state, STR("visible")),
	};
}

/* xl/_rels/workbook.xml.rels: in which member each of them is. */

static void
relations_start(void *ctx, const char *name, const char **attributes)
{
	struct xlsx_book *b = ctx;
	struct str pair[2] = {
	    kept(b, xml_attribute(attributes, "Id"), NAME_MAX_BYTES),
	    kept(b, xml_attribute(attributes, "Target"), PATH_MAX_BYTES),
	};

	if (strcmp(name, "Relationship") == 0 &&
	    b->relations.n < XLSX_SHEETS_MAX * 2 * sizeof(pair))
		buf_put(&b->relations, pair, sizeof(pair));
}

/* xl/styles.xml: which cells are dates. */

/* What stands in quotes or brackets, or behind a backslash, is shown as it is;
 * of "[h]:mm" the brackets are no colour. */
static enum xlsx_shape
format_shape(struct str code)
{
	bool day = false, hour = false, month = false;

	for (size_t i = 0; i < code.n; i++) {
		char c = (char)(code.p[i] | 0x20);
		char stop = code.p[i] == '"' ? '"' : code.p[i] == '[' ? ']' : 0;
		if (code.p[i] == '\\' || code.p[i] == '_') {
			i++;
			continue;
		}
		if (stop != 0 && i + 1 < code.n) {
			char next = (char)(code.p[i + 1] | 0x20);
			hour |= stop == ']' && (next == 'h' || next == 's');
			while (++i < code.n && code.p[i] != stop)
				;
			continue;
		}
		day |= c == 'd' || c == 'y';
		hour |= c == 'h' || c == 's';
		month |= c == 'm';
	}
	if (day || (month && !hour))
		return hour ? SHAPE_MOMENT : SHAPE_DAY;
	return hour ? SHAPE_HOUR : SHAPE_NUMBER;
}

/* ECMA-376 part 1, 18.8.30: the formats that are always there. */
static enum xlsx_shape
builtin_shape(uint64_t id)
{
	if (id == 22)
		return SHAPE_MOMENT;
	if ((id >= 18 && id <= 21) || (id >= 45 && id <= 47))
		return SHAPE_HOUR;
	if ((id >= 14 && id <= 17) || (id >= 27 && id <= 36) ||
	    (id >= 50 && id <= 58))
		return SHAPE_DAY;
	return SHAPE_NUMBER;
}

static enum xlsx_shape
shape_of(const struct xlsx_book *b, uint64_t id)
{
	const struct xlsx_format *f =
	    (const struct xlsx_format *)(const void *)b->formats.p;

	for (size_t i = 0; i < b->formats.n / sizeof(*f); i++)
		if (f[i].id == id)
			return f[i].shape;
	return builtin_shape(id);
}

static void
styles_start(void *ctx, const char *name, const char **attributes)
{
	struct xlsx_book *b = ctx;
	struct xlsx_format f = {0};

	if (strcmp(name, "cellXfs") == 0)
		b->in_styles = true;
	if (!str_u64(xml_attribute(attributes, "numFmtId"), UINT32_MAX, &f.id))
		return;
	if (strcmp(name, "numFmt") == 0 &&
	    b->formats.n < FORMATS_MAX * sizeof(f)) {
		f.shape = format_shape(xml_attribute(attributes, "formatCode"));
		buf_put(&b->formats, &f, sizeof(f));
	}
	if (strcmp(name, "xf") == 0 && b->in_styles &&
	    b->styles.n < XLSX_STYLES_MAX)
		buf_char(&b->styles, (char)shape_of(b, f.id));
}

static void
styles_end(void *ctx, const char *name)
{
	struct xlsx_book *b = ctx;

	if (strcmp(name, "cellXfs") == 0)
		b->in_styles = false;
}

/* xl/sharedStrings.xml: the texts that cells name by number. */

static void
shared_start(void *ctx, const char *name, const char **attributes)
{
	struct xlsx_book *b = ctx;

	(void)attributes;
	if (strcmp(name, "rPh") == 0)
		b->in_phonetic = true;
	b->in_text = strcmp(name, "t") == 0 && !b->in_phonetic;
}

static void
shared_end(void *ctx, const char *name)
{
	struct xlsx_book *b = ctx;
	uint32_t end = (uint32_t)b->shared.n;

	b->in_text = false;
	if (strcmp(name, "rPh") == 0)
		b->in_phonetic = false;
	if (strcmp(name, "si") != 0)
		return;
	if (b->shared.n + b->ends.n > XLSX_SHARED_MAX)
		why_set(b->why, ERR_LIMIT,
		    "the texts in it are more than %d bytes; split the file",
		    XLSX_SHARED_MAX);
	else
		buf_put(&b->ends, &end, sizeof(end));
}

static void
shared_text(void *ctx, struct str text)
{
	struct xlsx_book *b = ctx;

	if (b->in_text && b->shared.n <= XLSX_SHARED_MAX)
		buf_str(&b->shared, text);
}

/* xl/worksheets/: whether anything is in it. */

static void
filled_start(void *ctx, const char *name, const char **attributes)
{
	struct xlsx_book *b = ctx;

	(void)attributes;
	if (strcmp(name, "v") == 0 || strcmp(name, "is") == 0)
		b->part[b->parts - 1].filled = true;
}

static const struct xml_hooks workbook = {.start = workbook_start};
static const struct xml_hooks relations = {.start = relations_start};
static const struct xml_hooks styles = {styles_start, styles_end, NULL};
static const struct xml_hooks shared = {shared_start, shared_end, shared_text};
static const struct xml_hooks filled = {.start = filled_start};

static const struct book_part book_parts[] = {
    {"xl/workbook.xml", &workbook},
    {"xl/_rels/workbook.xml.rels", &relations},
    {"xl/styles.xml", &styles},
    {"xl/sharedStrings.xml", &shared},
    {"xl/worksheets/", &filled},
};

static const struct xml_hooks *
hooks_of(struct str path)
{
	for (size_t i = 0; i < sizeof(book_parts) / sizeof(*book_parts); i++) {
		struct str p = str_of(book_parts[i].path);
		bool folder = str_ends(p, STR("/"));
		if (str_eq_nocase(folder ? str_upto(path, p.n) : path, p) &&
		    (!folder ||
			str_find(str_from(path, p.n), '/') + p.n == path.n))
			return book_parts[i].hooks;
	}
	return NULL;
}

static bool
is_enough(const struct xlsx_book *b, const struct xml_hooks *hooks)
{
	return hooks == &filled && b->part[b->parts - 1].filled;
}

static void
part_read(struct xlsx_book *b, struct stream *s, struct str path,
    const struct xml_hooks *hooks)
{
	char piece[XML_PIECE], what[64];
	struct str shown = clean(&b->a, path, sizeof(what) - 1);
	struct xml *x = xml_open(&b->a, hooks, b);
	long n;

	memcpy(what, shown.p, shown.n);
	what[shown.n] = '\0';
	do {
		n = stream_read(s, piece, sizeof(piece));
		if (n < 0)
			break;
		if (!xml_push(
			x, what, str_make(piece, (size_t)n), n == 0, b->why))
			break;
	} while (n > 0 && !is_enough(b, hooks));
	xml_free(x);
}

static void
member_read(struct xlsx_book *b, struct stream *s, struct str path)
{
	const struct xml_hooks *hooks = hooks_of(path);

	b->macros |= str_ends(path, STR("vbaProject.bin"));
	b->links |= str_starts(path, STR("xl/externalLinks/"));
	if (hooks == NULL)
		return;
	if (hooks == &filled) {
		if (b->parts == XLSX_SHEETS_MAX)
			return;
		b->part[b->parts++].path = kept(b, path, PATH_MAX_BYTES);
	}
	b->there |= hooks == &workbook;
	part_read(b, s, path, hooks);
}

/* "worksheets/sheet1.xml" or "/xl/worksheets/sheet1.xml". */
static void
sheets_place(struct xlsx_book *b)
{
	const struct str *r = (const struct str *)(const void *)b->relations.p;
	size_t n = b->relations.n / sizeof(*r);

	for (size_t i = 0; i < b->sheets; i++)
		for (size_t k = 0; k + 1 < n; k += 2) {
			struct buf path = {0};
			if (!str_eq(r[k], b->sheet[i].id))
				continue;
			if (str_starts(r[k + 1], STR("/")))
				buf_str(&path, str_from(r[k + 1], 1));
			else
				buf_fmt(&path, "xl/%.*s", STR_ARG(r[k + 1]));
			b->sheet[i].path = arena_str(&b->a, buf_all(&path));
			buf_free(&path);
			break;
		}
}

void
xlsx_book_read(struct xlsx_book *b, struct stream *s, struct why *why)
{
	struct str path;

	arena_init(&b->a, 0);
	b->why = why;
	/* the first member was gone to already */
	if (!stream_again(s))
		return;
	while (why->err == OK && stream_member(s, &path))
		member_read(b, s, path);
	if (stream_why(s)->err == OK && !b->there)
		why_set(why, ERR_SYNTAX,
		    "is an office document without sheets; save the list as "
		    ".xlsx or CSV");
	sheets_place(b);
}

void
xlsx_book_free(struct xlsx_book *b)
{
	buf_free(&b->relations);
	buf_free(&b->formats);
	buf_free(&b->styles);
	buf_free(&b->shared);
	buf_free(&b->ends);
	arena_free(&b->a);
}

bool
xlsx_book_text(const struct xlsx_book *b, uint64_t i, struct str *text)
{
	const uint32_t *end = (const uint32_t *)(const void *)b->ends.p;
	size_t n = b->ends.n / sizeof(*end);

	if (i >= n)
		return false;

	size_t from = i == 0 ? 0 : end[i - 1];

	*text = str_make(b->shared.p + from, end[i] - from);
	return true;
}

enum xlsx_shape
xlsx_book_shape(const struct xlsx_book *b, uint64_t style)
{
	return style < b->styles.n ? (enum xlsx_shape)b->styles.p[style]
				   : SHAPE_NUMBER;
}

bool
xlsx_book_filled(const struct xlsx_book *b, const struct xlsx_sheet *sheet)
{
	for (size_t i = 0; i < b->parts; i++)
		if (str_eq_nocase(b->part[i].path, sheet->path))
			return b->part[i].filled;
	return false;
}
