/* letter: a notice on paper, for a window envelope; many in one PDF */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "notify/letter.h"

#include <hpdf.h>
#include <unistd.h>

#include "base/arena.h"

#define FONTS "/usr/share/fonts/truetype/liberation/"

/* All in points of 1/72 inch, from the upper left corner. */
#define MM(x) ((float)(x)*72.0f / 25.4f)
static const float page_width = MM(210), page_height = MM(297);
static const float margin = MM(25), text_width = MM(160);
static const float window_top = MM(50), window_x[] = {MM(25), MM(115)};
static const float from_x[] = {MM(140), MM(25)}, from_top = MM(20);
static const float date_top = MM(97), bottom = MM(280);
static const float fold_at[] = {MM(99), MM(198)}, fold_width = MM(4);
static const float from_size = 8.5f, spacing = 1.35f;

/* Tried one after the other: what people past fifty still read. */
static const float sizes[] = {11.0f, 10.0f};
enum { SIZES = sizeof(sizes) / sizeof(sizes[0]) };

struct letters {
	HPDF_Doc pdf;
	HPDF_Font plain, bold;
	enum letter_window window;
	struct arena a; /* it lives in this */
};

/* Where writing goes on. */
struct pen {
	struct letters *l;
	HPDF_Page page; /* NULL: only measures */
	HPDF_Font font;
	float size, y;
	struct buf line;
};

/* What went wrong stays in the document, and is looked at once, at the end. */
static void
keep_error(HPDF_STATUS error, HPDF_STATUS detail, void *ctx)
{
	(void)error;
	(void)detail;
	(void)ctx;
}

static HPDF_Font
font_load(HPDF_Doc pdf, const char *path)
{
	const char *name = HPDF_LoadTTFontFromFile(pdf, path, HPDF_TRUE);

	return name == NULL ? NULL : HPDF_GetFont(pdf, name, "UTF-8");
}

enum err
letters_begin(struct letters **l, enum letter_window window, struct why *w)
{
	struct arena a;

	if (access(FONTS "LiberationSans-Regular.ttf", R_OK) != 0)
		return why_set(w, ERR_ABSENT,
		    "the font for letters is not here; install the package "
		    "fonts-liberation");
	arena_init(&a, 0);

	struct letters *made = ARENA_NEW(&a, struct letters, 1);

	made->pdf = HPDF_New(keep_error, NULL);
	if (made->pdf == NULL)
		die("out of memory");
	HPDF_UseUTFEncodings(made->pdf);
	HPDF_SetCompressionMode(made->pdf, HPDF_COMP_ALL);
	made->plain = font_load(made->pdf, FONTS "LiberationSans-Regular.ttf");
	made->bold = font_load(made->pdf, FONTS "LiberationSans-Bold.ttf");
	made->window = window;
	made->a = a;
	*l = made;
	return OK;
}

/* Writing. */

static void
at(struct pen *p, float x, struct str text)
{
	if (p->page == NULL)
		return;
	buf_reset(&p->line);
	buf_str(&p->line, text);
	HPDF_Page_BeginText(p->page);
	HPDF_Page_SetFontAndSize(p->page, p->font, p->size);
	HPDF_Page_TextOut(p->page, x, page_height - p->y, buf_cstr(&p->line));
	HPDF_Page_EndText(p->page);
}

static void
down(struct pen *p)
{
	p->y += p->size * spacing;
}

static float
width(struct pen *p, struct str text)
{
	HPDF_TextWidth t = HPDF_Font_TextWidth(
	    p->font, (const HPDF_BYTE *)text.p, (HPDF_UINT)text.n);

	return (float)t.width * p->size / 1000.0f;
}

/* As many words as fit on a line; at least one. */
static struct str
line_take(struct pen *p, struct str *rest)
{
	size_t end = 0;

	for (size_t next = 0; next < rest->n; end = next) {
		struct str more = str_from(*rest, next + (next > 0));
		next += (next > 0) + str_find(more, ' ');
		if (end > 0 && width(p, str_upto(*rest, next)) > text_width)
			break;
	}

	struct str line = str_upto(*rest, end);

	*rest = str_from(*rest, end + 1);
	return line;
}

/* One line of the text as it was given, with the blanks it is indented by. */
static void
wrapped(struct pen *p, struct str text)
{
	size_t blanks = 0;

	while (blanks < text.n && text.p[blanks] == ' ')
		blanks++;

	float x = margin + (float)blanks * width(p, STR(" "));

	for (text = str_from(text, blanks); text.n > 0; down(p))
		at(p, x, line_take(p, &text));
}

static void
lines(struct pen *p, float x, const struct str line[LETTER_LINES])
{
	for (size_t i = 0; i < LETTER_LINES && line[i].n > 0; i++) {
		at(p, x, line[i]);
		down(p);
	}
}

static void
text_put(struct pen *p, struct str text)
{
	for (struct str line; str_split(&text, '\n', &line);) {
		wrapped(p, line);
		if (line.n == 0)
			p->y += p->size * spacing / 2;
	}
}

/* From the date on, in this size; false when it runs off the page. */
static bool
body_put(struct pen *p, const struct letter_page *x, float size)
{
	p->size = size;
	p->y = date_top;
	p->font = p->l->plain;
	at(p, margin, x->date);
	p->y += p->size * spacing * 2;
	p->font = p->l->bold;
	wrapped(p, x->subject);
	p->y += p->size * spacing / 2;
	p->font = p->l->plain;
	text_put(p, x->text);
	return p->y <= bottom;
}

static void
head_put(struct pen *p, const struct letter_page *x)
{
	p->font = p->l->plain;
	p->size = from_size;
	p->y = from_top;
	lines(p, from_x[p->l->window], x->from);
	p->size = sizes[0];
	p->y = window_top + p->size;
	lines(p, window_x[p->l->window], x->to);
}

static void
folds_put(HPDF_Page page)
{
	HPDF_Page_SetLineWidth(page, 0.3f);
	for (size_t i = 0; i < sizeof(fold_at) / sizeof(fold_at[0]); i++) {
		HPDF_Page_MoveTo(page, 0, page_height - fold_at[i]);
		HPDF_Page_LineTo(page, fold_width, page_height - fold_at[i]);
		HPDF_Page_Stroke(page);
	}
}

enum err
letters_add(struct letters *l, const struct letter_page *x, struct why *w)
{
	struct pen p = {.l = l};
	size_t i = 0;

	while (i < SIZES && !body_put(&p, x, sizes[i]))
		i++;
	if (i == SIZES)
		return why_set(w, ERR_LIMIT,
		    "the letter does not fit on one page; shorten its text");
	p.page = HPDF_AddPage(l->pdf);
	HPDF_Page_SetWidth(p.page, page_width);
	HPDF_Page_SetHeight(p.page, page_height);
	head_put(&p, x);
	folds_put(p.page);
	body_put(&p, x, sizes[i]);
	buf_free(&p.line);
	return OK;
}

void
letters_end(struct letters *l, struct buf *pdf)
{
	HPDF_UINT32 n;

	HPDF_SaveToStream(l->pdf);
	n = HPDF_GetStreamSize(l->pdf);

	char *room = buf_room(pdf, n);

	HPDF_GetContents(l->pdf, (HPDF_BYTE *)room, &n);
	if (HPDF_GetError(l->pdf) != HPDF_OK)
		die("the letters could not be made: error %lx of the PDF "
		    "library",
		    HPDF_GetError(l->pdf));
	pdf->n += n;
	HPDF_Free(l->pdf);

	struct arena a = l->a;

	arena_free(&a);
}
