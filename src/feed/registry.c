/* registry: public registries: who holds which addresses and AS numbers */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "feed/registry.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/time.h"
#include "feed/clean.h"
#include "feed/report.h"
#include "value/ident.h"

static const struct registry_format *const formats[] = {
    &registry_asn_names,
    &registry_country,
    &registry_delegated,
    &registry_iptoasn,
    &registry_mmdb,
    &registry_pyasn,
    &registry_rpsl,
};
enum {
	FORMATS = sizeof(formats) / sizeof(formats[0]),
	BLOCK = 64 * 1024,
	HEAD_MAX = 8 * 1024, /* bytes in which a form must show itself */
};

/* A member as it is taken in. */
struct lines {
	struct buf b;
	size_t at;	 /* in b: where the next line begins */
	uint64_t place;	 /* the same in the member */
	bool ended, cut; /* cut: of a line that is too long only the beginning
			  * is there */
};

/* Rows. */

static struct str
fit(struct registry_run *r, struct str s, size_t max)
{
	return clean(&r->a, str_trim(s), max);
}

/* Two letters, in upper case; absent for anything else. */
static struct str
country_fit(struct registry_run *r, struct str s)
{
	char *to = ARENA_NEW(&r->a, char, 2);

	s = str_trim(s);
	for (size_t i = 0; i < s.n && i < 2; i++) {
		char c = s.p[i] >= 'a' && s.p[i] <= 'z'
		    ? (char)(s.p[i] - 'a' + 'A')
		    : s.p[i];
		if (c < 'A' || c > 'Z')
			return (struct str){0};
		to[i] = c;
	}
	return s.n == 2 ? str_make(to, 2) : (struct str){0};
}

bool
registry_row(struct registry_run *r)
{
	r->rows++;
	r->number++;
	arena_reset(&r->a);
	if (!reader_skips(r->task, r->number))
		return true;
	registry_reject(
	    r, ERR_CRASHED, "the reader ended on this row; it was left out");
	return false;
}

void
registry_reject(struct registry_run *r, enum err e, const char *fmt, ...)
{
	char rule[REPORT_RULE_MAX + 1];
	va_list list;

	va_start(list, fmt);
	vsnprintf(rule, sizeof(rule), fmt, list);
	va_end(list);

	struct frame_reject f = {
	    .row = r->number,
	    .line = r->n_line,
	    .at = r->at,
	    .raw = r->line,
	    .err = e,
	    .rule = clean(&r->a, str_of(rule), REPORT_RULE_MAX),
	};

	r->rejected++;
	frame_reject_put(&r->task->out->b, &f);
	row_sink_tick(r->task->out);
}

void
registry_range_put(struct registry_run *r, const struct registry_range *v)
{
	size_t bytes = address_bits(&v->first) / 8;
	struct frame_range f = {
	    .row = r->number,
	    .line = r->n_line,
	    .kind = v->first.kind,
	    .first = str_make(v->first.b, bytes),
	    .last = str_make(v->last.b, bytes),
	    .holder = fit(r, v->holder, REGISTRY_HANDLE_MAX),
	    .abuse = fit(r, v->abuse, REGISTRY_HANDLE_MAX),
	    .asn = v->asn,
	    .name = fit(r, v->name, REGISTRY_NAME_MAX),
	    .country = country_fit(r, v->country),
	};

	frame_range_put(&r->task->out->b, &f);
	row_sink_tick(r->task->out);
}

void
registry_holder_put(struct registry_run *r, const struct registry_holder *v)
{
	struct frame_holder f = {
	    .row = r->number,
	    .line = r->n_line,
	    .handle = fit(r, v->handle, REGISTRY_HANDLE_MAX),
	    .name = fit(r, v->name, REGISTRY_NAME_MAX),
	    .country = country_fit(r, v->country),
	    .mail = v->mail,
	    .holder = fit(r, v->holder, REGISTRY_HANDLE_MAX),
	    .abuse = fit(r, v->abuse, REGISTRY_HANDLE_MAX),
	};

	frame_holder_put(&r->task->out->b, &f);
	row_sink_tick(r->task->out);
}

void
registry_span(const struct prefix *p, struct registry_range *v)
{
	unsigned bits = address_bits(&p->a);

	v->first = v->last = p->a;
	for (unsigned i = p->length; i < bits; i++)
		v->last.b[i / 8] |= (uint8_t)(0x80 >> i % 8);
}

