/* intake: typed rows from a reader become evidence, observations, findings */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "feed/intake.h"

#include <string.h>

#include "base/crash.h"
#include "base/time.h"
#include "feed/account.h"
#include "feed/intake_now.h"
#include "feed/row.frame.h"
#include "store/known.h"

enum {
	CHUNK_TOLD_MAX = 256 << 20, /* bytes of frames kept in memory at once */
	TYPES_MAX = 1024,	    /* types of row in one report */
};

void
intake_init(struct intake *in)
{
	arena_init(&in->keep, 0);
	in->at = ARENA_NEW(&in->keep, struct intake_now, 1);
	arena_init(&in->at->texts, 0);
	arena_init(&in->at->strings, 0);
}

void
intake_free(struct intake *in)
{
	chunk_free(&in->at->chunk);
	deposit_free(&in->at->deposit);
	buf_free(&in->at->rows);
	buf_free(&in->at->rejects);
	buf_free(&in->at->types);
	buf_free(&in->at->named);
	buf_free(&in->at->scratch);
	arena_free(&in->at->strings);
	arena_free(&in->at->texts);
	buf_free(&in->tries.kept);
	arena_free(&in->keep);
	in->at = NULL;
}

static void
drop(struct intake_now *at)
{
	at->open = false;
	buf_reset(&at->rows);
	buf_reset(&at->rejects);
	buf_reset(&at->types);
	buf_reset(&at->named);
	at->mute = false;
	arena_reset(&at->strings);
	arena_reset(&at->texts);
}

static uint64_t
more(uint64_t a, uint64_t b)
{
	return a > b ? a : b;
}

void
intake_input(struct intake *in)
{
	struct intake_tries *t = &in->tries;

	drop(in->at);
	if (t->going_on) {
		t->rows = more(t->rows, in->received);
		t->reports =
		    more(t->reports, in->sums.reports - t->reports_before);
		in->sums.reports = t->reports_before;
		in->sums.known = t->known_before;
	} else {
		t->going_on = true;
		t->rows = t->reports = 0;
		t->reports_before = in->sums.reports;
		t->known_before = in->sums.known;
		buf_reset(&t->kept);
	}
	t->met = 0;
	in->received = 0;
}

void
intake_abandon(struct intake *in)
{
	drop(in->at);
	in->tries.going_on = false;
}

static enum err
out_of_turn(struct why *w, const char *what)
{
	return why_set(w, ERR_SYNTAX, "the reader broke its word: %s", what);
}

/* Within the calendar; what is past it could not be told to anybody. */
static bool
day_is_sound(int64_t day)
{
	return day >= day_of_civil(1, 1, 1) && day < day_of_civil(9999, 12, 31);
}

static bool
time_is_sound(int64_t t)
{
	return t >= time_of_day(day_of_civil(1, 1, 1)) &&
	    t < time_of_day(day_of_civil(9999, 12, 31));
}

/* Printable ASCII without upper case, as every checked name is; of several
 * there are blanks between. */
static bool
name_is_sound(struct str s, bool several)
{
	for (size_t i = 0; i < s.n; i++)
		if ((s.p[i] <= ' ' && !(several && s.p[i] == ' ')) ||
		    s.p[i] > '~' || (s.p[i] >= 'A' && s.p[i] <= 'Z'))
			return false;
	return true;
}

struct type_met *
intake_types(const struct intake_now *at)
{
	return (struct type_met *)(void *)at->types.p;
}

/* Where in the store the observations of a type lie together. */
static uint16_t
group_of(struct intake *in, struct str type)
{
	struct buf *b = &in->at->scratch;
	unsigned char out[SEAL_INDEX];

	buf_reset(b);
	buf_str(b, str_of(in->reader->name));
	buf_char(b, '\n');
	buf_str(b, type);
	seal_mark(out, in->store->seal, STR("observation.type"), buf_all(b));
	return (uint16_t)(out[0] << 8 | out[1]);
}

static void
type_add(struct intake *in, struct str name)
{
	struct type_met t = {
	    .name = name,
	    .group = group_of(in, name),
	    .topic = topic_by_id(in->reader->topic(name)),
	    .severity = in->reader->severity(name),
	};

	if (t.topic == NULL)
		t.topic = topic_by_type(name);
	if (t.severity == SEVERITY_NONE)
		t.severity = t.topic->severity;
	buf_put(&in->at->types, &t, sizeof(t));
}

/* False when a report has more types than it may. */
static bool
type_find(struct intake *in, struct str name, uint32_t *type)
{
	struct intake_now *at = in->at;
	size_t n = at->types.n / sizeof(struct type_met);

	*type = 0;
	if (name.n == 0)
		return true;
	for (size_t i = 0; i < n; i++)
		if (str_eq(intake_types(at)[i].name, name)) {
			*type = (uint32_t)i;
			return true;
		}
	if (n == TYPES_MAX)
		return false;
	type_add(in, arena_str(&at->texts, name));
	*type = (uint32_t)n;
	return true;
}

