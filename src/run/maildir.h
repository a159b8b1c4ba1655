/* maildir: the mail folder of the settings, where what comes back is put */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef RUN_MAILDIR_H
#define RUN_MAILDIR_H

#include "run/returning.h"

/* Is there a mail to take in? */
bool maildir_waits(struct service *sv);
/* Takes in every mail of its folder new and moves it to cur. ERR_ABSENT,
 * ERR_IO: there is no such folder, or it cannot be used. */
enum err maildir_take(struct returning *r, struct why *w) MUST_CHECK;

#endif
