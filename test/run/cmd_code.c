/* tests of run/cmd_code: wrong codes count on in a program started anew */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "notify/check.h"
#include "test/run/accounts.h"
#include "test/run/binary.h"
#include "test/tap.h"

#define ASK "code", "check", "7KQM-2XPA-V9TD", "--to", "info@company.example"

/* Every command here has a keeper of its own, which ends with it. */
TEST(a_restart_gives_no_new_tries)
{
	struct world w;
	struct ran r = {0};

	world_make(&w);
	RUN(&w, &r, ASK, "--now", "2026-11-21T08:00:00Z");
	is_int(r.code, 1);
	ok(has(&r.out, "no: we sent no message with this code"));
	is_int(account(&w, "SELECT wrong FROM code_try"), 1);
	account_spoil(&w, "UPDATE code_try SET wrong = 29");
	RUN(&w, &r, ASK, "--now", "2026-11-21T08:10:00Z");
	ok(has(&r.out, "no: we sent no message with this code"));
	is_int(account(&w, "SELECT wrong FROM code_try"), CODE_TRIES);
	RUN(&w, &r, ASK, "--now", "2026-11-21T08:20:00Z");
	is_int(r.code, 1);
	ok(has(&r.err, "30 codes were wrong this hour"));
	is_int(account(&w, "SELECT wrong FROM code_try"), CODE_TRIES);
	RUN(&w, &r, ASK, "--now", "2026-11-21T09:00:00Z");
	ok(has(&r.out, "no: we sent no message with this code"));
	ran_free(&r);
}
