/* pages: what answers on each path */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "web/pages.h"

#include "base/time.h"
#include "value/ident.h"
#include "web/form.h"
#include "web/view/check.view.h"
#include "web/view/home.view.h"
#include "web/view/note.view.h"
#include "web/view/stop.view.h"
#include "web/view/style.view.h"

#define HTML "text/html; charset=utf-8"
#define TEXT "text/plain; charset=utf-8"

static struct str
word_of(const struct visit *v, enum word w)
{
	return word(v->lang, w);
}

/* Begins the answer; what every page has. elsewhere: this page's path. */
static struct page_frame
page_begin(
    struct visit *v, unsigned status, struct str title, struct str elsewhere)
{
	buf_reset(&v->answer.body);
	v->answer.status = status;
	v->answer.type = HTML;
	return (struct page_frame){
	    .site = v->site,
	    .title = title,
	    .elsewhere = elsewhere,
	    .other = v->lang == LANG_NL ? LANG_EN : LANG_NL,
	};
}

static void
note_put(struct visit *v, unsigned status, enum word title, enum word text)
{
	struct page_note p = {
	    .frame = page_begin(v, status, word_of(v, title), STR("/")),
	    .text = word_of(v, text),
	};

	page_note(&v->answer.body, &p, v->lang);
}

/* clang-format off */
static const struct refusal {
	unsigned status;
	enum word title, text;
} refusals[] = {
    {400, WORD_PAGE_BAD,     WORD_PAGE_BAD_TEXT},
    {404, WORD_PAGE_NONE,    WORD_PAGE_NONE_TEXT},
    {405, WORD_PAGE_BAD,     WORD_PAGE_BAD_TEXT},
    {411, WORD_PAGE_BAD,     WORD_PAGE_BAD_TEXT},
    {413, WORD_PAGE_LARGE,   WORD_PAGE_LARGE_TEXT},
    {429, WORD_PAGE_OFTEN,   WORD_PAGE_OFTEN_TEXT},
    {503, WORD_PAGE_BUSY,    WORD_PAGE_BUSY_TEXT},
};
/* clang-format on */

void
visit_refuse(struct visit *v, unsigned status)
{
	const struct refusal *r = refusals;

	while (r->status != status)
		if (++r == refusals + sizeof(refusals) / sizeof(*refusals))
			die("no page for status %u", status);
	note_put(v, status, r->title, r->text);
}

/* The check of a code. */

static void
home_put(struct visit *v, unsigned status, struct page_home *p)
{
	bool wrong = p->code_wrong || p->address_wrong;

	p->frame = page_begin(v, status,
	    word_of(v, wrong ? WORD_PAGE_HOME_WRONG : WORD_PAGE_HOME),
	    STR("/"));
	page_home(&v->answer.body, p, v->lang);
}

void
home_get(struct visit *v)
{
	struct page_home p = {.code = STR(""), .address = STR("")};

	home_put(v, 200, &p);
}

/* What is mistyped is said beside its field, before anything is asked. */
void
check_post(struct visit *v)
{
	struct form f;
	char code[CODE_SIZE], address[255];
	struct page_home p = {0};

	if (form_read(&f, &v->a, v->request.body) != OK) {
		visit_refuse(v, 400);
		return;
	}
	p.code = form_get(&f, STR("code"));
	p.address = form_get(&f, STR("address"));
	p.code_wrong = !code_read(p.code, code);
	p.address_wrong = mail_read(str_trim(p.address), address, NULL) != OK;
	if (p.code_wrong || p.address_wrong) {
		home_put(v, 422, &p);
		return;
	}
	v->ask = (struct ask){
	    .kind = ASK_CHECK,
	    .code = arena_str(&v->a, str_of(code)),
	    .address = arena_str(&v->a, str_of(address)),
	};
}

void
check_told(struct visit *v, const struct told *told)
{
	static const struct {
		enum word title, text;
	} said[CHECK_END_COUNT] = {
	    [CHECK_NO] = {WORD_PAGE_CHECK_NO, WORD_PAGE_CHECK_NO_TEXT},
	    [CHECK_OURS] = {WORD_PAGE_CHECK_OURS, WORD_PAGE_CHECK_OURS_TEXT},
	    [CHECK_WITHDRAWN] = {WORD_PAGE_CHECK_BACK,
		WORD_PAGE_CHECK_BACK_TEXT},
	    [CHECK_EXPIRED] = {WORD_PAGE_CHECK_OLD, WORD_PAGE_CHECK_OLD_TEXT},
	    [CHECK_TOO_MANY] = {WORD_PAGE_OFTEN, WORD_PAGE_CHECK_OFTEN_TEXT},
	};
	unsigned status = told->end == CHECK_TOO_MANY ? 429 : 200;
	struct page_check p = {
	    .frame = page_begin(
		v, status, word_of(v, said[told->end].title), STR("/")),
	    .text = word_of(v, said[told->end].text),
	    .day = told->day,
	    .topic = told->topic,
	};

	page_check(&v->answer.body, &p, v->lang);
}

