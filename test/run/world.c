/* world: a small service with known contents, and commands run on it */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "test/run/world.h"

#include <stdio.h>

#include "base/time.h"
#include "feed/intake.h"
#include "feed/row.frame.h"
#include "match/organisation.h"
#include "store/finding.sql.h"
#include "test/tap.h"
#include "words.gen.h"

enum { REFS_MAX = 64, HEX_LEAST = 32 };

void
world_make(struct world *w)
{
	struct service_plan plan = {
	    .name = STR("Waterschap Oefening"),
	    .sender_name = STR("Waterschap Oefening"),
	    .sender_mail = STR("wacht@waterschap.example"),
	    .ground = 2,
	};
	struct why why = {0};
	struct buf path = {0};
	bool made;

	*w = (struct world){0};
	arena_init(&w->a, 0);
	if (!time_read(STR("2026-01-31T08:00:00Z"), &w->now))
		die("no time");
	buf_fmt(&path, "%s/service", scratch());
	w->path = arena_cstr(&w->a, buf_all(&path));
	buf_free(&path);
	plan.now = w->now;
	if (service_make(w->path, &plan, &made, &why) != OK ||
	    service_open(&w->sv, w->path, SERVICE_WRITE, &why) != OK)
		die("no service: %s", why.rule);
	sql_begin(w->sv.store.db);
	w->person = store_person(&w->sv.store, STR("jansen"), w->now);
	sql_commit(w->sv.store.db);
}

void
world_free(struct world *w)
{
	service_close(&w->sv);
	buf_free(&w->out);
	buf_free(&w->err);
	arena_free(&w->a);
}

/* What is in it. */

static void
organisations_enter(struct world *w)
{
	struct organisation bakery = {
	    .name = STR("Bakkerij Jansen"),
	    .kvk = STR("12345678"),
	    .mail = STR("info@bakkerij-jansen.example"),
	    .sector = STR("voeding"),
	    .assets = STR("203.0.113.0/24 bakkerij-jansen.example AS64500"),
	    .language = LANG_NL,
	    .rhythm = RHYTHM_DAILY,
	    .source = STR("leden.csv"),
	};
	/* a name that is a formula, ends a quote and moves the cursor up */
	struct organisation cafe = {
	    .name = STR("=Caf\xc3\xa9 \"De Dijk\"\x1b[A"),
	    .assets = STR("198.51.100.0/28 203.0.113.0/24"),
	    .language = LANG_EN,
	    .rhythm = RHYTHM_AT_ONCE,
	    .source = STR("leden.csv"),
	};
	int64_t before = w->now - 10 * DAY;

	sql_begin(w->sv.store.db);
	organisation_enter(
	    &w->sv.store, &w->a, &bakery, w->person, before, NULL, NULL);
	organisation_enter(
	    &w->sv.store, &w->a, &cafe, w->person, before, NULL, NULL);
	sql_commit(w->sv.store.db);
}

/* raw NULL: as the other fields say. */
struct row {
	const char *address;
	uint16_t port;
	const char *hostname;
	enum severity severity;
	const char *raw, *detail;
};

struct report {
	const char *type;
	int32_t day;
	struct row row[4];  /* up to one without an address */
	const char *reject; /* a raw row that could not be used, or NULL */
	bool complete;
};

static void
row_put(struct buf *b, const struct report *r, const struct row *x)
{
	struct address a;
	struct buf raw = {0};

	if (!address_read(str_of(x->address), &a))
		die("%s is no address", x->address);
	day_put(&raw, r->day);
	buf_fmt(&raw, " 03:04:05,%s,%u,%s", x->address, x->port, x->hostname);

	struct frame_observation f = {
	    .row = 1,
	    .line = 2,
	    .raw = x->raw != NULL ? str_of(x->raw) : buf_all(&raw),
	    .seen = time_of_day(r->day) + 3 * HOUR + 4 * MINUTE + 5,
	    .kind = a.kind,
	    .address = str_make(a.b, address_bits(&a) / 8),
	    .length = (uint8_t)address_bits(&a),
	    .port = x->port,
	    .transport = TRANSPORT_TCP,
	    .hostname = str_of(x->hostname),
	    .severity = x->severity,
	    .detail = str_of(x->detail),
	};

	frame_observation_put(b, &f);
	buf_free(&raw);
}

