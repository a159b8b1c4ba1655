/* fuzz_intelmq: any bytes as events; what is told of them reads as the same */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "test/feed/driver.h"
#include "test/fuzz/target.h"

static void
tell(struct outcome *o, struct str in, const char *name,
    enum event_format format)
{
	struct reading how = {.name = name,
	    .limits = {4 << 20, 100},
	    .events = format,
	    .with_raw = true};

	driver_run(o, &reader_intelmq, &how, in);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str in = str_make(data, size);
	struct reading how = {.name = "x.jsonl", .limits = {4 << 20, 100}};
	struct outcome rows, events, again, csv;

	driver_run(&rows, &reader_intelmq, &how, in);
	promise(rows.observations + rows.rejects == rows.rows);
	promise(rows.complete == 0);
	outcome_free(&rows);
	tell(&events, in, "x.jsonl", EVENT_FORMAT_JSON);
	tell(&again, buf_all(&events.events), "x.jsonl", EVENT_FORMAT_JSON);
	/* a line may have grown too long by escaping: then it is not there */
	promise(again.rejects > 0 ||
	    str_eq(buf_all(&again.events), buf_all(&events.events)));
	tell(&csv, in, "x.jsonl", EVENT_FORMAT_CSV);
	promise(csv.observations == events.observations);
	outcome_free(&csv);
	outcome_free(&again);
	outcome_free(&events);
	return 0;
}
