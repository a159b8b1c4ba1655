/* play_backup: a play's service is kept, lost and made again */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "run/backup.h"
#include "run/restore.h"
#include "test/play.h"
#include "test/tap.h"

/* Under scratch(); one of each in a play. */
#define BACKUP_FILE "service.backup"
#define RESTORED    "restored"

void
do_backup(struct play *p, const struct step *s)
{
	char file[PATH_ROOM];
	struct call call = {0};
	struct job job;
	struct backup_sum sum;
	struct why w = {0};

	(void)s;
	play_job(p, &job, &call);
	snprintf(file, sizeof(file), "%s/" BACKUP_FILE, scratch());

	int fd = open(file, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

	if (fd < 0)
		die_errno("cannot make %s", file);
	if (backup_make(&job, fd, &sum, &w) != OK)
		play_fail(p, "no backup: %s", w.rule);
	close(fd);
	arena_free(&job.a);
	p->rows_kept = p->rows;
	play_fine(p);
}

/* The service of before is gone; what was given since the backup with it. */
void
do_restore(struct play *p, const struct step *s)
{
	static char folder[PATH_ROOM];
	char file[PATH_ROOM], keys[PATH_ROOM];
	struct call call = {0};
	struct job job;
	struct service none = {0};
	struct restored r;
	struct why w = {0};

	(void)s;
	snprintf(file, sizeof(file), "%s/" BACKUP_FILE, scratch());
	snprintf(folder, sizeof(folder), "%s/" RESTORED, scratch());
	snprintf(keys, sizeof(keys), "%s", service_key_folder(&p->sv));
	service_close(&p->sv);
	p->sv = none;
	play_job(p, &job, &call);
	job.path = folder;
	if (restore(&job, file, keys, &r, &w) != OK)
		die("no restore: %s", w.rule);
	arena_free(&job.a);
	if (service_open(&p->sv, folder, SERVICE_WRITE, &w) != OK)
		die("the restored service does not open: %s", w.rule);
	p->rows = p->rows_kept;
	buf_reset(&p->reports);
	buf_reset(&p->mails); /* it has an outbox of its own */
	play_settings(p);
	play_fine(p);
}
