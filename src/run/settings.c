/* settings: what an operator may change, in one table */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "run/settings.h"

/* clang-format off */
const struct setting_row setting_rows[SETTING_COUNT] = {
[SETTING_ZONE] = {"zone", SETTING_TEXT, 1, 63, "Europe/Amsterdam",
    "time zone in which rhythms and dates are meant"},
[SETTING_DIGEST_HOUR] = {"digest-hour", SETTING_NUMBER, 0, 23, "8",
    "local hour at which daily and weekly notices go"},
[SETTING_DIGEST_WEEKDAY] = {"digest-weekday", SETTING_NUMBER, 0, 6, "1",
    "day of weekly notices: 0 Sunday, 1 Monday, ... 6 Saturday"},
[SETTING_KEY_FOLDER] = {"key-folder", SETTING_TEXT, 0, 400, "",
    "where the keys are; empty: beside the service's folder, FOLDER.key"},
[SETTING_AUTOMATIC] = {"automatic", SETTING_YES, 0, 1, "no",
    "yes: notices are prepared and sent without a person releasing them"},
[SETTING_BACKUP_FOLDER] = {"backup-folder", SETTING_TEXT, 0, 400, "",
    "where `serve` puts a backup each night, full path; empty: none is made"},
[SETTING_BACKUP_HOUR] = {"backup-hour", SETTING_NUMBER, 0, 23, "3",
    "local hour of that backup"},
[SETTING_BACKUP_KEEP] = {"backup-keep", SETTING_NUMBER, 1, 366, "7",
    "how many of those backups are kept"},
};
/* clang-format on */

static enum err
value_set(struct settings *s, enum setting i, struct str value, struct why *w,
    uint64_t line)
{
	const struct setting_row *row = &setting_rows[i];
	uint64_t n = value.n;
	bool number = row->type == SETTING_NUMBER;

	if (row->type == SETTING_YES) {
		bool yes = str_eq(value, STR("yes"));
		if (!yes && !str_eq(value, STR("no")))
			return why_at(w, ERR_SYNTAX, line, WHY_NO_BYTE,
			    "%s must be yes or no", row->name);
		s->text[i] = value;
		s->number[i] = yes;
		return OK;
	}
	if (number && !str_u64(value, INT64_MAX, &n))
		return why_at(w, ERR_SYNTAX, line, WHY_NO_BYTE,
		    "%s: \"%.*s\" is not a number", row->name,
		    STR_ARG(str_upto(value, 40)));
	if ((int64_t)n < row->least || (int64_t)n > row->most)
		return why_at(w, ERR_RANGE, line, WHY_NO_BYTE,
		    number ? "%s must be from %lld to %lld"
			   : "%s must have from %lld to %lld characters",
		    row->name, (long long)row->least, (long long)row->most);
	s->text[i] = value;
	s->number[i] = number ? (int64_t)n : 0;
	return OK;
}

void
settings_init(struct settings *s)
{
	*s = (struct settings){0};
	for (enum setting i = 0; i < SETTING_COUNT; i++)
		if (value_set(s, i, str_of(setting_rows[i].preset), NULL, 0) !=
		    OK)
			die("the preset of %s is wrong", setting_rows[i].name);
}

static enum setting
setting_named(struct str name)
{
	enum setting i = 0;

	while (i < SETTING_COUNT && !str_eq(name, str_of(setting_rows[i].name)))
		i++;
	return i;
}

static enum err
line_read(struct settings *s, struct arena *a, struct str line, uint64_t n,
    struct why *w)
{
	line = str_trim(str_upto(line, str_find(line, '#')));
	if (line.n == 0)
		return OK;

	size_t at = str_find(line, '=');
	struct str name = str_trim(str_upto(line, at));
	struct str value = str_trim(str_from(line, at + 1));
	enum setting i = setting_named(name);

	if (at == line.n)
		return why_at(w, ERR_SYNTAX, n, WHY_NO_BYTE,
		    "a line must read: key = value");
	if (i == SETTING_COUNT)
		return why_at(w, ERR_ABSENT, n, WHY_NO_BYTE,
		    "there is no setting \"%.*s\"; `dijkwacht help settings` "
		    "lists them",
		    STR_ARG(str_upto(name, 40)));
	if (s->from_file[i])
		return why_at(w, ERR_TAKEN, n, WHY_NO_BYTE,
		    "%s is set twice; keep one line", setting_rows[i].name);
	s->from_file[i] = true;
	return value_set(s, i, arena_str(a, value), w, n);
}

enum err
settings_read(
    struct settings *s, struct arena *a, struct str text, struct why *w)
{
	struct settings fresh;
	uint64_t n = 0;

	if (!str_is_utf8(text) || str_find(text, '\0') < text.n)
		return why_set(w, ERR_SYNTAX,
		    "this is not a text in UTF-8; save it as UTF-8");
	settings_init(&fresh);
	for (struct str line; str_split(&text, '\n', &line);) {
		enum err e = line_read(&fresh, a, line, ++n, w);
		if (e != OK)
			return e;
	}
	*s = fresh;
	return OK;
}
