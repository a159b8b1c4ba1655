/* pack: compressed inputs for tests, made on the spot */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "test/base/pack.h"

#include <archive.h>
#include <archive_entry.h>
#define ZLIB_CONST
#include <zlib.h>
#include <zstd.h>

#include "base/err.h"

void
gzip_put(struct buf *b, struct str s)
{
	z_stream z = {0};

	if (deflateInit2(&z, 6, Z_DEFLATED, 16 + MAX_WBITS, 8, 0) != Z_OK)
		die("deflateInit2");
	size_t most = deflateBound(&z, s.n);
	z.next_in = (const unsigned char *)s.p;
	z.avail_in = (uInt)s.n;
	z.next_out = (unsigned char *)buf_room(b, most);
	z.avail_out = (uInt)most;
	if (deflate(&z, Z_FINISH) != Z_STREAM_END)
		die("deflate");
	b->n += z.total_out;
	deflateEnd(&z);
}

void
zstd_put(struct buf *b, struct str s)
{
	ZSTD_CCtx *c = ZSTD_createCCtx();
	size_t most = ZSTD_compressBound(s.n);

	ZSTD_CCtx_setParameter(c, ZSTD_c_checksumFlag, 1);
	b->n += ZSTD_compress2(c, buf_room(b, most), most, s.p, s.n);
	ZSTD_freeCCtx(c);
}

static la_ssize_t
archive_bytes(struct archive *a, void *with, const void *p, size_t n)
{
	(void)a;
	buf_put(with, p, n);
	return (la_ssize_t)n;
}

struct archive *
zip_begin(struct buf *b, const char *options)
{
	struct archive *a = archive_write_new();

	archive_write_set_format_zip(a);
	if (archive_write_set_options(a, options) != ARCHIVE_OK)
		die("zip options %s: %s", options, archive_error_string(a));
	archive_write_set_passphrase(a, "secret");
	archive_write_set_bytes_in_last_block(a, 1);
	archive_write_open2(a, b, NULL, archive_bytes, NULL, NULL);
	return a;
}

void
zip_add(struct archive *a, const char *name, struct str s)
{
	struct archive_entry *e = archive_entry_new();

	archive_entry_set_pathname(e, name);
	archive_entry_set_size(e, (la_int64_t)s.n);
	archive_entry_set_filetype(
	    e, str_ends(str_of(name), STR("/")) ? AE_IFDIR : AE_IFREG);
	archive_entry_set_perm(e, 0644);
	archive_entry_set_mtime(e, 1767225600, 0);
	if (archive_write_header(a, e) != ARCHIVE_OK)
		die("zip: %s", archive_error_string(a));
	if (s.n > 0)
		archive_write_data(a, s.p, s.n);
	archive_entry_free(e);
}

void
zip_end(struct archive *a)
{
	archive_write_close(a);
	archive_write_free(a);
}
