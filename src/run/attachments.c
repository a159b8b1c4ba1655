/* attachments: a mail's files, kept without a name until they are read */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "run/attachments.h"

#include <fcntl.h>
#include <unistd.h>

#include "base/file.h"
#include "feed/mime.h"
#include "feed/row.frame.h"
#include "run/listing.h"

void
attachments_free(struct attachments *a)
{
	for (size_t i = 0; i < a->n; i++)
		close(a->file[i].fd);
	a->n = 0;
}

static void
begin(void *ctx)
{
	struct attachments *a = ctx;

	attachments_free(a);
	a->bytes = 0;
	a->open = false;
}

static uint64_t
received(void *ctx)
{
	return ((const struct attachments *)ctx)->n;
}

static enum err
part_take(struct attachments *a, struct str fields)
{
	struct frame_part f;
	int fd;

	if (a->open || a->n == ATTACHMENTS_MAX ||
	    frame_part_read(fields, &f) != OK)
		return ERR_SYNTAX;
	fd = openat(
	    a->job->sv->folder, "run", O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
	if (fd < 0)
		die_errno("cannot keep an attachment in the service's folder");
	a->file[a->n++] = (struct attachment){
	    .name = arena_str(&a->job->a, f.name), .fd = fd};
	a->open = true;
	return OK;
}

static enum err
bytes_take(struct attachments *a, struct str fields)
{
	struct frame_part_bytes f;

	if (!a->open || frame_part_bytes_read(fields, &f) != OK ||
	    a->bytes + f.bytes.n > MIME_BYTES_MAX)
		return ERR_SYNTAX;
	a->bytes += f.bytes.n;
	if (!file_write(a->file[a->n - 1].fd, f.bytes.p, f.bytes.n))
		die_errno("cannot keep an attachment in the service's folder; "
			  "free some space and run this again");
	return OK;
}

static enum err
end_take(struct attachments *a, struct str fields)
{
	struct frame_part_end f;

	if (!a->open || frame_part_end_read(fields, &f) != OK)
		return ERR_SYNTAX;
	a->open = false;
	a->file[a->n - 1].whole = f.whole;
	return OK;
}

static enum err
frame(void *ctx, uint16_t type, struct str fields, bool *done, struct why *w)
{
	struct attachments *a = ctx;

	switch (type) {
	case FRAME_PART:
		return part_take(a, fields);
	case FRAME_PART_BYTES:
		return bytes_take(a, fields);
	case FRAME_PART_END:
		return end_take(a, fields);
	case FRAME_NOTE:
		listing_note(a->job, a->mail, fields);
		return OK;
	case FRAME_INPUT_END:
		return a->open ? ERR_SYNTAX : reading_end(fields, done, w);
	default:
		return ERR_SYNTAX;
	}
}

bool
attachments_read(
    struct attachments *a, struct job *job, struct str mail, int fd)
{
	struct why w = {0};
	struct reading r = {
	    .reader = STR("mail"),
	    .name = mail,
	    .begin = begin,
	    .frame = frame,
	    .received = received,
	    .ctx = a,
	};

	*a = (struct attachments){.job = job, .mail = mail};
	if (reading_run(job, &r, fd, &w) == OK)
		return true;
	w.file = mail;
	job_why(job, &w);
	attachments_free(a);
	return false;
}
