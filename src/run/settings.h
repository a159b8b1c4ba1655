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
	SETTING_MAIL_SERVER,
	SETTING_MAIL_TLS,
	SETTING_MAIL_CA,
	SETTING_MAIL_USER,
	SETTING_MAIL_PASSWORD_FILE,
	SETTING_MAIL_CONNECTIONS,
	SETTING_MAIL_PER_DOMAIN,
	SETTING_AUTOMATIC,
	SETTING_BACKUP_FOLDER,
	SETTING_BACKUP_HOUR,
	SETTING_BACKUP_KEEP,
	SETTING_SECOND_ABOVE,
	SETTING_SECOND_TOPICS,
	SETTING_CANARY_ABOVE,
	SETTING_CANARY_HOURS,
	SETTING_CANARY_NOT_OURS,
	SETTING_CANARY_BOUNCES,
	SETTING_WEEK_MOST,
	SETTING_QUIET,
	SETTING_WORK_FROM,
	SETTING_WORK_UNTIL,
	SETTING_CODE_DAYS,
	SETTING_BOUNCE_ADDRESS,
	SETTING_MAIL_FOLDER,
	SETTING_DKIM,
	SETTING_DKIM_SELECTOR,
	SETTING_SIGNATURE,
	SETTING_FETCH,
	SETTING_FETCH_CONTACT,
	SETTING_FETCH_SECONDS,
	SETTING_FETCH_CA,
	SETTING_FETCH_INSTEAD,
	SETTING_WEB_LISTEN,
	SETTING_WEB_URL,
	SETTING_SECURITY_CONTACT,
	SETTING_KEEP_FILES,
	SETTING_KEEP_BATCHES,
	SETTING_KEEP_OBSERVATIONS,
	SETTING_KEEP_UNOWNED,
	SETTING_KEEP_FINDINGS,
	SETTING_KEEP_NOTICES,
	SETTING_KEEP_MOMENTS,
	SETTING_KEEP_LEAKS,
	SETTING_KEEP_LOOKS,
	SETTING_KEEP_AUDIT,
	SETTING_COUNT,
};

enum setting_type {
	SETTING_TEXT,
	SETTING_NUMBER,
	SETTING_CHOICE, /* its number is the place among the choices */
	SETTING_SERVER, /* "host:port", an IPv6 address in brackets; or empty */
};

struct setting_row {
	const char *name;
	enum setting_type type;
	int64_t least, most; /* of a number; of a text's length */
	const char *preset;
	const char *about;
	const char *choices; /* "one|two|three", of a choice */
};

extern const struct setting_row setting_rows[SETTING_COUNT];

/* Values in use; texts live in the arena given to settings_read. */
struct settings {
	struct str text[SETTING_COUNT];
	int64_t number[SETTING_COUNT];
	bool from_file[SETTING_COUNT];
};

/* The parts of a SETTING_SERVER's text that is not empty: an address without
 * its brackets. */
void settings_server(struct str text, struct str *host, uint16_t *port);

/* The presets. */
void settings_init(struct settings *s);
/*
 * Reads "key = value" lines; "#" begins a comment. The first bad line is
 * refused with file, line and what is allowed; nothing is kept then.
 */
enum err settings_read(struct settings *s, struct arena *a, struct str text,
    struct why *w) MUST_CHECK;

#endif
