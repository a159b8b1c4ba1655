/* shadowserver: what is known of Shadowserver's report types */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef FEED_SHADOWSERVER_H
#define FEED_SHADOWSERVER_H

#include "base/str.h"
#include "value/severity.h"

/* True for the report types in the table, such as "scan_rdp". */
bool shadowserver_knows(struct str type);
/* The topic a finding of this type belongs to; never absent: an unknown type
 * gets the class its name points to. */
struct str shadowserver_topic(struct str type);
/* How bad Shadowserver says the type is where a row does not say; NONE where
 * it has no default, or the type is unknown. */
enum severity shadowserver_severity(struct str type);

#endif
