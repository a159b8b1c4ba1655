/* tests of web/visit: each path and method, and the pages themselves */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "web/visit.h"

#include <stdio.h>

#include "test/tap.h"

#define TOKEN "0123456789abcdef-0123456789abcdef"

/* As STR, where C wants a constant. */
#define CONST(lit)                                                             \
	{                                                                      \
		"" lit, sizeof(lit) - 1                                        \
	}

static const struct site site = {
    .name = CONST("Meldpunt <script>alert(1)</script> & \"Zoon\""),
    .mail = CONST("meldpunt@voorbeeld.example"),
    .phone = CONST("0123 456 789"),
    .ground = {CONST("Wij schrijven u omdat de wet ons die taak geeft."),
	CONST("We write to you because the law gives us this task.")},
    .contact = CONST("mailto:veilig@voorbeeld.example"),
    .url = CONST("https://meld.voorbeeld.example"),
    .now = 1795248000 + 3600 * 9, /* 2026-11-21 */
};

static struct visit v;

static void
visit(enum method method, const char *path, const char *body)
{
	struct str uri = str_of(path);
	size_t at = str_find(uri, '?');
	struct request r = {
	    .method = method,
	    .path = str_upto(uri, at),
	    .query = str_from(uri, at + 1),
	    .body = str_of(body),
	    .type = STR("application/x-www-form-urlencoded"),
	};

	visit_begin(&v, &site, &r);
}

static bool
says(const char *text)
{
	return str_find_str(buf_all(&v.answer.body), str_of(text)) <
	    v.answer.body.n;
}

/* A page of both languages; what is asked is told. */
static void
is_page(const char *name, enum method method, const char *path,
    const char *body, const struct told *told, unsigned status)
{
	for (enum lang l = 0; l < LANG_COUNT; l++) {
		char file[80], uri[160];
		snprintf(uri, sizeof(uri), "%s?lang=%s", path, lang_code(l));
		snprintf(
		    file, sizeof(file), "web/%s.%s.html", name, lang_code(l));
		visit(method, uri, body);
		ok((v.ask.kind != ASK_NOTHING) == (told != NULL));
		if (v.ask.kind != ASK_NOTHING && told != NULL)
			visit_told(&v, told);
		is_int(v.answer.status, status);
		ok(!v.answer.lasting);
		ok(!says("<script"));
		golden(file, buf_all(&v.answer.body));
		visit_end(&v);
	}
}

TEST(pages)
{
	const struct told ours = {.end = CHECK_OURS,
	    .day = STR("2026-11-20"),
	    .topic = STR("Bureaublad op afstand staat open")};
	const struct told no = {.end = CHECK_NO};
	const struct told often = {.end = CHECK_TOO_MANY};
	const struct told link = {.found = true,
	    .address = STR("i\xe2\x80\xa6o@bakker.example"),
	    .topic = STR("Bureaublad op afstand staat open")};
	const struct told all = {.found = true,
	    .all = true,
	    .address = STR("a\xe2\x80\xa6"
			   "e@net.example"),
	    .topic = STR("Gezien in uw netwerk")};
	const struct told lost = {0}, busy = {.busy = true};
	static const char *const fine =
	    "code=7kqm+2xpa+v9t6&address=info%40bakker.example";

	is_page("home", METHOD_GET, "/", "", NULL, 200);
	is_page("wrong", METHOD_POST, "/check",
	    "code=7KQM-2XPA-V9T%22&address=%3Cb%3E", NULL, 422);
	is_page("ours", METHOD_POST, "/check", fine, &ours, 200);
	is_page("no", METHOD_POST, "/check", fine, &no, 200);
	is_page("often", METHOD_POST, "/check", fine, &often, 429);
	is_page("busy", METHOD_POST, "/check", fine, &busy, 503);
	is_page("stop", METHOD_GET, "/stop/" TOKEN, "", &link, 200);
	is_page("stop-all", METHOD_GET, "/stop/" TOKEN, "", &all, 200);
	is_page("stopped", METHOD_POST, "/stop/" TOKEN, "stop=yes", &link, 200);
	is_page("lost", METHOD_GET, "/stop/" TOKEN, "", &lost, 404);
	is_page("none", METHOD_GET, "/nowhere", "", NULL, 404);
}

TEST(a_code_as_people_type_it)
{
	visit(METHOD_POST, "/check",
	    "code=+7kqm+2xpa-v9t6+&address=+Info%40BAKKER.example");
	is_int(v.ask.kind, ASK_CHECK);
	is_str(v.ask.code, STR("7KQM-2XPA-V9T6"));
	is_str(v.ask.address, STR("Info@bakker.example"));
	visit_end(&v);
}

TEST(what_is_wrong_is_said_at_its_field)
{
	visit(METHOD_POST, "/check",
	    "code=7KQM-2XPA-V9TE&address=info%40bakker.example");
	is_int(v.ask.kind, ASK_NOTHING);
	ok(says("id=\"code-wrong\""));
	ok(!says("id=\"address-wrong\""));
	ok(says("value=\"7KQM-2XPA-V9TE\" aria-invalid=\"true\" "
		"aria-describedby=\"code-wrong code-hint\""));
	visit_end(&v);
	visit(METHOD_POST, "/check", "");
	ok(says("id=\"code-wrong\""));
	ok(says("id=\"address-wrong\""));
	visit_end(&v);
}

