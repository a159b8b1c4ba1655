/* fetch_page: one page, over the redirects that lead to it */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "run/fetch_page.h"

#include <arpa/inet.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/err.h"
#include "run/outside.h"
#include "value/address.h"

enum { CONNECT_MS = 10 * 1000, FIRST_FAILURE = 400, NOT_NOW = 429 };

static bool PRINTF(3, 4)
    ended(struct fetch_page *p, enum fetch_end end, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(p->why, sizeof(p->why), fmt, ap);
	va_end(ap);
	p->end = end;
	return true;
}

/* What libcurl asks. */

static bool
address_of(const struct sockaddr *from, struct address *a)
{
	struct sockaddr_in four;
	struct sockaddr_in6 six;

	*a = (struct address){0};
	if (from->sa_family == AF_INET) {
		memcpy(&four, from, sizeof(four));
		a->kind = 4;
		memcpy(a->b, &four.sin_addr, 4);
	} else if (from->sa_family == AF_INET6) {
		memcpy(&six, from, sizeof(six));
		a->kind = 6;
		memcpy(a->b, &six.sin6_addr, 16);
	}
	return a->kind != 0;
}

/* The one place from which it connects: no name, redirect or second answer of
 * a name server gets past it. */
static curl_socket_t
socket_open(void *ctx, curlsocktype purpose, struct curl_sockaddr *to)
{
	struct fetch_page *p = ctx;
	struct address a;
	struct str special;

	(void)purpose;
	if (!address_of(&to->addr, &a))
		return CURL_SOCKET_BAD;
	special = address_special(&a);
	if (special.n > 0 && !p->excepted) {
		p->special = special;
		return CURL_SOCKET_BAD;
	}
	return socket(to->family, to->socktype | SOCK_CLOEXEC, to->protocol);
}

static size_t
body_take(char *bytes, size_t size, size_t n, void *ctx)
{
	struct fetch_page *p = ctx;

	n *= size;
	if (n > FETCH_BODY_MAX - p->body.n) {
		ended(p, FETCH_REFUSED, "it is longer than %d KiB",
		    FETCH_BODY_MAX / 1024);
		return 0;
	}
	buf_put(&p->body, bytes, n);
	return n;
}

/* Where an address leads. */

/* The part of an https address that a URL is made of; absent: has none. */
static struct str
part_of(CURLU *u, CURLUPart part, char **kept)
{
	*kept = NULL;
	if (curl_url_get(u, part, kept, 0) != CURLUE_OK)
		return (struct str){0};
	return str_of(*kept);
}

static bool
url_check(struct fetch_page *p, CURLU *u)
{
	char *scheme, *user;
	struct str s = part_of(u, CURLUPART_SCHEME, &scheme);
	struct str has = part_of(u, CURLUPART_USER, &user);
	const char *what = p->redirects > 0 ? "it redirects to" : "this is";
	bool bad = true;

	if (!str_eq(s, STR("https")))
		ended(p, FETCH_REFUSED, "%s an address without https", what);
	else if (has.n > 0)
		ended(p, FETCH_REFUSED,
		    "%s an address with a name in it to "
		    "log in with",
		    what);
	else
		bad = false;
	curl_free(scheme);
	curl_free(user);
	return !bad;
}

/* Where the operator says that a host is, or absent. */
static struct str
instead_of(struct str list, struct str host)
{
	for (struct str row; str_split(&list, ' ', &row);) {
		size_t at = str_find(row, '=');
		if (at < row.n && str_eq_nocase(str_upto(row, at), host))
			return str_from(row, at + 1);
	}
	return (struct str){0};
}

static void
exception_set(struct fetch_page *p, CURLU *u, const struct fetch_terms *terms)
{
	char *host;
	struct str to =
	    instead_of(terms->instead, part_of(u, CURLUPART_HOST, &host));
	struct buf b = {0};

	p->excepted = to.n > 0;
	curl_slist_free_all(p->instead);
	p->instead = NULL;
	if (p->excepted) {
		buf_fmt(&b, "::%.*s", STR_ARG(to));
		p->instead = curl_slist_append(NULL, buf_cstr(&b));
	}
	curl_easy_setopt(p->easy, CURLOPT_CONNECT_TO, p->instead);
	curl_free(host);
	buf_free(&b);
}

static bool
trail_add(struct fetch_page *p, CURLU *u)
{
	char *whole;
	struct str url = part_of(u, CURLUPART_URL, &whole);
	bool fits = url.n > 0 && url.n <= FETCH_URL_MAX;

	if (fits) {
		buf_str(&p->trail, p->trail.n > 0 ? STR(" ") : STR(""));
		buf_str(&p->trail, url);
	} else {
		ended(p, FETCH_REFUSED,
		    "it leads to an address of more than %d bytes",
		    FETCH_URL_MAX);
	}
	curl_free(whole);
	return fits;
}

/* Goes to an address; false when the page ended. */
static bool
hop(struct fetch_page *p, CURLM *multi, const struct fetch_terms *terms,
    const char *url, int64_t now_ms)
{
	CURLU *u = curl_url();
	bool goes = true;

	if (u == NULL)
		die("libcurl cannot be started");
	if (curl_url_set(u, CURLUPART_URL, url, CURLU_NON_SUPPORT_SCHEME) !=
		CURLUE_OK ||
	    curl_url_set(u, CURLUPART_FRAGMENT, NULL, 0) != CURLUE_OK)
		goes = !ended(p, FETCH_REFUSED,
		    "it leads to what is no address of a page");
	goes = goes && url_check(p, u) && trail_add(p, u);
	if (goes && now_ms >= p->until_ms)
		goes = !ended(p, FETCH_UNREACHED, "it took too long");
	if (goes) {
		char *whole;
		exception_set(p, u, terms);
		part_of(u, CURLUPART_URL, &whole);
		curl_easy_setopt(p->easy, CURLOPT_URL, whole);
		curl_easy_setopt(
		    p->easy, CURLOPT_TIMEOUT_MS, (long)(p->until_ms - now_ms));
		curl_free(whole);
		buf_reset(&p->body);
		p->special = (struct str){0};
		p->error[0] = '\0';
		if (curl_multi_add_handle(multi, p->easy) != CURLM_OK)
			die("libcurl takes no page");
	}
	curl_url_cleanup(u);
	return goes;
}

