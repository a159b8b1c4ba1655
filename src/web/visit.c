/* visit: one request, what is asked of the keeper for it, and the answer */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "web/visit.h"

#include "web/form.h"
#include "web/language.h"
#include "web/pages.h"

const struct route routes[] = {
    {"/", home_get, NULL},
    {"/.well-known/security.txt", security_get, NULL},
    {"/check", home_get, check_post},
    {"/robots.txt", robots_get, NULL},
    {"/stop/", stop_get, stop_post},
    {"/style.css", style_get, NULL},
};
const size_t n_routes = sizeof(routes) / sizeof(*routes);

static const struct route *
route_of(struct str path)
{
	for (size_t i = 0; i < n_routes; i++) {
		struct str own = str_of(routes[i].path);
		bool below = own.n > 1 && own.p[own.n - 1] == '/';
		if (str_eq(path, own) || (below && str_starts(path, own)))
			return &routes[i];
	}
	return NULL;
}

/* By the address, where a link chose, else by what the browser says. A query
 * that does not read chooses nothing. */
static enum lang
language(struct visit *v)
{
	struct form f;
	enum lang l;

	if (form_read(&f, &v->a, v->request.query) == OK &&
	    lang_read(form_get(&f, STR("lang")), &l))
		return l;
	return language_wanted(v->request.languages);
}

void
visit_begin(
    struct visit *v, const struct site *site, const struct request *request)
{
	const struct route *r = route_of(request->path);

	*v = (struct visit){.site = site, .request = *request};
	arena_init(&v->a, 0);
	v->lang = language(v);
	if (r == NULL)
		visit_refuse(v, 404);
	else if (request->method == METHOD_GET)
		r->get(v);
	else if (request->method == METHOD_POST && r->post != NULL)
		r->post(v);
	else {
		visit_refuse(v, 405);
		v->answer.allow =
		    r->post != NULL ? "GET, HEAD, POST" : "GET, HEAD";
	}
}

void
visit_told(struct visit *v, const struct told *told)
{
	if (told->busy)
		visit_refuse(v, 503);
	else if (v->ask.kind == ASK_CHECK)
		check_told(v, told);
	else
		stop_told(v, told);
	v->ask.kind = ASK_NOTHING;
}

void
visit_end(struct visit *v)
{
	buf_free(&v->answer.body);
	arena_free(&v->a);
}
