/* pack: compressed inputs for tests, made on the spot */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef TEST_BASE_PACK_H
#define TEST_BASE_PACK_H

#include "base/buf.h"

struct archive;

/* Append one gzip member or one zstd frame (with checksum). */
void gzip_put(struct buf *b, struct str s);
void zstd_put(struct buf *b, struct str s);

/* A zip at the end of b. options as libarchive's, "zip:compression=store";
 * where they ask for encryption the password is "secret". */
struct archive *zip_begin(struct buf *b, const char *options);
/* A name that ends in / is a folder. */
void zip_add(struct archive *a, const char *name, struct str s);
void zip_end(struct archive *a);

#endif
