/* visiting: the keeper's side of the pages: what visitors ask of it */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "run/visiting.h"

#include "base/time.h"
#include "finding/topic.h"
#include "notify/check.h"
#include "notify/compose.h"
#include "run/log.h"
#include "run/site.frame.h"
#include "run/site.h"
#include "store/instance.sql.h"
#include "value/account.h"

enum { COMMUNITY = 1, PATIENCE_MS = 1000 };

void
visiting_init(struct visiting *v, struct service *sv)
{
	v->sv = sv;
	v->rest = 0;
	channel_init(&v->site, -1);
	tally_init(&v->wrong, HOUR);
}

int
visiting_fd(const struct visiting *v)
{
	return v->site.fd;
}

void
visiting_end(struct visiting *v)
{
	channel_free(&v->site);
}

/* What we say to it. */

static bool
say(struct visiting *v, struct buf *b)
{
	bool there = channel_send(&v->site, buf_all(b), -1);

	buf_free(b);
	return there;
}

static bool
host_tell(struct visiting *v)
{
	struct sql *db = v->sv->store.db;
	struct instance_get_row us;
	struct community_get_row community;
	struct legal_ground_get_row ground;
	struct frame_host f = {0};
	struct str url = v->sv->settings.text[SETTING_WEB_URL];
	struct why w = {0};
	struct arena a;
	struct buf b = {0}, contact = {0};

	arena_init(&a, 0);
	if (!instance_get(db, &us))
		die("the service has no name");
	f.name = arena_str(&a, str_upto(us.name, 400));
	if (community_get(db, COMMUNITY, &community)) {
		f.mail = arena_str(&a, community.sender_mail);
		f.phone = arena_str(&a, str_upto(community.phone, 200));
	}
	if (legal_ground_get(db, STR("notify-claimed"), &ground)) {
		f.ground_nl = arena_str(&a, ground.text_nl);
		f.ground_en = arena_str(&a, ground.text_en);
	}
	/* `doctor` says what is wrong in it */
	if (site_contact(v->sv->settings.text[SETTING_SECURITY_CONTACT],
		&contact, &w) == OK)
		f.contact = buf_all(&contact);
	f.url = str_upto(url, url.n - str_ends(url, STR("/")));
	frame_host_put(&b, &f);
	buf_free(&contact);
	arena_free(&a);
	return say(v, &b);
}

void
visiting_step(struct visiting *v, int64_t now)
{
	struct str listen = v->sv->settings.text[SETTING_WEB_LISTEN];

	/* a clock that was set back must not keep it away */
	if (listen.n == 0 || v->site.fd >= 0 ||
	    (now < v->rest && now + VISITING_REST_S >= v->rest))
		return;
	v->rest = now + VISITING_REST_S;
	channel_init(&v->site, v->start(listen));
	if (v->site.fd < 0)
		return;
	v->site.patience = PATIENCE_MS;
	if (host_tell(v))
		log_say(LOG_SITE_BEGAN, listen, 0);
}

/* What it asks. */

static struct str
title(struct str topic, unsigned language)
{
	const struct topic *t = topic_by_id(topic);

	return t == NULL ? topic : t->text[language].title;
}

/* What wrong codes are counted by, and how many there may be in an hour. */
enum { BY_GUEST, BY_CODE, BY_ALL, WAYS };
static const uint32_t most[WAYS] = {
    CODE_TRIES, VISITING_CODE_TRIES, VISITING_ALL_TRIES};

static struct str
key_of(struct arena *a, int way, const struct frame_code_asked *f)
{
	const struct str text[WAYS] = {f->remote, f->code, {0}};
	struct buf b = {0};

	buf_char(&b, (char)way);
	buf_str(&b, text[way]);

	struct str key = arena_str(a, buf_all(&b));

	buf_free(&b);
	return key;
}

/* What is past a limit is not looked at. A code has one way of writing, or one
 * more blank in it would count as another code. */
static struct check
code_try(struct visiting *v, struct arena *a, struct frame_code_asked *f,
    int64_t now)
{
	char code[CODE_SIZE];
	struct check_desk desk = {
	    .store = &v->sv->store,
	    .code_key = v->sv->code_key,
	    .now = now,
	    .days = v->sv->settings.number[SETTING_CODE_DAYS],
	};
	struct check found = {.end = CHECK_TOO_MANY};

	f->code = code_read(f->code, code) ? str_of(code) : (struct str){0};
	for (int i = 0; i < WAYS; i++)
		if (tally_count(&v->wrong, key_of(a, i, f), now) >= most[i])
			return found;
	found = code_look(&desk, a, f->code, f->address);
	for (int i = 0; i < WAYS && found.end == CHECK_NO; i++)
		tally_add(&v->wrong, key_of(a, i, f), now);
	return found;
}

static bool
code_answer(struct visiting *v, struct arena *a, struct str fields, int64_t now)
{
	struct frame_code_asked f;
	struct buf b = {0}, day = {0};

	if (frame_code_asked_read(fields, &f) != OK)
		return false;

	struct check c = code_try(v, a, &f, now);
	bool ours = c.end != CHECK_NO && c.end != CHECK_TOO_MANY;

	if (ours)
		compose_date(&day, (enum lang)f.language, c.date);
	frame_code_told_put(&b,
	    &(struct frame_code_told){
		.number = f.number,
		.end = c.end,
		.day = buf_all(&day),
		.topic = ours ? title(c.topic, f.language) : (struct str){0},
	    });
	buf_free(&day);
	return say(v, &b);
}

bool
visiting_link(struct service *sv, struct arena *a, struct str token, bool act,
    int64_t now, struct stop *stop)
{
	struct store *s = &sv->store;

	if (!stop_look(s, a, token, now, stop))
		return false;
	if (act) {
		sql_begin(s->db);
		stop_do(s, a, token, stop, now);
		sql_commit(s->db);
	}
	return true;
}

static bool
link_answer(struct visiting *v, struct arena *a, struct str fields, int64_t now)
{
	struct frame_link_asked f;
	struct stop stop = {0};
	struct buf b = {0}, address = {0};

	if (frame_link_asked_read(fields, &f) != OK)
		return false;

	bool found = visiting_link(v->sv, a, f.token, f.stop, now, &stop);

	if (found)
		account_mask(&address, stop.address);
	frame_link_told_put(&b,
	    &(struct frame_link_told){
		.number = f.number,
		.found = found,
		.all = stop.all,
		.address = buf_all(&address),
		.topic =
		    found ? title(stop.topic, f.language) : (struct str){0},
	    });
	buf_free(&address);
	return say(v, &b);
}

/* False when it is gone, or speaks out of turn. */
static bool
question_answer(struct visiting *v, int64_t now)
{
	uint16_t type;
	struct str fields;
	struct arena a;
	bool there = false;

	if (channel_next(&v->site, &type, &fields) != OK)
		return false;
	arena_init(&a, 0);
	if (type == FRAME_CODE_ASKED)
		there = code_answer(v, &a, fields, now);
	else if (type == FRAME_LINK_ASKED)
		there = link_answer(v, &a, fields, now);
	arena_free(&a);
	return there;
}

void
visiting_serve(struct visiting *v, int64_t now)
{
	bool there;

	do /* what came along with the first is not announced by the socket */
		there = question_answer(v, now);
	while (there && channel_ready(&v->site));
	if (there)
		return;
	channel_free(&v->site);
	v->rest = now + VISITING_REST_S;
	log_say(LOG_SITE_ENDED, (struct str){0}, VISITING_REST_S);
}
