/* outside: what the processes with a network have in common */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "run/outside.h"

#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/file.h"
#include "feed/clean.h"
#include "run/channel.h"
#include "run/jail.h"

#define CA_LIST "/etc/ssl/certs/ca-certificates.crt"
enum { CA_LIST_MAX = 4 * 1024 * 1024 };

static void
files_arrange(const char *name, int folder, int peer)
{
	/* by way of high numbers, so that neither lands on the other */
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);
	int a = fcntl(peer, F_DUPFD, 64);
	int b = folder < 0 ? -1 : fcntl(folder, F_DUPFD, 64);

	if (null < 0 || a < 0 || dup2(a, OUTSIDE_PEER) < 0 ||
	    (folder >= 0 && (b < 0 || dup2(b, OUTSIDE_FOLDER) < 0)) ||
	    dup2(null, STDIN_FILENO) < 0 || dup2(null, STDOUT_FILENO) < 0 ||
	    (!JAIL_SANITIZED && dup2(null, STDERR_FILENO) < 0))
		die_errno("cannot arrange the files of %s", name);
	close_range(folder < 0 ? OUTSIDE_FOLDER : OUTSIDE_FOLDER + 1, ~0u, 0);
}

int
outside_start(const char *name, int folder, void (*run)(void))
{
	int pair[2];

	channel_pair(pair);

	pid_t pid = fork();

	if (pid < 0)
		die_errno("cannot start %s", name);
	if (pid == 0) {
		signal(SIGPIPE, SIG_IGN);
		signal(SIGINT, SIG_IGN); /* it ends when its keeper does */
		signal(SIGTERM, SIG_DFL);
		files_arrange(name, folder, pair[1]);
		run();
		_exit(0);
	}
	close(pair[1]);
	return pair[0];
}

CURLM *
outside_warm(struct buf *ca_list)
{
	CURLM *multi;

	if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK ||
	    (multi = curl_multi_init()) == NULL)
		die("libcurl cannot be started");
	if (file_slurp(AT_FDCWD, CA_LIST, CA_LIST_MAX, ca_list) != OK)
		buf_reset(ca_list);
	tzset();
	return multi;
}

void
outside_trust(CURL *e, struct str ca)
{
	/* libcurl's struct has no const; with COPY it does not write */
	struct curl_blob blob = {.len = ca.n, .flags = CURL_BLOB_COPY};

	curl_easy_setopt(e, CURLOPT_CAPATH, (char *)NULL);
	if (ca.n == 0)
		return;
	memcpy(&blob.data, &ca.p, sizeof(blob.data));
	curl_easy_setopt(e, CURLOPT_CAINFO_BLOB, &blob);
}

struct str
outside_said(struct arena *a, struct str text, size_t most)
{
	struct buf b = {0};

	text = clean(a, text, most);
	for (struct str word; str_split(&text, ' ', &word);)
		buf_fmt(&b, "%s%.*s", b.n > 0 ? " " : "",
		    STR_ARG(str_find(word, '@') < word.n ? STR("(address)")
							 : word));

	struct str s = clean(a, arena_str(a, buf_all(&b)), most);

	buf_free(&b);
	return s;
}
