/* page: a page that was fetched, and its way into a jailed reader */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "run/page.h"

#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/file.h"

struct str
page_last(struct str trail)
{
	struct str url = trail;

	for (struct str one; str_split(&trail, ' ', &one);)
		url = one;
	return url;
}

struct str
page_host(struct str url)
{
	struct str host = str_from(url, strlen("https://"));

	host = str_upto(host, str_find(host, '/'));
	return str_upto(host, str_find(host, ':'));
}

static bool
is_plain(struct str type)
{
	struct str media = str_trim(str_upto(type, str_find(type, ';')));

	return str_eq_nocase(media, STR("text/plain"));
}

enum err
page_read(struct job *job, const struct frame_fetched *page,
    const struct reading *r, struct why *w)
{
	int fd;
	enum err e;

	if (!is_plain(page->type))
		return why_set(w, ERR_SYNTAX,
		    "it comes as \"%.*s\", not as text/plain",
		    STR_ARG(str_upto(page->type, 60)));
	fd = memfd_create("page", MFD_CLOEXEC);
	if (fd < 0 || !file_write(fd, page->body.p, page->body.n))
		die_errno("cannot hand over a page");
	e = reading_run(job, r, fd, w);
	close(fd);
	return e;
}
