-- notice_add(id i64, ref str, thread str, organisation i64, contact i64, topic str, topic_revision i64, urgency i64, language i64, kind i64, tlp i64, severity i64, date i64, message_id str, subject_sealed blob, body_sealed blob, code_hash blob, prepared_by i64): run
INSERT INTO notice (id, ref, thread, organisation, contact, topic,
	topic_revision, urgency, language, kind, tlp, severity, date,
	message_id, subject_sealed, body_sealed, code_hash, state, release,
	prepared_by)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16,
	?17, 1, 0, ?18);

-- notice_batch_add(notice i64, batch i64): run
INSERT INTO notice_batch (notice, batch) VALUES (?1, ?2) ON CONFLICT DO NOTHING;

-- notice_batch_of_looks(notice i64, finding i64): run
-- The batches that say it is gone.
INSERT INTO notice_batch (notice, batch)
SELECT DISTINCT ?1, r.batch FROM finding_seen s
JOIN look l ON l.series = s.series AND l.day > s.last_day
JOIN report r ON r.id = l.report
WHERE s.finding = ?2 ON CONFLICT DO NOTHING;

-- notice_proof_add(notice i64, finding i64): run
-- By the same proofs as identification_details.
INSERT INTO notice_proof (notice, claim)
SELECT DISTINCT ?1, i.claim FROM identification i JOIN claim c ON c.id = i.claim
WHERE i.finding = ?2 AND c.state = 1 ON CONFLICT DO NOTHING;

-- notice_unproven: all
-- Showing accounts by a proof that is gone, and none of it has left.
SELECT DISTINCT n.id FROM notice_proof x JOIN claim c ON c.id = x.claim
JOIN notice n ON n.id = x.notice
WHERE c.state <> 1 AND n.state IN (1, 2) AND NOT EXISTS (
	SELECT 1 FROM delivery d WHERE d.notice = n.id AND d.state <> 1)
ORDER BY n.id;

-- notice_unsent(batch i64): all
-- Resting on a batch, and none of it has left.
SELECT n.id FROM notice_batch x JOIN notice n ON n.id = x.notice
WHERE x.batch = ?1 AND n.state IN (1, 2) AND NOT EXISTS (
	SELECT 1 FROM delivery d WHERE d.notice = n.id AND d.state <> 1)
ORDER BY n.id;

-- notice_told(batch i64): all
-- Resting on a batch, and sent, or maybe sent.
SELECT n.id, n.ref, n.organisation, n.contact, n.topic, n.kind, n.date,
	o.ref AS organisation_text, o.name_sealed, c.value_sealed
FROM notice_batch x JOIN notice n ON n.id = x.notice
JOIN organisation o ON o.id = n.organisation JOIN contact c ON c.id = n.contact
WHERE x.batch = ?1 AND (n.state = 3 OR (n.state = 2 AND EXISTS (
	SELECT 1 FROM delivery d WHERE d.notice = n.id AND d.state <> 1)))
ORDER BY n.id;

-- notice_of_batch(batch i64): all
-- The urgent ones first.
SELECT n.id, n.topic, n.urgency, n.kind, n.language, n.organisation, n.contact,
	o.ref AS organisation_text, o.name_sealed, c.value_sealed,
	(SELECT count(*) FROM notice_finding f WHERE f.notice = n.id)
		AS findings_int
FROM notice_batch x JOIN notice n ON n.id = x.notice
JOIN organisation o ON o.id = n.organisation JOIN contact c ON c.id = n.contact
WHERE x.batch = ?1 ORDER BY n.urgency DESC, n.id;

-- notice_subjects(notice i64): all
-- The worst three.
SELECT x.finding, f.subject_sealed, f.claim, f.ground, f.confidence
FROM notice_finding x JOIN finding f ON f.id = x.finding
WHERE x.notice = ?1 ORDER BY f.severity DESC, f.id LIMIT 3;

-- notice_withdraw(id i64, withdrawn i64): run
UPDATE notice SET state = 4, withdrawn = ?2 WHERE id = ?1;

-- delivery_drop(notice i64): run
DELETE FROM delivery WHERE notice = ?1 AND state = 1;

-- notice_finding_add(notice i64, finding i64, revision i64): run
INSERT INTO notice_finding (notice, finding, revision) VALUES (?1, ?2, ?3);

-- notice_findings(notice i64): all
SELECT finding, revision FROM notice_finding WHERE notice = ?1 ORDER BY finding;

