/* framegen: writes the codec of frames from a *.frame file */
/* SPDX-License-Identifier: EUPL-1.2 */

/*
 * framegen NAME.frame NAME.frame.h NAME.frame.c
 *
 *	# What it is for; the comment right above goes above the struct.
 *	frame report 1
 *		name	text 255	# UTF-8 of at most 255 bytes
 *		day	i32
 *
 * gives FRAME_REPORT = 1, struct frame_report, frame_report_put,
 * frame_report_read and NAME_frame_name. Types: bool u8 u16 u32 u64 i32 i64,
 * text MAX, line MAX and lines MAX (text fit to be shown), bytes MAX, enum
 *COUNT (a u8 below COUNT, unsigned in C). A frame without fields has only its
 * number: frame_empty writes it.
 */
#include <stdio.h>
#include <string.h>

#include "base/frame.h"
#include "tool/source.h"

enum { FRAMES_MAX = 64, FIELDS_MAX = 64, COMMENT_MAX = 32 };

/* A type, how C holds it, and how the primitives of base/frame.h take it. */
struct type {
	const char *name, *c, *take, *cast;
	unsigned size;	    /* bytes on the wire; of a text its length field */
	uint64_t bound_max; /* 0: no bound may be given */
	unsigned bound;	    /* where none may be given: what take is told */
	bool text;	    /* a length and bytes */
};

/* clang-format off */
static const struct type types[] = {
    {"bool",  "bool ",       "frame_enum",  .size = 1, .bound = 2},
    {"u8",    "uint8_t ",    "frame_u8",    .size = 1},
    {"u16",   "uint16_t ",   "frame_u16",   .size = 2},
    {"u32",   "uint32_t ",   "frame_u32",   .size = 4},
    {"u64",   "uint64_t ",   "frame_u64",   .size = 8},
    {"i32",   "int32_t ",    "frame_u32",   "(int32_t)", .size = 4},
    {"i64",   "int64_t ",    "frame_u64",   "(int64_t)", .size = 8},
    {"text",  "struct str ", "frame_text",  .size = 4, .bound_max = FRAME_MAX, .text = true},
    {"line",  "struct str ", "frame_line",  .size = 4, .bound_max = FRAME_MAX, .text = true},
    {"lines", "struct str ", "frame_lines", .size = 4, .bound_max = FRAME_MAX, .text = true},
    {"bytes", "struct str ", "frame_bytes", .size = 4, .bound_max = FRAME_MAX, .text = true},
    {"enum",  "unsigned ",   "frame_enum",  .size = 1, .bound_max = 256},
};
/* clang-format on */

struct field {
	struct str name, comment;
	const struct type *type;
	unsigned bound;
};

struct frame {
	struct str name;
	struct str comment[COMMENT_MAX];
	size_t n_comment;
	unsigned number;
	unsigned line;
	size_t most; /* bytes on the wire with the type, at most */
	struct field field[FIELDS_MAX];
	size_t n;
};

static struct source in;
static struct frame frames[FRAMES_MAX];
static size_t n_frames;
static struct frame pending; /* holds the comment lines just read */

/* Reading. */

static unsigned
number_read(struct str word, uint64_t max)
{
	uint64_t v;

	if (!str_u64(word, max, &v) || v == 0)
		source_fail(&in, "\"%.*s\" is not a number from 1 to %llu",
		    STR_ARG(word), (unsigned long long)max);
	return (unsigned)v;
}

static struct str
name_read(struct str word)
{
	if (!is_name(word))
		source_fail(
		    &in, "\"%.*s\" is not a name in lower case", STR_ARG(word));
	return word;
}

static void
line_done(struct str rest)
{
	struct str more = word_take(&rest);

	if (more.n > 0)
		source_fail(
		    &in, "\"%.*s\" is one word too many", STR_ARG(more));
}

static void
frame_read(struct str rest)
{
	struct frame f = pending;

	f.name = name_read(word_take(&rest));
	f.number = number_read(word_take(&rest), UINT16_MAX);
	f.line = in.line;
	f.most = 2;
	line_done(rest);
	for (size_t i = 0; i < n_frames; i++) {
		if (frames[i].number == f.number)
			source_fail(&in, "number %u is taken by \"%.*s\"",
			    f.number, STR_ARG(frames[i].name));
		if (str_eq(frames[i].name, f.name))
			source_fail(&in, "there is a frame \"%.*s\" already",
			    STR_ARG(f.name));
	}
	if (n_frames == FRAMES_MAX)
		source_fail(&in, "more than %d frames", FRAMES_MAX);
	frames[n_frames++] = f;
}

