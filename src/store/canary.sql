-- canary_add(id i64, ref str, standing i64?, topic str, now i64): run
INSERT INTO canary (id, ref, standing, topic, state, made, since)
VALUES (?1, ?2, ?3, ?4, 1, ?5, ?5);

-- canary_of_standing(standing i64): one
SELECT id, state FROM canary WHERE standing = ?1;

-- canary_by_ref(ref str): one
SELECT id, state FROM canary WHERE ref = ?1;

-- canary_live(now i64): all
-- Waiting, passed or stopped; over_int: its standing release is over.
SELECT c.id, c.standing, c.state, c.since,
	coalesce(s.revoked IS NOT NULL OR s.until <= ?1, 0) AS over_int
FROM canary c LEFT JOIN standing s ON s.id = c.standing
WHERE c.state < 4 ORDER BY c.id;

-- canary_list: all
-- held_int: released, and held back.
SELECT c.ref, c.topic, c.state, c.standing, c.made, c.why,
	(SELECT count(*) FROM notice n WHERE n.canary = c.id AND n.state = 2
		AND n.not_before = 9223372036854775807) AS held_int,
	(SELECT count(*) FROM notice n WHERE n.canary = c.id
		AND n.state IN (2, 3)) AS let_int
FROM canary c WHERE c.state < 4 ORDER BY c.id;

-- canary_count: one
SELECT coalesce(sum(state = 1), 0) AS waiting_int,
	coalesce(sum(state = 3), 0) AS stopped_int
FROM canary;

-- canary_held(canary i64): number
-- Released, and held back.
SELECT count(*) AS notices_int FROM notice
WHERE canary = ?1 AND state = 2 AND not_before = 9223372036854775807;

-- canary_let(canary i64): number
-- Let go ahead: gone, or on their way.
SELECT count(*) AS notices_int FROM notice WHERE canary = ?1 AND (state = 3
	OR (state = 2 AND not_before IS NOT 9223372036854775807));

-- canary_under_way(canary i64): number
-- Let go, and no server has judged them yet.
SELECT count(*) AS notices_int FROM notice n
WHERE n.canary = ?1 AND n.state = 2
	AND n.not_before IS NOT 9223372036854775807 AND EXISTS (
		SELECT 1 FROM delivery d JOIN contact c ON c.id = d.contact
		WHERE d.notice = n.id AND d.state IN (1, 2) AND c.kind = 1);

-- canary_gone(canary i64, since i64): one
-- Judged by a server since then, and when the last was.
SELECT count(DISTINCT n.id) AS notices_int, coalesce(max(d.at), 0) AS last_int
FROM notice n JOIN delivery d ON d.notice = n.id
WHERE n.canary = ?1 AND n.state IN (2, 3) AND d.state IN (3, 4) AND d.at > ?2;

-- canary_not_ours(canary i64, since i64): number
-- Of those: one of their findings is not the receiver's, as it says.
SELECT count(DISTINCT n.id) AS notices_int
FROM notice n JOIN delivery d ON d.notice = n.id
JOIN notice_finding x ON x.notice = n.id JOIN finding f ON f.id = x.finding
WHERE n.canary = ?1 AND d.state IN (3, 4) AND d.at > ?2 AND f.answer = 3;

-- canary_refused(canary i64, since i64): number
-- Of those: refused for good, or sent to a contact that bounced.
SELECT count(DISTINCT n.id) AS notices_int
FROM notice n JOIN delivery d ON d.notice = n.id
JOIN contact c ON c.id = d.contact
WHERE n.canary = ?1 AND d.state IN (3, 4) AND d.at > ?2
	AND (d.state = 4 OR c.state = 2);

-- canary_move(id i64, state i64, since i64, why str): run
UPDATE canary SET state = ?2, since = ?3, why = ?4 WHERE id = ?1;

-- canary_watch(notice i64, canary i64, hold i64): run
UPDATE notice SET canary = ?2,
	not_before = CASE WHEN ?3 THEN 9223372036854775807 ELSE not_before END
WHERE id = ?1;

-- canary_stop(canary i64): run
-- What has not left is held back.
UPDATE notice SET not_before = 9223372036854775807
WHERE canary = ?1 AND state = 2 AND NOT EXISTS (
	SELECT 1 FROM delivery d WHERE d.notice = notice.id AND d.state <> 1);

-- canary_free(canary i64, not_before i64?): run
-- What was held back goes; what is not urgent not before a moment.
UPDATE notice SET not_before = CASE WHEN urgency = 0 THEN ?2 END
WHERE canary = ?1 AND state = 2 AND not_before = 9223372036854775807;
