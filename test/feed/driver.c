/* driver: runs a reader over bytes and prints its frames as lines */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "test/feed/driver.h"

#include <arpa/inet.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/err.h"
#include "base/file.h"
#include "base/time.h"
#include "feed/row.frame.h"
#include "value/proof_token.h"
#include "value/relayed.h"
#include "value/returned.h"
#include "value/severity.h"

static void
put_text(struct buf *b, const char *name, struct str s)
{
	if (s.n > 0)
		buf_fmt(b, " %s=%.*s", name, STR_ARG(s));
}

static void
put_number(struct buf *b, const char *name, uint64_t v)
{
	if (v > 0)
		buf_fmt(b, " %s=%llu", name, (unsigned long long)v);
}

static void
report_put(struct outcome *o, struct str fields)
{
	struct frame_report f;

	if (frame_report_read(fields, &f) != OK)
		die("a report that does not read");
	o->reports++;
	buf_fmt(&o->text, "report %.*s", STR_ARG(f.name));
	put_text(&o->text, "type", f.type);
	put_text(&o->text, "scope", f.scope);
	if (f.day != DAY_ABSENT) {
		buf_str(&o->text, STR(" day="));
		day_put(&o->text, f.day);
	}
	put_text(&o->text, "missing", f.missing);
	put_text(&o->text, "unknown", f.unknown);
	buf_char(&o->text, '\n');
}

static void
address_text(struct buf *b, const struct frame_observation *f)
{
	char text[INET6_ADDRSTRLEN];

	if (f->kind == 0)
		return;
	if (f->address.n != (f->kind == 4 ? 4 : 16))
		die("an address of %zu bytes", f->address.n);
	inet_ntop(f->kind == 4 ? AF_INET : AF_INET6, f->address.p, text,
	    sizeof(text));
	buf_fmt(b, " ip=%s/%u", text, f->length);
}

static void
detail_text(struct buf *b, struct str detail)
{
	for (struct str line; str_split(&detail, '\n', &line);)
		if (line.n > 0)
			buf_fmt(b, "    %.*s\n", STR_ARG(line));
}

static void
observation_put(struct outcome *o, struct str fields)
{
	struct frame_observation f;
	struct buf *b = &o->text;

	if (frame_observation_read(fields, &f) != OK)
		die("an observation that does not read");
	o->observations++;
	buf_fmt(b, "row %llu line %llu: ", (unsigned long long)f.row,
	    (unsigned long long)f.line);
	time_put(b, f.seen);
	address_text(b, &f);
	put_number(b, "port", f.port);
	if (f.transport != TRANSPORT_NONE)
		buf_fmt(b, "/%s", transport_name((enum transport)f.transport));
	put_number(b, "asn", f.asn);
	put_text(b, "host", f.hostname);
	put_text(b, "names", f.names);
	buf_fmt(b, " %s", severity_name((enum severity)f.severity));
	put_text(b, "country", f.country);
	put_text(b, "sector", f.sector);
	put_number(b, "naics", f.naics);
	put_text(b, "family", f.family);
	put_text(b, "tag", f.tag);
	put_text(b, "cves", f.cves);
	buf_char(b, '\n');
	detail_text(b, f.detail);
}

static void
reject_put(struct outcome *o, struct str fields)
{
	struct frame_reject f;

	if (frame_reject_read(fields, &f) != OK)
		die("a reject that does not read");
	o->rejects++;
	buf_fmt(&o->text, "row %llu line %llu: REJECTED (%s, %zu bytes) %.*s\n",
	    (unsigned long long)f.row, (unsigned long long)f.line,
	    err_name((enum err)f.err), f.raw.n, STR_ARG(f.rule));
	buf_fmt(&o->rejected, "line %llu: %.*s\n", (unsigned long long)f.line,
	    STR_ARG(f.rule));
}

static void
report_end_put(struct outcome *o, struct str fields)
{
	struct frame_report_end f;

	if (frame_report_end_read(fields, &f) != OK)
		die("a report_end that does not read");
	o->complete += f.complete;
	o->rows += f.rows;
	buf_fmt(&o->text, "end: %llu rows, %llu rejected, %s\n",
	    (unsigned long long)f.rows, (unsigned long long)f.rejected,
	    f.complete ? "complete" : "not complete");
	if (f.why.n > 0)
		buf_fmt(&o->text, "    why: %.*s\n", STR_ARG(f.why));
	if (f.complete != (f.why.n == 0))
		die("complete and why do not agree");
}

