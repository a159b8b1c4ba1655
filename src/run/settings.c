/* settings: what an operator may change, in one table */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "run/settings.h"

/* clang-format off */
const struct setting_row setting_rows[SETTING_COUNT] = {
[SETTING_ZONE] = {"zone", SETTING_TEXT, 1, 63, "Europe/Amsterdam",
    "time zone in which rhythms and dates are meant", NULL},
[SETTING_DIGEST_HOUR] = {"digest-hour", SETTING_NUMBER, 0, 23, "8",
    "local hour at which daily and weekly notices go", NULL},
[SETTING_DIGEST_WEEKDAY] = {"digest-weekday", SETTING_NUMBER, 0, 6, "1",
    "day of weekly notices: 0 Sunday, 1 Monday, ... 6 Saturday", NULL},
[SETTING_KEY_FOLDER] = {"key-folder", SETTING_TEXT, 0, 400, "",
    "where the keys are; empty: beside the service's folder, FOLDER.key", NULL},
[SETTING_MAIL_SERVER] = {"mail-server", SETTING_SERVER, 0, 260, "",
    "HOST:PORT of the mail server; empty: notices become files in outbox/", NULL},
[SETTING_MAIL_TLS] = {"mail-tls", SETTING_CHOICE, 0, 0, "starttls",
    "how the connection to it is secured", "starttls|tls|none"},
[SETTING_MAIL_CA] = {"mail-ca", SETTING_TEXT, 0, 400, "",
    "file with the certificates that it may show (PEM); empty: the system's list", NULL},
[SETTING_MAIL_USER] = {"mail-user", SETTING_TEXT, 0, 320, "",
    "name to log in with; empty: no login", NULL},
[SETTING_MAIL_PASSWORD_FILE] = {"mail-password-file", SETTING_TEXT, 1, 100, "mail.password",
    "file in the key folder that holds the password, mode 0600", NULL},
[SETTING_MAIL_CONNECTIONS] = {"mail-connections", SETTING_NUMBER, 1, 32, "4",
    "connections to the mail server at the same time, at most", NULL},
[SETTING_MAIL_PER_DOMAIN] = {"mail-per-domain", SETTING_NUMBER, 1, 32, "4",
    "mails to one receiving domain at the same time, at most", NULL},
[SETTING_AUTOMATIC] = {"automatic", SETTING_CHOICE, 0, 0, "no",
    "yes: notices are prepared and sent without a person releasing them", "no|yes"},
[SETTING_BACKUP_FOLDER] = {"backup-folder", SETTING_TEXT, 0, 400, "",
    "where `serve` puts a backup each night, full path; empty: none is made", NULL},
[SETTING_BACKUP_HOUR] = {"backup-hour", SETTING_NUMBER, 0, 23, "3",
    "local hour of that backup, and of erasing what is past its last day", NULL},
[SETTING_BACKUP_KEEP] = {"backup-keep", SETTING_NUMBER, 1, 366, "7",
    "how many of those backups are kept", NULL},
[SETTING_SECOND_ABOVE] = {"second-above", SETTING_NUMBER, 0, 1000000000, "100",
    "notices that one person may release in 24 hours; more take a second person", NULL},
[SETTING_SECOND_TOPICS] = {"second-topics", SETTING_TEXT, 0, 1000, "",
    "topics that always take a second person, as: stolen-credentials, ransomware", NULL},
[SETTING_CANARY_ABOVE] = {"canary-above", SETTING_NUMBER, 20, 1000000000, "200",
    "of more notices of one topic released together, the first 20 go ahead", NULL},
[SETTING_CANARY_HOURS] = {"canary-hours", SETTING_NUMBER, 1, 168, "4",
    "hours that the others wait after the last of those 20", NULL},
[SETTING_CANARY_NOT_OURS] = {"canary-not-ours", SETTING_NUMBER, 0, 100, "10",
    "percent of receivers who say that it is not theirs, above which all stops", NULL},
[SETTING_CANARY_BOUNCES] = {"canary-bounces", SETTING_NUMBER, 0, 100, "10",
    "percent of mails that come back, above which all stops", NULL},
[SETTING_WEEK_MOST] = {"week-most", SETTING_NUMBER, 1, 1000, "5",
    "notices to one company in seven days; urgent ones go beyond it", NULL},
[SETTING_QUIET] = {"quiet", SETTING_CHOICE, 0, 0, "off",
    "on: only topics that may wake people leave outside working hours", "off|on"},
[SETTING_WORK_FROM] = {"work-from", SETTING_NUMBER, 0, 23, "8",
    "local hour at which working hours begin, on days that are no holiday", NULL},
[SETTING_WORK_UNTIL] = {"work-until", SETTING_NUMBER, 1, 24, "18",
    "local hour at which they end; later than work-from", NULL},
[SETTING_CODE_DAYS] = {"code-days", SETTING_NUMBER, 1, 3650, "365",
    "days that the check code of a notice is good for", NULL},
[SETTING_BOUNCE_ADDRESS] = {"bounce-address", SETTING_TEXT, 0, 254, "",
    "where returned mail goes, with +REFERENCE before its @; empty: to the sender", NULL},
[SETTING_MAIL_FOLDER] = {"mail-folder", SETTING_TEXT, 0, 400, "",
    "Maildir that `serve` takes bounces and answers from, full path; empty: none", NULL},
[SETTING_DKIM] = {"dkim", SETTING_CHOICE, 0, 0, "own",
    "who signs the mail: the service with its keys, or the server it goes to", "own|relay"},
[SETTING_DKIM_SELECTOR] = {"dkim-selector", SETTING_TEXT, 1, 40, "dw1",
    "begin of the names under which DNS has those keys: dw1r and dw1e", NULL},
[SETTING_SIGNATURE] = {"signature", SETTING_CHOICE, 0, 0, "none",
    "signature in each mail: smime.crt and smime.key, or openpgp.asc", "none|smime|openpgp"},
[SETTING_FETCH] = {"fetch", SETTING_CHOICE, 0, 0, "no",
    "yes: sites of companies without a mail address are asked for theirs", "no|yes"},
[SETTING_FETCH_CONTACT] = {"fetch-contact", SETTING_TEXT, 0, 254, "",
    "whom those sites can ask why, in User-Agent; empty: the sender's mail address", NULL},
[SETTING_FETCH_SECONDS] = {"fetch-seconds", SETTING_NUMBER, 1, 60, "20",
    "seconds that a site has to answer, redirects and all", NULL},
[SETTING_FETCH_CA] = {"fetch-ca", SETTING_TEXT, 0, 400, "",
    "file with the certificates that sites may show (PEM); empty: the system's list", NULL},
[SETTING_FETCH_INSTEAD] = {"fetch-instead", SETTING_TEXT, 0, 2000, "",
    "sites to be found elsewhere than names say, as: bakker.example=10.0.0.7:443", NULL},
[SETTING_WEB_LISTEN] = {"web-listen", SETTING_SERVER, 0, 260, "",
    "where `serve` shows its pages, as 127.0.0.1:8080, to a proxy; empty: nowhere", NULL},
[SETTING_WEB_URL] = {"web-url", SETTING_TEXT, 0, 200, "",
    "under which address the world sees them, as https://meld.voorbeeld.example", NULL},
[SETTING_SECURITY_CONTACT] = {"security-contact", SETTING_TEXT, 0, 254, "",
    "whom to tell of a weakness in this service: a mail address or an https address", NULL},
[SETTING_KEEP_FILES] = {"keep-files", SETTING_NUMBER, 1, 36500, "30",
    "days that files which were read stay in inbox/done and inbox/failed", NULL},
[SETTING_KEEP_BATCHES] = {"keep-batches", SETTING_NUMBER, 91, 36500, "400",
    "days that raw rows are kept, where their giver gave no last day", NULL},
[SETTING_KEEP_OBSERVATIONS] = {"keep-observations", SETTING_NUMBER, 1, 36500, "400",
    "days that rows stay linked to a company after its finding was seen last", NULL},
[SETTING_KEEP_UNOWNED] = {"keep-unowned", SETTING_NUMBER, 31, 36500, "90",
    "days that observations of nobody we know are kept after the last look", NULL},
[SETTING_KEEP_FINDINGS] = {"keep-findings", SETTING_NUMBER, 1, 36500, "1095",
    "days that subject and notes of a closed finding are kept", NULL},
[SETTING_KEEP_NOTICES] = {"keep-notices", SETTING_NUMBER, 1, 36500, "730",
    "days that the text of a notice is kept", NULL},
[SETTING_KEEP_MOMENTS] = {"keep-moments", SETTING_NUMBER, 1, 36500, "730",
    "days that notes of conversations and answers by mail are kept", NULL},
[SETTING_KEEP_LEAKS] = {"keep-leaks", SETTING_NUMBER, 1, 36500, "1825",
    "days that a closed data leak is kept", NULL},
[SETTING_KEEP_LOOKS] = {"keep-looks", SETTING_NUMBER, 1, 36500, "365",
    "days that it is kept who looked at people and companies", NULL},
[SETTING_KEEP_AUDIT] = {"keep-audit", SETTING_NUMBER, 1, 36500, "1095",
    "days that it is kept who did what", NULL},
};
/* clang-format on */

