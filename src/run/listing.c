/* listing: a list by hand, looked at and confirmed before it is taken in */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "run/listing.h"

#include "base/time.h"
#include "feed/reader.h"
#include "feed/row.frame.h"
#include "finding/topic.h"
#include "run/commands.h"
#include "store/map.sql.h"

enum { MAP_NAME_MAX = 64, OPTIONS_ROOM = 8192 };

/* Options as the reader takes them. */

static void
put(struct buf *b, const char *name, struct str value)
{
	if (value.n > 0)
		buf_fmt(b, "%s=%.*s\n", name, STR_ARG(value));
}

static bool
topic_check(struct job *job, struct str topic)
{
	if (topic.n == 0 || topic_by_id(topic) != NULL)
		return true;
	job_err(job,
	    "--topic: there is no topic \"%.*s\"; `dijkwacht topic list` shows "
	    "them\n",
	    STR_ARG(str_upto(topic, 40)));
	return false;
}

static bool
map_name_check(struct job *job, struct str name)
{
	bool sound = name.n <= MAP_NAME_MAX;

	for (size_t i = 0; i < name.n; i++)
		sound &=
		    name.p[i] > ' ' && name.p[i] <= '~' && name.p[i] != '=';
	if (!sound)
		job_err(job,
		    "--keep-map: a name of letters and digits, at most %d\n",
		    MAP_NAME_MAX);
	return sound;
}

/* The map itself, or the name of one that was kept. */
static bool
map_find(struct job *job, struct buf *b)
{
	struct str map = call_value(job->call, "map");
	struct map_get_row row;

	if (map.n == 0 || str_find(map, '=') < map.n) {
		put(b, "map", map);
		return true;
	}
	if (map_get(job->sv->store.db, map, &row)) {
		buf_str(b, row.options);
		put(b, "scope", map);
		return true;
	}

	struct sql_cursor c;
	struct map_each_row each;
	struct buf names = {0};

	map_each(job->sv->store.db, &c);
	while (map_each_next(&c, &each))
		buf_fmt(&names, " %.*s", STR_ARG(each.name));
	job_err(job,
	    "--map: no map of the name \"%.*s\" was kept (%s%.*s); or write "
	    "it out: address=COLUMN,seen=COLUMN\n",
	    STR_ARG(str_upto(map, 40)), names.n > 0 ? "there are" : "none yet",
	    STR_ARG(buf_all(&names)));
	buf_free(&names);
	return false;
}

static void
topics_put(struct buf *b)
{
	buf_str(b, STR("topics="));
	for (size_t i = 0; i < topic_count; i++)
		buf_fmt(b, "%s%.*s", i > 0 ? " " : "", STR_ARG(topics[i].id));
	buf_char(b, '\n');
}

/* A line end in a value would begin another option. */
static bool
on_one_line(struct job *job)
{
	static const char *const said[] = {
	    "map", "keep-map", "dates", "zone", "sheet", "seen", "giver"};

	for (size_t i = 0; i < sizeof(said) / sizeof(*said); i++) {
		struct str s = call_value(job->call, said[i]);
		if (str_find(s, '\n') == s.n && str_is_utf8(s) &&
		    s.n < OPTIONS_ROOM / 4)
			continue;
		job_err(job, "--%s: text on one line\n", said[i]);
		return false;
	}
	return true;
}

bool
listing_options(struct job *job, struct listing *l)
{
	const struct call *call = job->call;
	struct buf b = {0};

	*l = (struct listing){
	    .topic = call_value(call, "topic"),
	    .keep = call_value(call, "keep-map"),
	    .yes = call_given(call, "yes"),
	    .dry = call_given(call, "dry-run"),
	};
	if (!topic_check(job, l->topic) || !map_name_check(job, l->keep) ||
	    !on_one_line(job))
		return false;
	put(&b, "dates", call_value(call, "dates"));
	put(&b, "zone", call_value(call, "zone"));
	put(&b, "sheet", call_value(call, "sheet"));
	put(&b, "seen", call_value(call, "seen"));
	put(&b, "complete",
	    call_given(call, "complete") ? STR("yes") : (struct str){0});

	bool found = map_find(job, &b);

	put(&b, "scope", l->keep.n > 0 ? l->keep : call_value(call, "giver"));
	l->given = arena_str(&job->a, buf_all(&b));
	buf_free(&b);
	return found;
}

void
listing_note(struct job *job, struct str name, struct str fields)
{
	struct frame_note f;

	if (frame_note_read(fields, &f) == OK)
		job_err(job, "%.*s: %.*s\n", STR_ARG(name), STR_ARG(f.text));
}

