/* mail_keys: the keys that mail is signed with, in the key folder */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef RUN_MAIL_KEYS_H
#define RUN_MAIL_KEYS_H

#include "run/service.h"

/* In the order of the words of the setting dkim. */
enum dkim_by { DKIM_BY_SERVICE, DKIM_BY_RELAY };
/* The same of signature. */
enum signature { SIGNATURE_NONE, SIGNATURE_SMIME, SIGNATURE_OPENPGP };

extern const char *const mail_key_files[DKIM_KIND_COUNT];

/* Makes those that are not in the folder dir; how many. */
unsigned mail_keys_make(int dir);
/* Whom the service writes as: its community's address; lives in sv. */
struct str mail_sender(struct service *sv);
/*
 * Fills sv->postmark from the settings and the keys that are there, before a
 * jail; the store is open. What cannot be used is refused, with the file and
 * what to do in w: mail must not leave unsigned by mistake.
 */
enum err mail_keys_read(struct service *sv, struct why *w) MUST_CHECK;
void mail_keys_free(struct service *sv);

#endif
