/* event_row: a row that was made an event, handed over in frames */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "feed/event_row.h"

#include "feed/row.frame.h"
#include "value/tlp.h"

enum { PIECE_MAX = 49152 }; /* as feed/row.frame says */

static const struct str tlp = {"tlp", 3};
static const struct str raw_name = {"raw", 3};

static bool
is_stricter(const struct event_value *has, struct str value)
{
	return tlp_read(value) > tlp_read(has->text);
}

static void
constants_put(struct event *e, struct arena *a, struct str lines)
{
	for (struct str line, name; str_split(&lines, '\n', &line);) {
		if (!str_split(&line, '=', &name))
			continue;
		const struct event_value *has = event_get(e, name);
		if (has == NULL ||
		    (str_eq(name, tlp) && is_stricter(has, line)))
			(void)event_set(e, a, name, line);
	}
}

static void
raw_put(struct event *e, struct arena *a, struct str header, struct str row)
{
	struct buf text = {0}, coded = {0};

	buf_str(&text, header);
	if (header.n > 0)
		buf_char(&text, '\n');
	buf_str(&text, row);
	base64_put(&coded, buf_all(&text));
	event_put(e, raw_name,
	    (struct event_value){
		.kind = EVENT_TEXT, .text = arena_str(a, buf_all(&coded))});
	buf_free(&text);
	buf_free(&coded);
}

static void
pieces_put(struct reader_task *t, uint64_t row, struct str text)
{
	while (text.n > 0) {
		struct frame_event f = {
		    .row = row,
		    .more = text.n > PIECE_MAX,
		    .text = str_upto(text, PIECE_MAX),
		};
		frame_event_put(&t->out->b, &f);
		text = str_from(text, f.text.n);
	}
}

void
event_row_put(struct reader_task *t, struct arena *a, struct event *e,
    uint64_t row, struct str header, struct str raw)
{
	struct buf b = {0};

	constants_put(e, a, t->constants);
	if (!t->with_raw)
		event_drop(e, raw_name);
	else if (event_get(e, raw_name) == NULL)
		raw_put(e, a, header, raw);
	if (t->events == EVENT_FORMAT_JSON) {
		event_json(&b, e);
		buf_char(&b, '\n');
	} else {
		struct csv_out o;
		csv_out_open(&o, &b, ',');
		event_csv(&o, e, a);
	}
	pieces_put(t, row, buf_all(&b));
	buf_free(&b);
}
