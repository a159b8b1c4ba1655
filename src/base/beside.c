/* beside: work on a second thread, for as long as one piece of it lasts */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/beside.h"

#include <signal.h>
#include <string.h>

#include "base/err.h"

pthread_t
beside_begin(void *(*work)(void *), void *with)
{
	sigset_t all, before;
	pthread_t thread;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);

	int e = pthread_create(&thread, NULL, work, with);

	pthread_sigmask(SIG_SETMASK, &before, NULL);
	if (e != 0)
		die("cannot start a thread: %s", strerror(e));
	return thread;
}

void
beside_end(pthread_t thread)
{
	int e = pthread_join(thread, NULL);

	if (e != 0)
		die("cannot wait for a thread: %s", strerror(e));
}
