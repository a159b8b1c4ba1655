/* settings: what an operator may change, in one table */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef RUN_SETTINGS_H
#define RUN_SETTINGS_H

#include "base/arena.h"
#include "base/err.h"

/* One a row of the table in settings.c. */
enum setting {
	SETTING_ZONE,
	SETTING_DIGEST_HOUR,
	SETTING_DIGEST_WEEKDAY,
	SETTING_KEY_FOLDER,
	SETTING_AUTOMATIC,
	SETTING_BACKUP_FOLDER,
	SETTING_BACKUP_HOUR,
	SETTING_BACKUP_KEEP,
	SETTING_COUNT,
};

/* SETTING_YES: "yes" or "no", the number 1 or 0. */
enum setting_type { SETTING_TEXT, SETTING_NUMBER, SETTING_YES };

struct setting_row {
	const char *name;
	enum setting_type type;
	int64_t least, most; /* of a number; of a text's length */
	const char *preset;
	const char *about;
};

extern const struct setting_row setting_rows[SETTING_COUNT];

/* Values in use; texts live in the arena given to settings_read. */
struct settings {
	struct str text[SETTING_COUNT];
	int64_t number[SETTING_COUNT];
	bool from_file[SETTING_COUNT];
};

/* The presets. */
void settings_init(struct settings *s);
/*
 * Reads "key = value" lines; "#" begins a comment. The first bad line is
 * refused with file, line and what is allowed; nothing is kept then.
 */
enum err settings_read(struct settings *s, struct arena *a, struct str text,
    struct why *w) MUST_CHECK;

#endif
