/* versions: of this program and of the libraries it runs on */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef RUN_VERSIONS_H
#define RUN_VERSIONS_H

#include "base/buf.h"

/* "SQLite 3.40.1, libsodium 1.0.18, ...": those in use now, not those it was
 * built with. No line end. */
void versions_put(struct buf *b);

#endif
