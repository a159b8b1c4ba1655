/* err: the three kinds of trouble: impossible, bad input, sticky */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/err.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const char *const names[ERR_COUNT] = {
    [OK] = "ok",
    [ERR_SYNTAX] = "syntax",
    [ERR_RANGE] = "range",
    [ERR_LIMIT] = "limit",
    [ERR_ABSENT] = "absent",
    [ERR_TAKEN] = "taken",
    [ERR_REFUSED] = "refused",
    [ERR_BUSY] = "busy",
    [ERR_IO] = "io",
    [ERR_CRASHED] = "crashed",
};

static void (*hooked)(const char *text);

const char *
err_name(enum err e)
{
	return e < ERR_COUNT && names[e] != NULL ? names[e] : "unknown";
}

static enum err __attribute__((format(printf, 5, 0))) fill(struct why *w,
    enum err e, uint64_t line, uint64_t byte, const char *fmt, va_list ap)
{
	if (w == NULL || w->err != OK)
		return e;
	w->err = e;
	w->line = line;
	w->byte = byte;
	vsnprintf(w->rule, sizeof(w->rule), fmt, ap);
	return e;
}

enum err
why_set(struct why *w, enum err e, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	fill(w, e, 0, WHY_NO_BYTE, fmt, ap);
	va_end(ap);
	return e;
}

enum err
why_at(struct why *w, enum err e, uint64_t line, uint64_t byte, const char *fmt,
    ...)
{
	va_list ap;

	va_start(ap, fmt);
	fill(w, e, line, byte, fmt, ap);
	va_end(ap);
	return e;
}

void
die_hook(void (*hook)(const char *text))
{
	hooked = hook;
}

static _Noreturn void
end(const char *text)
{
	void (*hook)(const char *) = hooked;

	hooked = NULL; /* a hook that dies must not call itself */
	if (hook != NULL)
		hook(text);
	else
		dprintf(STDERR_FILENO, "dijkwacht: %s\n", text);
	_exit(70);
}

void
die(const char *fmt, ...)
{
	char text[512];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	end(text);
}

void
die_errno(const char *fmt, ...)
{
	int e = errno;
	char text[512];
	va_list ap;

	va_start(ap, fmt);
	int n = vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	if (n > 0 && (size_t)n < sizeof(text))
		snprintf(
		    text + n, sizeof(text) - (size_t)n, ": %s", strerror(e));
	end(text);
}
