/* readiness: tells systemd how the service is, where it asks for that */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "run/readiness.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

void
readiness_tell(const char *state)
{
	const char *name = getenv("NOTIFY_SOCKET");
	struct sockaddr_un to = {.sun_family = AF_UNIX};
	size_t n = name == NULL ? 0 : strlen(name);

	if (n == 0 || n >= sizeof(to.sun_path))
		return;
	memcpy(to.sun_path, name, n);
	if (to.sun_path[0] == '@') /* an abstract one */
		to.sun_path[0] = '\0';

	int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	if (fd < 0)
		return;
	sendto(fd, state, strlen(state), MSG_NOSIGNAL, (struct sockaddr *)&to,
	    (socklen_t)(offsetof(struct sockaddr_un, sun_path) + n));
	close(fd);
}