enum err
listing_rest(struct job *job, struct str name, uint16_t type, struct str fields,
    bool *done, struct why *w)
{
	switch (type) {
	case FRAME_NOTE:
		listing_note(job, name, fields);
		return OK;
	case FRAME_REPORT:
	case FRAME_REPORT_END:
		return OK;
	case FRAME_INPUT_END:
		return reading_end(fields, done, w);
	default:
		return ERR_SYNTAX;
	}
}

/* A look. */

struct look {
	struct job *job;
	struct str name;
	uint64_t rows;
	bool sure, ended;
	struct buf options, why;
	struct table columns;
};

static void
look_begin(void *ctx)
{
	static const char *const heads[] = {
	    "COLUMN", "MEANS", "BECAUSE", "FOR EXAMPLE"};
	struct look *k = ctx;

	buf_free(&k->columns.cells);
	table_begin(&k->columns, k->job, 4, heads);
	k->ended = k->sure = false;
	k->rows = 0;
	buf_reset(&k->options);
	buf_reset(&k->why);
}

static enum err
column_take(struct look *k, struct str fields)
{
	struct frame_column f;

	if (frame_column_read(fields, &f) != OK)
		return ERR_SYNTAX;
	if (f.name.n > 0)
		table_cell(&k->columns, f.name);
	else
		table_fmt(&k->columns, "#%u", f.at);
	table_fmt(&k->columns, "%.*s%s", STR_ARG(f.field),
	    f.sure		? ""
		: f.field.n > 0 ? "?"
				: "-?");
	table_cell(&k->columns, f.reason);
	table_cell(&k->columns, f.sample);
	return OK;
}

/*
 * Options as a look may give them: they are kept, and shown to be typed, and
 * the reader is not trusted. Nothing in a map means anything to a shell.
 */
