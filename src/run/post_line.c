/* post_line: one connection to the mail server */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "run/post_line.h"

#include <poll.h>

#include "base/arena.h"
#include "run/outside.h"

enum {
	CONNECT_MS = 30 * 1000, /* to the end of the login */
	GREETING_S = 60,
	REPLY_MS = 5 * 60 * 1000,  /* RFC 5321 4.5.3.2.2 to .5 */
	FINAL_MS = 10 * 60 * 1000, /* 4.5.3.2.6 */
	READ_ROOM = 4096,
};

static const char *const schemes[MAIL_TLS_COUNT] = {"smtp", "smtps", "smtp"};

/* What the server says while libcurl has the line: its abilities count from
 * the last greeting, they may differ once it is encrypted (RFC 3207 4.2). */
static size_t
heard(char *p, size_t size, size_t n, void *ctx)
{
	struct line *l = ctx;
	struct str line = str_trim(str_make(p, size * n));

	if (str_starts(line, STR("220")))
		l->talk.pipelining = false;
	else if (str_starts(line, STR("250")) &&
	    str_eq_nocase(str_from(line, 4), STR("PIPELINING")))
		l->talk.pipelining = true;
	return size * n;
}

static void
login_set(CURL *e, const struct mail_server *m)
{
	struct arena a;

	if (m->user.n == 0)
		return;
	arena_init(&a, 0);
	curl_easy_setopt(e, CURLOPT_USERNAME, arena_cstr(&a, m->user));
	curl_easy_setopt(e, CURLOPT_PASSWORD, arena_cstr(&a, m->password));
	arena_free(&a);
}

static void
options_set(
    struct line *l, const struct mail_server *m, struct curl_slist *address)
{
	bool six = str_find(m->host, ':') < m->host.n;
	struct buf url = {0};
	CURL *e = l->easy;

	buf_fmt(&url, "%s://%s%.*s%s:%u", schemes[m->tls], six ? "[" : "",
	    STR_ARG(m->host), six ? "]" : "", m->port);
	curl_easy_setopt(e, CURLOPT_URL, buf_cstr(&url));
	curl_easy_setopt(e, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
	curl_easy_setopt(e, CURLOPT_PROXY, "");
	curl_easy_setopt(e, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(e, CURLOPT_CONNECT_ONLY, 1L);
	curl_easy_setopt(e, CURLOPT_CONNECTTIMEOUT_MS, (long)CONNECT_MS);
	curl_easy_setopt(e, CURLOPT_SERVER_RESPONSE_TIMEOUT, (long)GREETING_S);
	curl_easy_setopt(e, CURLOPT_USE_SSL,
	    (long)(m->tls == MAIL_STARTTLS ? CURLUSESSL_ALL : CURLUSESSL_NONE));
	curl_easy_setopt(e, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	curl_easy_setopt(e, CURLOPT_ERRORBUFFER, l->error);
	curl_easy_setopt(e, CURLOPT_HEADERFUNCTION, heard);
	curl_easy_setopt(e, CURLOPT_HEADERDATA, l);
	curl_easy_setopt(e, CURLOPT_PRIVATE, l);
	curl_easy_setopt(e, CURLOPT_RESOLVE, address);
	outside_trust(e, m->ca);
	login_set(e, m);
	buf_free(&url);
}

void
line_open(struct line *l, CURLM *multi, const struct mail_server *m,
    struct curl_slist *address)
{
	*l = (struct line){.easy = curl_easy_init(), .state = LINE_CONNECTING};
	if (l->easy == NULL)
		die("libcurl cannot be started");
	options_set(l, m, address);
	if (curl_multi_add_handle(multi, l->easy) != CURLM_OK)
		die("libcurl takes no connection");
}

void
line_opened(struct line *l, int64_t now_ms)
{
	curl_easy_getinfo(l->easy, CURLINFO_ACTIVESOCKET, &l->socket);
	l->state = LINE_IDLE;
	l->heard_ms = now_ms;
}

void
line_close(struct line *l, CURLM *multi, bool polite)
{
	static const char quit[] = "QUIT\r\n";
	size_t n;

	if (polite && l->state == LINE_IDLE)
		(void)!curl_easy_send(l->easy, quit, sizeof(quit) - 1, &n);
	curl_multi_remove_handle(multi, l->easy);
	curl_easy_cleanup(l->easy);
	smtp_free(&l->talk);
	*l = (struct line){0};
}

/* False when the connection is gone. */
static bool
write_some(struct line *l)
{
	struct buf *out = &l->talk.out;
	size_t done = 0, n = 0;
	CURLcode e = CURLE_OK;

	while (done < out->n && e == CURLE_OK) {
		e = curl_easy_send(l->easy, out->p + done, out->n - done, &n);
		if (e == CURLE_OK)
			done += n;
	}
	buf_drop(out, done);
	return e == CURLE_OK || e == CURLE_AGAIN;
}

static bool
too_silent(const struct line *l, int64_t now_ms)
{
	int64_t most = l->talk.step == SMTP_FINAL ? FINAL_MS : REPLY_MS;

	return l->state == LINE_BUSY && now_ms - l->heard_ms > most;
}

enum smtp_said
line_pump(struct line *l, int64_t now_ms)
{
	enum smtp_said said = SMTP_MORE;
	char part[READ_ROOM];
	size_t n;

	if (!write_some(l))
		return SMTP_BROKEN;
	while (said == SMTP_MORE) {
		CURLcode e = curl_easy_recv(l->easy, part, sizeof(part), &n);
		if (e == CURLE_AGAIN)
			return too_silent(l, now_ms) ? SMTP_BROKEN : SMTP_MORE;
		if (e != CURLE_OK || n == 0 || l->state != LINE_BUSY)
			return SMTP_BROKEN;
		l->heard_ms = now_ms;
		said = smtp_hear(&l->talk, str_make(part, n));
		if (said == SMTP_MORE && !write_some(l))
			return SMTP_BROKEN;
	}
	return said;
}

short
line_events(const struct line *l)
{
	return (short)(POLLIN | (l->talk.out.n > 0 ? POLLOUT : 0));
}
