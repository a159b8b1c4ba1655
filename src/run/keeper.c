/* keeper: the process that writes; carries commands out, one at a time */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "run/keeper.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "base/crash.h"
#include "feed/again.h"
#include "run/channel.h"
#include "run/clock.h"
#include "run/jail.h"
#include "run/job.h"
#include "run/log.h"
#include "run/orphans.h"
#include "run/parse.h"
#include "run/post.h"
#include "run/reads.h"
#include "run/rotating.h"
#include "run/schedule.h"
#include "run/sending.h"
#include "run/talk.frame.h"
#include "run/visiting.h"
#include "store/job.sql.h"

enum { ASKERS_MAX = 16, SAY_PART = 32 * 1024 };

/* The keeper's own state; there is one keeper in a process. */
static struct service service;
static struct sending sending;
static struct visiting visiting;
static struct channel parent;
static struct channel askers[ASKERS_MAX]; /* fd -1: a free place */
static struct channel *asker; /* of the command in hand; NULL: the schedule */
static const struct command *in_hand;
/* While a command lets others go first: it, and its asker. */
static const struct command *beneath;
static struct channel *giving_way;
static int listener = -1;
static bool stopping;  /* the parent said so while a command was in hand */
static int64_t moment; /* the newest that an asker told */

/* How a job in the keeper speaks. */

static void
say(void *ctx, enum say kind, struct str text)
{
	struct buf b = {0};

	(void)ctx;
	if (asker == NULL)
		return;
	for (; text.n > 0; text = str_from(text, SAY_PART)) {
		struct frame_say f = {
		    .kind = kind,
		    .text = str_upto(text, SAY_PART),
		};
		frame_say_put(&b, &f);
	}
	bool told = asker->silent;

	channel_send(asker, buf_all(&b), -1); /* an asker may be gone */
	if (asker->silent && !told)
		log_say(LOG_ASKER_SILENT, (struct str){0},
		    ASKER_PATIENCE_MS / 1000);
	buf_free(&b);
}

static void
empty_frame(struct channel *c, uint16_t type)
{
	struct buf b = {0};

	frame_empty(&b, type);
	channel_send(c, buf_all(&b), -1);
	buf_free(&b);
}

static bool
next_input(void *ctx, struct str *name, int *fd)
{
	uint16_t type;
	struct str fields;
	struct frame_input f;

	(void)ctx;
	if (asker == NULL)
		return false;
	empty_frame(asker, FRAME_NEXT);
	if (channel_next(asker, &type, &fields) != OK || type != FRAME_INPUT ||
	    frame_input_read(fields, &f) != OK)
		return false;
	*name = f.name;
	*fd = channel_fd(asker);
	return *fd >= 0;
}

/* What the parent is asked for with these frames and fd (-1: none): the socket
 * to it, or -1. */
static int
spawned(struct buf *b, int fd)
{
	uint16_t type;
	struct str fields;

	if (!channel_send(&parent, buf_all(b), fd))
		die("the parent process is gone");
	buf_free(b);
	do {
		if (channel_next(&parent, &type, &fields) != OK)
			die("the parent process is gone");
		stopping = stopping || type == FRAME_STOP;
	} while (type == FRAME_STOP);
	if (type != FRAME_SPAWNED)
		die("the parent process is gone");
	return channel_fd(&parent);
}

static int
spawn(uint16_t kind, int fd)
{
	struct buf b = {0};

	frame_empty(&b, kind);
	return spawned(&b, fd);
}

static int
reader_spawn(void *ctx, int input)
{
	(void)ctx;
	return spawn(FRAME_SPAWN, input);
}

static int
fetch_spawn(void *ctx)
{
	(void)ctx;
	return spawn(FRAME_FETCH, -1);
}

static int
post_spawn(int folder)
{
	return spawn(FRAME_POST, folder);
}

static int
site_spawn(struct str listen)
{
	struct buf b = {0};

	frame_site_put(&b, &(struct frame_site){.listen = listen});
	return spawned(&b, -1);
}