/* The same page for a link that cannot be one, and one that is not known. */
TEST(no_link_of_ours_looks_alike)
{
	static const char *const none[] = {"/stop/", "/stop/x",
	    "/stop/" TOKEN "0", "/stop/0123456789ABCDEF-0123456789abcdef",
	    "/stop/" TOKEN "/", "/stop/%2e%2e/%2e%2e/etc/passwd",
	    "/stop/../../../../../../../../../etc"};
	struct buf unknown = {0};

	visit(METHOD_GET, "/stop/" TOKEN, "");
	is_int(v.ask.kind, ASK_LOOK);
	visit_told(&v, &(struct told){0});
	buf_str(&unknown, buf_all(&v.answer.body));
	visit_end(&v);
	for (size_t i = 0; i < sizeof(none) / sizeof(*none); i++) {
		visit(METHOD_GET, none[i], "");
		is_int(v.ask.kind, ASK_NOTHING);
		is_int(v.answer.status, 404);
		is_str(buf_all(&v.answer.body), buf_all(&unknown));
		visit_end(&v);
	}
	buf_free(&unknown);
}

/* RFC 8058 3.1 has both kinds of form, and no page. */
TEST(one_click)
{
	static const char form[] = "List-Unsubscribe=One-Click";
	static const char parts[] =
	    "--x\r\nContent-Disposition: form-data; "
	    "name=\"List-Unsubscribe\"\r\n\r\nOne-Click\r\n--x--\r\n";
	static const struct {
		const char *type, *body;
		bool acts;
	} rows[] = {
	    {"application/x-www-form-urlencoded", form, true},
	    {"", form, true},
	    {"multipart/form-data; boundary=x", parts, true},
	    {"multipart/form-data; boundary=x", form, false},
	    {"application/x-www-form-urlencoded", parts, false},
	    {"", "List-Unsubscribe=Two-Clicks", false},
	    {"", "", false},
	    {"", "%", false},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct request r = {
		    .method = METHOD_POST,
		    .path = STR("/stop/" TOKEN),
		    .type = str_of(rows[i].type),
		    .body = str_of(rows[i].body),
		};
		visit_begin(&v, &site, &r);
		is_int(v.ask.kind, rows[i].acts ? ASK_STOP : ASK_NOTHING);
		if (rows[i].acts) {
			is_str(v.ask.token, STR(TOKEN));
			visit_told(&v, &(struct told){.found = true});
			is_int(v.answer.status, 200);
			is_text(
			    str_of(v.answer.type), "text/plain; charset=utf-8");
			is_text(buf_all(&v.answer.body), "Gestopt\n");
		} else {
			is_int(v.answer.status, 400);
		}
		visit_end(&v);
	}
}

TEST(methods_and_paths)
{
	/* clang-format off */
	static const struct {
		const char *path;
		unsigned get, post, other;
		const char *allow;
	} rows[] = {
	    {"/",               200, 405, 405, "GET, HEAD"},
	    {"/.well-known/security.txt", 200, 405, 405, "GET, HEAD"},
	    {"/check",          200, 422, 405, "GET, HEAD, POST"},
	    {"/robots.txt",     200, 405, 405, "GET, HEAD"},
	    {"/stop/",          404, 400, 405, "GET, HEAD, POST"},
	    {"/style.css",      200, 405, 405, "GET, HEAD"},
	    {"/stop",           404, 404, 404, NULL},
	    {"/style.css/",     404, 404, 404, NULL},
	    {"//",              404, 404, 404, NULL},
	    {"",                404, 404, 404, NULL},
	    {"*",               404, 404, 404, NULL},
	    {"http://x/",       404, 404, 404, NULL},
	    {"/%2e/style.css",  404, 404, 404, NULL},
	    {"/../etc/passwd",  404, 404, 404, NULL},
	};
	/* clang-format on */

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		visit(METHOD_GET, rows[i].path, "");
		is_int(v.answer.status, rows[i].get);
		visit_end(&v);
		visit(METHOD_POST, rows[i].path, "");
		is_int(v.answer.status, rows[i].post);
		visit_end(&v);
		visit(METHOD_OTHER, rows[i].path, "");
		is_int(v.answer.status, rows[i].other);
		is_text(str_of(v.answer.allow),
		    rows[i].allow == NULL ? "" : rows[i].allow);
		visit_end(&v);
	}
}

TEST(who_may_be_told_of_a_weakness)
{
	struct site other = {.name = STR("Meldpunt"), .now = site.now};
	const struct request r = {.path = STR("/.well-known/security.txt")};

	visit(METHOD_GET, "/.well-known/security.txt", "");
	is_text(str_of(v.answer.type), "text/plain; charset=utf-8");
	is_text(buf_all(&v.answer.body),
	    "Contact: mailto:veilig@voorbeeld.example\n"
	    "Expires: 2027-02-19T00:00:00Z\n"
	    "Preferred-Languages: nl, en\n"
	    "Canonical: https://meld.voorbeeld.example/.well-known/"
	    "security.txt\n");
	visit_end(&v);
	/* nobody is named */
	visit_begin(&v, &other, &r);
	is_int(v.answer.status, 404);
	visit_end(&v);
	/* the pages have no address that is known */
	other.contact = STR("https://voorbeeld.example/melden");
	visit_begin(&v, &other, &r);
	ok(says("Contact: https://voorbeeld.example/melden\n"));
	ok(!says("Canonical"));
	visit_end(&v);
}

TEST(the_style_may_be_kept)
{
	visit(METHOD_GET, "/style.css", "");
	ok(v.answer.lasting);
	is_text(str_of(v.answer.type), "text/css; charset=utf-8");
	ok(says(":focus-visible"));
	ok(!says("url("));
	ok(!says("@import"));
	visit_end(&v);
}
