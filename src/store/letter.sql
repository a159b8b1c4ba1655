-- letter_waiting(after i64): all
-- Letters of released notices that are not posted yet, not held back by a
-- canary, and rest on open batches and on proofs that stand.
SELECT d.id, n.id AS notice_int, n.ref, n.body_sealed, n.organisation
FROM delivery d INDEXED BY delivery_by_state JOIN notice n ON n.id = d.notice
JOIN contact c ON c.id = d.contact AND c.kind = 3
WHERE d.state = 1 AND n.state = 2 AND d.id > ?1
	AND n.not_before IS NOT 9223372036854775807 AND NOT EXISTS (
	SELECT 1 FROM notice_batch x JOIN batch b ON b.id = x.batch
	WHERE x.notice = n.id AND b.state <> 1) AND NOT EXISTS (
	SELECT 1 FROM notice_proof x JOIN claim p ON p.id = x.claim
	WHERE x.notice = n.id AND p.state <> 1)
ORDER BY d.id;

-- letter_count: number
-- The same, counted.
SELECT count(*) AS letters_int
FROM delivery d INDEXED BY delivery_by_state JOIN notice n ON n.id = d.notice
JOIN contact c ON c.id = d.contact AND c.kind = 3
WHERE d.state = 1 AND n.state = 2
	AND n.not_before IS NOT 9223372036854775807 AND NOT EXISTS (
	SELECT 1 FROM notice_batch x JOIN batch b ON b.id = x.batch
	WHERE x.notice = n.id AND b.state <> 1);

-- letter_posted(id i64, at i64): run
UPDATE delivery SET state = 3, attempt = attempt + 1, outcome = 'posted', at = ?2
WHERE id = ?1 AND state = 1;

-- letter_of_notice(ref str): one
-- The newest letter of a notice that was posted, and where it went.
SELECT d.id, n.id AS notice_int, n.organisation, n.topic, d.contact FROM delivery d
JOIN notice n ON n.id = d.notice
JOIN contact c ON c.id = d.contact AND c.kind = 3
WHERE n.ref = ?1 AND d.state = 3 ORDER BY d.id DESC LIMIT 1;
