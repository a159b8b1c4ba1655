/* fuzz_json: what is walked was well-formed, and writes and reads again */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/json_out.h"
#include "test/fuzz/target.h"

static void
copy(struct json *j, struct json_out *o)
{
	struct str key;

	switch (json_kind(j)) {
	case JSON_OBJECT:
		json_out_object(o);
		while (json_key(j, &key)) {
			promise(str_is_utf8(key));
			json_out_key(o, key);
			copy(j, o);
		}
		json_out_end(o);
		break;
	case JSON_ARRAY:
		json_out_array(o);
		while (json_elem(j))
			copy(j, o);
		json_out_end(o);
		break;
	case JSON_STRING:
		key = json_str(j);
		promise(str_is_utf8(key));
		json_out_str(o, key);
		break;
	case JSON_NUMBER:
		json_out_i64(o, json_raw(j).n > 0);
		break;
	case JSON_BOOL:
		json_out_bool(o, json_bool(j));
		break;
	case JSON_NULL:
	case JSON_NONE:
		json_skip(j);
		json_out_null(o);
		break;
	}
}

static void
why_check(const struct why *w, size_t n)
{
	promise(w->rule[0] != '\0');
	promise(w->line >= 1 && w->line <= n + 1 && w->byte <= n);
}

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	struct str text = str_make(p, n);
	struct arena a;
	struct json j;
	struct json_out o;
	struct buf b = {0};

	arena_init(&a, 1 << 20);
	json_open(&j, text, &a);
	json_skip(&j);
	bool skipped = json_end(&j) == OK;
	if (!skipped)
		why_check(json_why(&j), n);
	json_open(&j, text, &a);
	json_out_open(&o, &b);
	copy(&j, &o);
	bool walked = json_end(&j) == OK;
	promise(skipped || !walked);
	if (walked && json_out_done(&o)) {
		json_open(&j, buf_all(&b), &a);
		json_skip(&j);
		promise(json_end(&j) == OK);
	}
	buf_free(&b);
	arena_free(&a);
	return 0;
}
