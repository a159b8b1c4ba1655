/* stream_zip: the files of a zip archive, front to back */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <archive.h>
#include <archive_entry.h>
#include <errno.h>

#include "base/stream_kind.h"

static la_ssize_t
zip_bytes(struct archive *a, void *with, const void **p)
{
	struct stream *s = with;

	if (!stream_fill(s)) {
		if (s->why.err == OK)
			return 0;
		archive_set_error(a, EIO, "source");
		return -1;
	}

	size_t n = s->to - s->from;

	*p = s->in + s->from;
	s->from = s->to;
	return (la_ssize_t)n;
}

/* How libarchive says that bytes were wanted that were not there; -5 is
 * zlib's. */
static bool
is_cut(const char *text)
{
	return text == NULL || str_starts(str_of(text), STR("Truncated")) ||
	    str_ends(str_of(text), STR("failed (-5)"));
}

static void
zip_fail(struct stream *s)
{
	const char *text = archive_error_string(s->state);

	if (s->why.err != OK)
		return;
	if (s->in_end && is_cut(text)) {
		stream_cut(s);
		return;
	}
	why_set(&s->why, ERR_SYNTAX, "the zip is damaged (%s); send it again",
	    text == NULL ? "no end of directory" : text);
}

/* The reader that goes front to back: it never seeks and knows no other
 * format, so nothing inside a member is opened. */
static void *
zip_open(struct stream *s)
{
	struct archive *a = archive_read_new();

	if (a == NULL ||
	    archive_read_support_format_zip_streamable(a) != ARCHIVE_OK)
		die("libarchive cannot read zip");
	s->state = a;
	if (archive_read_open(a, s, NULL, zip_bytes, NULL) != ARCHIVE_OK)
		zip_fail(s);
	return a;
}

static void
zip_free(void *state)
{
	archive_read_free(state);
}

static bool
zip_header(struct stream *s, struct archive_entry **entry)
{
	int r = archive_read_next_header(s->state, entry);

	if (r == ARCHIVE_EOF)
		return false;
	if (r != ARCHIVE_OK && r != ARCHIVE_WARN) {
		zip_fail(s);
		return false;
	}
	if (++s->members > STREAM_MEMBERS_MAX) {
		why_set(&s->why, ERR_LIMIT, "more than %d files in one zip",
		    STREAM_MEMBERS_MAX);
		return false;
	}
	if (archive_entry_is_encrypted(*entry)) {
		why_set(&s->why, ERR_REFUSED,
		    "the archive is protected by a "
		    "password; unpack it and send what is in it");
		return false;
	}
	return true;
}

static bool
zip_member(struct stream *s, struct str *name)
{
	struct archive_entry *entry;

	do
		if (!zip_header(s, &entry))
			return false;
	while (archive_entry_filetype(entry) != AE_IFREG);

	const char *text = archive_entry_pathname(entry);

	if (text == NULL)
		text = archive_entry_pathname_utf8(entry);
	*name = text == NULL ? STR("?") : str_of(text);
	return true;
}

static long
zip_read(struct stream *s, void *p, size_t n)
{
	la_ssize_t k = archive_read_data(s->state, p, n);

	if (k < 0)
		zip_fail(s);
	return k < 0 ? -1 : (long)k;
}

const struct stream_kind stream_zip = {
    .name = "zip",
    .open = zip_open,
    .free = zip_free,
    .member = zip_member,
    .read = zip_read,
};
