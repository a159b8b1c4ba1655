-- release_prepared(topic str?, id i64?): all
-- What may be released: of a topic, one of them, or all.
SELECT id, topic, urgency, prepared_by, released_by, standing,
	(SELECT state FROM canary c WHERE c.standing = notice.standing)
		AS canary_int
FROM notice
WHERE state = 1 AND (?1 IS NULL OR topic = ?1) AND (?2 IS NULL OR id = ?2)
ORDER BY urgency DESC, id;

-- release_alone(person i64, since i64): number
-- How many somebody released alone since then.
SELECT count(*) AS notices_int FROM notice
WHERE release = 1 AND released_by = ?1 AND released > ?2;

-- release_first(id i64, person i64, now i64): run
UPDATE notice SET released_by = ?2, released = ?3 WHERE id = ?1 AND state = 1;

-- release_done(id i64, release i64, first i64, second i64?, now i64, not_before i64?): run
UPDATE notice SET state = 2, release = ?2, released_by = ?3, second_by = ?4,
	released = ?5, not_before = ?6
WHERE id = ?1 AND state = 1;

-- release_waiting: number
-- Prepared, and released by the first of two.
SELECT count(*) AS notices_int FROM notice
WHERE state = 1 AND released_by IS NOT NULL;

-- release_later(now i64): number
-- Released, and waiting for working hours.
SELECT count(*) AS notices_int FROM notice
WHERE state = 2 AND not_before > ?1 AND not_before < 9223372036854775807;

-- emergency_add(id i64, ref str, at i64, person i64, notices i64, reason str, due i64): run
INSERT INTO emergency (id, ref, at, person, notices, reason, due)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7);

-- emergency_by_ref(ref str): one
SELECT id, person, reviewed FROM emergency WHERE ref = ?1;

-- emergency_open: all
SELECT ref, at, person, notices, reason, due FROM emergency
WHERE reviewed IS NULL ORDER BY due, id;

-- emergency_count: one
SELECT count(*) AS emergencies_int, coalesce(min(due), 0) AS due_int
FROM emergency WHERE reviewed IS NULL;

-- emergency_review(id i64, now i64, person i64, note str): run
UPDATE emergency SET reviewed = ?2, reviewed_by = ?3, note = ?4 WHERE id = ?1;
