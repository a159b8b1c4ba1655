-- Each kind that is kept for a time: how many are past it, and their end. What
-- has many rows goes a slice at a time.

-- retention_slice(after i64, rows i64): number
-- The end of the next slice of observations; NULL: there are no more.
SELECT max(id) AS upto_int FROM (
	SELECT id FROM observation WHERE id > ?1 ORDER BY id LIMIT ?2);

-- retention_nobodys_count(before i64): number
SELECT (SELECT count(*) FROM observation o WHERE o.last_seen < ?1
	AND NOT EXISTS (SELECT 1 FROM identification i
		WHERE i.observation = o.id AND i.rest = o.rest))
	+ (SELECT count(*) FROM observation_clash o WHERE o.last_seen < ?1
	AND NOT EXISTS (SELECT 1 FROM identification i
		WHERE i.observation = o.id AND i.rest = o.rest)) AS n_int;

-- retention_nobodys_places(after i64, upto i64, before i64): all
-- Where what those are about is kept: store/subjects.h.
SELECT o.subject FROM observation o
WHERE o.id > ?1 AND o.id <= ?2 AND o.last_seen < ?3
AND NOT EXISTS (SELECT 1 FROM identification i
	WHERE i.observation = o.id AND i.rest = o.rest)
ORDER BY o.subject;

-- retention_nobodys(after i64, upto i64, before i64): run
DELETE FROM observation WHERE id > ?1 AND id <= ?2 AND last_seen < ?3
AND NOT EXISTS (SELECT 1 FROM identification i
	WHERE i.observation = observation.id AND i.rest = observation.rest);

-- retention_nobodys_clash_places(before i64): all
SELECT o.subject FROM observation_clash o WHERE o.last_seen < ?1
AND NOT EXISTS (SELECT 1 FROM identification i
	WHERE i.observation = o.id AND i.rest = o.rest)
ORDER BY o.subject;

-- retention_nobodys_clash(before i64): run
DELETE FROM observation_clash WHERE last_seen < ?1
AND NOT EXISTS (SELECT 1 FROM identification i
	WHERE i.observation = observation_clash.id
	AND i.rest = observation_clash.rest);

-- retention_relayed(day i64): run
-- What networks were told of, by the day of the report.
DELETE FROM relayed WHERE day < ?1;

-- retention_known_count(before i64): number
-- Whose they are is forgotten; then they are of nobody.
SELECT count(*) AS n_int FROM identification i
JOIN finding f ON f.id = i.finding
WHERE f.state >= 4 AND f.last_seen < ?1;

-- retention_known(before i64): run
-- As many as an import has in one transaction.
DELETE FROM identification WHERE (observation, rest, organisation) IN (
	SELECT i.observation, i.rest, i.organisation FROM identification i
	JOIN finding f ON f.id = i.finding
	WHERE f.state >= 4 AND f.last_seen < ?1 LIMIT 64000);

-- retention_batch_count(now i64, received i64): number
SELECT count(*) AS n_int FROM batch
WHERE coalesce(delete_by <= ?1, received <= ?2) AND (state <> 4 OR EXISTS (
	SELECT 1 FROM report r JOIN ledger l ON l.report = r.id
	WHERE r.batch = batch.id AND l.erased < l.rows));

-- retention_finding_count(before i64): number
SELECT count(*) AS n_int FROM finding
WHERE state >= 4 AND forgotten IS NULL AND coalesce(closed, last_seen) < ?1;

-- retention_finding_each(before i64, rows i64): all
SELECT id FROM finding
WHERE state >= 4 AND forgotten IS NULL AND coalesce(closed, last_seen) < ?1
ORDER BY id LIMIT ?2;

-- retention_finding(id i64, subject_sealed blob, subject_index blob, now i64): run
UPDATE finding SET subject_sealed = ?2, subject_index = ?3, claim = NULL,
	forgotten = ?4 WHERE id = ?1;

-- retention_finding_events(finding i64): all
SELECT id FROM finding_event WHERE finding = ?1 ORDER BY id;

-- retention_notice_count(before i64): number
SELECT count(*) AS n_int FROM notice
WHERE state IN (3, 4) AND forgotten IS NULL AND date < ?1;

-- retention_notice_each(before i64, rows i64): all
SELECT id, ref FROM notice
WHERE state IN (3, 4) AND forgotten IS NULL AND date < ?1
ORDER BY id LIMIT ?2;

-- retention_notice(id i64, subject_sealed blob, body_sealed blob, now i64): run
UPDATE notice SET subject_sealed = ?2, body_sealed = ?3, warned_by = NULL,
	forgotten = ?4 WHERE id = ?1;

-- retention_notice_deliveries(notice i64): run
UPDATE delivery SET bytes_sealed = NULL, outcome = '' WHERE notice = ?1;

-- retention_bytes_count(before i64): number
SELECT count(*) AS n_int FROM delivery
WHERE state = 3 AND bytes_sealed IS NOT NULL AND at < ?1;

-- retention_moment_count(before i64): number
SELECT count(*) AS n_int FROM contact_moment WHERE at < ?1;

-- retention_moment(before i64): run
DELETE FROM contact_moment WHERE at < ?1;

-- retention_returned_count(before i64): number
SELECT count(*) AS n_int FROM returned
WHERE taken < ?1 AND (said_sealed IS NOT NULL OR delivery IS NULL);

-- retention_returned_strange(before i64): run
-- About nothing of ours: anybody can send more of those.
DELETE FROM returned WHERE taken < ?1 AND delivery IS NULL;

-- retention_returned(before i64): run
UPDATE returned SET said_sealed = NULL
WHERE taken < ?1 AND said_sealed IS NOT NULL;

-- retention_look_count(before i64): number
SELECT count(*) AS n_int FROM audit_read WHERE at < ?1;

-- retention_look(before i64): run
DELETE FROM audit_read WHERE at < ?1;

-- retention_audit_count(before i64): number
SELECT count(*) AS n_int FROM audit WHERE at < ?1;

-- retention_audit(before i64): run
DELETE FROM audit WHERE at < ?1;

-- retention_try_count(before i64): number
SELECT count(*) AS n_int FROM code_try WHERE hour < ?1 / 3600;

-- retention_try(before i64): run
DELETE FROM code_try WHERE hour < ?1 / 3600;

-- retention_leak_count(before i64): number
SELECT count(*) AS n_int FROM leak WHERE closed < ?1;

-- retention_leak_notices(before i64): run
DELETE FROM leak_notice WHERE leak IN (SELECT id FROM leak WHERE closed < ?1);

-- retention_leak(before i64): run
DELETE FROM leak WHERE closed < ?1;
