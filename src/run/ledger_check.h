/* ledger_check: the evidence of a whole ledger, looked through */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef RUN_LEDGER_CHECK_H
#define RUN_LEDGER_CHECK_H

#include "evidence/verify.h"
#include "run/job.h"

/* Every chunk file and the chain; faults are said on SAY_OUT. note may be
 * NULL. OK when all is intact, else ERR_REFUSED. */
enum err ledger_check(struct job *job, const struct verify_note *note,
    struct verify_sum *sum) MUST_CHECK;

#endif