static void
input_end_put(struct outcome *o, struct str fields)
{
	struct frame_input_end f;

	if (frame_input_end_read(fields, &f) != OK)
		die("an input_end that does not read");
	o->err = (enum err)f.err;
	if (f.err == OK)
		return;
	buf_fmt(&o->text, "INPUT REFUSED (%s", err_name((enum err)f.err));
	put_number(&o->text, "line", f.line);
	buf_fmt(&o->text, "): %.*s\n", STR_ARG(f.rule));
}

static void
organisation_put(struct outcome *o, struct str fields)
{
	struct frame_organisation f;

	if (frame_organisation_read(fields, &f) != OK)
		die("an organisation that does not read");
	o->organisations++;
	buf_fmt(&o->text, "row %llu line %llu: %.*s", (unsigned long long)f.row,
	    (unsigned long long)f.line, STR_ARG(f.name));
	put_text(&o->text, "kvk", f.kvk);
	put_text(&o->text, "email", f.email);
	put_text(&o->text, "language", f.language);
	put_text(&o->text, "rhythm", f.rhythm);
	put_text(&o->text, "sector", f.sector);
	put_text(&o->text, "assets", f.assets);
	buf_char(&o->text, '\n');
}

static void
event_put_text(struct outcome *o, struct str fields)
{
	struct frame_event f;

	if (frame_event_read(fields, &f) != OK)
		die("an event that does not read");
	o->observations += !f.more;
	buf_str(&o->events, f.text);
}

static void
relayed_put(struct outcome *o, struct str fields)
{
	struct frame_relayed f;

	if (frame_relayed_read(fields, &f) != OK)
		die("a frame of an answer that does not read");
	o->relayed++;
	buf_fmt(&o->text, "relayed %llu line %llu id %.*s answer %s\n",
	    (unsigned long long)f.row, (unsigned long long)f.line,
	    STR_ARG(f.id), relayed_name((enum relayed_answer)f.answer));
}

static void
note_put(struct outcome *o, struct str fields)
{
	struct frame_note f;

	if (frame_note_read(fields, &f) != OK || f.text.n == 0)
		die("a note that does not read");
	buf_fmt(&o->text, "note: %.*s\n", STR_ARG(f.text));
}

static void
column_put(struct outcome *o, struct str fields)
{
	struct frame_column f;

	if (frame_column_read(fields, &f) != OK)
		die("a column that does not read");
	buf_fmt(&o->text, "column %u \"%.*s\" %s%.*s: %.*s [%.*s]\n", f.at,
	    STR_ARG(f.name), f.sure ? "" : "? ",
	    STR_ARG(f.field.n > 0 ? f.field : STR("-")), STR_ARG(f.reason),
	    STR_ARG(f.sample));
}

static void
looked_put(struct outcome *o, struct str fields)
{
	struct frame_looked f;

	if (frame_looked_read(fields, &f) != OK)
		die("the end of a look that does not read");
	buf_fmt(&o->text, "looked, %s\n", f.sure ? "sure" : "not sure");
	detail_text(&o->text, f.options);
	put_text(&o->text, " but", f.why);
	if (f.why.n > 0)
		buf_char(&o->text, '\n');
}

static void
part_put(struct outcome *o, struct str fields)
{
	struct frame_part f;

	if (frame_part_read(fields, &f) != OK || f.name.n == 0)
		die("a part that does not read");
	o->parts++;
	buf_fmt(
	    &o->text, "part %.*s (%.*s)\n", STR_ARG(f.name), STR_ARG(f.type));
}

/* The bytes of small parts are shown. */
static void
part_bytes_put(struct outcome *o, struct str fields)
{
	struct frame_part_bytes f;

	if (frame_part_bytes_read(fields, &f) != OK || f.bytes.n == 0)
		die("bytes of a part that do not read");
	o->part_bytes += f.bytes.n;
	if (f.bytes.n < 80 && str_is_utf8(f.bytes))
		buf_fmt(&o->text, "    %.*s\n", STR_ARG(str_trim(f.bytes)));
	else
		buf_fmt(&o->text, "    %zu bytes\n", f.bytes.n);
}

static void
part_end_put(struct outcome *o, struct str fields)
{
	struct frame_part_end f;

	if (frame_part_end_read(fields, &f) != OK)
		die("the end of a part that does not read");
	if (!f.whole)
		buf_str(&o->text, STR("    not whole\n"));
}

