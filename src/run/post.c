/* post: the process that sends mail */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "run/post.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netdb.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "notify/delivery.h"
#include "run/channel.h"
#include "run/clock.h"
#include "run/jail.h"
#include "run/outside.h"
#include "run/post.frame.h"
#include "run/post_line.h"

enum {
	LINES_MAX = 32,
	ADDRESSES_MAX = 8, /* of the server, that are tried */
	AGAIN_MAX = 3,	   /* lines that may be gone under one letter */
	TEXT_MAX = 480,	   /* of an outcome or a trouble */
	WAKE_MS = 1000,
};

/* A letter in hand. */
struct parcel {
	int64_t id;
	struct str from, to;
	struct buf names; /* what those point into */
	struct buf bytes;
	uint32_t size;
	struct line *line; /* NULL: it waits */
	unsigned again;
};

/* There is one in a process. */
static struct {
	struct channel up;
	struct buf say; /* frames for it, sent together before each sleep */
	int folder;
	CURLM *multi;
	struct buf ca_list, told; /* the system's; what server points into */
	struct mail_server server;
	struct curl_slist *address;
	struct parcel parcel[POST_WINDOW];
	size_t n;
	struct line line[LINES_MAX];
	size_t allowed; /* lines that the server gives us */
	bool enough;	/* begin no more */
	bool shut;	/* the server takes nothing */
} post;

/* What we say to the keeper. */

static void
say_all(void)
{
	if (!channel_send(&post.up, buf_all(&post.say), -1))
		_exit(0); /* it has no use for more */
	buf_reset(&post.say);
}

static void
trouble(struct str text)
{
	struct arena a;

	if (post.shut)
		return;
	post.shut = true;
	arena_init(&a, 0);
	frame_trouble_put(&post.say,
	    &(struct frame_trouble){.text = outside_said(&a, text, TEXT_MAX)});
	arena_free(&a);
}

static void
parcel_end(struct parcel *p, enum delivery_end end, struct str text)
{
	struct arena a;
	size_t i = (size_t)(p - post.parcel);

	arena_init(&a, 0);
	frame_outcome_put(&post.say,
	    &(struct frame_outcome){.id = p->id,
		.end = end,
		.text = outside_said(&a, text, TEXT_MAX)});
	arena_free(&a);
	buf_free(&p->names);
	buf_free(&p->bytes);
	memmove(p, p + 1, (post.n - i - 1) * sizeof(*p));
	post.n--;
}

/* Letters on lines. */

static bool
is_held(void)
{
	return post.enough || faccessat(post.folder, HOLD_FILE, F_OK, 0) == 0;
}

/* The letter on a busy line, which no longer is on it. */
static struct parcel *
parcel_take(const struct line *l)
{
	size_t i = 0;

	while (i < post.n && post.parcel[i].line != l)
		i++;
	if (i == post.n)
		die("a busy line without a letter");
	post.parcel[i].line = NULL;
	return &post.parcel[i];
}

static void
line_drop(struct line *l)
{
	line_close(l, post.multi, false);
}

/* The line under a letter is gone. */
static void
line_broke(struct line *l)
{
	struct parcel *p = l->state == LINE_BUSY ? parcel_take(l) : NULL;
	enum smtp_end end = smtp_lost(&l->talk);

	line_drop(l);
	if (p == NULL)
		return;
	if (end != SMTP_UNASKED || ++p->again > AGAIN_MAX)
		parcel_end(p, DELIVERY_LATER,
		    STR("the mail server was gone in the middle of it"));
}

static void
letter_ended(struct line *l)
{
	static const enum delivery_end ends[] = {
	    [SMTP_TAKEN] = DELIVERY_TAKEN,
	    [SMTP_LATER] = DELIVERY_LATER,
	    [SMTP_REFUSED] = DELIVERY_REFUSED,
	    [SMTP_UNASKED] = DELIVERY_UNREACHED,
	    [SMTP_SHUT] = DELIVERY_UNREACHED,
	};
	struct parcel *p = parcel_take(l);
	enum smtp_end end = l->talk.end;
	struct buf said = {0};

	buf_fmt(
	    &said, "%d %.*s", l->talk.code, (int)l->talk.n_text, l->talk.text);
	l->state = LINE_IDLE;
	if (end == SMTP_SHUT)
		trouble(buf_all(&said));
	if (end != SMTP_UNASKED || ++p->again > AGAIN_MAX)
		parcel_end(p, ends[end], buf_all(&said));
	if (l->talk.closing)
		line_drop(l);
	buf_free(&said);
}

