-- batch_add(id i64, ref str, giver str, received i64, person i64, ground i64, tlp i64, giver_named i64, embargo i64?, purpose str, delete_by i64?, baseline i64): run
INSERT INTO batch (id, ref, giver, received, person, ground, tlp, giver_named,
	embargo, purpose, delete_by, state, baseline)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, 1, ?12);

-- batch_count: number
SELECT count(*) AS batches_int FROM batch;

-- batch_by_ref(ref str): one
SELECT id, state FROM batch WHERE ref = ?1;

-- batch_get(id i64): one
SELECT b.ref, b.giver, b.received, b.person, b.ground, b.tlp, b.giver_named,
	b.embargo, b.purpose, b.delete_by, b.state, b.baseline, p.name_sealed
FROM batch b JOIN person p ON p.id = b.person WHERE b.id = ?1;

-- batch_list: all
-- The newest first.
SELECT id FROM batch ORDER BY id DESC;

-- batch_rows(id i64): one
SELECT count(DISTINCT r.id) AS reports_int,
	coalesce(sum(l.rows), 0) AS rows_int,
	coalesce(sum(l.rejected), 0) AS rejected_int,
	coalesce(sum(l.erased), 0) AS erased_int
FROM report r LEFT JOIN ledger l ON l.report = r.id WHERE r.batch = ?1;

-- batch_findings(id i64): one
-- It was the first to tell of some, and some rest on it alone.
SELECT count(*) AS findings_int,
	coalesce(sum(alone), 0) AS alone_int,
	coalesce(sum(opened), 0) AS opened_int
FROM (SELECT NOT EXISTS (SELECT 1 FROM support o JOIN batch b ON b.id = o.batch
		WHERE o.finding = s.finding AND o.batch <> ?1 AND b.state < 3)
			AS alone,
		NOT EXISTS (SELECT 1 FROM support o
		WHERE o.finding = s.finding AND o.batch < ?1) AS opened
	FROM (SELECT DISTINCT finding FROM support WHERE batch = ?1) s);

-- batch_notices(id i64): all
SELECT n.state, count(*) AS notices_int
FROM notice_batch x JOIN notice n ON n.id = x.notice
WHERE x.batch = ?1 GROUP BY n.state ORDER BY n.state;

-- batch_reports(id i64): all
SELECT r.name, r.day, r.complete, coalesce(sum(l.rows), 0) AS rows_int,
	coalesce(sum(l.rejected), 0) AS rejected_int
FROM report r LEFT JOIN ledger l ON l.report = r.id
WHERE r.batch = ?1 GROUP BY r.id, r.name, r.day, r.complete ORDER BY r.id;

-- batch_strict(id i64, tlp i64): run
-- A row of it may be shared with fewer: then so may the batch.
UPDATE batch SET tlp = ?2 WHERE id = ?1 AND tlp < ?2;

-- batch_set_state(id i64, state i64): run
UPDATE batch SET state = ?2 WHERE id = ?1;

-- batch_event_add(id i64, batch i64, at i64, state i64, person i64, reason str): run
INSERT INTO batch_event (id, batch, at, state, person, reason)
VALUES (?1, ?2, ?3, ?4, ?5, ?6);

-- batch_event_newest(batch i64): number
SELECT id FROM batch_event WHERE batch = ?1 ORDER BY id DESC LIMIT 1;

-- batch_history(batch i64): all
SELECT e.at, e.state, e.reason, e.person, p.name_sealed
FROM batch_event e JOIN person p ON p.id = e.person
WHERE e.batch = ?1 ORDER BY e.id;

-- batch_overdue(now i64, received i64): all
-- To be erased: their last day has passed (where none was given, they came
-- before a moment), and not all of it is done.
SELECT id, ref, state FROM batch
WHERE coalesce(delete_by <= ?1, received <= ?2) AND (state <> 4 OR EXISTS (
	SELECT 1 FROM report r JOIN ledger l ON l.report = r.id
	WHERE r.batch = batch.id AND l.erased < l.rows)) ORDER BY id;

-- batch_chunks(batch i64): all
-- Those that still have rows.
SELECT l.seq, l.file, l.rows FROM ledger l JOIN report r ON r.id = l.report
WHERE r.batch = ?1 AND l.erased < l.rows ORDER BY l.seq;
