/* http: requests in and answers out, over libmicrohttpd */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "web/http.h"

#include <microhttpd.h>
#include <sys/socket.h>

#include "base/tally.h"
#include "value/address.h"

enum { MINUTE_MS = 60 * 1000, LOOK_MS = 500 /* for who is late */ };

/* Where a guest is. */
enum at {
	AT_NOTHING, /* a free place */
	AT_HEAD,    /* the headers are not there yet */
	AT_BODY,
	AT_ASKED, /* the connection sleeps meanwhile */
	AT_TOLD,  /* the answer is there */
	AT_ANSWERED,
};

struct guest {
	enum at at;
	struct MHD_Connection *c;
	int64_t since;	/* of its connecting, asking or being told */
	uint32_t asked; /* the number of what it asked */
	struct buf uri, body;
	struct visit visit;
	unsigned char remote[HTTP_REMOTE];
};

static struct {
	struct MHD_Daemon *daemon;
	const struct http_door *door;
	struct tally requests;
	int64_t now;
	uint32_t asked; /* the last number */
	unsigned guests;
	struct guest guest[HTTP_GUESTS];
} http;

/* What stands above every answer. There is no script, no frame and nothing of
 * elsewhere in a page; whoever knows more than this one has it from the text.
 */
static const struct {
	const char *name, *value;
} headers[] = {
    {MHD_HTTP_HEADER_CONNECTION, "close"},
    {"Content-Security-Policy",
	"default-src 'none'; style-src 'self'; form-action 'self'; "
	"base-uri 'none'; frame-ancestors 'none'"},
    {"Referrer-Policy", "no-referrer"},
    {"X-Content-Type-Options", "nosniff"},
    {MHD_HTTP_HEADER_VARY, "Accept-Language"},
};

/* Answers. */

static enum MHD_Result
answer_give(struct guest *g)
{
	struct answer *a = &g->visit.answer;
	struct MHD_Response *r = MHD_create_response_from_buffer(
	    a->body.n, a->body.p, MHD_RESPMEM_MUST_COPY);

	if (r == NULL)
		die("no memory for an answer");
	for (size_t i = 0; i < sizeof(headers) / sizeof(*headers); i++)
		MHD_add_response_header(r, headers[i].name, headers[i].value);
	MHD_add_response_header(r, MHD_HTTP_HEADER_CONTENT_TYPE, a->type);
	MHD_add_response_header(r, MHD_HTTP_HEADER_CACHE_CONTROL,
	    a->lasting ? "max-age=3600" : "no-store");
	if (a->allow != NULL)
		MHD_add_response_header(r, MHD_HTTP_HEADER_ALLOW, a->allow);
	g->at = AT_ANSWERED;

	enum MHD_Result given = MHD_queue_response(g->c, a->status, r);

	MHD_destroy_response(r);
	return given;
}

/* Requests. */

static struct str
header(struct guest *g, const char *name)
{
	return str_of(MHD_lookup_connection_value(g->c, MHD_HEADER_KIND, name));
}

static struct request
request_of(struct guest *g, const char *method)
{
	struct str uri = buf_all(&g->uri);
	size_t at = str_find(uri, '?');
	struct str m = str_of(method);

	return (struct request){
	    .method = str_eq(m, STR("POST")) ? METHOD_POST
		: str_eq(m, STR("GET")) || str_eq(m, STR("HEAD"))
		? METHOD_GET
		: METHOD_OTHER,
	    .path = str_upto(uri, at),
	    .query = str_from(uri, at + 1),
	    .type = header(g, MHD_HTTP_HEADER_CONTENT_TYPE),
	    .languages = header(g, MHD_HTTP_HEADER_ACCEPT_LANGUAGE),
	};
}

struct seen {
	unsigned lengths;
	struct str forwarded; /* of the last line */
};

