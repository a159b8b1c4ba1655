/* cmd_export: what is kept, given on in another program's form */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <sys/mman.h>
#include <unistd.h>

#include "base/file.h"
#include "base/time.h"
#include "evidence/chunk.h"
#include "evidence/vault.h"
#include "feed/clean.h"
#include "feed/event.h"
#include "feed/reader.h"
#include "feed/row.frame.h"
#include "run/commands.h"
#include "run/job.h"
#include "run/reading.h"
#include "store/batch.sql.h"
#include "store/ledger.sql.h"
#include "value/tlp.h"

enum {
	SAY_AT = 32 * 1024,	  /* bytes gathered before they are said */
	EVENT_TEXT_MAX = 4 << 20, /* bytes of one event */
	GIVER_MAX = 200,
};

/* One export on its way, over many chunks. */
struct exporting {
	struct job *job;
	enum event_format format;
	bool with_raw;
	struct str batch; /* ref; absent: all */
	int64_t since;	  /* day */
	enum audience to; /* whom it is for */
	struct buf said;  /* not said yet */
	uint64_t refused, broken, accounts;
	uint64_t kept[TLP_COUNT]; /* chunks left out, by label */

	/* of the chunk in hand */
	struct buf piece; /* of one event */
	uint64_t given;	  /* rows of it that the reader gets */
	uint64_t told;	  /* events of it that were put in said */
	uint64_t met, rejected;
};

/* What the reader says. */

/* One line of UTF-8 with nothing in it that a terminal would obey; in CSV a
 * field may hold lines. */
static bool
is_sound(struct str s, enum event_format format)
{
	if (s.n == 0 || s.p[s.n - 1] != '\n' || !str_is_utf8(s))
		return false;
	for (size_t i = 0; i + 1 < s.n; i++) {
		char c = s.p[i];
		bool white = c == '\n' || c == '\r' || c == '\t';
		if (c == 0x7f ||
		    ((unsigned char)c < ' ' &&
			!(white && format == EVENT_FORMAT_CSV)))
			return false;
	}
	return true;
}

static void
say(struct exporting *ex, size_t at)
{
	if (ex->said.n <= at)
		return;
	job_str(ex->job, buf_all(&ex->said));
	buf_reset(&ex->said);
}

static enum err
event_take(struct exporting *ex, struct str fields, struct why *w)
{
	struct frame_event f;

	if (frame_event_read(fields, &f) != OK || ex->met == ex->given ||
	    ex->piece.n + f.text.n > EVENT_TEXT_MAX)
		return why_set(w, ERR_SYNTAX, "an event that does not read");
	buf_str(&ex->piece, f.text);
	if (f.more)
		return OK;
	if (!is_sound(buf_all(&ex->piece), ex->format))
		return why_set(w, ERR_SYNTAX, "an event that is no line");
	if (++ex->met > ex->told) {
		buf_str(&ex->said, buf_all(&ex->piece));
		ex->told = ex->met;
		say(ex, SAY_AT);
	}
	buf_reset(&ex->piece);
	return OK;
}

static enum err
frame(void *ctx, uint16_t type, struct str fields, bool *done, struct why *w)
{
	struct exporting *ex = ctx;
	struct frame_input_end end;

	switch (type) {
	case FRAME_EVENT:
		return event_take(ex, fields, w);
	case FRAME_REJECT:
		ex->rejected++;
		return OK;
	case FRAME_REPORT:
	case FRAME_REPORT_END:
		return OK;
	case FRAME_INPUT_END:
		if (frame_input_end_read(fields, &end) != OK)
			break;
		*done = true;
		if (end.err == OK)
			return OK;
		return why_set(w, (enum err)end.err, "%.*s", STR_ARG(end.rule));
	default:
		break;
	}
	return why_set(w, ERR_SYNTAX, "a frame nobody asked for");
}

static void
begin(void *ctx)
{
	struct exporting *ex = ctx;

	ex->met = ex->rejected = 0;
	buf_reset(&ex->piece);
}

static uint64_t
received(void *ctx)
{
	const struct exporting *ex = ctx;

	return ex->met + ex->rejected;
}

/* What the reader is given. */

struct rejects {
	struct sql_cursor c;
	struct reject_rows_row row;
	bool any;
};

static bool
is_rejected(struct rejects *r, uint32_t index)
{
	while (r->any && r->row.row < index)
		r->any = reject_rows_next(&r->c, &r->row);
	return r->any && r->row.row == index;
}

