-- standing_add(id i64, ref str, topic str, feed str, ground i64, most i64, until i64, now i64, person i64): run
INSERT INTO standing (id, ref, topic, feed, ground, most, until, proposed,
	proposed_by)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9);

-- standing_by_ref(ref str): one
SELECT id, ref, until, proposed_by, approved, revoked FROM standing
WHERE ref = ?1;

-- standing_what(id i64): one
SELECT topic FROM standing WHERE id = ?1;

-- standing_list: all
SELECT s.ref, s.topic, s.feed, s.ground, s.most, s.until, s.proposed_by,
	s.approved, s.approved_by, s.revoked,
	(SELECT state FROM canary c WHERE c.standing = s.id) AS canary_int,
	(SELECT count(*) FROM notice n WHERE n.standing = s.id AND n.release = 3)
		AS notices_int,
	(SELECT count(*) FROM notice n WHERE n.standing = s.id AND n.release = 3
		AND n.state = 2 AND n.not_before = 9223372036854775807)
		AS held_int
FROM standing s ORDER BY s.id;

-- standing_approve(id i64, now i64, person i64): run
UPDATE standing SET approved = ?2, approved_by = ?3 WHERE id = ?1;

-- standing_revoke(id i64, now i64, person i64): run
UPDATE standing SET revoked = ?2, revoked_by = ?3 WHERE id = ?1;

-- standing_live(now i64): all
SELECT id, topic, feed, ground, most, proposed_by, approved_by FROM standing
WHERE approved IS NOT NULL AND revoked IS NULL AND until > ?1 ORDER BY id;

-- standing_count(now i64): one
SELECT coalesce(sum(approved IS NOT NULL), 0) AS live_int,
	coalesce(sum(approved IS NULL), 0) AS proposed_int
FROM standing WHERE revoked IS NULL AND until > ?1;

-- standing_unmark: run
UPDATE notice SET standing = NULL WHERE state = 1 AND standing IS NOT NULL;

-- standing_mark(id i64, topic str, feed str, ground i64): run
-- Prepared notices all of whose findings are theirs on that ground, and all of
-- whose batches came from that feed. Corrections are for people.
UPDATE notice SET standing = ?1
WHERE state = 1 AND standing IS NULL AND topic = ?2 AND kind <> 8
	AND EXISTS (SELECT 1 FROM notice_finding x WHERE x.notice = notice.id)
	AND NOT EXISTS (
		SELECT 1 FROM notice_finding x JOIN finding f ON f.id = x.finding
		WHERE x.notice = notice.id AND f.ground <> ?4)
	AND NOT EXISTS (
		SELECT 1 FROM notice_batch b JOIN report r ON r.batch = b.batch
		JOIN series s ON s.id = r.series
		WHERE b.notice = notice.id AND s.feed <> ?3);

-- standing_matching(id i64): all
SELECT id, urgency FROM notice WHERE state = 1 AND standing = ?1
ORDER BY urgency DESC, id;

-- standing_since(id i64, since i64): number
-- How many went by it since then.
SELECT count(*) AS notices_int FROM notice
WHERE standing = ?1 AND release = 3 AND released > ?2;

-- standing_any(now i64): number
-- One that lets notices go, or a canary that is waited for.
SELECT EXISTS (SELECT 1 FROM standing WHERE approved IS NOT NULL
		AND revoked IS NULL AND until > ?1)
	OR EXISTS (SELECT 1 FROM canary WHERE state = 1) AS any_int;
