/* site_door: the address that pages are shown on */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <errno.h>
#include <netdb.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/file.h"
#include "run/settings.h"
#include "run/site.h"
#include "value/address.h"

enum { WAITING = 128, ANSWER_MS = 1000 };

/* Numbers only: no name is looked up. */
static struct addrinfo *
place_of(struct str listen)
{
	struct addrinfo like = {.ai_socktype = SOCK_STREAM,
	    .ai_flags = AI_NUMERICHOST | AI_NUMERICSERV};
	struct addrinfo *found = NULL;
	struct address a;
	struct str host;
	uint16_t port;
	char node[64], service[8];

	settings_server(listen, &host, &port);
	if (!address_read(host, &a) ||
	    !str_starts(address_special(&a), STR("loopback")))
		return NULL;
	snprintf(node, sizeof(node), "%.*s", STR_ARG(host));
	snprintf(service, sizeof(service), "%u", port);
	return getaddrinfo(node, service, &like, &found) == 0 ? found : NULL;
}

static int
socket_listening(const struct addrinfo *at)
{
	static const int yes = 1;
	int fd = socket(
	    at->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

	if (fd < 0)
		return -1;
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes));
	if (bind(fd, at->ai_addr, at->ai_addrlen) == 0 &&
	    listen(fd, WAITING) == 0)
		return fd;

	int e = errno;

	close(fd);
	errno = e;
	return -1;
}

enum err
site_address_check(struct str listen, struct why *w)
{
	struct addrinfo *at = place_of(listen);

	if (at == NULL)
		return why_set(w, ERR_SYNTAX,
		    "web-listen: \"%.*s\" is no address of this machine to "
		    "itself; put 127.0.0.1:8080, and a proxy with TLS before "
		    "it",
		    STR_ARG(str_upto(listen, 60)));
	freeaddrinfo(at);
	return OK;
}

enum err
site_listen(struct str listen, int *fd, struct why *w)
{
	struct addrinfo *at;

	*fd = -1;
	if (site_address_check(listen, w) != OK)
		return w->err;
	at = place_of(listen);
	*fd = socket_listening(at);
	freeaddrinfo(at);
	if (*fd >= 0)
		return OK;
	return why_set(w, ERR_IO,
	    "web-listen: cannot listen on %.*s: %s; is another program there?",
	    STR_ARG(str_upto(listen, 60)), strerror(errno));
}

static bool
readable(int fd)
{
	struct pollfd p = {.fd = fd, .events = POLLIN};

	return poll(&p, 1, ANSWER_MS) == 1;
}

bool
site_answers(struct str listen)
{
	static const char question[] =
	    "GET /robots.txt HTTP/1.1\r\nHost: localhost\r\n\r\n";
	struct addrinfo *at = place_of(listen);
	char begin[12] = "";
	int fd = at == NULL
	    ? -1
	    : socket(at->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
	bool there = fd >= 0 && connect(fd, at->ai_addr, at->ai_addrlen) == 0 &&
	    file_write(fd, question, sizeof(question) - 1) && readable(fd) &&
	    file_read(fd, begin, sizeof(begin)) == sizeof(begin) &&
	    memcmp(begin, "HTTP/1.1 200", sizeof(begin)) == 0;

	if (fd >= 0)
		close(fd);
	if (at != NULL)
		freeaddrinfo(at);
	return there;
}
