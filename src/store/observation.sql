-- observation_add(id i64, rest i64, series i64, subject i64, seen i64, day i64, severity i64, unowned i64, ledger i64, row i64): run
-- One that was not seen before; 0 where its id is taken.
INSERT INTO observation (id, rest, series, subject, first_seen, last_seen,
	last_day, days, count, severity, unowned, ledger, row)
VALUES (?1, ?2, ?3, ?4, ?5, ?5, ?6, 1, 1, ?7, ?8, ?9, ?10)
ON CONFLICT DO NOTHING;

-- observation_next(id i64, rest i64, seen i64, day i64, severity i64, unowned i64, ledger i64, row i64): run
-- One that was seen, and on an earlier day than this; 0 otherwise. As the next
-- does, in half the steps: nearly all rows of a day are such.
UPDATE observation SET
	first_seen = min(first_seen, ?3), last_seen = max(last_seen, ?3),
	last_day = ?4, days = (days << (?4 - last_day)) | 1, count = count + 1,
	severity = ?5, unowned = ?6, ledger = ?7, row = ?8
WHERE id = ?1 AND rest = ?2 AND last_day < ?4;

-- observation_again(id i64, rest i64, seen i64, day i64, severity i64, unowned i64, ledger i64, row i64): run
-- One that was; 0 where it was not. A report read again sets the bit it had
-- set, so its day counts once. An older report, read late, leaves what the
-- newest row said.
UPDATE observation SET
	first_seen = min(first_seen, ?3), last_seen = max(last_seen, ?3),
	last_day = max(last_day, ?4),
	days = CASE WHEN ?4 > last_day THEN (days << (?4 - last_day)) | 1
		WHEN ?4 > last_day - 64 THEN days | (1 << (last_day - ?4))
		ELSE days END,
	count = count + CASE WHEN ?4 > last_day THEN 1
		WHEN ?4 > last_day - 64
		THEN ((days >> (last_day - ?4)) & 1) = 0 ELSE 0 END,
	severity = CASE WHEN ?4 >= last_day THEN ?5 ELSE severity END,
	unowned = CASE WHEN ?4 >= last_day THEN ?6 ELSE unowned END,
	ledger = CASE WHEN ?4 >= last_day THEN ?7 ELSE ledger END,
	row = CASE WHEN ?4 >= last_day THEN ?8 ELSE row END
WHERE id = ?1 AND rest = ?2;

-- observation_clash_add(id i64, rest i64, series i64, subject i64, seen i64, day i64, severity i64, unowned i64, ledger i64, row i64): run
-- One that was not seen before; 0 where its id is taken.
INSERT INTO observation_clash (id, rest, series, subject, first_seen, last_seen,
	last_day, days, count, severity, unowned, ledger, row)
VALUES (?1, ?2, ?3, ?4, ?5, ?5, ?6, 1, 1, ?7, ?8, ?9, ?10)
ON CONFLICT DO NOTHING;

-- observation_clash_next(id i64, rest i64, seen i64, day i64, severity i64, unowned i64, ledger i64, row i64): run
UPDATE observation_clash SET
	first_seen = min(first_seen, ?3), last_seen = max(last_seen, ?3),
	last_day = ?4, days = (days << (?4 - last_day)) | 1, count = count + 1,
	severity = ?5, unowned = ?6, ledger = ?7, row = ?8
WHERE id = ?1 AND rest = ?2 AND last_day < ?4;