static struct str
name_of(struct world *w, const struct report *r)
{
	struct buf b = {0};

	day_put(&b, r->day);
	buf_fmt(&b, "-%s-oefening.csv", r->type);

	struct str name = arena_str(&w->a, buf_all(&b));

	buf_free(&b);
	return name;
}

/* The frames that a reader would send. */
static void
report_put(struct world *w, struct buf *b, const struct report *r)
{
	struct frame_report head = {
	    .name = name_of(w, r),
	    .type = str_of(r->type),
	    .scope = STR("oefening"),
	    .day = r->day,
	    .header = STR("timestamp,ip,port,hostname"),
	};
	struct frame_reject reject = {
	    .line = 9,
	    .raw = str_of(r->reject),
	    .err = ERR_SYNTAX,
	    .rule = STR("\"ip\" is not an address"),
	};
	struct frame_report_end end = {
	    .rejected = r->reject != NULL,
	    .complete = r->complete,
	};
	struct frame_input_end done = {.err = OK};

	frame_report_put(b, &head);
	for (; end.rows < 4 && r->row[end.rows].address != NULL; end.rows++)
		row_put(b, r, &r->row[end.rows]);
	end.rows += end.rejected;
	if (r->reject != NULL)
		frame_reject_put(b, &reject);
	frame_report_end_put(b, &end);
	frame_input_end_put(b, &done);
}

static void
report_take(struct world *w, struct intake *in, const struct report *r)
{
	struct buf b = {0};
	struct why why = {0};
	uint16_t type;
	struct str fields;
	bool done = false;

	report_put(w, &b, r);
	intake_input(in);
	for (struct str rest = buf_all(&b);
	     frame_take(&rest, &type, &fields) == OK;)
		if (intake_frame(in, type, fields, &done, &why) != OK)
			die("the intake refuses: %s", why.rule);
	buf_free(&b);
}

static const char oddities[] = "2026-01-26 03:04:05,203.0.113.7,3389,\"a\\b"
			       "\x1b[2J\xe2\x80\xae\xff\r\n\t\"";

static const struct report *
reports(size_t *n)
{
	static struct report all[5];
	int32_t day = day_of_civil(2026, 1, 26);

	all[0] = (struct report){"scan_rdp", day,
	    {{"203.0.113.7", 3389, "", SEVERITY_HIGH, oddities,
		 "os: Windows\nname: KASSA\n"},
		{"198.51.100.5", 3389, "", SEVERITY_CRITICAL, NULL, ""},
		{"192.0.2.99", 3389, "", SEVERITY_HIGH, NULL, ""}},
	    "x,y,z", true};
	all[1] = (struct report){"scan_smb", day,
	    {{"192.0.2.10", 445, "pos.bakkerij-jansen.example", SEVERITY_MEDIUM,
		NULL, ""}},
	    NULL, true};
	/* the RDP of the bakery is gone for three complete looks */
	for (int i = 2; i < 5; i++)
		all[i] = (struct report){"scan_rdp", day + i - 1,
		    {{"198.51.100.5", 3389, "", SEVERITY_CRITICAL, NULL, ""}},
		    NULL, true};
	*n = 5;
	return all;
}

void
world_fill(struct world *w)
{
	struct intake in = {
	    .store = &w->sv.store,
	    .folder = w->sv.folder,
	    .batch = {.giver = STR("Shadowserver"),
		.ground = LEGAL_CONTRACT,
		.tlp = TLP_AMBER,
		.embargo = SQL_NULL_I64,
		.delete_by = SQL_NULL_I64},
	    .person = w->person,
	};
	size_t n;
	const struct report *all = reports(&n);

	organisations_enter(w);
	in.owners = service_owners(&w->sv);
	in.reader = &reader_shadowserver;
	intake_init(&in);
	for (size_t i = 0; i < n; i++) {
		in.now = time_of_day(all[i].day) + 32 * HOUR;
		report_take(w, &in, &all[i]);
	}
	intake_free(&in);
	sql_begin(w->sv.store.db);
	finding_notice(&w->sv.store, 2, SEVERITY_CRITICAL, w->person,
	    STR("000000000000000b"), w->now - HOUR);
	sql_commit(w->sv.store.db);
}

