-- notice_add(id i64, ref str, thread str, organisation i64, contact i64, topic str, topic_revision i64, urgency i64, language i64, kind i64, severity i64, date i64, message_id str, subject_sealed blob, body_sealed blob, code_hash blob, prepared_by i64): run
INSERT INTO notice (id, ref, thread, organisation, contact, topic,
	topic_revision, urgency, language, kind, severity, date, message_id,
	subject_sealed, body_sealed, code_hash, state, release, prepared_by)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16,
	1, 0, ?17);

-- notice_finding_add(notice i64, finding i64, revision i64): run
INSERT INTO notice_finding (notice, finding, revision) VALUES (?1, ?2, ?3);

-- notice_findings(notice i64): all
SELECT finding, revision FROM notice_finding WHERE notice = ?1 ORDER BY finding;

-- notice_unsent(finding i64): all
-- Prepared and not released, with this finding in it.
SELECT n.id FROM notice n JOIN notice_finding f ON f.notice = n.id
WHERE n.state = 1 AND f.finding = ?1 ORDER BY n.id;

-- notice_take_back(id i64, withdrawn i64): run
UPDATE notice SET state = 4, withdrawn = ?2 WHERE id = ?1 AND state = 1;

-- notice_thread(organisation i64, contact i64, topic str): one
-- The first notice about this cause that this receiver gets.
SELECT ref, message_id FROM notice
WHERE organisation = ?1 AND contact = ?2 AND topic = ?3 AND state <> 4
ORDER BY id LIMIT 1;

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

-- notice_release(id i64, released_by i64, released i64): run
UPDATE notice SET state = 2, release = 1, released_by = ?2, released = ?3
WHERE id = ?1 AND state = 1;

-- notice_sent(id i64): run
UPDATE notice SET state = 3 WHERE id = ?1 AND state = 2;

-- notice_count: all
SELECT state, count(*) AS notices_int,
	count(DISTINCT organisation) AS organisations_int
FROM notice GROUP BY state ORDER BY state;

-- delivery_add(id i64, notice i64, contact i64, step i64): run
INSERT INTO delivery (id, notice, contact, step, state, attempt, outcome)
VALUES (?1, ?2, ?3, ?4, 1, 0, '') ON CONFLICT DO NOTHING;

-- delivery_waiting: all
-- Queued ones of released notices, and those leased before a crash: they are
-- sent again byte for byte.
SELECT d.id, d.notice, d.contact, d.state, d.bytes_sealed FROM delivery d
JOIN notice n ON n.id = d.notice
WHERE d.state IN (1, 2) AND n.state = 2 ORDER BY d.id LIMIT 500;

-- delivery_lease(id i64, leased i64, bytes_sealed blob): run
UPDATE delivery SET state = 2, attempt = attempt + 1, leased = ?2,
	bytes_sealed = ?3
WHERE id = ?1;

-- delivery_done(id i64, state i64, outcome str, at i64): run
UPDATE delivery SET state = ?2, outcome = ?3, at = ?4 WHERE id = ?1;

-- delivery_count: all
SELECT state, count(*) AS deliveries_int FROM delivery
GROUP BY state ORDER BY state;

-- hold_of_sending: one
SELECT id, since, reason FROM hold
WHERE scope = 1 AND lifted IS NULL ORDER BY id LIMIT 1;
