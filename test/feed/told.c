/* told: frames as a reader would tell them, by hand, to an intake */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "test/feed/told.h"

#include <stdio.h>
#include <string.h>

#include "base/time.h"

static void
report_said(void *ctx, const struct intake_report *r)
{
	struct told *t = ctx;

	buf_fmt(&t->said, "report %.*s rows %llu rejected %llu known %llu%s\n",
	    STR_ARG(r->name), (unsigned long long)r->rows,
	    (unsigned long long)r->rejected, (unsigned long long)r->known,
	    r->complete ? " complete" : "");
}

static void
reject_said(
    void *ctx, struct str name, uint64_t line, uint64_t at, struct str rule)
{
	struct told *t = ctx;

	(void)at;
	buf_fmt(&t->said, "%.*s:%llu: %.*s\n", STR_ARG(name),
	    (unsigned long long)line, STR_ARG(rule));
}

void
told_begin(struct told *t, struct open_store *o)
{
	*t = (struct told){.o = o, .owners = owners_load(&o->s)};
	t->in = (struct intake){
	    .store = &o->s,
	    .owners = t->owners,
	    .folder = o->folder,
	    .batch = {.giver = STR("Shadowserver"),
		.purpose = STR("test"),
		.ground = 2,
		.tlp = 3,
		.giver_named = true,
		.embargo = SQL_NULL_I64,
		.delete_by = SQL_NULL_I64},
	    .person = o->person,
	    .now = NOON + 200 * DAY, /* after all the days that are told */
	    .news = {.ctx = t, .report = report_said, .reject = reject_said},
	};
	t->in.reader = &reader_shadowserver;
	intake_init(&t->in);
	told_input(t);
}

void
told_free(struct told *t)
{
	intake_free(&t->in);
	owners_free(t->owners);
	buf_free(&t->said);
}

void
told_input(struct told *t)
{
	t->done = false;
	t->w = (struct why){0};
	intake_input(&t->in);
}

void
tell_bytes(struct told *t, uint16_t type, struct str fields)
{
	t->err = intake_frame(&t->in, type, fields, &t->done, &t->w);
}

void
tell(struct told *t, struct buf *frame)
{
	struct str all = buf_all(frame), fields;
	uint16_t type;

	while (frame_take(&all, &type, &fields) == OK)
		tell_bytes(t, type, fields);
	buf_free(frame);
}

void
told_report(struct told *t, const char *type, int32_t day)
{
	struct buf b = {0}, name = {0};
	struct frame_report f = {
	    .type = str_of(type),
	    .scope = STR("a"),
	    .day = day == DAY_ABSENT ? DAY_ABSENT : TODAY + day,
	    .header = STR("\"timestamp\",\"ip\""),
	};

	buf_fmt(&name, "%s-%d.csv", type, day == DAY_ABSENT ? 0 : day);
	f.name = buf_all(&name);
	frame_report_put(&b, &f);
	t->rows = t->rejected = 0;
	t->day = day == DAY_ABSENT ? TODAY : TODAY + day;
	tell(t, &b);
	buf_free(&name);
}

struct frame_observation
row_of(struct told *t, const char *address, const char *hostname)
{
	static struct address a;
	static struct buf raw;

	a = (struct address){0};
	if (address[0] != '\0' && !address_read(str_of(address), &a))
		die("%s is no address", address);
	buf_reset(&raw);
	buf_fmt(&raw, "\"%s\",\"%s\"", address, hostname);
	return (struct frame_observation){
	    .row = t->rows + 1,
	    .line = t->rows + 2,
	    .raw = buf_all(&raw),
	    .seen = time_of_day(t->day) + 12 * HOUR,
	    .kind = a.kind,
	    .address = str_make(a.b, address_bits(&a) / 8),
	    .length = (uint8_t)address_bits(&a),
	    .port = 3389,
	    .hostname = str_of(hostname),
	};
}

void
tell_row(struct told *t, const struct frame_observation *f)
{
	struct buf b = {0};

	frame_observation_put(&b, f);
	t->rows++;
	tell(t, &b);
}

void
told_row(struct told *t, const char *address, const char *hostname)
{
	struct frame_observation f = row_of(t, address, hostname);

	tell_row(t, &f);
}

void
told_reject(struct told *t, const char *raw)
{
	struct buf b = {0};
	struct frame_reject f = {
	    .row = t->rows + 1,
	    .line = t->rows + 2,
	    .raw = str_of(raw),
	    .err = ERR_SYNTAX,
	    .rule = STR("no good"),
	};

	frame_reject_put(&b, &f);
	t->rows++;
	t->rejected++;
	tell(t, &b);
}

void
told_end(struct told *t, bool complete)
{
	struct buf b = {0};
	struct frame_report_end f = {.whole = complete || t->rejected > 0,
	    .rows = t->rows,
	    .rejected = t->rejected,
	    .complete = complete};

	frame_report_end_put(&b, &f);
	tell(t, &b);
}

void
told_done(struct told *t)
{
	struct buf b = {0};
	struct frame_input_end f = {.err = OK};

	frame_input_end_put(&b, &f);
	tell(t, &b);
}

void
told_day(struct told *t, int32_t day, const char *address)
{
	told_input(t);
	told_report(t, "scan_rdp", day);
	if (address[0] != '\0')
		told_row(t, address, "");
	told_end(t, true);
	told_done(t);
	is_int(t->err, OK);
}

void
told_town(struct open_store *o, int n)
{
	struct told t;
	char name[32], address[32];

	store_world(o);
	for (int i = 1; i <= n; i++) {
		snprintf(name, sizeof(name), "Bedrijf %d", i);
		snprintf(address, sizeof(address), "203.0.113.%d", i);
		company(o, name, "info@bakker.example", address);
	}
	told_begin(&t, o);
	told_report(&t, "scan_rdp", 0);
	for (int i = 1; i <= n; i++) {
		snprintf(address, sizeof(address), "203.0.113.%d", i);
		told_row(&t, address, "");
	}
	told_end(&t, true);
	told_free(&t);
}
