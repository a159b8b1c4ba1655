/* readiness: tells systemd how the service is, where it asks for that */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef RUN_READINESS_H
#define RUN_READINESS_H

/* state as in sd_notify(3): "READY=1", "STOPPING=1". One datagram to
 * $NOTIFY_SOCKET; nothing where that is not set. */
void readiness_tell(const char *state);

#endif