static enum err
report_take(struct intake *in, struct str fields, struct why *w)
{
	struct intake_now *at = in->at;
	struct frame_report f;

	if (at->open || frame_report_read(fields, &f) != OK ||
	    (f.day != DAY_ABSENT && !day_is_sound(f.day)))
		return out_of_turn(w,
		    "a report that does not read, or inside "
		    "another");
	arena_reset(&at->texts);
	at->told = (struct intake_report){
	    .name = arena_str(&at->texts, f.name),
	    .type = arena_str(&at->texts, f.type),
	    .scope = arena_str(&at->texts, f.scope),
	    .missing = arena_str(&at->texts, f.missing),
	    .unknown = arena_str(&at->texts, f.unknown),
	    .day = f.day,
	};
	at->header = arena_str(&at->texts, f.header);
	buf_reset(&at->types); /* of another report in the same input */
	buf_reset(&at->named);
	at->mute = false;
	type_add(in, at->told.type);
	at->report = 0;
	at->chunks = 0;
	at->open = true;
	intake_chunk_begin(in);
	crash_point(CRASH_INTAKE_BEGIN);
	return OK;
}

/*
 * What makes an observation the same as yesterday's: all but its time and
 * what a source says about it in passing.
 */
static void
fingerprint(struct intake *in, struct row_kept *r, struct str detail)
{
	struct buf *b = &in->at->scratch;
	unsigned char out[SEAL_FINGERPRINT];
	const struct subject *s = &r->subject;
	uint8_t place[] = {s->place.a.kind, s->place.length,
	    (uint8_t)(s->port >> 8), (uint8_t)s->port, (uint8_t)s->transport};

	const struct type_met *type = &intake_types(in->at)[r->type];

	buf_reset(b);
	buf_str(b, str_of(in->reader->name));
	buf_char(b, '\n');
	buf_str(b, type->name);
	buf_char(b, '\n');
	buf_put(b, s->place.a.b, sizeof(s->place.a.b));
	buf_put(b, place, sizeof(place));
	buf_str(b, s->hostname);
	buf_char(b, '\n');
	buf_str(b, s->family);
	if (type->topic->data == TOPIC_DATA_CREDENTIAL) {
		buf_char(b, '\n'); /* which account */
		buf_str(b, detail);
	}
	seal_fingerprint(out, in->store->seal, buf_all(b));
	struct known k = known_make(type->group, out);

	r->id = k.id;
	r->rest = k.rest;
}

/* What the technical part of a notice shows of a row. */
static struct str
detail_text(struct intake *in, const struct frame_observation *f, bool account)
{
	struct buf b = {0};

	if (f->hostname.n > 0)
		buf_fmt(&b, "hostname: %.*s\n", STR_ARG(f->hostname));
	if (f->cves.n > 0)
		buf_fmt(&b, "vulnerabilities: %.*s\n", STR_ARG(f->cves));
	if (account)
		account_detail(&b, f->detail);
	else
		buf_str(&b, f->detail);

	struct str s = arena_str(&in->at->strings, buf_all(&b));

	buf_free(&b);
	return s;
}

static bool
place_read(const struct frame_observation *f, struct prefix *place)
{
	size_t bytes = f->kind == 4 ? 4 : f->kind == 6 ? 16 : 0;

	*place = (struct prefix){.length = f->length};
	if (f->kind != 0 && bytes == 0)
		return false;
	if (f->address.n != bytes || f->length > bytes * 8)
		return false;
	place->a.kind = f->kind;
	if (bytes > 0)
		memcpy(place->a.b, f->address.p, bytes);
	return true;
}

/* Room for one more row, told in a frame of n bytes: keeps the chunk when it
 * is full. */
static void
chunk_room(struct intake *in, size_t n)
{
	struct intake_now *at = in->at;

	if (chunk_full(&at->chunk) || at->told_bytes + n > CHUNK_TOLD_MAX) {
		intake_chunk_keep(in, false);
		intake_chunk_begin(in);
	}
	at->told_bytes += n;
}

static void
subject_take(
    struct intake *in, const struct frame_observation *f, struct subject *s)
{
	struct arena *a = &in->at->strings;

	s->port = f->port;
	s->transport = (enum transport)f->transport;
	s->asn = f->asn;
	s->hostname = arena_str(a, f->hostname);
	s->family = arena_str(a, f->family);
	s->names = arena_str(a, f->names);
}

static bool
is_account(const struct intake_now *at, uint32_t type)
{
	return intake_types(at)[type].topic->data == TOPIC_DATA_CREDENTIAL;
}

static enum unowned
who_is_it(struct intake *in, struct row_kept *r)
{
	struct sighting s = subject_sighting(&r->subject, r->seen);

	s.account = is_account(in->at, r->type);
	return identify(in->owners, &s, &r->who);
}