/* The link of a mail. */

static bool
is_token(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (!(s.p[i] >= 'a' && s.p[i] <= 'z') &&
		    !(s.p[i] >= '0' && s.p[i] <= '9') && s.p[i] != '-')
			return false;
	return s.n == SITE_TOKEN;
}

static struct str
token_of(const struct visit *v)
{
	return str_from(v->request.path, sizeof("/stop/") - 1);
}

/* A link that was never of ours, or is too old: one and the same page. */
static void
stop_ask(struct visit *v, enum ask_kind kind)
{
	if (!is_token(token_of(v)))
		note_put(v, 404, WORD_PAGE_STOP_NONE, WORD_PAGE_STOP_NONE_TEXT);
	else
		v->ask = (struct ask){.kind = kind, .token = token_of(v)};
}

void
stop_get(struct visit *v)
{
	stop_ask(v, ASK_LOOK);
}

/* What a mail program sends (RFC 8058 3.1): one field, in either of the two
 * ways that there are for forms. */
static bool
one_click(struct visit *v, const struct form *f)
{
	struct str rest = v->request.body;

	if (!str_starts(v->request.type, STR("multipart/form-data")))
		return str_eq(
		    form_get(f, STR("List-Unsubscribe")), STR("One-Click"));
	rest = str_from(
	    rest, str_find_str(rest, STR("name=\"List-Unsubscribe\"")));
	rest = str_from(rest, str_find_str(rest, STR("\r\n\r\n")));
	return str_starts(rest, STR("\r\n\r\nOne-Click\r\n"));
}

void
stop_post(struct visit *v)
{
	struct form f = {0};
	bool form = !str_starts(v->request.type, STR("multipart/form-data"));

	if (form && form_read(&f, &v->a, v->request.body) != OK) {
		visit_refuse(v, 400);
		return;
	}
	v->one_click = one_click(v, &f);
	if (v->one_click || form_get(&f, STR("stop")).n > 0)
		stop_ask(v, ASK_STOP);
	else
		visit_refuse(v, 400);
}

static void
text_put(struct visit *v, unsigned status, struct str text)
{
	v->answer.status = status;
	v->answer.type = TEXT;
	buf_fmt(&v->answer.body, "%.*s\n", STR_ARG(text));
}

void
stop_told(struct visit *v, const struct told *told)
{
	bool done = v->ask.kind == ASK_STOP;
	struct page_stop p = {
	    .token = token_of(v),
	    .address = told->address,
	    .topic = told->topic,
	    .done = done,
	};
	enum word all = done ? WORD_PAGE_STOPPED_ALL : WORD_PAGE_STOP_ALL;
	enum word most = done ? WORD_PAGE_STOPPED_MOST : WORD_PAGE_STOP_MOST;

	if (!told->found) {
		note_put(v, 404, WORD_PAGE_STOP_NONE, WORD_PAGE_STOP_NONE_TEXT);
		return;
	}
	if (v->one_click) {
		text_put(v, 200, word_of(v, WORD_PAGE_STOPPED));
		return;
	}
	p.text = word_of(v, told->all ? all : most);
	p.frame = page_begin(v, 200,
	    word_of(v, done ? WORD_PAGE_STOPPED : WORD_PAGE_STOP),
	    done ? STR("/") : v->request.path);
	page_stop(&v->answer.body, &p, v->lang);
}

/* Files. */

/* The same all day. */
void
security_get(struct visit *v)
{
	const struct site *site = v->site;
	struct buf *b = &v->answer.body;

	if (site->contact.n == 0) {
		visit_refuse(v, 404);
		return;
	}
	v->answer.status = 200;
	v->answer.type = TEXT;
	buf_fmt(b, "Contact: %.*s\nExpires: ", STR_ARG(site->contact));
	time_put(b, time_of_day(day_of_time(site->now) + SITE_SECURITY_DAYS));
	buf_str(b, STR("\nPreferred-Languages: "));
	for (enum lang l = 0; l < LANG_COUNT; l++)
		buf_fmt(b, "%s%s", l > 0 ? ", " : "", lang_code(l));
	buf_char(b, '\n');
	if (site->url.n > 0)
		buf_fmt(b, "Canonical: %.*s/.well-known/security.txt\n",
		    STR_ARG(site->url));
}

void
robots_get(struct visit *v)
{
	text_put(
	    v, 200, STR("User-agent: *\nDisallow: /check\nDisallow: /stop/"));
}

void
style_get(struct visit *v)
{
	v->answer.status = 200;
	v->answer.type = "text/css; charset=utf-8";
	v->answer.lasting = true;
	page_style(&v->answer.body);
}