static enum MHD_Result
header_see(
    void *ctx, enum MHD_ValueKind kind, const char *name, const char *value)
{
	struct seen *s = ctx;

	(void)kind;
	s->lengths +=
	    str_eq_nocase(str_of(name), STR(MHD_HTTP_HEADER_CONTENT_LENGTH));
	if (str_eq_nocase(str_of(name), STR("X-Forwarded-For")))
		s->forwarded = str_of(value);
	return MHD_YES;
}

/* The last that the proxy wrote is the one it saw; IPv6 counts by its first
 * half, which is one subscriber's. */
static void
remote_set(struct guest *g, struct str forwarded)
{
	struct str last = {0};
	struct address a;

	while (str_split(&forwarded, ',', &last))
		continue;
	if (address_read(str_trim(last), &a))
		memcpy(g->remote, a.b, a.kind == 6 ? 8 : 4);
}

/* What is refused as soon as the headers are there; 0: nothing is. */
static unsigned
head_refused(struct guest *g)
{
	struct seen seen = {0};
	struct str length = header(g, MHD_HTTP_HEADER_CONTENT_LENGTH);
	uint64_t n = 0;

	MHD_get_connection_values(g->c, MHD_HEADER_KIND, header_see, &seen);
	remote_set(g, seen.forwarded);
	if (tally_add(&http.requests,
		str_make((const char *)g->remote, HTTP_REMOTE),
		http.now) > HTTP_PER_MINUTE)
		return 429;
	if (header(g, MHD_HTTP_HEADER_TRANSFER_ENCODING).p != NULL)
		return 411;
	if (seen.lengths > 1 ||
	    (length.p != NULL && !str_u64(length, UINT64_MAX, &n)))
		return 400;
	return n > VISIT_BODY ? 413 : 0;
}

static enum MHD_Result
head_take(struct guest *g, const char *method)
{
	unsigned refused = head_refused(g);

	g->visit.request = request_of(g, method);
	g->at = AT_BODY;
	if (refused == 0)
		return MHD_YES;

	struct request begun = {
	    .path = STR("/"), .languages = g->visit.request.languages};

	visit_begin(&g->visit, http.door->site, &begun);
	visit_refuse(&g->visit, refused);
	return answer_give(g);
}

static enum MHD_Result
whole_take(struct guest *g)
{
	struct request r = g->visit.request;

	r.body = buf_all(&g->body);
	visit_begin(&g->visit, http.door->site, &r);
	if (g->visit.ask.kind == ASK_NOTHING)
		return answer_give(g);
	g->asked = ++http.asked;
	if (!http.door->ask(g->asked, &g->visit,
		str_make((const char *)g->remote, HTTP_REMOTE))) {
		visit_told(&g->visit, &(struct told){.busy = true});
		return answer_give(g);
	}
	g->at = AT_ASKED;
	g->since = http.now;
	MHD_suspend_connection(g->c);
	return MHD_YES;
}

static struct guest *
guest_of(struct MHD_Connection *c)
{
	const union MHD_ConnectionInfo *info =
	    MHD_get_connection_info(c, MHD_CONNECTION_INFO_SOCKET_CONTEXT);

	return info == NULL ? NULL : info->socket_context;
}

/* libmicrohttpd's callbacks: called again and again for one request. */

static void *
uri_take(void *ctx, const char *uri, struct MHD_Connection *c)
{
	struct guest *g = guest_of(c);

	(void)ctx;
	if (g != NULL)
		buf_str(&g->uri, str_of(uri));
	return NULL;
}

static enum MHD_Result
request_take(void *ctx, struct MHD_Connection *c, const char *url,
    const char *method, const char *version, const char *part, size_t *n,
    void **state)
{
	struct guest *g = guest_of(c);

	(void)ctx, (void)url, (void)version, (void)state;
	if (g == NULL)
		return MHD_NO;
	if (g->at == AT_HEAD)
		return head_take(g, method);
	if (g->at == AT_TOLD)
		return answer_give(g);
	if (g->at != AT_BODY)
		return MHD_YES;
	if (*n == 0)
		return whole_take(g);
	buf_put(&g->body, part, *n);
	*n = 0;
	return g->body.n <= VISIT_BODY ? MHD_YES : MHD_NO;
}

