/* play: the plays in test/play, one test each */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "test/play.h"

#include <dirent.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/time.h"
#include "test/tap.h"

/* Every file in test/play, sorted. */
/* clang-format off */
#define PLAYS(P) \
	P(account_of_a_proven_domain) \
	P(account_whose_proof_went) \
	P(accounts_in_a_list) \
	P(address_not_confirmed) \
	P(address_that_changed_hands) \
	P(answer_by_machine) \
	P(appointment_expired) \
	P(baseline_is_not_mailed) \
	P(baseline_told_later) \
	P(batch_corrected) \
	P(batch_held_and_released) \
	P(canary_passes) \
	P(canary_stops) \
	P(both_at_once) \
	P(bounce_beside) \
	P(bounce_of_another) \
	P(bounce_to_a_letter) \
	P(bounce_to_the_next) \
	P(claim_added_later) \
	P(claim_and_withdrawn_batch) \
	P(claim_changed_hands_late) \
	P(claim_decided) \
	P(claim_ended) \
	P(claim_ended_before_sending) \
	P(claim_under_embargo) \
	P(claim_within_a_claim) \
	P(closed_by_looks) \
	P(cooperative) \
	P(digest) \
	P(digest_by_one_click) \
	P(digest_that_bounces) \
	P(digest_to_a_network) \
	P(digest_unwanted) \
	P(embargo_ends) \
	P(emergency) \
	P(english_receiver) \
	P(erased_and_restored) \
	P(erased_company) \
	P(every_address_came_back) \
	P(figures_corrected) \
	P(fixed_but_seen_again) \
	P(four_eyes) \
	P(information_that_becomes_danger) \
	P(ladder) \
	P(language_changes) \
	P(last_day_has_passed) \
	P(late_report) \
	P(missing_feed) \
	P(network_of_a_company) \
	P(no_answer) \
	P(no_mail_address) \
	P(no_more_in_a_week) \
	P(no_more_please) \
	P(no_more_by_one_click) \
	P(nobody_can_be_told) \
	P(nobody_reachable) \
	P(not_ours) \
	P(not_ours_at_all) \
	P(on_call) \
	P(only_the_address_changes) \
	P(proof_and_another) \
	P(proof_of_a_domain) \
	P(provider_erased) \
	P(provider_not_told) \
	P(provider_notice_wrong) \
	P(provider_of_many) \
	P(provider_then_owner) \
	P(provider_twice) \
	P(phone_answer) \
	P(quiet_hours) \
	P(quiet_not_solved) \
	P(ransomware_victim) \
	P(relay_answers) \
	P(reminders_to_the_last) \
	P(reopened) \
	P(repeat_within_interval) \
	P(report_sent_again) \
	P(restored_on_hold) \
	P(scanner_follows_nothing) \
	P(security_txt_expires) \
	P(shadow) \
	P(shared_host) \
	P(shared_host_with_relay) \
	P(solved) \
	P(standing_release) \
	P(standing_release_stops) \
	P(stolen_account) \
	P(strict_sharing) \
	P(tlp_everywhere) \
	P(two_for_a_topic) \
	P(two_sources_one_finding) \
	P(warned_once) \
	P(withdrawn_after_sending) \
	P(withdrawn_before_sending) \
	P(worse_than_told) \
	P(wrong_notice)