-- notice_unsent_of_finding(finding i64): all
-- With this finding in it, and none of it has left.
SELECT n.id FROM notice_finding x JOIN notice n ON n.id = x.notice
WHERE x.finding = ?1 AND n.state IN (1, 2) AND NOT EXISTS (
	SELECT 1 FROM delivery d WHERE d.notice = n.id AND d.state <> 1)
ORDER BY n.id;

-- notice_thread(organisation i64, contact i64, topic str, provider bool): one
-- The first notice about this cause that this receiver gets, in this capacity.
SELECT ref, message_id FROM notice
WHERE organisation = ?1 AND contact = ?2 AND topic = ?3 AND state <> 4
	AND provider = ?4
	AND NOT EXISTS (
		SELECT 1 FROM delivery d WHERE d.notice = notice.id AND d.state = 4)
ORDER BY id LIMIT 1;

-- notice_recent(organisation i64, since i64): number
-- How many it got since then; corrections are not its own doing, and what came
-- back it did not get.
SELECT count(*) AS notices_int FROM notice
WHERE organisation = ?1 AND date > ?2 AND state <> 4 AND kind <> 8
	AND urgency = 0 AND NOT EXISTS (
		SELECT 1 FROM delivery d WHERE d.notice = notice.id AND d.state = 4);

-- notice_get(id i64): one
SELECT ref, thread, organisation, contact, topic, urgency, language, kind, date,
	message_id, subject_sealed, body_sealed, code_hash, state
FROM notice WHERE id = ?1;

-- notice_by_ref(ref str): one
SELECT id FROM notice WHERE ref = ?1;

-- notice_in_state(state i64): all
SELECT id, ref, organisation, topic, urgency, language, kind, severity, date,
	subject_sealed,
	(SELECT count(*) FROM notice_finding n WHERE n.notice = notice.id)
		AS findings_int
FROM notice WHERE state = ?1 ORDER BY urgency DESC, id;

-- notice_list(organisation i64?, topic str?, most i64): all
-- The newest first, each with the newest word about its mail or letter.
SELECT n.id, n.ref, n.thread, n.organisation, o.ref AS organisation_text,
	o.name_sealed, n.topic, n.kind, n.severity, n.state, n.date, n.contact,
	c.value_sealed,
	(SELECT count(*) FROM notice_finding x WHERE x.notice = n.id) AS findings_int,
	coalesce((SELECT d.state FROM delivery d WHERE d.notice = n.id
		ORDER BY d.id DESC LIMIT 1), 0) AS delivery_int,
	(SELECT d.at FROM delivery d WHERE d.notice = n.id
		ORDER BY d.id DESC LIMIT 1) AS at_int
FROM notice n JOIN organisation o ON o.id = n.organisation AND o.erased IS NULL
JOIN contact c ON c.id = n.contact
WHERE (?1 IS NULL OR n.organisation = ?1) AND (?2 IS NULL OR n.topic = ?2)
ORDER BY n.id DESC LIMIT ?3;

-- notice_sent(id i64): run
UPDATE notice SET state = 3 WHERE id = ?1 AND state = 2;

-- notice_count: all
SELECT state, count(*) AS notices_int,
	count(DISTINCT CASE WHEN topic NOT IN
		('member-figures', 'network-digest', 'on-call') THEN organisation END)
		AS organisations_int
FROM notice GROUP BY state ORDER BY state;

-- delivery_add(id i64, notice i64, contact i64, step i64): run
INSERT INTO delivery (id, notice, contact, step, urgent, state, attempt, outcome)
SELECT ?1, ?2, ?3, ?4, urgency, 1, 0, '' FROM notice WHERE id = ?2
ON CONFLICT DO NOTHING;

-- delivery_waiting(now i64, gap_most i64, most i64): all
-- Queued mails of released notices that are due. One that is due further away
-- than the largest gap waits for a clock that was set back since. What rests on
-- a batch that is not open waits, and what shows accounts by a proof that is
-- gone. Read in the order of delivery_queue, so that the first ones cost as much
-- in a queue of any length.
SELECT d.id, d.notice, d.contact, d.attempt, d.bytes_sealed
FROM delivery d INDEXED BY delivery_queue CROSS JOIN notice n ON n.id = d.notice
CROSS JOIN contact c ON c.id = d.contact
WHERE d.state = 1 AND n.state = 2 AND c.kind = 1
	AND (n.not_before IS NULL OR n.not_before <= ?1)
	AND (d.next IS NULL OR d.next <= ?1 OR d.next > ?1 + ?2)
	AND NOT EXISTS (
		SELECT 1 FROM notice_batch x CROSS JOIN batch b ON b.id = x.batch
		WHERE x.notice = n.id AND b.state <> 1)
	AND NOT EXISTS (
		SELECT 1 FROM notice_proof x CROSS JOIN claim p ON p.id = x.claim
		WHERE x.notice = n.id AND p.state <> 1)