static void
mark_put(struct outcome *o, struct str fields)
{
	struct frame_returned_mark f;

	if (frame_returned_mark_read(fields, &f) != OK || o->returned > 0)
		die("a mark that does not read");
	o->marks++;
	buf_fmt(
	    &o->text, "%s %.*s\n", f.verp ? "to" : "about", STR_ARG(f.text));
}

static void
returned_put(struct outcome *o, struct str fields)
{
	struct frame_returned f;

	if (frame_returned_read(fields, &f) != OK || o->returned++ > 0)
		die("what a mail is does not read");
	buf_fmt(&o->text, "%s", returned_kind_name((enum returned_kind)f.kind));
	put_text(&o->text, "status", f.status);
	put_text(&o->text, "whom", f.whom);
	buf_char(&o->text, '\n');
	detail_text(&o->text, f.said);
}

static void
span_put(struct buf *b, const struct frame_range *f)
{
	char first[INET6_ADDRSTRLEN], last[INET6_ADDRSTRLEN];
	int family = f->kind == 4 ? AF_INET : AF_INET6;
	size_t n = f->kind == 4 ? 4 : 16;

	if (f->first.n != n || f->last.n != n ||
	    memcmp(f->first.p, f->last.p, n) > 0)
		die("a range that is none");
	inet_ntop(family, f->first.p, first, sizeof(first));
	inet_ntop(family, f->last.p, last, sizeof(last));
	buf_fmt(b, "%s - %s", first, last);
}

static void
range_put(struct outcome *o, struct str fields)
{
	struct frame_range f;

	if (frame_range_read(fields, &f) != OK)
		die("a range that does not read");
	o->ranges++;
	buf_fmt(&o->text, "row %llu line %llu: ", (unsigned long long)f.row,
	    (unsigned long long)f.line);
	span_put(&o->text, &f);
	put_text(&o->text, "holder", f.holder);
	put_text(&o->text, "abuse", f.abuse);
	put_number(&o->text, "asn", f.asn);
	put_text(&o->text, "name", f.name);
	put_text(&o->text, "country", f.country);
	buf_char(&o->text, '\n');
}

static void
holder_put(struct outcome *o, struct str fields)
{
	struct frame_holder f;

	if (frame_holder_read(fields, &f) != OK)
		die("a holder that does not read");
	o->holders++;
	buf_fmt(&o->text, "row %llu line %llu: %.*s", (unsigned long long)f.row,
	    (unsigned long long)f.line, STR_ARG(f.handle));
	put_text(&o->text, "name", f.name);
	put_text(&o->text, "country", f.country);
	put_text(&o->text, "mail", f.mail);
	put_text(&o->text, "holder", f.holder);
	put_text(&o->text, "abuse", f.abuse);
	buf_char(&o->text, '\n');
}

static void
way_put(struct outcome *o, struct str fields)
{
	static const char *const kinds[] = {"mail", "web", "phone"};
	struct frame_way f;

	if (frame_way_read(fields, &f) != OK || f.value.n == 0)
		die("a contact that does not read");
	o->ways++;
	buf_fmt(&o->text, "line %llu: %s %.*s\n", (unsigned long long)f.line,
	    kinds[f.kind], STR_ARG(f.value));
}

static void
security_txt_put(struct outcome *o, struct str fields)
{
	static const char *const named[] = {
	    "", "as asked", "as reached", "as another"};
	struct frame_security_txt f;

	if (frame_security_txt_read(fields, &f) != OK)
		die("the rest of a security.txt that does not read");
	o->reports++;
	buf_str(&o->text, STR("until "));
	time_put(&o->text, f.expires);
	put_text(&o->text, "language", f.language);
	put_text(&o->text, "canonical", str_of(named[f.canonical]));
	buf_str(&o->text, f.sealed ? STR(" signed\n") : STR("\n"));
}

static void
proof_token_put_text(struct outcome *o, struct str fields)
{
	struct frame_proof_token f;

	if (frame_proof_token_read(fields, &f) != OK ||
	    !proof_token_is(f.value))
		die("a token that does not read");
	o->tokens++;
	buf_fmt(&o->text, "line %llu: %.*s\n", (unsigned long long)f.line,
	    STR_ARG(f.value));
}

