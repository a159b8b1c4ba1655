/* erased_list: which companies were erased, kept outside every backup */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "run/erased_list.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/time.h"

static const char head[] = "# Companies that were erased, by reference. "
			   "`dijkwacht restore` needs it.\n";

/* In hexadecimal, over all of the line that stands before it. */
static void
proof_put(struct buf *b, const struct seal *seal, struct str line)
{
	unsigned char proof[SEAL_INDEX];

	seal_mark(proof, seal, STR(ERASED_LIST), line);
	for (size_t i = 0; i < sizeof(proof); i++)
		buf_fmt(b, "%02x", proof[i]);
}

static void
line_put(struct buf *b, const struct seal *seal, struct str ref, int64_t now)
{
	struct buf line = {0};

	buf_str(&line, ref);
	buf_char(&line, ' ');
	time_put(&line, now);
	buf_str(b, buf_all(&line));
	buf_char(b, ' ');
	proof_put(b, seal, buf_all(&line));
	buf_char(b, '\n');
	buf_free(&line);
}

/* Its text, or where there is none yet its first line. */
static void
list_load(struct service *sv, struct buf *b)
{
	enum err e = file_slurp(sv->folder, ERASED_LIST, ERASED_LIST_MAX, b);

	if (e == ERR_ABSENT)
		buf_str(b, str_of(head));
	else if (e != OK)
		die_errno("cannot read %s", ERASED_LIST);
}

static void
copy_put(struct job *job, struct str text)
{
	struct str folder = job->sv->settings.text[SETTING_BACKUP_FOLDER];
	int dir = folder.n == 0 ? -1
				: open(arena_cstr(&job->a, folder),
				      O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (folder.n == 0)
		return;
	if (dir >= 0 && faccessat(dir, ".", W_OK | X_OK, 0) == 0)
		file_place(dir, ERASED_LIST_COPY, text, 0600);
	else
		job_err(job,
		    "the list of erasures was not copied to %.*s (%s): copy "
		    "%s/" ERASED_LIST " to where your backups are\n",
		    STR_ARG(folder), strerror(errno), job->path);
	if (dir >= 0)
		close(dir);
}

void
erased_list_add(struct job *job, struct str ref)
{
	struct buf b = {0};

	list_load(job->sv, &b);
	if (str_find_str(buf_all(&b), ref) == b.n) {
		line_put(&b, &job->sv->seal, ref, job->now);
		file_place(job->sv->folder, ERASED_LIST, buf_all(&b), 0600);
	}
	copy_put(job, buf_all(&b));
	buf_free(&b);
}

void
erased_list_copy(struct job *job)
{
	struct buf b = {0};

	if (faccessat(job->sv->folder, ERASED_LIST, F_OK, 0) == 0) {
		list_load(job->sv, &b);
		copy_put(job, buf_all(&b));
	}
	buf_free(&b);
}

/* "REF TIME PROOF" */
static bool
line_is_ours(const struct seal *seal, struct str line)
{
	struct buf proof = {0};
	size_t end = line.n;

	while (end > 0 && line.p[end - 1] != ' ')
		end--;
	if (end > 0)
		proof_put(&proof, seal, str_upto(line, end - 1));

	bool ours = end > 0 && str_eq(str_from(line, end), buf_all(&proof)) &&
	    ref_is(str_upto(line, str_find(line, ' ')));

	buf_free(&proof);
	return ours;
}

enum err
erased_list_each(const struct seal *seal, struct str text,
    void (*each)(void *ctx, struct str ref), void *ctx, struct why *w)
{
	struct str rest = text, line;

	for (uint64_t n = 1; str_split(&rest, '\n', &line); n++)
		if (line.n > 0 && line.p[0] != '#' && !line_is_ours(seal, line))
			return why_at(w, ERR_SYNTAX, n, WHY_NO_BYTE,
			    "this line was not written by this service, or "
			    "was changed: use the " ERASED_LIST
			    " of its own folder");
	while (str_split(&text, '\n', &line))
		if (line.n > 0 && line.p[0] != '#')
			each(ctx, str_upto(line, str_find(line, ' ')));
	return OK;
}