/* The place of value among the choices; false: it is none of them. */
static bool
choice_read(const char *choices, struct str value, uint64_t *n)
{
	struct str rest = str_of(choices), word;

	for (*n = 0; str_split(&rest, '|', &word); ++*n)
		if (str_eq(word, value))
			return true;
	return false;
}

static bool
server_read(struct str s, struct str *host, uint64_t *port)
{
	size_t at = s.n;

	while (at > 0 && s.p[at - 1] != ':')
		at--;
	*host = str_upto(s, at > 0 ? at - 1 : 0);
	if (host->n > 2 && host->p[0] == '[' && host->p[host->n - 1] == ']')
		*host = str_make(host->p + 1, host->n - 2);
	else if (str_find(*host, ':') < host->n)
		return false; /* an address without brackets */
	for (size_t i = 0; i < host->n; i++)
		if (str_find(STR("/@?#[]% \t"), host->p[i]) < 9)
			return false;
	return host->n > 0 && str_u64(str_from(s, at), UINT16_MAX, port) &&
	    *port > 0;
}

void
settings_server(struct str text, struct str *host, uint16_t *port)
{
	uint64_t n;

	if (!server_read(text, host, &n))
		die("a server that was read before does not read");
	*port = (uint16_t)n;
}

static enum err
bounds_check(
    const struct setting_row *row, int64_t n, struct why *w, uint64_t line)
{
	if (n >= row->least && n <= row->most)
		return OK;
	return why_at(w, ERR_RANGE, line, WHY_NO_BYTE,
	    row->type == SETTING_NUMBER
		? "%s must be from %lld to %lld"
		: "%s must have from %lld to %lld characters",
	    row->name, (long long)row->least, (long long)row->most);
}