/* A line for whoever waits, else for the log. */
static void
operator_tell(const char *text)
{
	struct buf b = {0};

	buf_fmt(&b, "%s\n", text);
	if (asker != NULL)
		say(NULL, SAY_ERR, buf_all(&b));
	else
		dprintf(STDERR_FILENO, "dijkwacht: %s\n", text);
	buf_free(&b);
}

static void
reader_end(void *ctx)
{
	(void)ctx;
	empty_frame(&parent, FRAME_READER_END);
}

static int askers_serve(int ms, const struct pollfd *mail);

/* One inside another is enough: who comes in between is not interrupted. */
static void
others_first(void *ctx)
{
	struct channel *mine = asker;

	(void)ctx;
	if (beneath != NULL)
		return;
	beneath = in_hand;
	giving_way = mine;
	askers_serve(0, NULL);
	giving_way = NULL;
	asker = mine;
	in_hand = beneath;
	beneath = NULL;
}

static void
visitors_first(void *ctx)
{
	struct pollfd p = {.fd = visiting_fd(&visiting), .events = POLLIN};

	(void)ctx;
	if (p.fd >= 0 && !sql_in_transaction(service.store.db) &&
	    poll(&p, 1, 0) > 0)
		visiting_serve(&visiting, clock_now());
}

/* What die() says goes to who asked, who else would not know. */
static void
tell_death(const char *text)
{
	struct buf b = {0};
	struct frame_done done = {.code = 70};

	if (asker == NULL) {
		dprintf(STDERR_FILENO, "dijkwacht: %s\n", text);
		return;
	}
	buf_fmt(&b, "%s\n", text);
	say(NULL, SAY_ERR, buf_all(&b));
	buf_reset(&b);
	frame_done_put(&b, &done);
	channel_send(asker, buf_all(&b), -1);
	buf_free(&b);
}

static size_t
words_of(struct str text, struct str *words)
{
	size_t n = 0;

	while (n < TYPED_MAX && str_split(&text, '\0', &words[n]))
		n++;
	return n;
}

static int
carry_out(const struct frame_ask *ask)
{
	struct str words[TYPED_MAX];
	struct call call;
	struct why w = {0};
	struct job job = {
	    .call = &call,
	    .sv = &service,
	    .path = service.path,
	    .now = ask->now,
	    .person_name = ask->person,
	    .sending = &sending,
	    .ways = {.say = say,
		.input = next_input,
		.reader = reader_spawn,
		.reader_end = reader_end,
		.fetcher = fetch_spawn,
		.others = others_first,
		.visitors = visitors_first},
	};
	int code = 2;

	arena_init(&job.a, 0);
	if (ask->now > moment)
		moment = ask->now;
	crash_set(ask->crash);
	reads_take(&service, ask->now);
	if (call_read(&call, words, words_of(ask->words, words), &w) != OK)
		job_why(&job, &w);
	else if (call.command->place != PLACE_KEEPER)
		job_err(
		    &job, "the keeper does not do %s\n", call.command->name);
	else if (call.command == beneath)
		job_err(&job,
		    "%s is being carried out already: wait until that has "
		    "ended\n",
		    call.command->name);
	else
		code = (in_hand = call.command)->run(&job);
	in_hand = NULL;
	arena_free(&job.a);
	return code;
}

/* One request of an asker; false when it is gone or talks nonsense. */
static bool
answer(struct channel *c)
{
	uint16_t type;
	struct str fields;
	struct frame_ask ask;
	struct frame_done done;
	struct buf b = {0};

	c->patience = ASKER_PATIENCE_MS;
	if (channel_next(c, &type, &fields) != OK || type != FRAME_ASK ||
	    frame_ask_read(fields, &ask) != OK)
		return false;

	/* the words must outlive the frames that come after them */
	struct buf kept = {0};

	buf_put(&kept, fields.p, fields.n);
	if (frame_ask_read(buf_all(&kept), &ask) != OK)
		return false;
	asker = c;
	empty_frame(c, FRAME_ACCEPTED);
	done.code = (uint8_t)carry_out(&ask);
	frame_done_put(&b, &done);

	bool there = channel_send(c, buf_all(&b), -1);

	asker = NULL;
	buf_free(&b);
	buf_free(&kept);
	return there;
}

