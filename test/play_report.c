/* play_report: the rows below a REPORT become a CSV file */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/time.h"
#include "test/play.h"

enum { COLUMNS_MAX = 24, USUAL = 4 };

/* The columns: the usual four, then those that rows name. */
struct columns {
	struct str name[COLUMNS_MAX];
	size_t n;
};

/* Reports of events are about who called. */
static void
usual_columns(struct columns *c, struct str type)
{
	bool event = str_starts(type, STR("event"));

	*c = (struct columns){.n = USUAL};
	c->name[0] = STR("timestamp");
	c->name[1] = event ? STR("src_ip") : STR("ip");
	c->name[2] = event ? STR("src_port") : STR("port");
	c->name[3] = event ? STR("src_hostname") : STR("hostname");
}

static size_t
column_of(struct columns *c, struct str name)
{
	size_t i = 0;

	while (i < c->n && !str_eq(c->name[i], name))
		i++;
	if (i == COLUMNS_MAX)
		die("a report with more than %d columns", COLUMNS_MAX);
	if (i == c->n)
		c->name[c->n++] = name;
	return i;
}

static struct str
unquoted(struct str s)
{
	bool quoted = s.n >= 2 && s.p[0] == '"' && s.p[s.n - 1] == '"';

	return quoted ? str_make(s.p + 1, s.n - 2) : s;
}

/* "203.0.113.2 3389 mail.bakker.example severity=info", "-" for nothing. */
static void
row_read(struct columns *c, struct str line, struct str value[COLUMNS_MAX])
{
	struct str word;
	size_t place = 1; /* the first is the timestamp */

	while (word_take(&line, &word)) {
		if (str_starts(word, STR("TIMES=")))
			continue;
		size_t at = str_find(word, '=');
		if (at < word.n)
			value[column_of(c, str_upto(word, at))] =
			    unquoted(str_from(word, at + 1));
		else if (place < USUAL)
			value[place++] =
			    str_eq(word, STR("-")) ? STR("") : word;
	}
}

static bool
is_row(struct str line)
{
	line = str_trim(line);
	return line.n > 0 && line.p[0] != '#';
}

/* At five in the morning, unless the play is not that far yet. */
static void
usual_time(struct buf *b, const struct play *p, int32_t day)
{
	int64_t t = time_of_day(day) + 5 * HOUR;

	time_put(b, t <= p->now ? t : time_of_day(day));
}

static void
line_put(struct buf *b, const struct str *value, size_t n)
{
	for (size_t i = 0; i < n; i++)
		buf_fmt(b, "%s\"%.*s\"", i > 0 ? "," : "", STR_ARG(value[i]));
	buf_str(b, STR("\r\n"));
}

/* "203.0.113.# 3389 - TIMES=1-20" is twenty rows; others are one. */
static void
row_times(struct str line, uint64_t *first, uint64_t *last)
{
	const struct str name = STR("TIMES=");
	size_t at = str_find_str(line, name);

	*first = *last = 1;
	if (at < line.n &&
	    !times_read(str_trim(str_from(line, at + name.n)), first, last))
		die("a row whose TIMES is not such as 1-20");
}

struct str
report_csv(struct play *p, const struct step *s, int32_t day, uint64_t *rows)
{
	struct columns c;
	struct buf b = {0}, when = {0};
	struct str line, block = s->block;
	struct str row[COLUMNS_MAX];
	uint64_t first, last;

	usual_columns(&c, s->head);
	usual_time(&when, p, day);
	while (str_split(&block, '\n', &line))
		if (is_row(line))
			row_read(&c, line, row); /* for its columns */
	line_put(&b, c.name, c.n);
	block = s->block;
	while (str_split(&block, '\n', &line)) {
		if (!is_row(line))
			continue;
		row_times(line, &first, &last);
		for (uint64_t i = first; i <= last; i++, ++*rows) {
			for (size_t k = 0; k < COLUMNS_MAX; k++)
				row[k] = STR("");
			row[0] = buf_all(&when);
			row_read(&c, times_text(p, line, i), row);
			line_put(&b, row, c.n);
		}
	}

	struct str csv = arena_str(&p->a, buf_all(&b));

	buf_free(&b);
	buf_free(&when);
	return csv;
}