static void
options_set(struct fetch_page *p, const struct fetch_terms *terms)
{
	CURL *e = p->easy;
	struct buf agent = {0};

	buf_str(&agent, terms->agent);
	curl_easy_setopt(e, CURLOPT_USERAGENT, buf_cstr(&agent));
	buf_free(&agent);
	curl_easy_setopt(e, CURLOPT_PROTOCOLS_STR, "https");
	curl_easy_setopt(e, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
	curl_easy_setopt(e, CURLOPT_HTTP_CONTENT_DECODING, 0L);
	curl_easy_setopt(e, CURLOPT_PROXY, "");
	curl_easy_setopt(e, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(e, CURLOPT_FORBID_REUSE, 1L);
	curl_easy_setopt(e, CURLOPT_CONNECTTIMEOUT_MS, (long)CONNECT_MS);
	curl_easy_setopt(e, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	curl_easy_setopt(e, CURLOPT_ERRORBUFFER, p->error);
	curl_easy_setopt(e, CURLOPT_OPENSOCKETFUNCTION, socket_open);
	curl_easy_setopt(e, CURLOPT_OPENSOCKETDATA, p);
	curl_easy_setopt(e, CURLOPT_WRITEFUNCTION, body_take);
	curl_easy_setopt(e, CURLOPT_WRITEDATA, p);
	curl_easy_setopt(e, CURLOPT_PRIVATE, p);
	outside_trust(e, terms->ca);
}

bool
page_begin(struct fetch_page *p, CURLM *multi, const struct fetch_terms *terms,
    uint32_t id, struct str url, int64_t now_ms)
{
	struct buf text = {0};
	bool goes;

	*p = (struct fetch_page){
	    .id = id,
	    .easy = curl_easy_init(),
	    .end = FETCH_END_COUNT,
	    .until_ms = now_ms + terms->ms,
	};
	if (p->easy == NULL)
		die("libcurl cannot be started");
	options_set(p, terms);
	buf_str(&text, url);
	goes = hop(p, multi, terms, buf_cstr(&text), now_ms);
	buf_free(&text);
	return goes;
}

/* What came of it. */

static bool
failed(struct fetch_page *p, CURLcode e)
{
	const char *text =
	    p->error[0] != '\0' ? p->error : curl_easy_strerror(e);

	if (p->end != FETCH_END_COUNT) /* we broke it off */
		return true;
	if (p->special.n > 0)
		return ended(p, FETCH_REFUSED,
		    "its name leads to an address that is not for everyone: "
		    "%.*s",
		    STR_ARG(p->special));
	if (e == CURLE_OPERATION_TIMEDOUT)
		return ended(p, FETCH_UNREACHED, "it took too long");
	return ended(p,
	    e == CURLE_PEER_FAILED_VERIFICATION || e == CURLE_SSL_CONNECT_ERROR
		? FETCH_UNTRUSTED
		: FETCH_UNREACHED,
	    "%.180s", text);
}

/* Not asked for, so it is no answer to us; and it could grow. */
static bool
is_packed(struct fetch_page *p)
{
	struct curl_header *h;

	return curl_easy_header(p->easy, "Content-Encoding", 0, CURLH_HEADER,
		   -1, &h) == CURLHE_OK &&
	    !str_eq_nocase(str_of(h->value), STR("identity"));
}

static bool
answered(struct fetch_page *p)
{
	long status = 0;

	curl_easy_getinfo(p->easy, CURLINFO_RESPONSE_CODE, &status);
	if (status == 200 && is_packed(p))
		return ended(p, FETCH_REFUSED,
		    "it came compressed, which was not asked for");
	if (status == 200)
		return ended(p, FETCH_FINE, "%s", "");
	return ended(p,
	    status >= FIRST_FAILURE && status < 500 && status != NOT_NOW
		? FETCH_NOTHING
		: FETCH_UNREACHED,
	    "the site answers %ld", status);
}

bool
page_done(struct fetch_page *p, CURLM *multi, const struct fetch_terms *terms,
    CURLcode e, int64_t now_ms)
{
	char *to = NULL;
	struct buf url = {0};
	bool goes;

	curl_multi_remove_handle(multi, p->easy);
	if (e != CURLE_OK)
		return failed(p, e);
	curl_easy_getinfo(p->easy, CURLINFO_REDIRECT_URL, &to);
	if (to == NULL)
		return answered(p);
	if (++p->redirects > FETCH_REDIRECTS_MAX)
		return ended(p, FETCH_REFUSED,
		    "it redirects more than %d times", FETCH_REDIRECTS_MAX);
	buf_str(&url, str_of(to)); /* libcurl's own changes */
	goes = hop(p, multi, terms, buf_cstr(&url), now_ms);
	buf_free(&url);
	return !goes;
}

void
page_free(struct fetch_page *p, CURLM *multi)
{
	curl_multi_remove_handle(multi, p->easy);
	curl_easy_cleanup(p->easy);
	curl_slist_free_all(p->instead);
	buf_free(&p->trail);
	buf_free(&p->body);
	*p = (struct fetch_page){0};
}
