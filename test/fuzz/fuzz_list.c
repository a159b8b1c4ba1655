/* fuzz_list: any bytes as somebody's list: looked at, then read by that map */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "test/feed/driver.h"
#include "test/fuzz/target.h"

#define ALWAYS "seen=2026-02-01\nzone=CET\ntopics=open-rdp\n"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct reading how = {.name = "list.csv",
	    .type = "open-rdp",
	    .options = ALWAYS "look=yes\n",
	    .limits = {4 << 20, 100}};
	struct outcome o;
	struct str list = str_make(data, size);
	struct buf options = {0};

	driver_run(&o, &reader_list, &how, list);
	promise(o.observations == 0 && o.organisations == 0);

	struct str text = buf_all(&o.text);
	size_t at = str_find_str(text, STR("sure\n    map="));
	struct str map = str_from(text, at + 9);

	map = str_upto(map, str_find(map, '\n'));
	if (at < text.n && map.n > 4 && map.n < 4096) {
		bool may = o.reports == 1 &&
		    str_find_str(text, STR("\n  but=")) == text.n;
		buf_fmt(&options, ALWAYS "%.*s\n", STR_ARG(map));
		outcome_free(&o);
		how.options = buf_cstr(&options);
		driver_run(&o, &reader_list, &how, list);
		/* by what was guessed it can be read */
		promise(!may || o.reports == 1);
		promise(o.observations + o.rejects == o.rows);
	}
	outcome_free(&o);
	buf_free(&options);
	return 0;
}
