/* list_guess: what the columns of a list mean, by their names and values */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "feed/clean.h"
#include "feed/list.h"
#include "feed/list_word.h"

/* Values that tell by themselves what they are; a name would do so too, but
 * is only taken when it is not one of the others. */
static const struct {
	enum list_field field;
	const char *are;
} telling[] = {
    {LIST_URL, "URLs"},
    {LIST_MAIL, "mail addresses"},
    {LIST_ADDRESS, "addresses"},
    {LIST_CVE, "CVE numbers"},
    {LIST_SEEN, "dates"},
    {LIST_HOST, "names of hosts"},
    {LIST_WHO, "addresses, names or URLs"},
};

enum { TELLING = sizeof(telling) / sizeof(*telling) };

void
list_column_look(struct list_column *c, struct arena *a, struct str value)
{
	struct str s = str_trim(value), armed, shown;

	if (s.n == 0)
		return;
	if (c->filled++ == 0) {
		shown = clean(a, s, LIST_SAMPLE_MAX);
		memcpy(c->sample, shown.p, shown.n);
	}
	armed = list_armed(a, s);
	for (enum list_field f = 0; f < LIST_COUNT; f++)
		c->fits[f] += list_fits(f, armed);
}

static void PRINTF(3, 4)
    judge(struct list_column *c, bool sure, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(c->reason, sizeof(c->reason), fmt, ap);
	va_end(ap);
	c->sure = sure;
}

/* Nine of ten: a list has its mistakes. */
static bool
mostly(const struct list_column *c, enum list_field f)
{
	return c->filled > 0 && c->fits[f] * 10 >= c->filled * 9;
}

static size_t
told_by_values(const struct list_column *c)
{
	size_t i = 0;

	while (i < TELLING && !mostly(c, telling[i].field))
		i++;
	return i;
}

static bool
says_who(enum list_field f)
{
	return f <= LIST_MAIL;
}

static enum list_field
by_name(struct list_column *c, enum list_field f, bool in_part)
{
	size_t values = told_by_values(c);
	unsigned long long fit = c->fits[f], all = c->filled;

	if (all == 0)
		judge(c, !in_part, "its name; it has no values yet");
	else if (in_part && says_who(f) && mostly(c, f))
		judge(c, false, "a part of its name; %llu of %llu values fit",
		    fit, all);
	else if (mostly(c, f))
		judge(c, true, "its name; %llu of %llu values fit", fit, all);
	else if (says_who(f) && mostly(c, LIST_WHO)) {
		f = LIST_WHO;
		judge(c, true, "its name; its values are %s",
		    telling[TELLING - 1].are);
	} else if (values < TELLING) {
		judge(c, false, "its name says %s, but its values are %s",
		    list_field_name(f), telling[values].are);
		f = telling[values].field;
	} else if (fit * 2 >= all) {
		judge(c, true, "its name; only %llu of %llu values fit", fit,
		    all);
	} else {
		judge(c, false, "its name, but only %llu of %llu values fit",
		    fit, all);
	}
	return f;
}

static enum list_field
by_values(struct list_column *c, bool is_name)
{
	size_t i = told_by_values(c);

	if (is_name) {
		judge(c, true, "not used: a name finds nobody");
		return LIST_NOT;
	}
	if (i == TELLING) {
		judge(c, true, "not used: neither name nor values tell");
		return LIST_NOT;
	}
	judge(c, false, "its name is unknown; %llu of %llu values are %s",
	    (unsigned long long)c->fits[telling[i].field],
	    (unsigned long long)c->filled, telling[i].are);
	return telling[i].field;
}

/* Of two columns for the same thing one is chosen, and never surely. */
static void
twice(struct list_map *m, struct list_column *column, size_t at,
    enum list_field f)
{
	struct list_column *first = &column[m->at[f]];

	if (first->sure && !column[at].sure) {
		judge(&column[at], true, "not used: \"%s\" says %s already",
		    first->name, list_field_name(f));
		return;
	}
	judge(&column[at], false, "not used: \"%s\" says %s too; which one?",
	    first->name, list_field_name(f));
	first->sure = false;
}

static enum list_field
column_guess(struct list_column *c)
{
	enum list_field f;
	struct str name = str_of(c->name);

	if (c->secret) {
		judge(c, true, "not used: a secret, by its name");
		return LIST_NOT;
	}
	switch (list_word_field(name, &f)) {
	case NAMED:
		return by_name(c, f, false);
	case NAMED_IN_PART:
		if (list_word_is_name(name))
			break;
		return by_name(c, f, true);
	case NAMED_NOT:
		break;
	}
	return by_values(c, list_word_is_name(name));
}

bool
list_guess(
    struct list_map *m, struct list_column *column, size_t n, struct arena *a)
{
	enum list_field *f = ARENA_NEW(a, enum list_field, n + 1);
	bool sure = true;

	for (size_t i = 0; i < n; i++)
		f[i] = column_guess(&column[i]);
	/* those that are sure first, so that they have their place */
	for (int round = 0; round < 2; round++)
		for (size_t i = 0; i < n; i++) {
			bool many = f[i] == LIST_CVE || f[i] == LIST_DETAIL;
			if (f[i] == LIST_NOT || column[i].sure != (round == 0))
				continue;
			if (m->field[i] != LIST_NOT)
				continue;
			if (m->at[f[i]] >= 0 && !many) {
				twice(m, column, i, f[i]);
				f[i] = LIST_NOT;
			} else {
				list_map_add(m, i, f[i]);
			}
		}
	for (size_t i = 0; i < n; i++)
		sure = sure && column[i].sure;
	return sure;
}

/* Dates. */

void
list_dates_look(struct list_dates *d, size_t column, struct str value)
{
	struct when w;

	if (!when_read(value, &w))
		return;
	d->of[column].clockless += w.timed && !w.zoned;
	if (w.ordered || w.epoch || w.no_century)
		return;
	d->of[column].unordered++;
	d->of[column].day_first += w.part[0] > 12;
	d->of[column].month_first += w.part[1] > 12;
}

void
list_dates_judge(const struct list_dates *d, size_t column,
    struct when_how *how, struct why *w)
{
	uint64_t day = d->of[column].day_first;
	uint64_t month = d->of[column].month_first;

	if (how->order == WHEN_UNSAID && d->of[column].unordered > 0) {
		if (day > 0 && month == 0)
			how->order = WHEN_DMY;
		else if (month > 0 && day == 0)
			how->order = WHEN_MDY;
		else
			why_set(w, ERR_RANGE,
			    "its dates can be read in two ways: say --dates "
			    "dmy (31-1-2026) or --dates mdy (1-31-2026)");
	}
	if (how->clock == CLOCK_UNSAID && d->of[column].clockless > 0)
		why_set(w, ERR_RANGE,
		    "its times do not say of which clock they are: say --zone "
		    "CET (the Dutch clock), --zone UTC or such as --zone "
		    "+02:00");
}