static void
agreement_put(struct outcome *o, struct str fields)
{
	struct frame_agreement f;

	if (frame_agreement_read(fields, &f) != OK || f.company.n == 0)
		die("an agreement that does not read");
	o->agreements++;
	buf_fmt(&o->text, "row %llu line %llu: %.*s", (unsigned long long)f.row,
	    (unsigned long long)f.line, STR_ARG(f.company));
	put_text(&o->text, "party", f.party);
	put_text(&o->text, "kind", f.kind);
	put_text(&o->text, "role", f.role);
	put_text(&o->text, "scope", f.scope);
	put_text(&o->text, "route", f.route);
	put_text(&o->text, "critical", f.critical);
	put_text(&o->text, "from", f.from);
	put_text(&o->text, "until", f.until);
	put_text(&o->text, "text", f.text);
	put_text(&o->text, "proof", f.proof);
	buf_char(&o->text, '\n');
}

static const struct {
	uint16_t type;
	void (*put)(struct outcome *o, struct str fields);
} told[] = {
    {FRAME_REPORT, report_put},
    {FRAME_OBSERVATION, observation_put},
    {FRAME_REJECT, reject_put},
    {FRAME_REPORT_END, report_end_put},
    {FRAME_INPUT_END, input_end_put},
    {FRAME_EVENT, event_put_text},
    {FRAME_ORGANISATION, organisation_put},
    {FRAME_AGREEMENT, agreement_put},
    {FRAME_RELAYED, relayed_put},
    {FRAME_NOTE, note_put},
    {FRAME_COLUMN, column_put},
    {FRAME_LOOKED, looked_put},
    {FRAME_PART, part_put},
    {FRAME_PART_BYTES, part_bytes_put},
    {FRAME_PART_END, part_end_put},
    {FRAME_RETURNED_MARK, mark_put},
    {FRAME_RETURNED, returned_put},
    {FRAME_RANGE, range_put},
    {FRAME_HOLDER, holder_put},
    {FRAME_WAY, way_put},
    {FRAME_SECURITY_TXT, security_txt_put},
    {FRAME_PROOF_TOKEN, proof_token_put_text},
};

static void
frame_put_text(struct outcome *o, uint16_t type, struct str fields)
{
	for (size_t i = 0; i < sizeof(told) / sizeof(*told); i++)
		if (told[i].type == type) {
			told[i].put(o, fields);
			return;
		}
	die("a frame of type %u", type);
}

static void
take_frames(void *ctx, struct str frames)
{
	struct outcome *o = ctx;
	uint16_t type;
	struct str fields;

	o->flushes++;
	while (frames.n > 0) {
		if (frame_take(&frames, &type, &fields) != OK)
			die("a flush that does not end with a frame");
		frame_put_text(o, type, fields);
	}
}

static struct str
str_or_none(const char *z)
{
	return z == NULL ? (struct str){0} : str_of(z);
}

void
driver_run_fd(struct outcome *o, const struct reader *r,
    const struct reading *how, int fd)
{
	struct stream_limits limits = how->limits;

	*o = (struct outcome){.err = ERR_COUNT};
	if (limits.bytes == 0)
		limits = (struct stream_limits){64 << 20, 200};

	struct row_sink sink = {
	    .each = how->each, .flush = take_frames, .ctx = o};
	struct reader_task t = {
	    .in = stream_open(fd, limits),
	    .name = str_or_none(how->name),
	    .type = str_or_none(how->type),
	    .options = str_or_none(how->options),
	    .skip = {how->skip},
	    .n_skip = how->skip > 0,
	    .events = how->events,
	    .with_raw = how->with_raw,
	    .constants = str_or_none(how->constants),
	    .out = &sink,
	};

	r->read(&t);
	stream_free(t.in);
	buf_free(&sink.b);
	if (o->err == ERR_COUNT)
		die("no input_end");
}

void
driver_run(struct outcome *o, const struct reader *r, const struct reading *how,
    struct str bytes)
{
	int fd = memfd_create("input", MFD_CLOEXEC);

	if (fd < 0 || !file_write(fd, bytes.p, bytes.n) ||
	    lseek(fd, 0, SEEK_SET) != 0)
		die_errno("memfd");
	driver_run_fd(o, r, how, fd);
	close(fd);
}

void
outcome_free(struct outcome *o)
{
	buf_free(&o->text);
	buf_free(&o->rejected);
	buf_free(&o->events);
}
