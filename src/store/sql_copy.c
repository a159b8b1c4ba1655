/* sql_copy: a copy of a database in use, made in steps */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "store/sql_handle.h"

enum { STEP_PAGES = 2048 };

enum err
sql_copy_begin(
    struct sql_copy *c, struct sql *db, const char *path, struct why *w)
{
	*c = (struct sql_copy){.db = db};

	int rc = sqlite3_open_v2(path, &c->to,
	    SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX,
	    NULL);

	/* the copy is thrown away after a crash */
	if (rc == SQLITE_OK)
		rc = sqlite3_exec(
		    c->to, "PRAGMA synchronous=OFF", NULL, NULL, NULL);
	if (rc == SQLITE_OK)
		c->backup =
		    sqlite3_backup_init(c->to, "main", db->lite, "main");
	if (c->backup != NULL)
		return OK;
	why_set(w, ERR_IO, "cannot copy %s: %s", db->file,
	    c->to == NULL ? sqlite3_errstr(rc) : sqlite3_errmsg(c->to));
	sqlite3_close(c->to);
	return ERR_IO;
}

bool
sql_copy_step(struct sql_copy *c, unsigned *percent)
{
	int rc = sqlite3_backup_step(c->backup, STEP_PAGES);
	int all = sqlite3_backup_pagecount(c->backup);
	int left = sqlite3_backup_remaining(c->backup);

	*percent = all > 0 ? (unsigned)(100LL * (all - left) / all) : 100;
	c->rc = rc;
	return rc == SQLITE_OK || rc == SQLITE_BUSY || rc == SQLITE_LOCKED;
}

enum err
sql_copy_end(struct sql_copy *c, struct why *w)
{
	bool whole = c->rc == SQLITE_DONE;
	int rc = sqlite3_backup_finish(c->backup);

	sqlite3_close(c->to);
	if (whole && rc == SQLITE_OK)
		return OK;
	return why_set(w, ERR_IO, "cannot copy %s: %s; %s", c->db->file,
	    sqlite3_errstr(c->rc), sql_advice(c->rc));
}