static const struct verb verbs[] = {
	{"AT", "", do_at, false},
	{"PERSON", "", do_person, false},
	{"COMPANY", "MAIL LANGUAGE RHYTHM KVK HAS TIMES", do_company, false},
	{"ASSET", "FROM UNTIL NATURE", do_asset, false},
	{"REPORT",
	    "DAY DAYS SCOPE FEED GIVER TLP EMBARGO UNTIL BASELINE! UNNAMED! SHADOW!",
	    do_report, false},
	{"HOLD", "", do_batch, false},
	{"RELEASE", "", do_batch, false},
	{"WITHDRAW", "DRY!", do_batch, false},
	{"EXPIRE", "", do_expire, false},
	{"NOTIFY", "TOPIC COMPANY", do_notify, false},
	{"PREPARE", "", do_prepare, false},
	{"SEND", "", do_send, false},
	{"NOTICES", "", do_notices, false},
	{"LIST", "", do_list, false},
	{"REGISTRY", "", do_registry, false},
	{"RELAYED", "", do_relayed, false},
	{"SITE", "", do_site, false},
	{"PROOF", "COMPANY", do_proof, false},
	{"STOP", "SCANNED!", do_stop, false},
	{"BACKUP", "", do_backup, false},
	{"RESTORE", "", do_restore, false},
	{"SETTING", "", do_setting, false},
	{"RETURNED", "CODE WHOM", do_returned, false},
	{"DO", "", do_command, false},
	{"ANSWER", "TOPIC COMPANY NOTE TIMES", do_answer, false},
	{"EXPECT MAIL", "TOPIC KIND URGENT! SUBJECTS SAYS NOT TIMES", expect_mail, true},
	{"EXPECT NOTHING", "", expect_nothing, true},
	{"EXPECT FINDING", "TOPIC COMPANY STATE ANSWER SEVERITY", expect_finding, true},
	{"EXPECT NO FINDING", "TOPIC COMPANY", expect_no_finding, true},
	{"EXPECT NOT SAID", "", expect_not_said, true},
	{"EXPECT SAID", "", expect_said, true},
	{"EXPECT REFUSED", "", expect_refused, true},
};
/* clang-format on */

enum { TEXT_ROOM = 2048 };

void
play_fail(struct play *p, const char *fmt, ...)
{
	char text[TEXT_ROOM], file[256];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	snprintf(file, sizeof(file), "%.*s", STR_ARG(p->file));
	tap_ok(false, text, file, p->step == NULL ? 0 : (int)p->step->line);
	if (p->step != NULL)
		tap_note("  in: %.*s", STR_ARG(p->step->text));
	p->failed = true;
}

void
play_fine(struct play *p)
{
	(void)p;
	tap_ok(true, "", "", 0);
}

void
play_there(struct play *p, const char *fmt, ...)
{
	char text[TEXT_ROOM];
	va_list ap;

	(void)p;
	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	tap_note("  there is: %s", text);
}

/* The file as lines. */

static bool
is_indented(struct str line)
{
	return line.n > 0 && (line.p[0] == ' ' || line.p[0] == '\t');
}

static bool
is_nothing(struct str line)
{
	line = str_trim(line);
	return line.n == 0 || line.p[0] == '#';
}

struct lines {
	struct str rest;
	unsigned line; /* of what rest begins with */
};

static bool
line_next(struct lines *l, struct str *line)
{
	if (!str_split(&l->rest, '\n', line))
		return false;
	l->line++;
	return true;
}

/* The next line that stands at the margin, with the block below it. */
static bool
step_next(struct lines *l, struct step *s)
{
	struct str line;

	do
		if (!line_next(l, &line))
			return false;
	while (is_nothing(line));
	*s = (struct step){.line = l->line - 1,
	    .text = line,
	    .block = l->rest,
	    .block_line = l->line};
	for (;;) {
		struct lines ahead = *l;
		if (!line_next(&ahead, &line) || !is_indented(line))
			break;
		*l = ahead;
	}
	s->block.n -= l->rest.n;
	return true;
}

/* Before the next thing happens, and at the end: all was looked at. */
static void
nothing_open(struct play *p)
{
	expect_no_more(p);
	if (p->failed || !p->refusal)
		return;
	play_fail(p,
	    "before this, a step was refused, and no EXPECT REFUSED "
	    "said so");
	play_there(p, "%.*s", STR_ARG(buf_all(&p->said)));
}

/* Once for each number of TIMES, which # stands for. */
static void
times_run(struct play *p, const struct step *s)
{
	uint64_t first, last;

	if (!times_read(step_clause(s, "TIMES"), &first, &last)) {
		play_fail(p, "TIMES wants 1-20");
		return;
	}
	for (uint64_t i = first; i <= last && !p->failed; i++) {
		struct step one = *s;
		one.head = times_text(p, s->head, i);
		for (size_t k = 0; k < s->n; k++)
			one.clause[k].value =
			    times_text(p, s->clause[k].value, i);
		s->verb->run(p, &one);
	}
}

