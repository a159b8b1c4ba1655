/* demo_folder: the folder a demo may take, and no other */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef RUN_DEMO_FOLDER_H
#define RUN_DEMO_FOLDER_H

#include "base/err.h"

/* Says that a folder is a demo's, to be thrown away without asking. */
#define DEMO_MARK "DEMO"

/*
 * Makes path an empty folder with the mark in it. An earlier demo there and
 * its keys in path.key are removed: only what a service consists of, through
 * no symbolic link. Anything else that is there is left alone: ERR_REFUSED.
 * ERR_BUSY: a service runs there.
 */
enum err demo_folder_take(const char *path, struct why *w) MUST_CHECK;

#endif