static const struct type *
type_read(struct str word)
{
	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		if (str_eq(str_of(types[i].name), word))
			return &types[i];
	source_fail(&in,
	    "\"%.*s\" is not a type (bool u8 u16 u32 u64 i32 i64 "
	    "text line lines bytes enum)",
	    STR_ARG(word));
}

static void
field_add(struct frame *f, const struct field *field)
{
	if (f->n == FIELDS_MAX)
		source_fail(&in, "more than %d fields", FIELDS_MAX);
	for (size_t i = 0; i < f->n; i++)
		if (str_eq(f->field[i].name, field->name))
			source_fail(&in, "there is a field \"%.*s\" already",
			    STR_ARG(field->name));
	f->most += field->type->size + (field->type->text ? field->bound : 0);
	if (f->most > FRAME_MAX)
		source_fail(&in,
		    "with \"%.*s\" a frame \"%.*s\" can be %zu "
		    "bytes, past FRAME_MAX (%d); lower a maximum",
		    STR_ARG(field->name), STR_ARG(f->name), f->most, FRAME_MAX);
	f->field[f->n++] = *field;
}

static void
field_read(struct str rest, struct str comment)
{
	struct field field = {.comment = comment};

	if (n_frames == 0)
		source_fail(&in, "a field before the first frame");
	field.name = name_read(word_take(&rest));
	field.type = type_read(word_take(&rest));
	field.bound = field.type->bound;
	if (field.type->bound_max > 0)
		field.bound =
		    number_read(word_take(&rest), field.type->bound_max);
	line_done(rest);
	field_add(&frames[n_frames - 1], &field);
}

static void
comment_read(struct str comment)
{
	if (pending.n_comment == COMMENT_MAX)
		source_fail(
		    &in, "a comment of more than %d lines", COMMENT_MAX);
	pending.comment[pending.n_comment++] = comment;
}

static void
line_read(struct str line)
{
	size_t hash = str_find(line, '#');
	struct str comment = str_trim(str_from(line, hash + 1));
	struct str rest = str_upto(line, hash);
	bool indented = line.n > 0 && (line.p[0] == '\t' || line.p[0] == ' ');

	if (str_find_str(comment, STR("*/")) < comment.n)
		source_fail(&in, "\"*/\" would end the comment in C");
	if (hash == 0 && line.n > 0) {
		comment_read(comment);
		return;
	}
	if (indented && str_trim(rest).n > 0)
		field_read(rest, comment);
	else if (!indented && str_eq(word_take(&rest), STR("frame")))
		frame_read(rest);
	else if (str_trim(str_upto(line, hash)).n > 0)
		source_fail(&in,
		    "expected \"frame NAME NUMBER\" or, indented, "
		    "\"FIELD TYPE\"");
	pending.n_comment = 0;
}

static void
file_read_all(const char *name)
{
	source_open(&in, name);
	for (struct str line; source_line(&in, &line);)
		line_read(line);
	if (n_frames == 0)
		source_fail(&in, "holds no frame");
}

/* Writing. */

static void
put_number_enum(struct buf *b)
{
	buf_str(b, STR("enum {\n"));
	for (size_t i = 0; i < n_frames; i++) {
		buf_str(b, STR("\tFRAME_"));
		buf_upper(b, frames[i].name);
		buf_fmt(b, " = %u,\n", frames[i].number);
	}
	buf_str(b, STR("};\n"));
}

