/* command: what can be typed, in one table: help, man page, completion */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "run/command.h"

#include <stdio.h>

#include "base/near.h"
#include "run/commands.h"

/* clang-format off */
const struct option common_options[] = {
	{"folder", "DIR", "the service's folder (else $DIJKWACHT_FOLDER, else " FOLDER_PRESET ")"},
	{"now", "TIME", "act as if it were this moment (for tests and demo)"},
	{"crash-at", "POINT", "end by kill -9 there (for tests)"},
	{0},
};

const struct command *const commands[] = {
	&command_agreement_add,
	&command_agreement_import,
	&command_agreement_list,
	&command_agreement_revoke,
	&command_answer,
	&command_asset_add,
	&command_asset_decide,
	&command_asset_list,
	&command_asset_overlaps,
	&command_asset_pending,
	&command_asset_prove,
	&command_audit_list,
	&command_backup,
	&command_batch_expire,
	&command_batch_hold,
	&command_batch_list,
	&command_batch_release,
	&command_batch_show,
	&command_batch_withdraw,
	&command_case_close,
	&command_case_list,
	&command_case_note,
	&command_case_open,
	&command_case_show,
	&command_case_take,
	&command_code_check,
	&command_contacts_fetch,
	&command_demo,
	&command_doctor,
	&command_doctor_mail,
	&command_effect,
	&command_effect_freeze,
	&command_effect_rows,
	&command_effect_verify,
	&command_evidence_reread,
	&command_evidence_show,
	&command_evidence_verify,
	&command_export_intelmq,
	&command_feed_add,
	&command_feed_check,
	&command_feed_list,
	&command_feed_remove,
	&command_feed_set,
	&command_findings,
	&command_ground_list,
	&command_ground_set,
	&command_help,
	&command_import,
	&command_inbox_read,
	&command_init,
	&command_keys_drill,
	&command_keys_escrow,
	&command_keys_list,
	&command_keys_recover,
	&command_keys_rotate,
	&command_leak_close,
	&command_leak_list,
	&command_letters_posted,
	&command_letters_print,
	&command_letters_returned,
	&command_mail_keys,
	&command_mail_returned,
	&command_mail_take,
	&command_metrics,
	&command_notices_list,
	&command_notices_prepare,
	&command_notices_preview,
	&command_notices_release,
	&command_notices_review,
	&command_notices_send,
	&command_notices_want,
	&command_notices_withdraw,
	&command_oncall_add,
	&command_oncall_list,
	&command_oncall_page,
	&command_oncall_remove,
	&command_organisation_add,
	&command_organisation_confirm,
	&command_organisation_contacts,
	&command_organisation_erase,
	&command_organisation_export,
	&command_organisation_import,
	&command_organisation_list,
	&command_organisation_show,
	&command_provider_answer,
	&command_registry_import,
	&command_registry_list,
	&command_registry_show,
	&command_relay_answers,
	&command_relay_list,
	&command_relay_off,
	&command_relay_on,
	&command_restore,
	&command_retention_run,
	&command_retention_show,
	&command_schedule,
	&command_sending_hold,
	&command_sending_release,
	&command_sending_retry,
	&command_sending_status,
	&command_serve,
	&command_service_set,
	&command_standing_add,
	&command_standing_approve,
	&command_standing_list,
	&command_standing_resume,
	&command_standing_revoke,
	&command_status,
	&command_topic_check,
	&command_topic_list,
	&command_topic_show,
	&command_version,
};
const size_t n_commands = sizeof(commands) / sizeof(*commands);
/* clang-format on */

/* The command whose name the words begin with, the longest of them; *used says
 * how many words. */
static const struct command *
command_of(const struct str *words, size_t n, size_t *used)
{
	const struct command *found = NULL;

	*used = 0;
	for (size_t i = 0; i < n_commands; i++) {
		struct str rest = str_of(commands[i]->name), part;
		size_t k = 0;
		bool same = true;
		while (same && str_split(&rest, ' ', &part)) {
			same = k < n && str_eq(words[k], part);
			k++;
		}
		if (same && k > *used) {
			*used = k;
			found = commands[i];
		}
	}
	return found;
}

/* The first word of a name, or the whole of a name of one word. */
static struct str
first_word(const struct command *c)
{
	struct str name = str_of(c->name);

	return str_upto(name, str_find(name, ' '));
}