static void
asker_add(void)
{
	int fd = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
	size_t i = 0;

	if (fd < 0)
		return;
	while (i < ASKERS_MAX && askers[i].fd >= 0)
		i++;
	if (!keeper_same_user(fd) || i == ASKERS_MAX)
		close(fd);
	else
		channel_init(&askers[i], fd);
}

/* One, each in turn: a command that gives way may have answered the others. */
static void
next_answer(const struct pollfd *p)
{
	static size_t last;

	for (size_t k = 1; k <= ASKERS_MAX; k++) {
		size_t i = (last + k) % ASKERS_MAX;
		if (p[i].fd < 0 || p[i].revents == 0)
			continue;
		last = i;
		if (!answer(&askers[i]))
			channel_free(&askers[i]);
		return;
	}
}

/* Answers one who asks now; waits for one, or for mail, at most ms, -1 for
 * ever. 0: nobody came. Who was not answered when it is to stop asks the next
 * keeper. */
static int
askers_serve(int ms, const struct pollfd *mail)
{
	struct pollfd p[ASKERS_MAX + 4];

	for (size_t i = 0; i < ASKERS_MAX; i++)
		p[i] = (struct pollfd){
		    .fd = &askers[i] == giving_way ? -1 : askers[i].fd,
		    .events = POLLIN,
		};
	p[ASKERS_MAX] = (struct pollfd){.fd = parent.fd, .events = POLLIN};
	p[ASKERS_MAX + 1] = (struct pollfd){.fd = listener, .events = POLLIN};

	p[ASKERS_MAX + 2] = mail != NULL ? *mail : (struct pollfd){.fd = -1};
	p[ASKERS_MAX + 3] =
	    (struct pollfd){.fd = visiting_fd(&visiting), .events = POLLIN};

	int n = poll(p, ASKERS_MAX + 4, ms);

	if (n < 0 && errno != EINTR)
		die_errno("cannot wait for askers");
	if (n <= 0)
		return n;
	if (p[ASKERS_MAX].revents != 0)
		stopping = true; /* told to, or the parent is gone */
	if (p[ASKERS_MAX + 1].revents & POLLIN)
		asker_add();
	if (!stopping && p[ASKERS_MAX + 3].revents != 0)
		visiting_serve(&visiting, clock_now());
	if (!stopping)
		next_answer(p);
	return n;
}

/* The command line of a row, as if somebody had asked. */
static void
scheduled(struct schedule *s, const struct schedule_row *row)
{
	struct buf words = {0};
	struct str rest = str_of(row->words), word;

	while (str_split(&rest, ' ', &word)) {
		buf_str(&words, word);
		buf_char(&words, '\0');
	}

	struct frame_ask ask = {
	    .words = buf_all(&words),
	    .now = clock_now(),
	    .person = STR("dijkwacht"),
	};

	schedule_begin(s, &service, row, ask.now);

	int code = carry_out(&ask);

	schedule_end(s, &service, row, clock_now(), code);
	buf_free(&words);
}

/* What was under way when the last keeper ended goes on at its moment. */
static void
moment_begin(void)
{
	moment = job_begun(service.store.db);
}

/* One slice of work that no command waits for. */
static void
work_on(void)
{
	struct again_sums sums = {0};

	again_step(&service.store, service_owners(&service), moment, &sums);
}

/* Mail leaves by itself between commands, unless the keeper is there for one
 * command only. How long to sleep, and on what. */