-- observation_clash_again(id i64, rest i64, seen i64, day i64, severity i64, unowned i64, ledger i64, row i64): run
-- One that was; 0 where it was not. A report read again sets the bit it had
-- set, so its day counts once. An older report, read late, leaves what the
-- newest row said.
UPDATE observation_clash SET
	first_seen = min(first_seen, ?3), last_seen = max(last_seen, ?3),
	last_day = max(last_day, ?4),
	days = CASE WHEN ?4 > last_day THEN (days << (?4 - last_day)) | 1
		WHEN ?4 > last_day - 64 THEN days | (1 << (last_day - ?4))
		ELSE days END,
	count = count + CASE WHEN ?4 > last_day THEN 1
		WHEN ?4 > last_day - 64
		THEN ((days >> (last_day - ?4)) & 1) = 0 ELSE 0 END,
	severity = CASE WHEN ?4 >= last_day THEN ?5 ELSE severity END,
	unowned = CASE WHEN ?4 >= last_day THEN ?6 ELSE unowned END,
	ledger = CASE WHEN ?4 >= last_day THEN ?7 ELSE ledger END,
	row = CASE WHEN ?4 >= last_day THEN ?8 ELSE row END
WHERE id = ?1 AND rest = ?2;

-- observation_subject_add(id i64, subjects_sealed blob): run
-- 0 where that row is there.
INSERT INTO observation_subject (id, subjects_sealed) VALUES (?1, ?2)
ON CONFLICT DO NOTHING;

-- observation_subject_get(id i64): one
SELECT subjects_sealed FROM observation_subject WHERE id = ?1;

-- observation_subject_of(id i64, rest i64, day i64): one
-- Of one that was not seen on a later day.
SELECT o.subject, s.subjects_sealed FROM observation o
JOIN observation_subject s ON s.id = o.subject >> 3
WHERE o.id = ?1 AND o.rest = ?2 AND o.last_day <= ?3
UNION ALL SELECT o.subject, s.subjects_sealed FROM observation_clash o
JOIN observation_subject s ON s.id = o.subject >> 3
WHERE o.id = ?1 AND o.rest = ?2 AND o.last_day <= ?3;

-- observation_subject_set(id i64, subjects_sealed blob): run
UPDATE observation_subject SET subjects_sealed = ?2 WHERE id = ?1;

-- observation_subject_drop(id i64): run
DELETE FROM observation_subject WHERE id = ?1;

-- observation_erase(ledger i64): run
-- Those whose newest row lies in a chunk.
DELETE FROM observation WHERE ledger = ?1;

-- observation_clash_erase(ledger i64): run
DELETE FROM observation_clash WHERE ledger = ?1;

-- identification_erase(ledger i64): run
-- Before the observations themselves, as the next.
DELETE FROM identification WHERE (observation, rest) IN (
	SELECT id, rest FROM observation WHERE ledger = ?1
	UNION ALL SELECT id, rest FROM observation_clash WHERE ledger = ?1);

-- observation_places(ledger i64): all
-- Of what those are about.
SELECT subject FROM observation WHERE ledger = ?1
UNION ALL SELECT subject FROM observation_clash WHERE ledger = ?1
ORDER BY subject;

-- observation_count: all
-- How many per reason for having no owner; 0 is identified.
SELECT unowned, count(*) AS observations_int, sum(count) AS looks_int
FROM observation GROUP BY unowned ORDER BY unowned;

-- identification_add(observation i64, rest i64, organisation i64, finding i64, ground i64, claim i64?, confidence i64, responsibility i64, detail_sealed blob, made i64): run
-- 0 where it is there.
INSERT INTO identification (observation, rest, organisation, finding, ground,
	claim, confidence, responsibility, detail_sealed, made)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
ON CONFLICT DO NOTHING;

-- identification_set(observation i64, rest i64, organisation i64, finding i64, ground i64, claim i64?, confidence i64, responsibility i64, detail_sealed blob, made i64): run
UPDATE identification SET finding = ?4, ground = ?5, claim = ?6,
	confidence = ?7, responsibility = ?8, detail_sealed = ?9, made = ?10
WHERE observation = ?1 AND rest = ?2 AND organisation = ?3;

-- identification_why(observation i64, rest i64, organisation i64, ground i64, claim i64?, confidence i64, responsibility i64): run
-- For another reason than before; what the row said stays.
UPDATE identification SET ground = ?4, claim = ?5, confidence = ?6,
	responsibility = ?7
