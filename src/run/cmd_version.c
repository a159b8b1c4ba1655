/* cmd_version: prints the versions of the program and its libraries */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <archive.h>
#include <curl/curl.h>
#include <microhttpd.h>
#include <sodium.h>
#include <sqlite3.h>

#include "run/commands.h"
#include "run/job.h"
#include "run/versions.h"

void
versions_put(struct buf *b)
{
	struct str archive = str_of(archive_version_string());
	struct str name = STR("libarchive ");

	buf_fmt(b,
	    "SQLite %s, libsodium %s, libcurl %s, libmicrohttpd %s, "
	    "libarchive %.*s",
	    sqlite3_libversion(), sodium_version_string(),
	    curl_version_info(CURLVERSION_NOW)->version, MHD_get_version(),
	    STR_ARG(str_starts(archive, name) ? str_from(archive, name.n)
					      : archive));
}

static int
run(struct job *job)
{
	struct buf b = {0};

	buf_str(&b, STR("dijkwacht " VERSION "\n"));
	versions_put(&b);
	buf_char(&b, '\n');
	job_str(job, buf_all(&b));
	buf_free(&b);
	return 0;
}

const struct command command_version = {
    .name = "version",
    .example = "",
    .args = "",
    .about = "print the version of this program and of its libraries",
    .place = PLACE_BARE,
    .run = run,
};
