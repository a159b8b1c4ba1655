-- returned_add(id i64, mail_index blob, taken i64, kind i64, delivery i64?, used i64, status str, said_sealed blob?): run
INSERT INTO returned (id, mail_index, taken, kind, delivery, used, status,
	said_sealed)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8);

-- returned_known(mail_index blob): one
SELECT kind FROM returned WHERE mail_index = ?1;

-- returned_place(ref str): all
-- Where a notice went, the newest first. What is not sent cannot come back.
SELECT d.id, d.state, d.at, n.id AS notice_int, n.organisation, n.topic, n.beside,
	d.contact,
	c.kind AS contact_int, c.state AS contact_state_int, c.value_sealed
FROM notice n JOIN delivery d ON d.notice = n.id
JOIN contact c ON c.id = d.contact
JOIN organisation o ON o.id = n.organisation AND o.erased IS NULL
WHERE n.ref = ?1 AND d.state IN (3, 4) ORDER BY d.id DESC;

-- returned_soft(organisation i64, contact i64, since i64): number
-- How often a server gave up on a contact.
SELECT count(DISTINCT d.id) AS times_int
FROM notice n INDEXED BY notice_of_organisation
CROSS JOIN delivery d ON d.notice = n.id AND d.contact = ?2
CROSS JOIN returned r ON r.delivery = d.id
WHERE n.organisation = ?1 AND r.kind = 2 AND r.taken > ?3;

-- returned_each(since i64): all
-- What is of ours, the newest first.
SELECT r.id, r.taken, r.kind, r.used, r.status, r.said_sealed, n.ref, n.topic,
	n.organisation, o.name_sealed
FROM returned r JOIN delivery d ON d.id = r.delivery
JOIN notice n ON n.id = d.notice JOIN organisation o ON o.id = n.organisation
WHERE r.taken >= ?1 ORDER BY r.id DESC;

-- returned_of_organisation(organisation i64): all
SELECT r.id, r.taken, r.kind, r.status, r.said_sealed, n.ref
FROM notice n JOIN delivery d ON d.notice = n.id
JOIN returned r ON r.delivery = d.id
WHERE n.organisation = ?1 ORDER BY r.id;

-- returned_forget(organisation i64): run
UPDATE returned SET said_sealed = NULL, status = '' WHERE delivery IN (
	SELECT d.id FROM delivery d JOIN notice n ON n.id = d.notice
	WHERE n.organisation = ?1);

-- returned_count(since i64): all
SELECT kind, count(*) AS mails_int FROM returned
WHERE delivery IS NOT NULL AND taken >= ?1 GROUP BY kind ORDER BY kind;

-- returned_nobody: number
-- Companies with something going on, of which every address came back.
SELECT count(*) AS organisations_int FROM organisation o
WHERE o.kind = 1 AND o.erased IS NULL
	AND EXISTS (SELECT 1 FROM contact c
		WHERE c.organisation = o.id AND c.state = 2)
	AND NOT EXISTS (SELECT 1 FROM contact c
		WHERE c.organisation = o.id AND c.kind IN (1, 3) AND c.state = 1)
	AND EXISTS (SELECT 1 FROM finding f
		WHERE f.organisation = o.id AND f.state < 4);

-- delivery_returned(id i64, outcome str, at i64): run
UPDATE delivery SET state = 4, outcome = ?2, at = ?3 WHERE id = ?1;

-- notice_unsent_to(organisation i64, contact i64): all
-- To an address that came back, and none of it has left; a correction stays.
SELECT n.id FROM notice n INDEXED BY notice_of_organisation
WHERE n.organisation = ?1 AND n.contact = ?2 AND n.state IN (1, 2) AND n.kind <> 8 AND NOT EXISTS (
	SELECT 1 FROM delivery d WHERE d.notice = n.id AND d.state <> 1)
ORDER BY n.id;

-- effect_returned(notice i64): run
-- It did not reach anybody after all.
UPDATE effect SET delivered = NULL
WHERE finding IN (SELECT finding FROM notice_finding WHERE notice = ?1)
	AND NOT EXISTS (
		SELECT 1 FROM notice_finding x
		JOIN delivery d ON d.notice = x.notice AND d.state = 3
		WHERE x.finding = effect.finding);

-- contact_is_bounced(organisation i64, kind i64, value_index blob): one
SELECT id FROM contact
WHERE organisation = ?1 AND kind = ?2 AND value_index = ?3 AND state = 2;

-- contact_stop_add(contact i64, topic str, since i64, kind i64): run
INSERT INTO contact_stop (contact, topic, since, kind)
VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING;

-- contact_stop_get(contact i64, topic str): one
SELECT since FROM contact_stop WHERE contact = ?1 AND topic = ?2;

-- returned_used(id i64): run
UPDATE returned SET used = 1 WHERE id = ?1;