static void
line_serve(struct line *l)
{
	enum smtp_said said = line_pump(l, clock_ms());

	while (said == SMTP_WANTS_BODY) {
		if (is_held()) { /* it has not seen a word of the letter yet */
			struct parcel *p = parcel_take(l);
			line_drop(l);
			parcel_end(p, DELIVERY_HELD, (struct str){0});
			return;
		}
		smtp_body(&l->talk);
		said = line_pump(l, clock_ms());
	}
	if (said == SMTP_BROKEN)
		line_broke(l);
	else if (said == SMTP_ENDED)
		letter_ended(l);
}

static struct str
domain_of(struct str mail)
{
	for (size_t i = mail.n; i-- > 0;)
		if (mail.p[i] == '@')
			return str_from(mail, i + 1);
	return mail;
}

static bool
domain_is_busy(struct str to)
{
	size_t n = 0;

	for (size_t i = 0; i < post.n; i++)
		n += post.parcel[i].line != NULL &&
		    str_eq_nocase(domain_of(post.parcel[i].to), domain_of(to));
	return n >= post.server.per_domain;
}

static size_t
lines_in(enum line_state state)
{
	size_t n = 0;

	for (size_t i = 0; i < LINES_MAX; i++)
		n += post.line[i].state == state;
	return n;
}

static struct line *
line_in(enum line_state state)
{
	for (size_t i = 0; i < LINES_MAX; i++)
		if (post.line[i].state == state)
			return &post.line[i];
	return NULL;
}

/* Puts a letter on a line, or back into the keeper's hands. True when it
 * waits for a line. */
static bool
parcel_begin(struct parcel *p, bool held)
{
	struct line *l = line_in(LINE_IDLE);

	if (post.shut || held) {
		parcel_end(p, post.shut ? DELIVERY_UNREACHED : DELIVERY_HELD,
		    (struct str){0});
		return false;
	}
	if (domain_is_busy(p->to))
		return false;
	if (l == NULL)
		return true;
	l->state = LINE_BUSY;
	l->heard_ms = clock_ms();
	p->line = l;
	smtp_begin(&l->talk, p->from, p->to, buf_all(&p->bytes));
	line_serve(l);
	return false;
}

static void
letters_begin(void)
{
	size_t want = 0, there;
	bool held = post.n > 0 && is_held();

	for (size_t i = 0; i < post.n;) {
		struct parcel *p = &post.parcel[i];
		int64_t id = p->id;
		bool waits = p->line == NULL && p->bytes.n == p->size;
		want += waits && parcel_begin(p, held);
		i += i < post.n && post.parcel[i].id == id;
	}
	there = LINES_MAX - lines_in(LINE_NONE);
	for (size_t k = lines_in(LINE_CONNECTING);
	     k < want && there < post.allowed; k++, there++)
		line_open(
		    line_in(LINE_NONE), post.multi, &post.server, post.address);
}

/* Connections. */

static void
connect_failed(struct line *l, CURLcode e)
{
	char text[CURL_ERROR_SIZE + 64];

	snprintf(text, sizeof(text), "%s",
	    l->error[0] != '\0' ? l->error : curl_easy_strerror(e));
	line_drop(l);
	post.allowed = LINES_MAX - lines_in(LINE_NONE);
	if (post.allowed == 0)
		trouble(str_of(text));
}

static void
connects_see(void)
{
	int left;
	CURLMsg *m;

	while ((m = curl_multi_info_read(post.multi, &left)) != NULL) {
		struct line *l;
		if (m->msg != CURLMSG_DONE)
			continue;
		curl_easy_getinfo(m->easy_handle, CURLINFO_PRIVATE, &l);
		if (m->data.result == CURLE_OK)
			line_opened(l, clock_ms());
		else
			connect_failed(l, m->data.result);
	}
}

/* What the keeper says to us. */

static void
address_find(void)
{
	const struct mail_server *m = &post.server;
	struct addrinfo like = {.ai_socktype = SOCK_STREAM}, *found, *i;
	struct buf name = {0}, b = {0};
	unsigned char raw[16];
	int n = 0, e;

	buf_str(&name, m->host);
	if (inet_pton(AF_INET, buf_cstr(&name), raw) == 1 ||
	    inet_pton(AF_INET6, buf_cstr(&name), raw) == 1) {
		buf_free(&name);
		return;
	}
	e = getaddrinfo(buf_cstr(&name), NULL, &like, &found);
	if (e != 0) {
		buf_fmt(&b, "the name %s was not found: %s", buf_cstr(&name),
		    gai_strerror(e));
		trouble(buf_all(&b));
	} else {
		buf_fmt(&b, "%s:%u:", buf_cstr(&name), m->port);
		for (i = found; i != NULL && n < ADDRESSES_MAX;
		     i = i->ai_next) {
			char text[NI_MAXHOST];
			if (getnameinfo(i->ai_addr, i->ai_addrlen, text,
				sizeof(text), NULL, 0, NI_NUMERICHOST) != 0)
				continue;
			buf_fmt(&b, "%s%s", n++ > 0 ? "," : "", text);
		}
		post.address = curl_slist_append(NULL, buf_cstr(&b));
		freeaddrinfo(found);
	}
	buf_free(&name);
	buf_free(&b);
}