/* Header and rows as they came in; without those that were no use. */
static bool
rows_write(struct exporting *ex, int64_t seq, struct chunk_reader *r, int fd)
{
	struct buf b = {0};
	struct rejects rejects;
	struct chunk_row row;
	bool fine = true;

	reject_rows(ex->job->sv->store.db, seq, &rejects.c);
	rejects.any = reject_rows_next(&rejects.c, &rejects.row);
	if (r->meta.header.n > 0) {
		buf_str(&b, r->meta.header);
		buf_char(&b, '\n');
	}
	while (fine && chunk_next(r, &row)) {
		if (row.erased || is_rejected(&rejects, row.index))
			continue;
		ex->given++;
		buf_str(&b, row.bytes);
		buf_char(&b, '\n');
		if (b.n >= SAY_AT) {
			fine = file_write(fd, b.p, b.n);
			buf_reset(&b);
		}
	}
	while (rejects.any)
		rejects.any = reject_rows_next(&rejects.c, &rejects.row);
	fine = fine && file_write(fd, b.p, b.n);
	buf_free(&b);
	return fine && chunk_reader_why(r)->err == OK;
}

static void
constants_put(struct buf *b, const struct ledger_export_row *l)
{
	struct arena a;

	arena_init(&a, 0);
	buf_fmt(b, "tlp=%s\ntime.observation=", tlp_name((enum tlp)l->tlp));
	time_put(b, l->received);
	if (l->giver_named != 0)
		buf_fmt(b, "\nfeed.provider=%.*s",
		    STR_ARG(clean(&a, l->giver, GIVER_MAX)));
	arena_free(&a);
}

static void
chunk_tell(struct exporting *ex, const struct ledger_export_row *l,
    struct chunk_reader *r)
{
	int fd = memfd_create("chunk", MFD_CLOEXEC);
	struct buf constants = {0};
	struct why w = {0};

	if (fd < 0)
		die_errno("cannot hold a chunk in memory");
	constants_put(&constants, l);

	struct reading reading = {
	    .reader = r->meta.feed,
	    .name = l->name,
	    .type = l->type,
	    .events = ex->format,
	    .with_raw = ex->with_raw,
	    .constants = buf_all(&constants),
	    .begin = begin,
	    .frame = frame,
	    .received = received,
	    .ctx = ex,
	};

	ex->told = ex->given = 0;
	if (!rows_write(ex, l->seq, r, fd) ||
	    reading_run(ex->job, &reading, fd, &w) != OK) {
		ex->broken++;
		job_err(ex->job, "chunk %lld: %s\n", (long long)l->seq,
		    w.err != OK ? w.rule : chunk_reader_why(r)->rule);
	}
	ex->refused += ex->rejected;
	buf_free(&constants);
	close(fd);
}

static void
chunk_export(struct exporting *ex, const struct ledger_export_row *l)
{
	struct service *sv = ex->job->sv;
	struct buf file = {0};
	struct chunk_reader r;
	struct why w = {0};

	if (vault_get(sv->folder, l->file, &file) != OK) {
		ex->broken++;
		job_err(ex->job,
		    "%.*s cannot be read; `dijkwacht evidence verify` tells "
		    "more\n",
		    STR_ARG(l->file));
	} else {
		if (chunk_open(&r, &sv->seal, buf_all(&file), &w) == OK) {
			chunk_tell(ex, l, &r);
		} else {
			ex->broken++;
			job_err(
			    ex->job, "%.*s: %s\n", STR_ARG(l->file), w.rule);
		}
		chunk_close(&r);
	}
	buf_free(&file);
}

/* The row's texts live until the next: an export of a chunk asks the store
 * for more. */
static struct ledger_export_row
row_kept(struct arena *a, const struct ledger_export_row *row)
{
	struct ledger_export_row kept = *row;

	kept.file = arena_str(a, row->file);
	kept.name = arena_str(a, row->name);
	kept.type = arena_str(a, row->type);
	kept.giver = arena_str(a, row->giver);
	return kept;
}

static void
all_export(struct exporting *ex)
{
	struct sql_cursor c;
	struct ledger_export_row row;
	struct buf rows = {0};

	ledger_export(ex->job->sv->store.db, ex->batch, ex->since, &c);
	while (ledger_export_next(&c, &row)) {
		struct ledger_export_row kept = row_kept(&ex->job->a, &row);
		buf_put(&rows, &kept, sizeof(kept));
	}

	const struct ledger_export_row *l =
	    (const struct ledger_export_row *)(const void *)rows.p;

	for (size_t i = 0; i < rows.n / sizeof(*l); i++)
		if (!tlp_allows((enum tlp)l[i].tlp, ex->to))
			ex->kept[l[i].tlp]++;
		else if (l[i].delete_by != SQL_NULL_I64)
			ex->accounts++;
		else
			chunk_export(ex, &l[i]);
	buf_free(&rows);
}

/* What was asked. */

/* Whom a label lets it go to, as the operator names it. */
static bool
limit_read(struct exporting *ex)
{
	static const enum audience to[TLP_COUNT] = {
	    [TLP_CLEAR] = AUDIENCE_PUBLIC,
	    [TLP_GREEN] = AUDIENCE_COMMUNITY,
	    [TLP_AMBER] = AUDIENCE_PROVIDER,
	    [TLP_AMBER_STRICT] = AUDIENCE_OWNER,
	};
	struct str s = call_value(ex->job->call, "tlp");
	enum tlp limit = s.n > 0 ? tlp_read(s) : TLP_GREEN;

	ex->to = to[limit];
	if (limit != TLP_NONE && limit != TLP_RED)
		return true;
	job_err(ex->job,
	    "--tlp: the strictest that its receiver may have: CLEAR, GREEN, "
	    "AMBER or AMBER+STRICT; RED goes to nobody\n");
	return false;
}