struct str
registry_as(struct registry_run *r, uint32_t asn)
{
	char text[16];

	snprintf(text, sizeof(text), "AS%u", asn);
	return arena_str(&r->a, str_of(text));
}

bool
registry_asn(struct registry_run *r, struct str s, uint32_t *asn)
{
	struct why w = {0};

	if (asn_read(str_trim(s), asn, &w) == OK)
		return true;
	registry_reject(r, w.err, "%s", w.rule);
	return false;
}

/* Lines. */

static void
more(struct registry_run *r, struct lines *in)
{
	buf_drop(&in->b, in->at);
	in->at = 0;

	char *room = buf_room(&in->b, BLOCK);
	long n = stream_read(r->task->in, room, BLOCK);

	if (n > 0)
		in->b.n += (size_t)n;
	else
		in->ended = true;
}

/* The next line into r, without its end; false behind the last. */
static bool
line_next(struct registry_run *r, struct lines *in)
{
	struct str left = str_from(buf_all(&in->b), in->at);
	size_t n;

	in->cut = false;
	r->at = in->place;
	while ((n = str_find(left, '\n')) == left.n && !in->ended) {
		if (left.n > REGISTRY_LINE_MAX) {
			in->cut = true;
			in->place += left.n - REGISTRY_LINE_MAX;
			in->b.n = in->at + REGISTRY_LINE_MAX;
		}
		more(r, in);
		left = str_from(buf_all(&in->b), in->at);
	}
	if (left.n == 0)
		return false;
	r->line = str_upto(left, n);
	in->at += n < left.n ? n + 1 : n;
	in->place += n + 1;
	r->n_line++;
	in->cut = in->cut || n > REGISTRY_LINE_MAX;
	if (str_ends(r->line, STR("\r")))
		r->line.n--;
	return true;
}

static void
lines_read(struct registry_run *r, struct lines *in)
{
	while (line_next(r, in)) {
		if (!in->cut) {
			r->format->line(r);
			continue;
		}
		r->line = str_upto(r->line, REGISTRY_LINE_MAX);
		if (registry_row(r))
			registry_reject(r, ERR_LIMIT,
			    "the line is longer than %d bytes",
			    REGISTRY_LINE_MAX);
	}
	if (r->format->end != NULL)
		r->format->end(r);
}

static void
whole_read(struct registry_run *r, struct lines *in, struct why *w)
{
	while (!in->ended && in->b.n <= REGISTRY_WHOLE_MAX)
		more(r, in);
	if (in->b.n > REGISTRY_WHOLE_MAX)
		why_set(w, ERR_LIMIT, "is larger than %d MiB",
		    REGISTRY_WHOLE_MAX >> 20);
	else
		r->format->whole(r, buf_all(&in->b));
}

/* Which form is it. */

static bool
is_comment(struct str line)
{
	line = str_trim(line);
	return line.n == 0 || line.p[0] == '#' || line.p[0] == '%' ||
	    line.p[0] == ';';
}

static const struct registry_format *
format_named(struct str name)
{
	for (size_t i = 0; i < FORMATS; i++)
		if (str_eq(name, str_of(formats[i]->name)))
			return formats[i];
	return NULL;
}

/* The first line that is no comment, and all up to it. */
static struct str
first_line(struct str head, struct str *upto)
{
	struct str rest = str_upto(head, HEAD_MAX), line;

	*upto = rest;
	while (str_split(&rest, '\n', &line)) {
		if (is_comment(line))
			continue;
		*upto = str_make(upto->p, (size_t)(line.p + line.n - upto->p));
		return str_trim(line);
	}
	return (struct str){0};
}

static const struct registry_format *
format_guess(struct str name, struct str line)
{
	for (size_t i = 0; i < FORMATS; i++)
		if (formats[i]->looks != NULL
			? formats[i]->looks(line)
			: str_find_str(name, str_of(formats[i]->ending)) <
			    name.n)
			return formats[i];
	return NULL;
}

