/* agreement_option: what is said of an agreement on a command line */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef RUN_AGREEMENT_OPTION_H
#define RUN_AGREEMENT_OPTION_H

#include "match/agreement.h"
#include "run/command.h"

/* Rows of a table of options: for one agreement, or for all of a list. */
/* clang-format off */
#define AGREEMENT_OPTIONS \
	{"kind", "appointment|membership", "preset appointment"}, \
	{"route", "provider-first=HOURS|both|owner-only", \
	    "who is told, by an appointment (preset provider-first=72)"}, \
	{"critical", "ROUTE", "the same of what is critical (preset both)"}, \
	{"scope", "counts|topics|detail", \
	    "what a cooperative hears of a member (preset counts)"}, \
	{"role", "controller|processor", \
	    "of the party (preset: a provider is processor, a cooperative " \
	    "controller)"}, \
	{"from", "DATE", "from when (preset now)"}, \
	{"until", "DATE", "until when (preset a year)"}, \
	{"text", "NAME", "which text was signed, and its version"}, \
	{"proof", "TEXT", "how you know: a letter, a mail, a call"}
/* clang-format on */

/* Their values; absent what was not given. */
struct agreement_said agreement_options(const struct call *call);

#endif
