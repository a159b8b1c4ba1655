/* forget: what the store keeps of one company goes, the numbers stay */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef NOTIFY_FORGET_H
#define NOTIFY_FORGET_H

#include "store/store.h"

struct forgotten {
	uint64_t contacts, claims, findings, notes, notices, withdrawn;
};

/* Stands where something was erased. */
#define FORGOTTEN STR("(erased)")

/*
 * Its notices that have not left are withdrawn, so that nothing goes while
 * it is being erased. In a transaction. False, and nothing changed, where one
 * may be leaving at this moment.
 */
bool company_silence(
    struct store *s, int64_t organisation, int64_t now, struct forgotten *f);

/*
 * Name, KvK number, sector, contacts, assets, subjects of findings, notes,
 * texts and bytes of notices, what rows said, and the same words where an
 * operator wrote them in a reason or command; its agreements end, and what was
 * told to others about it goes whole. Its reference and the states
 * and times of its findings, notices and deliveries stay, to be counted.
 * Files of the outbox (folder is the service's, or -1: leave them) go first. In
 * a transaction.
 */
void company_forget(struct store *s, int folder, int64_t organisation,
    int64_t now, struct forgotten *f);

/*
 * The same of findings closed, and notices prepared, before a moment, whosever
 * they are: at most limit of them, and how many it was. In a transaction.
 */
size_t findings_forget_old(
    struct store *s, int64_t before, int64_t now, size_t limit);
size_t notices_forget_old(
    struct store *s, int folder, int64_t before, int64_t now, size_t limit);

#endif