/* Commands. */

static void
gather(void *ctx, enum say kind, struct str text)
{
	struct world *w = ctx;

	if (kind == SAY_PROGRESS)
		w->progress++;
	else
		buf_str(kind == SAY_OUT ? &w->out : &w->err, text);
}

static int
run_reading(struct world *w, struct job *job)
{
	struct service sv;
	struct why why = {0};

	if (service_open(&sv, w->path, SERVICE_READ, &why) != OK)
		die("cannot be opened for reading: %s", why.rule);
	job->sv = &sv;

	int code = job->call->command->run(job);

	service_close(&sv);
	return code;
}

int
world_run(struct world *w, const char *const *words)
{
	struct str word[WORDS_MAX];
	struct call call;
	struct why why = {0};
	struct job job = {
	    .call = &call,
	    .path = w->path,
	    .now = w->now,
	    .person_name = STR("jansen"),
	    .ways = {.say = gather, .ctx = w},
	};
	size_t n = 0;
	int code = 2;

	for (; words[n] != NULL; n++)
		word[n] = str_of(words[n]);
	buf_reset(&w->out);
	buf_reset(&w->err);
	w->progress = 0;
	arena_init(&job.a, 0);
	if (call_read(&call, word, n, &why) != OK)
		buf_fmt(&w->err, "%s\n", why.rule);
	else if (call.command->place == PLACE_READER)
		code = run_reading(w, &job);
	else {
		job.sv = &w->sv;
		code = call.command->run(&job);
	}
	arena_free(&job.a);
	return code;
}

bool
said(const struct buf *b, const char *text)
{
	struct str s = buf_all(b);

	if (str_find_str(s, str_of(text)) < s.n)
		return true;
	tap_note("not said: %s", text);
	tap_note("but: %.*s", STR_ARG(str_upto(s, 4000)));
	return false;
}

struct str
world_finding(struct world *w, int64_t id)
{
	struct finding_get_row row;

	if (!finding_get(w->sv.store.db, id, &row))
		die("no finding %lld", (long long)id);
	return arena_str(&w->a, row.ref);
}

/* Making it comparable. */

struct refs {
	struct str ref[REFS_MAX];
	size_t n;
};

static size_t
ref_number(struct refs *refs, struct str ref)
{
	size_t i = 0;

	while (i < refs->n && !str_eq(refs->ref[i], ref))
		i++;
	if (i == refs->n && refs->n < REFS_MAX)
		refs->ref[refs->n++] = ref;
	return i + 1;
}

static size_t
word_length(struct str s)
{
	size_t n = 0;

	while (n < s.n &&
	    ((s.p[n] >= '0' && s.p[n] <= '9') ||
		(s.p[n] >= 'a' && s.p[n] <= 'z')))
		n++;
	return n;
}

static bool
is_hash(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (str_find(STR("0123456789abcdef"), s.p[i]) == 16)
			return false;
	return s.n >= HEX_LEAST;
}

static struct str
same_each_run(struct world *w, struct str s)
{
	struct buf b = {0};
	struct refs refs = {0};
	struct str path = str_of(w->path);

	while (s.n > 0) {
		struct str word = str_upto(s, word_length(s));
		if (str_starts(s, path)) {
			buf_str(&b, STR("FOLDER"));
			word = path;
		} else if (ref_is(word)) {
			/* as wide as a reference, for tables */
			size_t from = b.n;
			buf_fmt(&b, "REF%zu", ref_number(&refs, word));
			while (b.n < from + REF_SIZE)
				buf_char(&b, '_');
		} else if (is_hash(word)) {
			buf_str(&b, STR("HEX"));
		} else {
			word = str_upto(s, word.n > 0 ? word.n : 1);
			buf_str(&b, word);
		}
		s = str_from(s, word.n);
	}

	struct str kept = arena_str(&w->a, buf_all(&b));

	buf_free(&b);
	return kept;
}

struct str
world_said(struct world *w)
{
	return same_each_run(w, buf_all(&w->out));
}

struct str
world_refused(struct world *w)
{
	return same_each_run(w, buf_all(&w->err));
}