static void
put_struct(struct buf *b, const struct frame *f)
{
	buf_str(b, STR("\n"));
	for (size_t i = 0; i < f->n_comment; i++)
		buf_fmt(b, "%s%s%.*s\n", i == 0 ? "/*\n *" : " *",
		    f->comment[i].n > 0 ? " " : "", STR_ARG(f->comment[i]));
	if (f->n_comment > 0)
		buf_str(b, STR(" */\n"));
	buf_fmt(b, "struct frame_%.*s {\n", STR_ARG(f->name));
	for (size_t i = 0; i < f->n; i++) {
		const struct field *field = &f->field[i];
		buf_fmt(b, "\t%s%.*s;", field->type->c, STR_ARG(field->name));
		if (field->comment.n > 0)
			buf_fmt(b, " /* %.*s */", STR_ARG(field->comment));
		buf_char(b, '\n');
	}
	buf_str(b, STR("};\n\n"));
}

static void
put_prototypes(struct buf *b, const struct frame *f)
{
	int n = (int)f->name.n;
	const char *p = f->name.p;

	buf_fmt(b,
	    "/* Appends the whole frame (at most %zu bytes). Dies where a\n"
	    " * field is past its maximum: the caller's bug. */\n"
	    "void frame_%.*s_put(struct buf *b, const struct frame_%.*s *f);\n"
	    "/* Texts are borrowed from fields. ERR_SYNTAX: a field is not as\n"
	    " * it should be, or there are too few or too many bytes. */\n"
	    "enum err frame_%.*s_read(struct str fields,\n"
	    "    struct frame_%.*s *f) MUST_CHECK;\n",
	    f->most + FRAME_HEAD - 2, n, p, n, p, n, p, n, p);
}

static void
put_header(struct buf *b, struct str base)
{
	buf_fmt(b,
	    "/* %.*s.frame: generated by tool/framegen */\n"
	    "/* SPDX-License-Identifier: EUPL-1.2 */\n#pragma once\n\n"
	    "#include \"base/frame.h\"\n\n",
	    STR_ARG(base));
	put_number_enum(b);
	for (size_t i = 0; i < n_frames; i++) {
		if (frames[i].n == 0)
			continue; /* frame_empty does */
		put_struct(b, &frames[i]);
		put_prototypes(b, &frames[i]);
	}
	buf_fmt(b,
	    "\n/* \"report\" for FRAME_REPORT; \"unknown\" for what is "
	    "none of these. */\nconst char *%.*s_frame_name(uint16_t type);\n",
	    STR_ARG(base));
}

/*
 * A put takes the room of the whole frame once and writes straight into it:
 * with a constant n the loop of little() becomes one store.
 */
static const char prelude[] =
    "static inline char *\n"
    "little(char *p, uint64_t v, size_t n)\n"
    "{\n"
    "\tfor (size_t i = 0; i < n; i++)\n"
    "\t\tp[i] = (char)(v >> (8 * i) & 0xff);\n"
    "\treturn p + n;\n"
    "}\n"
    "\n"
    "static inline size_t __attribute__((unused))\n"
    "fit(size_t v, size_t max, const char *field)\n"
    "{\n"
    "\tif (v > max)\n"
    "\t\tdie(\"%s: %zu is past its %zu\", field, v, max);\n"
    "\treturn v;\n"
    "}\n"
    "\n"
    "static inline char * __attribute__((unused))\n"
    "bytes(char *p, struct str s)\n"
    "{\n"
    "\tp = little(p, s.n, 4);\n"
    "\tif (s.n > 0)\n"
    "\t\tmemcpy(p, s.p, s.n);\n"
    "\treturn p + s.n;\n"
    "}\n";

static void
put_size(struct buf *b, const struct frame *f)
{
	size_t fixed = 0;

	for (size_t i = 0; i < f->n; i++)
		fixed += f->field[i].type->size;
	buf_fmt(b, "\tsize_t n = FRAME_HEAD + %zu;\n\n", fixed);
	for (size_t i = 0; i < f->n; i++) {
		const struct field *field = &f->field[i];
		if (field->type->text)
			buf_fmt(b,
			    "\tn += fit(f->%.*s.n, %u, \"%.*s.%.*s\");\n",
			    STR_ARG(field->name), field->bound,
			    STR_ARG(f->name), STR_ARG(field->name));
	}
}