/* Absent where no command is like what was typed. */
static struct str
command_near(const struct str *words, size_t n)
{
	char both[NEAR_BYTES_MAX + 1];
	struct near one = {.typed = words[0]}, two = {0};

	if (n > 1 && words[0].n + words[1].n < NEAR_BYTES_MAX)
		two.typed = (struct str){both,
		    (size_t)snprintf(both, sizeof(both), "%.*s %.*s",
			STR_ARG(words[0]), STR_ARG(words[1]))};
	for (size_t i = 0; i < n_commands; i++) {
		near_try(&one, first_word(commands[i]));
		near_try(&two, str_of(commands[i]->name));
	}
	return two.best.p != NULL ? two.best : one.best;
}

enum err
command_none(const struct str *words, size_t n, struct why *w)
{
	struct buf b = {0};
	struct str near = n > 0 ? command_near(words, n) : (struct str){0};

	for (size_t i = 0; n > 0 && i < n_commands; i++)
		if (str_eq(first_word(commands[i]), words[0]))
			buf_fmt(
			    &b, "%s%s", b.n > 0 ? ", " : "", commands[i]->name);
	if (n == 0)
		why_set(w, ERR_SYNTAX,
		    "which command? `dijkwacht help` shows them");
	else if (b.n > 0)
		why_set(w, ERR_SYNTAX, "%.*s what? There is: %.*s",
		    STR_ARG(words[0]), STR_ARG(buf_all(&b)));
	else if (str_starts(words[0], STR("-")))
		why_set(w, ERR_SYNTAX,
		    "the command comes first, then %.*s; `dijkwacht help` "
		    "shows all",
		    STR_ARG(str_upto(words[0], 40)));
	else if (near.p != NULL)
		why_set(w, ERR_SYNTAX,
		    "there is no command \"%.*s\"; did you mean `%.*s`? "
		    "`dijkwacht help` shows all",
		    STR_ARG(str_upto(words[0], 40)), STR_ARG(near));
	else
		why_set(w, ERR_SYNTAX,
		    "there is no command \"%.*s\"; `dijkwacht help` shows all",
		    STR_ARG(str_upto(words[0], 40)));
	buf_free(&b);
	return ERR_SYNTAX;
}

static size_t
option_find(const struct option *o, struct str name)
{
	size_t i = 0;

	while (
	    o != NULL && o[i].name != NULL && !str_eq(name, str_of(o[i].name)))
		i++;
	return i;
}

/* Where the value of a common option goes. */
static struct str *
common_slot(struct call *call, size_t i)
{
	struct str *const slots[] = {&call->folder, &call->now, &call->crash};

	return slots[i];
}

static enum err
no_option(const struct command *c, struct str name, struct why *w)
{
	struct near near = {.typed = name};

	for (const struct option *o = c->options; o != NULL && o->name != NULL;
	     o++)
		near_try(&near, str_of(o->name));
	for (const struct option *o = common_options; o->name != NULL; o++)
		near_try(&near, str_of(o->name));
	if (near.best.p != NULL)
		return why_set(w, ERR_SYNTAX,
		    "%s has no option --%.*s; did you mean --%.*s? `dijkwacht "
		    "help %s` shows them",
		    c->name, STR_ARG(str_upto(name, 40)), STR_ARG(near.best),
		    c->name);
	return why_set(w, ERR_SYNTAX,
	    "%s has no option --%.*s; `dijkwacht help %s` shows them", c->name,
	    STR_ARG(str_upto(name, 40)), c->name);
}

/* One "--name" or "--name=value"; *i moves over a value taken. */
static enum err
option_take(struct call *call, const struct str *words, size_t n, size_t *i,
    struct why *w)
{
	struct str text = str_from(words[*i], 2);
	size_t at = str_find(text, '=');
	struct str name = str_upto(text, at);
	const struct option *o = call->command->options;
	size_t k = option_find(o, name);
	bool common = o == NULL || o[k].name == NULL;

	if (common) {
		o = common_options;
		k = option_find(o, name);
	}
	if (o[k].name == NULL)
		return no_option(call->command, name, w);

	struct str value = STR("yes");