static enum err
value_set(struct settings *s, enum setting i, struct str value, struct why *w,
    uint64_t line)
{
	const struct setting_row *row = &setting_rows[i];
	struct str host, cut = str_upto(value, 40);
	uint64_t n = value.n;
	enum err e = OK;

	if (row->type == SETTING_NUMBER && !str_u64(value, INT64_MAX, &n))
		return why_at(w, ERR_SYNTAX, line, WHY_NO_BYTE,
		    "%s: \"%.*s\" is not a number", row->name, STR_ARG(cut));
	if (row->type == SETTING_CHOICE &&
	    !choice_read(row->choices, value, &n))
		return why_at(w, ERR_SYNTAX, line, WHY_NO_BYTE,
		    "%s: \"%.*s\" is none of %s", row->name, STR_ARG(cut),
		    row->choices);
	if (row->type != SETTING_CHOICE)
		e = bounds_check(row, (int64_t)n, w, line);
	if (e == OK && row->type == SETTING_SERVER && value.n > 0 &&
	    !server_read(value, &host, &n))
		e = why_at(w, ERR_SYNTAX, line, WHY_NO_BYTE,
		    "%s must read HOST:PORT, as mail.voorbeeld.example:587",
		    row->name);
	s->text[i] = value;
	s->number[i] = row->type == SETTING_TEXT ? 0 : (int64_t)n;
	return e;
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
