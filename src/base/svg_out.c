/* svg_out: a drawing as SVG: boxes, lines and words, nothing that runs */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/svg_out.h"

/* Printed grey on grey these still differ. */
static const char *const looks[] = {
    [SVG_FILLED] = "fill=\"#1d4f7c\"",
    [SVG_HATCHED] = "fill=\"url(#hatch)\" stroke=\"#1d4f7c\"",
    [SVG_OUTLINE] = "fill=\"#fff\" stroke=\"#1d4f7c\"",
    [SVG_BAND] = "fill=\"#c9d8e6\" stroke=\"none\"",
    [SVG_LINE] = "fill=\"none\" stroke=\"#123\" stroke-width=\"2\"",
    [SVG_DASHED] = "fill=\"none\" stroke=\"#123\" stroke-dasharray=\"5 4\"",
    [SVG_FAINT] = "fill=\"none\" stroke=\"#bbb\"",
};

static const char *const anchors[] = {
    [SVG_START] = "start",
    [SVG_MIDDLE] = "middle",
    [SVG_END] = "end",
};

static void
text_put(struct buf *b, struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		switch (s.p[i]) {
		case '<':
			buf_str(b, STR("&lt;"));
			break;
		case '>':
			buf_str(b, STR("&gt;"));
			break;
		case '&':
			buf_str(b, STR("&amp;"));
			break;
		default:
			/* XML has no way to write the others */
			buf_char(b, (unsigned char)s.p[i] < ' ' ? ' ' : s.p[i]);
		}
}

void
svg_out_begin(struct buf *b, int width, int height, const char *lang,
    struct str title, struct str desc)
{
	buf_fmt(b,
	    "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" "
	    "height=\"%d\" viewBox=\"0 0 %d %d\" role=\"img\" "
	    "aria-labelledby=\"title desc\" xml:lang=\"%s\" "
	    "font-family=\"sans-serif\" fill=\"#123\">\n<title id=\"title\">",
	    width, height, width, height, lang);
	text_put(b, title);
	buf_str(b, STR("</title>\n<desc id=\"desc\">"));
	text_put(b, desc);
	buf_fmt(b,
	    "</desc>\n<defs><pattern id=\"hatch\" width=\"6\" height=\"6\" "
	    "patternUnits=\"userSpaceOnUse\"><path d=\"M0 6L6 0\" "
	    "stroke=\"#1d4f7c\"/></pattern></defs>\n"
	    "<rect width=\"%d\" height=\"%d\" fill=\"#fff\"/>\n",
	    width, height);
}

void
svg_out_text(struct buf *b, double x, double y, int size,
    enum svg_anchor anchor, struct str text)
{
	buf_fmt(b,
	    "<text x=\"%.1f\" y=\"%.1f\" font-size=\"%d\" "
	    "text-anchor=\"%s\">",
	    x, y, size, anchors[anchor]);
	text_put(b, text);
	buf_str(b, STR("</text>\n"));
}

void
svg_out_box(struct buf *b, double x, double y, double width, double height,
    enum svg_look look)
{
	buf_fmt(b,
	    "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" "
	    "%s/>\n",
	    x, y, width, height, looks[look]);
}

void
svg_out_path(struct buf *b, double x, double y)
{
	buf_fmt(b, "<path d=\"M%.1f %.1f", x, y);
}

void
svg_out_to(struct buf *b, double x, double y)
{
	buf_fmt(b, "L%.1f %.1f", x, y);
}

void
svg_out_path_end(struct buf *b, bool closed, enum svg_look look)
{
	buf_fmt(b, "%s\" %s/>\n", closed ? "Z" : "", looks[look]);
}

void
svg_out_end(struct buf *b)
{
	buf_str(b, STR("</svg>\n"));
}