static enum err
observation_take(struct intake *in, struct str fields, struct why *w)
{
	struct intake_now *at = in->at;
	struct frame_observation f;
	struct row_kept r = {0};

	if (!at->open || frame_observation_read(fields, &f) != OK ||
	    !place_read(&f, &r.subject.place) || !time_is_sound(f.seen) ||
	    !name_is_sound(f.hostname, false) ||
	    !name_is_sound(f.names, true) || f.tlp == TLP_RED ||
	    !type_find(in, f.type, &r.type))
		return out_of_turn(w, "an observation that does not read");
	if ((enum tlp)f.tlp > in->batch.tlp)
		in->batch.tlp = (enum tlp)f.tlp;
	chunk_room(in, fields.n);
	r.index = chunk_add(&at->chunk, f.raw);
	r.seen = f.seen;
	r.severity = f.severity == SEVERITY_NONE
	    ? intake_types(at)[r.type].severity
	    : (enum severity)f.severity;
	subject_take(in, &f, &r.subject);
	r.unowned = who_is_it(in, &r);
	if (r.unowned == UNOWNED_NOT)
		r.detail = detail_text(in, &f, is_account(at, r.type));
	if (is_account(at, r.type))
		at->account = true;
	fingerprint(in, &r, f.detail);
	buf_put(&at->rows, &r, sizeof(r));
	at->told.rows++;
	in->received++;
	return OK;
}

/* Of a report of accounts it must not hold what it quotes. */
static struct str
rule_text(struct intake_now *at, struct str rule)
{
	struct buf b = {0};

	if (!is_account(at, 0))
		return arena_str(&at->strings, rule);
	account_rule(&b, rule);

	struct str text = arena_str(&at->strings, buf_all(&b));

	buf_free(&b);
	return text;
}

static enum err
reject_take(struct intake *in, struct str fields, struct why *w)
{
	struct intake_now *at = in->at;
	struct frame_reject f;

	if (!at->open || frame_reject_read(fields, &f) != OK)
		return out_of_turn(w, "a rejected row that does not read");
	chunk_room(in, fields.n);

	struct reject_kept r = {
	    .index = chunk_add(&at->chunk, f.raw),
	    .line = f.line,
	    .at = f.at,
	    .err = (enum err)f.err,
	    .rule = rule_text(at, f.rule),
	};

	buf_put(&at->rejects, &r, sizeof(r));
	at->told.rows++;
	at->told.rejected++;
	in->received++;
	intake_reject_note(at, f.err == ERR_LIMIT ? (struct str){0} : f.raw);
	if (in->news.reject != NULL && in->received > in->tries.rows)
		in->news.reject(
		    in->news.ctx, at->told.name, f.line, f.at, r.rule);
	return OK;
}

static enum err
report_end_take(struct intake *in, struct str fields, struct why *w)
{
	struct intake_now *at = in->at;
	struct frame_report_end f;

	if (!at->open || frame_report_end_read(fields, &f) != OK)
		return out_of_turn(w, "an end without a report");
	if (f.rows != at->told.rows || f.rejected != at->told.rejected)
		return out_of_turn(w, "rows told and rows sent differ");
	at->told.complete = f.complete;
	at->told.whole = f.complete || f.whole;
	at->told.named = intake_reject_named(at);
	at->told.why = arena_str(&at->texts, f.why);
	if (intake_is_ahead(in)) {
		at->told.complete = false;
		at->told.why = STR("its day lies in the future: mend the day "
				   "in the file's name and read it again");
	}
	intake_chunk_keep(in, true);
	in->sums.reports++;
	at->open = false;
	if (in->news.report != NULL &&
	    in->sums.reports - in->tries.reports_before > in->tries.reports)
		in->news.report(in->news.ctx, &at->told);
	return OK;
}

static enum err
input_end_take(struct intake *in, struct str fields, bool *done, struct why *w)
{
	struct frame_input_end f;

	if (in->at->open || frame_input_end_read(fields, &f) != OK)
		return out_of_turn(w, "the end of the input inside a report");
	*done = true;
	in->tries.going_on = false;
	if (f.err == OK)
		return OK;
	return why_at(
	    w, (enum err)f.err, f.line, f.at, "%.*s", STR_ARG(f.rule));
}

enum err
intake_frame(struct intake *in, uint16_t type, struct str fields, bool *done,
    struct why *w)
{
	switch (type) {
	case FRAME_REPORT:
		return report_take(in, fields, w);
	case FRAME_OBSERVATION:
		return observation_take(in, fields, w);
	case FRAME_REJECT:
		return reject_take(in, fields, w);
	case FRAME_REPORT_END:
		return report_end_take(in, fields, w);
	case FRAME_INPUT_END:
		return input_end_take(in, fields, done, w);
	default:
		return out_of_turn(w, "a frame nobody asked for");
	}
}