static void
guest_notice(void *ctx, struct MHD_Connection *c, void **place,
    enum MHD_ConnectionNotificationCode code)
{
	struct guest *g = http.guest;

	(void)ctx;
	if (code == MHD_CONNECTION_NOTIFY_CLOSED) {
		g = *place;
		if (g == NULL)
			return;
		visit_end(&g->visit);
		buf_free(&g->uri);
		buf_free(&g->body);
		*g = (struct guest){0};
		http.guests--;
		return;
	}
	while (g < http.guest + HTTP_GUESTS && g->at != AT_NOTHING)
		g++;
	*place = NULL;
	if (g == http.guest + HTTP_GUESTS)
		return;
	*g = (struct guest){.at = AT_HEAD, .c = c, .since = http.now};
	*place = g;
	http.guests++;
}

/* An address is taken as it came: what is not one of ours is nowhere. */
static size_t
as_it_came(void *ctx, struct MHD_Connection *c, char *s)
{
	(void)ctx, (void)c;
	return strlen(s);
}

/* The door. */

void
http_open(int listener, const struct http_door *door)
{
	http.door = door;
	tally_init(&http.requests, MINUTE_MS);
	/* clang-format off */
	http.daemon = MHD_start_daemon(MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME,
	    0, NULL, NULL, request_take, NULL,
	    MHD_OPTION_LISTEN_SOCKET, listener,
	    MHD_OPTION_CONNECTION_LIMIT, (unsigned)HTTP_GUESTS,
	    MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)HTTP_HEADERS,
	    MHD_OPTION_STRICT_FOR_CLIENT, 1,
	    MHD_OPTION_URI_LOG_CALLBACK, uri_take, NULL,
	    MHD_OPTION_UNESCAPE_CALLBACK, as_it_came, NULL,
	    MHD_OPTION_NOTIFY_CONNECTION, guest_notice, NULL,
	    MHD_OPTION_END);
	/* clang-format on */
	if (http.daemon == NULL)
		die("libmicrohttpd cannot be started");
}

int
http_fd(void)
{
	const union MHD_DaemonInfo *info =
	    MHD_get_daemon_info(http.daemon, MHD_DAEMON_INFO_EPOLL_FD);

	return info == NULL ? -1 : info->epoll_fd;
}

int
http_patience(void)
{
	MHD_UNSIGNED_LONG_LONG ms, look = http.guests > 0 ? LOOK_MS : MINUTE_MS;

	if (MHD_get_timeout(http.daemon, &ms) != MHD_YES || ms > look)
		ms = look;
	return (int)ms;
}

static void
told_take(struct guest *g, const struct told *told)
{
	visit_told(&g->visit, told);
	g->at = AT_TOLD;
	g->since = http.now;
	MHD_resume_connection(g->c);
}

/* Who is slow to ask or to take is not waited for; who waits for us is told in
 * time that it takes too long. */
static void
late_see(struct guest *g)
{
	int64_t age = http.now - g->since;

	if (g->at == AT_NOTHING || age < HTTP_REQUEST_MS)
		return;
	if (g->at != AT_ASKED) {
		shutdown(MHD_get_connection_info(
			     g->c, MHD_CONNECTION_INFO_CONNECTION_FD)
			     ->connect_fd,
		    SHUT_RDWR);
		return;
	}
	if (age > HTTP_ASK_MS)
		told_take(g, &(struct told){.busy = true});
}

void
http_serve(int64_t now)
{
	http.now = now;
	for (size_t i = 0; i < HTTP_GUESTS; i++)
		late_see(&http.guest[i]);
	MHD_run(http.daemon);
}

void
http_told(uint32_t number, const struct told *told)
{
	for (size_t i = 0; i < HTTP_GUESTS; i++)
		if (http.guest[i].at == AT_ASKED &&
		    http.guest[i].asked == number)
			told_take(&http.guest[i], told);
}