static bool
options_are_sound(struct str options)
{
	while (options.n > 0) {
		struct str line, value;
		if (!str_split(&options, '\n', &line))
			return false;
		value = str_from(line, str_find(line, '=') + 1);
		if (str_starts(line, STR("dates=")) &&
		    (str_eq(value, STR("dmy")) || str_eq(value, STR("mdy"))))
			continue;
		if (!str_starts(line, STR("map=")))
			return false;
		for (size_t i = 0; i < value.n; i++) {
			char c = value.p[i];
			bool letter = (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
			if (!letter && !(c >= '0' && c <= '9') &&
			    str_find(STR(" _-./()#,="), c) == 10)
				return false;
		}
	}
	return true;
}

static enum err
looked_take(struct look *k, struct str fields)
{
	struct frame_looked f;

	if (k->ended || frame_looked_read(fields, &f) != OK ||
	    !options_are_sound(f.options))
		return ERR_SYNTAX;
	k->ended = true;
	k->sure = f.sure;
	buf_str(&k->options, f.options);
	buf_str(&k->why, f.why);
	return OK;
}

static enum err
look_frame(
    void *ctx, uint16_t type, struct str fields, bool *done, struct why *w)
{
	struct look *k = ctx;

	switch (type) {
	case FRAME_COLUMN:
		return k->columns.cells.n > 4096 * sizeof(struct str)
		    ? ERR_SYNTAX
		    : column_take(k, fields);
	case FRAME_LOOKED:
		return looked_take(k, fields);
	case FRAME_REPORT:
	case FRAME_REPORT_END:
	case FRAME_REJECT:
	case FRAME_NOTE: /* told when it is read */
		k->rows++;
		return OK;
	case FRAME_INPUT_END:
		return reading_end(fields, done, w);
	default:
		return ERR_SYNTAX;
	}
}

static uint64_t
look_received(void *ctx)
{
	return ((const struct look *)ctx)->rows;
}

/* A word as a shell takes it. */
static void
word_put(struct buf *b, struct str word)
{
	bool plain = word.n > 0;

	for (size_t i = 0; i < word.n; i++) {
		char c = word.p[i];
		plain &= (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
		    (c >= '0' && c <= '9') || str_find(STR("_-./:+,=@"), c) < 9;
	}
	buf_char(b, ' ');
	if (plain) {
		buf_str(b, word);
		return;
	}
	buf_char(b, '\'');
	for (size_t i = 0; i < word.n; i++)
		if (word.p[i] == '\'')
			buf_str(b, STR("'\\''"));
		else
			buf_char(b, word.p[i]);
	buf_char(b, '\'');
}

/* What was typed, with the map written out. */
static void
option_tell(struct buf *b, const struct call *call, size_t i)
{
	static const char *const not [] = {"map", "dates", "dry-run"};
	const struct option *o = &call->command->options[i];

	for (size_t k = 0; k < sizeof(not ) / sizeof(*not ); k++)
		if (str_eq(str_of(o->name), str_of(not [k])))
			return;
	buf_fmt(b, " --%s", o->name);
	if (o->value != NULL)
		word_put(b, call->value[i]);
}

/* What was typed, with the map written out. Where the list came in another
 * way, what to type. */
static void
command_tell(struct job *job, const struct listing *l, const struct look *k)
{
	const struct call *call = job->call;
	struct buf b = {0};

	buf_str(&b, STR("  dijkwacht import"));
	if (call->command == &command_import) {
		for (size_t i = 0; i < call->n_words; i++)
			word_put(&b, call->word[i]);
		for (size_t i = 0; call->command->options[i].name != NULL; i++)
			if (call->given[i])
				option_tell(&b, call, i);
	} else {
		word_put(&b, k->name);
		buf_str(&b, STR(" --topic"));
		word_put(&b, l->topic.n > 0 ? l->topic : STR("TOPIC"));
	}
	buf_fmt(&b, " --map \"%.*s\"",
	    STR_ARG(options_find(buf_all(&k->options), "map")));
	if (options_find(buf_all(&k->options), "dates").n > 0)
		buf_fmt(&b, " --dates %.*s",
		    STR_ARG(options_find(buf_all(&k->options), "dates")));
	buf_char(&b, '\n');
	job_str(job, buf_all(&b));
	buf_free(&b);
}

/* True where it may be read on. */
static bool
look_judge(struct job *job, const struct listing *l, struct look *k)
{
	struct str name = k->name;
	bool may = k->why.n == 0 && (k->sure || l->yes);

	if (l->dry || !may) {
		job_out(job, "%.*s: its columns\n", STR_ARG(name));
		table_end(&k->columns);
	}
	if (k->why.n > 0) {
		job_err(job, "%.*s: %.*s; nothing was read\n", STR_ARG(name),
		    STR_ARG(buf_all(&k->why)));
		return false;
	}
	if (may)
		return true;
	job_err(job,
	    "%.*s: not sure what its columns mean%s. If this is right:\n",
	    STR_ARG(name), l->dry ? "" : "; nothing was read");
	command_tell(job, l, k);
	return l->dry;
}

static void
map_keep(struct job *job, const struct listing *l, struct str options)
{
	struct store *s = &job->sv->store;

	if (l->keep.n == 0 || l->dry)
		return;
	sql_begin(s->db);
	map_set(s->db, l->keep, options, job->now, job_person(job));
	sql_commit(s->db);
	job_out(job, "kept as map %.*s: --map %.*s\n", STR_ARG(l->keep),
	    STR_ARG(l->keep));
}

/* The look's options go before those given, which it settled from. */
static bool
options_join(struct job *job, const struct listing *l, const struct look *k,
    struct reading *r)
{
	struct buf b = {0};

	buf_str(&b, buf_all(&k->options));
	put(&b, "zone", options_find(l->given, "zone"));
	put(&b, "sheet", options_find(l->given, "sheet"));
	struct str kept = arena_str(&job->a, buf_all(&b));

	buf_str(&b, l->given);

	bool fits = b.n <= OPTIONS_ROOM;

	if (fits)
		map_keep(job, l, kept);
	else
		job_err(job,
		    "%.*s: its map and the other options are longer than %d "
		    "bytes; nothing was read\n",
		    STR_ARG(r->name), OPTIONS_ROOM);
	r->options = arena_str(&job->a, buf_all(&b));
	buf_free(&b);
	return fits;
}

static void
seen_put(struct buf *b, int64_t now)
{
	buf_str(b, STR("seen="));
	time_put(b, now);
	buf_char(b, '\n');
}

bool
listing_settle(
    struct job *job, const struct listing *l, struct reading *r, int fd)
{
	struct look k = {.job = job, .name = r->name};
	struct buf ask = {0}, given = {0};
	struct why w = {0};
	struct listing all = *l;

	buf_str(&given, l->given);
	seen_put(&given, job->now); /* counts where it was not said */
	topics_put(&given);
	all.given = arena_str(&job->a, buf_all(&given));
	buf_fmt(&ask, "look=yes\n%.*s", STR_ARG(all.given));

	struct reading look = {
	    .reader = STR("list"),
	    .name = r->name,
	    .type = l->topic,
	    .options = buf_all(&ask),
	    .begin = look_begin,
	    .frame = look_frame,
	    .received = look_received,
	    .ctx = &k,
	};
	bool may = false;

	if (reading_run(job, &look, fd, &w) != OK || !k.ended) {
		why_set(&w, ERR_SYNTAX, "holds no list");
		w.file = r->name;
		job_why(job, &w);
	} else if (look_judge(job, l, &k)) {
		r->type = l->topic;
		may = options_join(job, &all, &k, r);
	}
	buf_free(&k.columns.cells);
	buf_free(&k.options);
	buf_free(&k.why);
	buf_free(&ask);
	buf_free(&given);
	return may;
}