static bool
server_take(struct str fields)
{
	struct frame_server f;

	buf_str(&post.told, fields);
	if (frame_server_read(buf_all(&post.told), &f) != OK)
		return false;
	post.server = (struct mail_server){
	    .host = f.host,
	    .port = f.port,
	    .tls = (enum mail_tls)f.tls,
	    .user = f.user,
	    .password = f.password,
	    .ca = f.ca.n > 0 ? f.ca : buf_all(&post.ca_list),
	    .connections = f.connections,
	    .per_domain = f.per_domain,
	};
	post.allowed = f.connections < LINES_MAX ? f.connections : LINES_MAX;
	address_find();
	frame_empty(&post.say, FRAME_READY);
	return true;
}

static bool
letter_take(struct str fields)
{
	struct frame_letter f;
	struct parcel *p = post.parcel + post.n;

	if (post.n == POST_WINDOW || frame_letter_read(fields, &f) != OK ||
	    f.size == 0 || f.size > POST_BYTES_MAX)
		return false;
	*p = (struct parcel){.id = f.id, .size = f.size};
	buf_str(&p->names, f.from);
	buf_str(&p->names, f.to);
	p->from = str_upto(buf_all(&p->names), f.from.n);
	p->to = str_from(buf_all(&p->names), f.from.n);
	post.n++;
	return true;
}

static bool
part_take(struct str fields)
{
	struct frame_piece f;
	struct parcel *p;

	if (post.n == 0 || frame_piece_read(fields, &f) != OK)
		return false;
	p = &post.parcel[post.n - 1];
	if (f.bytes.n > p->size - p->bytes.n)
		return false;
	buf_str(&p->bytes, f.bytes);
	return true;
}

static bool
frame_next(void)
{
	uint16_t type;
	struct str fields;

	if (channel_next(&post.up, &type, &fields) != OK)
		return false;
	switch (type) {
	case FRAME_SERVER:
		return server_take(fields);
	case FRAME_LETTER:
		return letter_take(fields);
	case FRAME_PIECE:
		return part_take(fields);
	case FRAME_ENOUGH:
		post.enough = true;
		return true;
	default:
		return false;
	}
}

/* The process. */

static _Noreturn void
leave(void)
{
	for (size_t i = 0; i < LINES_MAX; i++)
		if (post.line[i].state != LINE_NONE)
			line_close(&post.line[i], post.multi, true);
	_exit(0);
}

/* Sleeps until there is something to do, and does what lines want. */
static void
wait_and_serve(void)
{
	struct curl_waitfd p[LINES_MAX + 1] = {
	    {.fd = post.up.fd, .events = CURL_WAIT_POLLIN}};
	struct line *of[LINES_MAX + 1];
	unsigned n = 1;
	int running;

	for (size_t i = 0; i < LINES_MAX; i++) {
		struct line *l = &post.line[i];
		if (l->state != LINE_IDLE && l->state != LINE_BUSY)
			continue;
		of[n] = l;
		p[n++] = (struct curl_waitfd){
		    .fd = l->socket, .events = line_events(l)};
	}
	curl_multi_poll(post.multi, p, n, WAKE_MS, NULL);
	for (unsigned i = 1; i < n; i++)
		line_serve(of[i]);
	curl_multi_perform(post.multi, &running);
	connects_see();
	if (p[0].revents == 0)
		return;
	do
		if (!frame_next())
			leave();
	while (channel_ready(&post.up));
}

static _Noreturn void
work(void)
{
	for (;;) {
		letters_begin();
		say_all();
		wait_and_serve();
	}
}

static void
run(void)
{
	post.multi = outside_warm(&post.ca_list);
	jail_enter(JAIL_POST, NULL);
	post.folder = OUTSIDE_FOLDER;
	channel_init(&post.up, OUTSIDE_PEER);
	work();
}

int
post_start(int folder)
{
	return outside_start("post", folder, run);
}