static void
put_field(struct buf *b, const struct frame *f, const struct field *field)
{
	const struct type *t = field->type;
	int n = (int)field->name.n;
	const char *p = field->name.p;

	if (t->text)
		buf_fmt(b, "\tp = bytes(p, f->%.*s);\n", n, p);
	else if (t->bound_max > 0)
		buf_fmt(b,
		    "\tp = little(p, fit(f->%.*s, %u, \"%.*s.%.*s\"), "
		    "%u);\n",
		    n, p, field->bound - 1, STR_ARG(f->name), n, p, t->size);
	else
		buf_fmt(b, "\tp = little(p, %sf->%.*s, %u);\n",
		    t->cast != NULL ? "(uint64_t)" : "", n, p, t->size);
}

static void
put_put(struct buf *b, const struct frame *f)
{
	buf_fmt(b,
	    "\nvoid\nframe_%.*s_put(struct buf *b, "
	    "const struct frame_%.*s *f)\n{\n",
	    STR_ARG(f->name), STR_ARG(f->name));
	put_size(b, f);
	buf_str(b,
	    STR("\n\tchar *p = buf_room(b, n);\n\n"
		"\tif (p == NULL)\n\t\treturn;\n"
		"\tp = little(p, n - 4, 4);\n\tp = little(p, FRAME_"));
	buf_upper(b, f->name);
	buf_str(b, STR(", 2);\n"));
	for (size_t i = 0; i < f->n; i++)
		put_field(b, f, &f->field[i]);
	buf_str(b, STR("\tb->n = (size_t)(p - b->p);\n}\n"));
}

static void
put_read(struct buf *b, const struct frame *f)
{
	buf_fmt(b,
	    "\nenum err\nframe_%.*s_read(struct str fields, "
	    "struct frame_%.*s *f)\n{\n"
	    "\tstruct frame_in in = {.left = fields};\n\n",
	    STR_ARG(f->name), STR_ARG(f->name));
	for (size_t i = 0; i < f->n; i++) {
		const struct field *field = &f->field[i];
		const struct type *t = field->type;
		buf_fmt(b, "\tf->%.*s = %s%s(&in", STR_ARG(field->name),
		    t->cast != NULL ? t->cast : "", t->take);
		if (field->bound > 0)
			buf_fmt(b, ", %u", field->bound);
		buf_str(b, STR(");\n"));
	}
	buf_str(b, STR("\treturn frame_done(&in);\n}\n"));
}

static void
put_name(struct buf *b, struct str base)
{
	buf_fmt(b,
	    "\nconst char *\n%.*s_frame_name(uint16_t type)\n{\n"
	    "\tswitch (type) {\n",
	    STR_ARG(base));
	for (size_t i = 0; i < n_frames; i++) {
		buf_str(b, STR("\tcase FRAME_"));
		buf_upper(b, frames[i].name);
		buf_fmt(
		    b, ":\n\t\treturn \"%.*s\";\n", STR_ARG(frames[i].name));
	}
	buf_str(b, STR("\tdefault:\n\t\treturn \"unknown\";\n\t}\n}\n"));
}

static void
put_code(struct buf *b, struct str base)
{
	buf_fmt(b,
	    "/* %.*s.frame: generated by tool/framegen */\n"
	    "/* SPDX-License-Identifier: EUPL-1.2 */\n"
	    "#include \"%.*s.frame.h\"\n\n#include <string.h>\n\n",
	    STR_ARG(base), STR_ARG(base));
	buf_str(b, str_of(prelude));
	for (size_t i = 0; i < n_frames; i++) {
		if (frames[i].n == 0)
			continue;
		put_put(b, &frames[i]);
		put_read(b, &frames[i]);
	}
	put_name(b, base);
}

/* "row" of "../src/feed/row.frame" */
static struct str
base_of(const char *path)
{
	const char *slash = strrchr(path, '/');
	struct str file = str_of(slash == NULL ? path : slash + 1);
	struct str base = str_upto(file, str_find(file, '.'));

	if (!is_name(base) || !str_eq(str_from(file, base.n), STR(".frame")))
		source_fail_at(path, 0, "is not called NAME.frame");
	return base;
}

int
main(int argc, char **argv)
{
	struct buf b = {0};

	if (argc != 4) {
		fprintf(stderr, "usage: framegen NAME.frame HEADER CODE\n");
		return 2;
	}

	struct str base = base_of(argv[1]);

	file_read_all(argv[1]);
	put_header(&b, base);
	result_write(argv[2], &b);
	put_code(&b, base);
	result_write(argv[3], &b);
	return 0;
}
