/* mail_records: what DNS must hold for receivers to believe the mail */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef RUN_MAIL_RECORDS_H
#define RUN_MAIL_RECORDS_H

#include "run/job.h"

/*
 * Prints the SPF, DKIM, DMARC and MX records of the sender's domain, as a zone
 * file has them, with a comment before each. After mail_keys_read.
 */
enum err mail_records_put(struct job *job, struct why *w) MUST_CHECK;

#endif
