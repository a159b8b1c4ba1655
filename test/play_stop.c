/* play_stop: the link in a mail's headers is followed, or clicked */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "run/visiting.h"
#include "test/play.h"
#include "web/visit.h"

/* One request to the pages, with the keeper behind them; what is answered is
 * what was said. */
static void
visit(struct play *p, enum method method, struct str path, struct str body)
{
	const struct site site = {.name = STR("Meldpunt")};
	const struct request r = {.method = method, .path = path, .body = body};
	struct visit v;
	struct arena a;
	struct stop stop = {0};

	arena_init(&a, 0);
	visit_begin(&v, &site, &r);
	if (v.ask.kind != ASK_NOTHING) {
		struct told told = {
		    .found = visiting_link(&p->sv, &a, v.ask.token,
			v.ask.kind == ASK_STOP, p->now, &stop),
		    .all = stop.all,
		    .address = stop.address,
		    .topic = stop.topic,
		};
		visit_told(&v, &told);
	}
	buf_str(&p->said, buf_all(&v.answer.body));
	visit_end(&v);
	arena_free(&a);
}

void
do_stop(struct play *p, const struct step *s)
{
	struct buf b = {0};

	buf_fmt(&b, "link:%.*s", STR_ARG(s->head));

	struct str path = play_meant(p, buf_all(&b));

	buf_free(&b);
	buf_reset(&p->said);
	if (p->failed)
		return;
	if (step_has(s, "SCANNED"))
		visit(p, METHOD_GET, path, (struct str){0});
	else
		visit(p, METHOD_POST, path, STR("List-Unsubscribe=One-Click"));
	play_fine(p);
}
