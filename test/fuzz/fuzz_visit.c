/* fuzz_visit: any bytes as a request for a page */
/* SPDX-License-Identifier: EUPL-1.2 */

/* Line by line its path with query, its languages and its Content-Type, then
 * its body. */
#include "test/fuzz/target.h"
#include "value/ident.h"
#include "web/form.h"
#include "web/visit.h"

/* A page of ours is UTF-8 without control characters, and none of what came
 * opens a tag in it. */
static void
page_holds(const struct visit *v, const char *only)
{
	struct str s = buf_all(&v->answer.body);

	promise(v->answer.status >= 200 && v->answer.status < 504);
	promise(v->answer.type != NULL && str_is_utf8(s));
	promise(str_find(s, '\0') == s.n && str_find(s, '\r') == s.n);
	promise(str_find_str(s, str_of(only)) == s.n);
	promise(str_find_str(s, STR("<script")) == s.n);
	promise(str_find_str(s, STR("href=\"javascript:")) == s.n);
}

static void
ask_holds(const struct visit *v)
{
	char text[255];

	promise(v->ask.kind != ASK_NOTHING || v->answer.status != 0);
	if (v->ask.kind != ASK_CHECK) {
		promise(
		    v->ask.kind == ASK_NOTHING || v->ask.token.n == SITE_TOKEN);
		return;
	}
	promise(code_read(v->ask.code, text));
	promise(v->ask.code.n == CODE_SIZE - 1);
	promise(mail_read(v->ask.address, text, NULL) == OK);
}

static void
visit_try(const struct request *r, struct str text)
{
	const struct site site = {
	    .name = text, .mail = text, .ground = {text, text}};
	const struct told told[] = {{.busy = true}, {0},
	    {.end = CHECK_OURS,
		.found = true,
		.day = text,
		.topic = text,
		.address = text}};

	for (size_t i = 0; i < sizeof(told) / sizeof(*told); i++) {
		struct visit v;
		visit_begin(&v, &site, r);
		ask_holds(&v);
		if (v.ask.kind != ASK_NOTHING)
			visit_told(&v, &told[i]);
		page_holds(&v, "<b>");
		visit_end(&v);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	struct str rest = str_make(p, n), uri = {0};
	struct request r = {0};

	str_split(&rest, '\n', &uri);
	str_split(&rest, '\n', &r.languages);
	str_split(&rest, '\n', &r.type);
	r.path = str_upto(uri, str_find(uri, '?'));
	r.query = str_from(uri, r.path.n + 1);
	r.body = rest;
	for (r.method = METHOD_GET; r.method <= METHOD_OTHER; r.method++)
		visit_try(&r, rest);
	return 0;
}