ORDER BY d.urgent DESC, d.id LIMIT ?3;

-- delivery_left: all
-- Leased, and nobody has them in hand: they are sent again byte for byte, also
-- when the batch is no longer open, because they may have left.
SELECT d.id, d.notice, d.contact, d.attempt, d.bytes_sealed
FROM delivery d JOIN notice n ON n.id = d.notice
WHERE d.state = 2 AND n.state = 2 ORDER BY d.urgent DESC, d.id;

-- delivery_next: number
-- When the first of those that wait for their time is due.
SELECT coalesce(min(next), 0) AS next_int FROM delivery
WHERE state = 1 AND next IS NOT NULL;

-- delivery_lease(id i64, leased i64, bytes_sealed blob?): run
-- With its final bytes, unless it has them.
UPDATE delivery SET state = 2, leased = ?2,
	bytes_sealed = coalesce(?3, bytes_sealed)
WHERE id = ?1;

-- delivery_done(id i64, state i64, outcome str, at i64): run
UPDATE delivery SET state = ?2, attempt = attempt + 1, next = NULL,
	outcome = ?3, at = ?4
WHERE id = ?1;

-- delivery_again(id i64, next i64, outcome str, at i64): run
UPDATE delivery SET state = 1, attempt = attempt + 1, next = ?2, outcome = ?3,
	at = ?4
WHERE id = ?1;

-- delivery_back(id i64, outcome str, at i64): run
-- Leased, and nobody looked at it: it waits as before.
UPDATE delivery SET state = 1, outcome = ?2, at = ?3 WHERE id = ?1;

-- delivery_retry(notice i64?): run
-- Failed ones, or that of a notice, wait as new ones do; not to an address that
-- is used no more.
UPDATE delivery SET state = 1, attempt = 0, next = NULL
WHERE state = 4 AND (?1 IS NULL OR notice = ?1)
	AND (SELECT state FROM notice n WHERE n.id = notice) = 2
	AND (SELECT state FROM contact c WHERE c.id = contact) = 1
	AND NOT EXISTS (
		SELECT 1 FROM notice_batch x CROSS JOIN batch b ON b.id = x.batch
		WHERE x.notice = delivery.notice AND b.state <> 1);

-- delivery_forget(before i64): run
-- The final bytes of what was sent before a moment.
UPDATE delivery SET bytes_sealed = NULL
WHERE state = 3 AND bytes_sealed IS NOT NULL AND at < ?1;

-- delivery_on_its_way: one
-- Of released notices: not tried yet, to be tried again, in hand.
SELECT coalesce(sum(d.state = 1 AND d.next IS NULL), 0) AS queued_int,
	coalesce(sum(d.state = 1 AND d.next IS NOT NULL), 0) AS retrying_int,
	coalesce(sum(d.state = 2), 0) AS sending_int
FROM delivery d JOIN notice n ON n.id = d.notice
JOIN contact c ON c.id = d.contact AND c.kind = 1
WHERE d.state IN (1, 2) AND n.state = 2;

-- delivery_said(state i64, timed i64): one
-- What was said last of those in a state, with or without a time to go.
SELECT outcome, at FROM delivery
WHERE state = ?1 AND (next IS NOT NULL) = ?2 AND at IS NOT NULL AND outcome <> ''
ORDER BY at DESC, id DESC LIMIT 1;

-- delivery_count: all
SELECT state, count(*) AS deliveries_int FROM delivery
GROUP BY state ORDER BY state;

-- hold_of_sending: one
SELECT id, since, person, reason FROM hold
WHERE lifted IS NULL ORDER BY id LIMIT 1;

-- hold_sending(id i64, since i64, person i64, reason str): run
INSERT INTO hold (id, since, person, reason) VALUES (?1, ?2, ?3, ?4);

-- hold_lift(lifted i64, lifted_by i64): run
UPDATE hold SET lifted = ?1, lifted_by = ?2 WHERE lifted IS NULL;