/* "20260505" and "2026-05-05" at p; false for no date. */
static bool
date_at(struct str s, int32_t *day)
{
	char text[10];

	if (day_read(str_upto(s, 10), day))
		return true;
	if (s.n < 8 || (s.n > 8 && s.p[8] >= '0' && s.p[8] <= '9'))
		return false;
	memcpy(text, s.p, 4);
	text[4] = text[7] = '-';
	memcpy(text + 5, s.p + 4, 2);
	memcpy(text + 8, s.p + 6, 2);
	return day_read(str_make(text, sizeof(text)), day);
}

/* The latest date in a text, DAY_ABSENT where there is none. */
static int32_t
date_in(struct str s)
{
	int32_t latest = DAY_ABSENT, day;

	for (size_t i = 0; i < s.n; i++) {
		bool digit = s.p[i] >= '0' && s.p[i] <= '9';
		if (digit && (i == 0 || s.p[i - 1] < '0' || s.p[i - 1] > '9') &&
		    date_at(str_from(s, i), &day) && day > latest)
			latest = day;
	}
	return latest;
}

/* Members. */

static void
member_begin(struct registry_run *r, struct str name, struct str head)
{
	int32_t day = date_in(name);
	struct frame_report f = {
	    .name = name,
	    .type = str_of(r->format->name),
	    .day = day != DAY_ABSENT ? day : date_in(head),
	};

	frame_report_put(&r->task->out->b, &f);
	row_sink_tick(r->task->out);
}

static void
member_end(struct registry_run *r, const struct why *stream)
{
	struct why w = {0};

	if (stream->err != OK)
		why_set(&w, stream->err, "ends early: %s", stream->rule);
	if (r->rejected > 0)
		why_set(&w, ERR_SYNTAX, "%llu of %llu rows rejected",
		    (unsigned long long)r->rejected,
		    (unsigned long long)r->rows);

	struct frame_report_end f = {
	    .rows = r->rows,
	    .rejected = r->rejected,
	    .complete = w.err == OK,
	    .why = clean(&r->a, str_of(w.rule), REPORT_RULE_MAX),
	};

	frame_report_end_put(&r->task->out->b, &f);
	row_sink_tick(r->task->out);
}

static void
member_read(struct registry_run *r, struct str name, struct why *w)
{
	struct lines in = {0};
	struct str head, line;
	struct str wanted = r->task->type;

	r->n_line = r->at = r->rows = r->rejected = 0;
	r->object.open = false;
	r->line = (struct str){0}; /* that of the member before is gone */
	while (!in.ended && in.b.n < HEAD_MAX)
		more(r, &in);
	line = first_line(buf_all(&in.b), &head);
	r->format =
	    wanted.n > 0 ? format_named(wanted) : format_guess(name, line);
	if (in.b.n == 0 && stream_why(r->task->in)->err == OK)
		why_set(w, ERR_ABSENT, "is empty");
	else if (r->format == NULL && stream_why(r->task->in)->err == OK)
		why_set(w, ERR_SYNTAX,
		    "is in no form that we know; say which with --as: rpsl, "
		    "delegated, pyasn, iptoasn, country, asn-names or mmdb");
	if (r->format != NULL && in.b.n > 0) {
		struct arena keep = {0};
		struct str shown = clean(&keep, name, 255);
		member_begin(r, shown, head);
		if (r->format->whole != NULL)
			whole_read(r, &in, w);
		else
			lines_read(r, &in);
		member_end(r, stream_why(r->task->in));
		arena_free(&keep);
	}
	buf_free(&in.b);
}

static void
registry_read(struct reader_task *t)
{
	struct registry_run run = {.task = t};
	struct why w = {0};
	bool any = false;

	arena_init(&run.a, 0);
	for (struct str name; stream_member(t->in, &name); any = true)
		member_read(&run, name.n > 0 ? name : t->name, &w);

	const struct why *stream = stream_why(t->in);

	if (stream->err != OK)
		why_at(&w, stream->err, stream->line, stream->byte, "%s",
		    stream->rule);
	if (!any)
		why_set(&w, ERR_ABSENT, "holds no file to read");

	struct frame_input_end f = {
	    .err = w.err,
	    .line = w.line,
	    .rule = clean(&run.a, str_of(w.rule), REPORT_RULE_MAX),
	};

	frame_input_end_put(&t->out->b, &f);
	row_sink_flush(t->out);
	arena_free(&run.a);
}

const struct reader reader_registry = {
    .name = "registry",
    .about = "public registries: who holds which addresses and AS numbers",
    .version = 1,
    .read = registry_read,
};
