/* source: what a build-time program reads, line by line, and writes */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "tool/source.h"

#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/file.h"

enum { SOURCE_MAX = 4 << 20 };

static struct arena texts;

static _Noreturn void __attribute__((format(printf, 3, 0)))
fail(const char *name, unsigned line, const char *fmt, va_list ap)
{
	fprintf(stderr, "%s:", name);
	if (line > 0)
		fprintf(stderr, "%u:", line);
	fprintf(stderr, " ");
	vfprintf(stderr, fmt, ap);
	fprintf(stderr, "\n");
	exit(1);
}

void
source_fail(const struct source *s, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	fail(s->name, s->line, fmt, ap);
}

void
source_fail_at(const char *name, unsigned line, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	fail(name, line, fmt, ap);
}

void
source_open(struct source *s, const char *name)
{
	struct buf b = {0};
	enum err e = file_slurp(AT_FDCWD, name, SOURCE_MAX, &b);

	if (e != OK)
		source_fail_at(name, 0, "cannot be read: %s", err_name(e));

	struct str all = arena_str(&texts, buf_all(&b));

	buf_free(&b);
	*s = (struct source){.name = name, .all = all, .rest = all};
	if (!str_is_utf8(all))
		source_fail(s, "is not UTF-8");
}

bool
source_line(struct source *s, struct str *line)
{
	if (!str_split(&s->rest, '\n', line))
		return false;
	s->line++;
	if (str_find(*line, '\r') < line->n)
		source_fail(s, "has a CR; end lines with LF alone");
	return true;
}

void
result_write(const char *name, struct buf *b)
{
	int fd = open(name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);

	if (fd < 0 || !file_write(fd, b->p, b->n) || close(fd) != 0)
		die_errno("cannot write %s", name);
	buf_free(b);
}

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t';
}

struct str
word_take(struct str *rest)
{
	size_t n = 0;

	while (rest->n > 0 && is_blank(rest->p[0]))
		*rest = str_from(*rest, 1);
	while (n < rest->n && !is_blank(rest->p[n]))
		n++;

	struct str word = str_upto(*rest, n);

	*rest = str_from(*rest, n);
	return word;
}

bool
is_name(struct str s)
{
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];
		bool digit = c >= '0' && c <= '9';
		if (!(c >= 'a' && c <= 'z') && (i == 0 || (!digit && c != '_')))
			return false;
	}
	return s.n > 0;
}

void
buf_upper(struct buf *b, struct str s)
{
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];
		if (c >= 'a' && c <= 'z')
			c = (char)(c - ('a' - 'A'));
		buf_char(b, c == '-' || c == '.' ? '_' : c);
	}
}

void
buf_c_string(struct buf *b, struct str s)
{
	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];
		if (c == '\n')
			buf_str(b, STR("\\n"));
		else if (c == '"' || c == '\\')
			buf_fmt(b, "\\%c", c);
		else if (c < 0x20 || c == 0x7f || c == '?')
			buf_fmt(b, "\\%03o", c); /* ? begins trigraphs */
		else
			buf_char(b, (char)c);
	}
}