static int
sending_wait(struct pollfd *p)
{
	int64_t now = clock_now();

	*p = (struct pollfd){.fd = -1};
	if (sending.alone)
		return -1;
	sending_step(&sending, now);
	*p = (struct pollfd){.fd = sending_fd(&sending), .events = POLLIN};
	return sending_patience(&sending, now);
}

/* Of two times to sleep the shorter; -1 is for ever. */
static int
sooner(int a, int b)
{
	if (a < 0 || b < 0)
		return a < 0 ? b : a;
	return a < b ? a : b;
}

static int
schedule_ms(struct schedule *s)
{
	return (int)schedule_wait(s, &service, clock_now()) * 1000;
}

static void
loop(bool by_schedule)
{
	struct schedule s;

	if (by_schedule)
		schedule_load(&s, &service, clock_now());
	while (!stopping) {
		struct pollfd mail;
		bool idle = !again_ready(&service.store, moment);
		if (by_schedule)
			visiting_step(&visiting, clock_now());
		int patience = sending_wait(&mail);
		const struct schedule_row *row = by_schedule
		    ? schedule_due(&s, &service, clock_now())
		    : NULL;
		if (row != NULL)
			scheduled(&s, row);
		int ms = !by_schedule ? -1 : row != NULL ? 0 : schedule_ms(&s);
		if (askers_serve(idle ? sooner(patience, ms) : 0, &mail) == 0 &&
		    !idle)
			work_on();
	}
}

/* Where it is not there now, what needs it is refused and that is logged. */
static void
folder_add(enum setting setting)
{
	struct str folder = service.settings.text[setting];
	const char *path = arena_cstr(&service.a, folder);

	if (folder.n > 0 && access(path, R_OK | W_OK | X_OK) == 0)
		jail_folder_add(path);
}

static _Noreturn void
keep(const char *path, int talk)
{
	struct why w = {0};

	for (size_t i = 0; i < ASKERS_MAX; i++)
		channel_init(&askers[i], -1);
	signal(SIGPIPE, SIG_IGN);
	signal(SIGINT, SIG_IGN); /* the asker's to take; we end in order */
	signal(SIGXFSZ, SIG_IGN);
	die_hook(tell_death);
	if (service_open(&service, path, SERVICE_WRITE, &w) != OK) {
		struct buf b = {0};
		why_spoken(&b, &w);
		operator_tell(buf_cstr(&b));
		_exit(1);
	}
	rotating_drop(&service);
	if (keeper_listen(path, ASKERS_MAX, &listener))
		orphans_move(&service.store, service.folder);
	orphans_review(&service.store, service.folder);
	if (talk >= 0)
		channel_init(&askers[0], talk);
	moment_begin();
	sending = (struct sending){
	    .alone = talk >= 0,
	    .parent = parent.fd,
	    .post_start = post_spawn,
	    .tell = operator_tell,
	};
	sending_init(&sending, &service);
	visiting = (struct visiting){.start = site_spawn};
	visiting_init(&visiting, &service);
	folder_add(SETTING_BACKUP_FOLDER);
	folder_add(SETTING_MAIL_FOLDER);
	jail_enter(JAIL_KEEPER, path);
	empty_frame(&parent, FRAME_READY);
	loop(talk < 0);
	sending_end(&sending, clock_now());
	visiting_end(&visiting);
	service_close(&service);
	keeper_listen_end(path);
	_exit(0);
}

struct keeper
keeper_start(const char *path, int lock, bool talk)
{
	int up[2], side[2] = {-1, -1};

	channel_pair(up);
	if (talk)
		channel_pair(side);

	pid_t pid = fork();

	if (pid < 0)
		die_errno("cannot start the keeper");
	if (pid == 0) {
		close(up[0]);
		if (talk)
			close(side[0]);
		channel_init(&parent, up[1]);
		keep(path, side[1]);
	}
	close(lock);
	close(up[1]);
	if (talk)
		close(side[1]);
	return (struct keeper){.pid = pid, .parent = up[0], .talk = side[0]};
}