static bool
takes_lines(const struct verb *v)
{
	return v->run == do_report || v->run == do_list ||
	    v->run == do_registry || v->run == do_returned ||
	    v->run == do_relayed || v->run == do_site || v->run == do_proof;
}

static void
step_run(struct play *p, struct step *s)
{
	p->step = s;
	if (is_indented(s->text)) {
		play_fail(p, "an indented line belongs below a step");
		return;
	}
	if (!step_read(p, s, verbs, sizeof(verbs) / sizeof(*verbs)))
		return;
	if (s->block.n > 0 && !takes_lines(s->verb)) {
		play_fail(p,
		    "only REPORT, LIST, REGISTRY, RELAYED, RETURNED, SITE and "
		    "PROOF have indented lines below them");
		return;
	}
	if (!s->verb->expects)
		nothing_open(p);
	if (p->failed)
		return;
	if (step_has(s, "TIMES"))
		times_run(p, s);
	else
		s->verb->run(p, s);
}

/* The service. */

static void
service_begin(struct play *p)
{
	static char folder[PATH_ROOM];
	struct service_plan plan = {
	    .name = STR("Meldpunt Dijkwacht"),
	    .sender_name = STR("Meldpunt Dijkwacht"),
	    .sender_mail = STR("meldpunt@dijkwacht.example"),
	    .ground = 2,
	    .now = p->now,
	};
	struct why w = {0};
	bool made;

	snprintf(folder, sizeof(folder), "%s/service", scratch());
	if (service_make(folder, &plan, &made, &w) != OK ||
	    service_open(&p->sv, folder, SERVICE_WRITE, &w) != OK)
		die("no service to play with: %s", w.rule);
}

static void
play_free(struct play *p)
{
	service_close(&p->sv);
	buf_free(&p->said);
	buf_free(&p->settings);
	buf_free(&p->mails);
	buf_free(&p->reports);
	buf_free(&p->sites);
	arena_free(&p->a);
}

void
play_run(const char *name)
{
	char path[256];
	struct play p = {.person = STR("operator")};
	struct step s;

	snprintf(path, sizeof(path), "test/play/%s.play", name);
	p.file = str_of(path);
	time_read(STR("2026-01-01"), &p.now);
	arena_init(&p.a, 0);
	signal(SIGCHLD, SIG_IGN); /* readers end by themselves */
	service_begin(&p);

	struct lines l = {.rest = each_put_out(&p.a, fixture(path)), .line = 1};

	while (!p.failed && step_next(&l, &s))
		step_run(&p, &s);
	if (!p.failed)
		nothing_open(&p);
	if (!p.failed)
		expect_order(&p);
	play_free(&p);
}

#define PLAY_NAME(name) #name,
#define PLAY_TEST(name)                                                        \
	TEST(name)                                                             \
	{                                                                      \
		play_run(#name);                                               \
	}

PLAYS(PLAY_TEST)

static const char *const names[] = {PLAYS(PLAY_NAME)};

static bool
is_listed(struct str name)
{
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (str_eq(str_of(names[i]), name))
			return true;
	return false;
}

TEST(every_file_is_played)
{
	const struct str end = STR(".play");
	DIR *d = opendir(SOURCE_ROOT "/test/play");
	struct dirent *e;
	size_t n = 0;

	if (!ok(d != NULL))
		return;
	while ((e = readdir(d)) != NULL) {
		struct str file = str_of(e->d_name);
		if (!str_ends(file, end))
			continue;
		n++;
		if (!ok(is_listed(str_upto(file, file.n - end.n))))
			tap_note(
			    "%s is not in the list in test/play.c", e->d_name);
	}
	closedir(d);
	is_int(n, sizeof(names) / sizeof(*names));
}
