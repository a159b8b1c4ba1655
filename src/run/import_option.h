/* import_option: what is said of a batch, in cmd_import.c */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef RUN_IMPORT_OPTION_H
#define RUN_IMPORT_OPTION_H

#include "run/importing.h"

/* Each leaves the value alone where its option was not given, and says what is
 * wrong when it returns false. */
bool tlp_option(struct job *job, enum tlp *tlp);
bool ground_option(struct job *job, enum legal *ground);
bool reader_option(struct job *job, const struct reader **reader);

#endif
