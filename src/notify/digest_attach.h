/* digest_attach: the lines of a digest for programs: CSV and X-ARF */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef NOTIFY_DIGEST_ATTACH_H
#define NOTIFY_DIGEST_ATTACH_H

#include "notify/digest_mail.h"

/*
 * Puts digest.csv and xarf.json behind a frozen text (notify/mime.h). Of each
 * line its id, address, port, transport, topic, severity and time, and nothing
 * else. The columns id and answer are what `relay answers` reads. X-ARF: an
 * array of reports of version 4.2 (core schema; vulnerability-open-service, else
 * reputation-threat-intelligence); "reference" holds the id.
 */
void digest_attach(struct buf *out, const struct digest_facts *f);

#endif