WHERE observation = ?1 AND rest = ?2 AND organisation = ?3;

-- identification_drop(observation i64, rest i64, organisation i64): run
DELETE FROM identification
WHERE observation = ?1 AND rest = ?2 AND organisation = ?3;

-- identification_each(observation i64, rest i64): all
SELECT organisation, finding, ground, claim, confidence, responsibility,
	detail_sealed
FROM identification WHERE observation = ?1 AND rest = ?2 ORDER BY organisation;

-- identification_of_finding(finding i64): all
-- The observations that show it.
SELECT i.observation, i.rest, i.organisation,
	coalesce(o.subject, c.subject) AS subject_int, s.subjects_sealed,
	coalesce(o.series, c.series) AS series_int
FROM identification i
LEFT JOIN observation o ON o.id = i.observation AND o.rest = i.rest
LEFT JOIN observation_clash c ON c.id = i.observation AND c.rest = i.rest
JOIN observation_subject s ON s.id = coalesce(o.subject, c.subject) >> 3
WHERE i.finding = ?1 ORDER BY i.observation, i.rest;

-- identification_details(finding i64, most i64): all
-- What rows said of it, the newest first, of those that a proven claim made
-- theirs.
SELECT i.observation, i.detail_sealed FROM identification i
JOIN claim c ON c.id = i.claim
WHERE i.finding = ?1 AND c.state = 1
ORDER BY i.made DESC, i.observation, i.rest LIMIT ?2;

-- identification_unproven(finding i64): one
-- The others, and a claim that made some of them theirs.
SELECT count(*) AS rows_int, max(i.claim) AS claim_int FROM identification i
LEFT JOIN claim c ON c.id = i.claim
WHERE i.finding = ?1 AND coalesce(c.state, 0) <> 1;

-- observation_walk(after i64, day i64, most i64): all
-- Seen on that day or later.
SELECT o.id, o.rest, o.series, o.subject, s.subjects_sealed, o.first_seen,
	o.last_seen, o.last_day, o.days, o.severity, o.unowned, o.ledger
FROM observation o JOIN observation_subject s ON s.id = o.subject >> 3
WHERE o.id > ?1 AND o.last_day >= ?2 ORDER BY o.id LIMIT ?3;

-- observation_clash_walk(day i64): all
-- Two that share half a fingerprint: all at once, as there are hardly any.
SELECT o.id, o.rest, o.series, o.subject, s.subjects_sealed, o.first_seen,
	o.last_seen, o.last_day, o.days, o.severity, o.unowned, o.ledger
FROM observation_clash o JOIN observation_subject s ON s.id = o.subject >> 3
WHERE o.last_day >= ?1 ORDER BY o.id, o.rest;

-- observation_unowned(id i64, rest i64, unowned i64): run
UPDATE observation SET unowned = ?3 WHERE id = ?1 AND rest = ?2;

-- observation_clash_unowned(id i64, rest i64, unowned i64): run
UPDATE observation_clash SET unowned = ?3 WHERE id = ?1 AND rest = ?2;

-- identification_get(observation i64, rest i64, organisation i64): one
SELECT finding, ground, claim, confidence, responsibility, detail_sealed
FROM identification WHERE observation = ?1 AND rest = ?2 AND organisation = ?3;

-- observation_place(id i64, rest i64): one
-- Where the newest raw row of an observation lies.
SELECT ledger, row, first_seen, last_seen, count, severity FROM observation
WHERE id = ?1 AND rest = ?2
UNION ALL
SELECT ledger, row, first_seen, last_seen, count, severity
FROM observation_clash
WHERE id = ?1 AND rest = ?2;

-- ground_count: all
SELECT ground, count(*) AS observations_int,
	count(DISTINCT organisation) AS organisations_int
FROM identification GROUP BY ground ORDER BY ground;
