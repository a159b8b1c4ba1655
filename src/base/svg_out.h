/* svg_out: a drawing as SVG: boxes, lines and words, nothing that runs */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef BASE_SVG_OUT_H
#define BASE_SVG_OUT_H

#include "base/buf.h"

/* Where a text stands from its x on. */
enum svg_anchor { SVG_START, SVG_MIDDLE, SVG_END };

/* How a shape is drawn: told apart in black and white too. */
enum svg_look {
	SVG_FILLED,
	SVG_HATCHED,
	SVG_OUTLINE,
	SVG_BAND,
	SVG_LINE,
	SVG_DASHED,
	SVG_FAINT,
};

/*
 * Appends to b. title and desc are read aloud instead of the drawing; lang is
 * that of all words ("nl"). Units are pixels from the top left; the drawing
 * has a white ground and scales. Texts are escaped, and what XML does not
 * allow is replaced.
 */
void svg_out_begin(struct buf *b, int width, int height, const char *lang,
    struct str title, struct str desc);
void svg_out_text(struct buf *b, double x, double y, int size,
    enum svg_anchor anchor, struct str text);
void svg_out_box(struct buf *b, double x, double y, double width, double height,
    enum svg_look look);

/* A path of straight lines: begin, points, end. */
void svg_out_path(struct buf *b, double x, double y);
void svg_out_to(struct buf *b, double x, double y);
void svg_out_path_end(struct buf *b, bool closed, enum svg_look look);

void svg_out_end(struct buf *b);

#endif
