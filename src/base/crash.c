/* crash: named places where a test may end the process with kill -9 */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/crash.h"

#include <signal.h>
#include <unistd.h>

static const char *const names[CRASH_COUNT] = {
    [CRASH_NONE] = "none",
    [CRASH_INTAKE_BEGIN] = "intake-begin",
    [CRASH_FILE_WRITTEN] = "file-written",
    [CRASH_CHUNK_PLACED] = "chunk-placed",
    [CRASH_LEDGER_OPEN] = "ledger-open",
    [CRASH_LEDGER_WRITTEN] = "ledger-written",
    [CRASH_LEDGER_DONE] = "ledger-done",
    [CRASH_LOOK_DONE] = "look-done",
    [CRASH_AGAIN_OPEN] = "again-open",
    [CRASH_AGAIN_WRITTEN] = "again-written",
    [CRASH_AGAIN_DONE] = "again-done",
    [CRASH_PREPARE_OPEN] = "prepare-open",
    [CRASH_PREPARE_WRITTEN] = "prepare-written",
    [CRASH_PREPARE_DONE] = "prepare-done",
    [CRASH_SEND_LEASED] = "send-leased",
    [CRASH_SEND_PLACED] = "send-placed",
    [CRASH_SEND_HANDED] = "send-handed",
    [CRASH_SEND_ANSWERED] = "send-answered",
    [CRASH_SEND_DONE] = "send-done",
    [CRASH_ERASE_WRITTEN] = "erase-written",
    [CRASH_ERASE_DONE] = "erase-done",
    [CRASH_DESK_WRITTEN] = "desk-written",
    [CRASH_DESK_DONE] = "desk-done",
    [CRASH_PAGE_WRITTEN] = "page-written",
    [CRASH_PAGE_DONE] = "page-done",
    [CRASH_PROOF_WRITTEN] = "proof-written",
    [CRASH_PROOF_DONE] = "proof-done",
    [CRASH_BACKUP_COPIED] = "backup-copied",
    [CRASH_BACKUP_WRITTEN] = "backup-written",
    [CRASH_TAKE_READ] = "take-read",
    [CRASH_TAKE_DONE] = "take-done",
    [CRASH_RETENTION_DONE] = "retention-done",
    [CRASH_READS_TAKEN] = "reads-taken",
    [CRASH_ROTATE_KEYED] = "rotate-keyed",
    [CRASH_ROTATE_CHUNKED] = "rotate-chunked",
    [CRASH_ROTATE_MOVED] = "rotate-moved",
    [CRASH_ROTATE_WRITTEN] = "rotate-written",
    [CRASH_ROTATE_DECIDED] = "rotate-decided",
    [CRASH_ROTATE_FILED] = "rotate-filed",
    [CRASH_ROTATE_TURNED] = "rotate-turned",
    [CRASH_ROTATE_PLACED] = "rotate-placed",
    [CRASH_ROTATE_SETTLED] = "rotate-settled",
};

static enum crash armed;
static unsigned left;

const char *
crash_name(enum crash c)
{
	return c < CRASH_COUNT ? names[c] : names[CRASH_NONE];
}

enum crash
crash_named(struct str name)
{
	return (enum crash)str_name(name, names, CRASH_COUNT);
}

void
crash_arm(enum crash c, unsigned nth)
{
	armed = c;
	left = nth;
}

void
crash_set(struct str at)
{
	uint64_t nth = 1;
	size_t colon = str_find(at, ':');

	if (colon < at.n && !str_u64(str_from(at, colon + 1), 1000000, &nth))
		nth = 1;
	crash_arm(crash_named(str_upto(at, colon)), (unsigned)nth);
}

void
crash_point(enum crash c)
{
	if (armed != c || c == CRASH_NONE || --left > 0)
		return;
	kill(getpid(), SIGKILL);
}