	if (o[k].value == NULL && at < text.n)
		return why_set(w, ERR_SYNTAX,
		    "--%s takes no value; leave it out to say no", o[k].name);
	if (o[k].value != NULL && at < text.n)
		value = str_from(text, at + 1);
	else if (o[k].value != NULL && *i + 1 < n)
		value = words[++*i];
	else if (o[k].value != NULL)
		return why_set(w, ERR_SYNTAX, "--%s wants a value: %s",
		    o[k].name, o[k].value);
	if (common) {
		*common_slot(call, k) = value;
	} else {
		call->value[k] = value;
		call->given[k] = true;
	}
	return OK;
}

static enum err
words_check(const struct call *call, struct why *w)
{
	const struct command *c = call->command;

	if (call->n_words >= c->least && call->n_words <= c->most)
		return OK;

	struct buf b = {0};

	command_synopsis(&b, c);
	why_set(w, ERR_SYNTAX, "%s: %.*s",
	    call->n_words < c->least ? "something is missing"
				     : "too many words",
	    STR_ARG(buf_all(&b)));
	buf_free(&b);
	return ERR_SYNTAX;
}

/* "--version" alone; "--help" or "-h" behind whatever is known of a command. */
static bool
asks_help(struct call *call, const struct str *words, size_t n)
{
	size_t used = 0, last = n - (n > 0);

	if (n == 1 && str_eq(words[0], STR("--version"))) {
		call->command = &command_version;
		return true;
	}
	if (n == 0 ||
	    (!str_eq(words[last], STR("--help")) &&
		!str_eq(words[last], STR("-h"))))
		return false;
	for (size_t i = 0; i < last; i++)
		if (str_eq(words[i], STR("--")))
			return false;

	const struct command *c = command_of(words, last, &used);

	if (c == NULL && last > 0)
		used = 1; /* "organisation --help": all of those */
	*call = (struct call){.command = &command_help, .n_words = used};
	for (size_t i = 0; i < used; i++)
		call->word[i] = words[i];
	return true;
}

/* A word that is meant as an option: "-x", which we have none of. */
static bool
one_hyphen(struct str word)
{
	return word.n == 2 && word.p[0] == '-' && (word.p[1] | 0x20) >= 'a' &&
	    (word.p[1] | 0x20) <= 'z';
}

static enum err
word_take(struct call *call, struct str word, bool only_words, struct why *w)
{
	if (!only_words && one_hyphen(word))
		return why_set(w, ERR_SYNTAX,
		    "%s has no option %.*s: options begin with two hyphens; "
		    "behind \"--\" all are words",
		    call->command->name, STR_ARG(str_upto(word, 40)));
	if (call->n_words == WORDS_MAX)
		return why_set(w, ERR_LIMIT,
		    "more than %d words; give a folder instead", WORDS_MAX);
	call->word[call->n_words++] = word;
	return OK;
}

enum err
call_read(struct call *call, const struct str *words, size_t n, struct why *w)
{
	size_t used = 0;
	bool only_words = false;
	enum err e = OK;

	*call = (struct call){0};
	if (asks_help(call, words, n))
		return OK;
	call->command = command_of(words, n, &used);
	if (call->command == NULL)
		return command_none(words, n, w);
	for (size_t i = used; i < n && e == OK; i++)
		if (!only_words && str_eq(words[i], STR("--")))
			only_words = true;
		else if (!only_words && str_starts(words[i], STR("--")))
			e = option_take(call, words, n, &i, w);
		else
			e = word_take(call, words[i], only_words, w);
	return e != OK ? e : words_check(call, w);
}

struct str
call_value(const struct call *call, const char *option)
{
	size_t k = option_find(call->command->options, str_of(option));

	if (call->command->options == NULL ||
	    call->command->options[k].name == NULL)
		die("%s has no option %s", call->command->name, option);
	return call->value[k];
}

bool
call_given(const struct call *call, const char *option)
{
	return call_value(call, option).p != NULL;
}

void
command_synopsis(struct buf *b, const struct command *c)
{
	buf_fmt(b, "dijkwacht %s", c->name);
	for (const struct option *o = c->options; o != NULL && o->name != NULL;
	     o++)
		if (o->value != NULL)
			buf_fmt(b, " [--%s %s]", o->name, o->value);
		else
			buf_fmt(b, " [--%s]", o->name);
	if (c->args[0] != '\0')
		buf_fmt(b, " %s", c->args);
}