/* What was left out, and why. */
static void
kept_say(const struct exporting *ex)
{
	static const char *const why[TLP_COUNT] = {
	    [TLP_NONE] = "have no label, so go to nobody",
	    [TLP_GREEN] = "stay within the community: --tlp GREEN if it is for "
			  "that",
	    [TLP_AMBER] = "are for organisations that have to know, and "
			  "their clients: --tlp AMBER if it is for such a one",
	    [TLP_AMBER_STRICT] = "stay within your organisation: --tlp "
				 "AMBER+STRICT if it is for a program of yours",
	    [TLP_RED] = "go to nobody",
	};

	for (int i = 0; i < TLP_COUNT; i++)
		if (ex->kept[i] > 0)
			job_err(ex->job,
			    "%llu chunks are %s and were left out: they %s\n",
			    (unsigned long long)ex->kept[i],
			    tlp_name((enum tlp)i), why[i]);
}

static bool
plan_read(struct exporting *ex)
{
	const struct call *call = ex->job->call;
	struct str format = call_value(call, "format");
	struct str since = call_value(call, "since");
	int32_t day = DAY_ABSENT;
	struct batch_by_ref_row row;

	if (!limit_read(ex))
		return false;
	ex->batch = call_value(call, "batch");
	ex->with_raw = call_given(call, "raw");
	ex->format =
	    str_eq(format, STR("csv")) ? EVENT_FORMAT_CSV : EVENT_FORMAT_JSON;
	if (format.n > 0 && ex->format == EVENT_FORMAT_JSON &&
	    !str_eq(format, STR("json"))) {
		job_err(ex->job, "--format: json or csv\n");
		return false;
	}
	if (since.n > 0 && !day_read(since, &day)) {
		job_err(ex->job,
		    "--since: \"%.*s\" is not a date; write YYYY-MM-DD\n",
		    STR_ARG(str_upto(since, 40)));
		return false;
	}
	if (ex->batch.n > 0 &&
	    !batch_by_ref(ex->job->sv->store.db, ex->batch, &row)) {
		job_err(ex->job,
		    "there is no batch \"%.*s\"; importing tells the "
		    "reference of each\n",
		    STR_ARG(str_upto(ex->batch, 40)));
		return false;
	}
	ex->since = day;
	return true;
}

static int
run_intelmq(struct job *job)
{
	struct exporting ex = {.job = job};

	if (!plan_read(&ex))
		return 2;
	if (ex.format == EVENT_FORMAT_CSV) {
		struct csv_out o;
		csv_out_open(&o, &ex.said, ',');
		event_csv_header(&o);
	}
	all_export(&ex);
	say(&ex, 0);
	kept_say(&ex);
	if (ex.accounts > 0)
		job_err(job,
		    "%llu chunks tell of stolen accounts and were left out\n",
		    (unsigned long long)ex.accounts);
	if (ex.refused > 0)
		job_err(job,
		    "%llu rows do not read as events any more and were left "
		    "out\n",
		    (unsigned long long)ex.refused);
	buf_free(&ex.said);
	buf_free(&ex.piece);
	return ex.broken > 0 || ex.refused > 0;
}

static const struct option options[] = {
    {"tlp", "LABEL", "the strictest its receiver may have (preset: GREEN)"},
    {"batch", "REF", "only what came in with this import"},
    {"since", "DAY", "only reports of this day and later"},
    {"format", "FORM", "json (preset): one event on each line; or csv"},
    {"raw", NULL, "with each row as it came in, in field raw (base64)"},
    {0},
};

const struct command command_export_intelmq = {
    .name = "export intelmq",
    .example = "--tlp GREEN --since 2026-01-31",
    .args = "",
    .about = "all rows that are kept, as events for IntelMQ",
    .place = PLACE_KEEPER,
    .options = options,
    .more = "One event for every row that was used, in order of arrival, with "
	    "the field names and types of the IntelMQ data format. tlp is that "
	    "of the import, or the row's own where that is stricter. What is "
	    "stricter than --tlp is left out and said: TLP:AMBER is for "
	    "organisations that have to know, TLP:AMBER+STRICT for programs of "
	    "your own organisation only, TLP:RED for nobody. Stolen accounts "
	    "are left out too. Rows that were rejected or erased are not "
	    "there. In CSV all extra fields stand "
	    "in the column \"extra\" as "
	    "an object, and a field that a spreadsheet would take for a "
	    "formula has an apostrophe in front: `dijkwacht import --as "
	    "intelmq` takes it away, other programs may not.",
    .run = run_intelmq,
};
