/* beside: work on a second thread, for as long as one piece of it lasts */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef BASE_BESIDE_H
#define BASE_BESIDE_H

#include <pthread.h>

/*
 * Starts work(with) on a thread of its own, which gets no signals: they are
 * for the thread that waits for them. What is at with is shared between the
 * two until beside_end; arenas and the store are not for sharing. Dies when
 * the system gives no thread.
 */
pthread_t beside_begin(void *(*work)(void *), void *with);
/* Waits until it is done. */
void beside_end(pthread_t thread);

#endif
