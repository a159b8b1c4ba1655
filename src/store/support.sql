-- support_add(finding i64, batch i64, series i64, observation i64, rest i64, severity i64, first i64, seen i64, day i64): run
-- 0 where it is there.
INSERT INTO support (finding, batch, series, observation, rest, severity,
	first_seen, last_seen, last_day)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
ON CONFLICT DO NOTHING;

-- support_again(finding i64, batch i64, series i64, observation i64, rest i64, severity i64, first i64, seen i64, day i64): run
-- Of several rows of one day the worst counts; of several days the newest.
UPDATE support SET
	observation = CASE WHEN ?9 < last_day THEN observation ELSE ?4 END,
	rest = CASE WHEN ?9 < last_day THEN rest ELSE ?5 END,
	severity = CASE WHEN ?9 < last_day THEN severity
		WHEN ?9 > last_day THEN ?6 ELSE max(severity, ?6) END,
	first_seen = min(first_seen, ?7), last_seen = max(last_seen, ?8),
	last_day = max(last_day, ?9)
WHERE finding = ?1 AND batch = ?2 AND series = ?3;

-- support_free(finding i64, now i64): all
-- What may be told of now, the newest first and the worst of that day.
SELECT s.batch, s.series, s.observation, s.rest, s.severity, s.first_seen,
	s.last_seen, s.last_day, b.tlp, b.giver, b.giver_named
FROM support s JOIN batch b ON b.id = s.batch
WHERE s.finding = ?1 AND b.state = 1 AND (b.embargo IS NULL OR b.embargo <= ?2)
ORDER BY s.last_day DESC, s.severity DESC, s.batch DESC, s.series;

-- support_standing(finding i64): all
-- The same of all that was not withdrawn or erased, held or not.
SELECT s.observation, s.rest, s.severity, s.first_seen, s.last_seen, s.last_day
FROM support s JOIN batch b ON b.id = s.batch
WHERE s.finding = ?1 AND b.state < 3
ORDER BY s.last_day DESC, s.severity DESC, s.batch DESC, s.series;

-- support_of_batch(batch i64): all
SELECT DISTINCT finding FROM support WHERE batch = ?1 ORDER BY finding;

-- support_forget(received i64): run
-- Of batches received before a moment, what a newer one has told since.
DELETE FROM support WHERE batch IN (
	SELECT id FROM batch WHERE received < ?1 AND state = 1)
AND EXISTS (SELECT 1 FROM support n JOIN batch b ON b.id = n.batch
	WHERE n.finding = support.finding AND n.series = support.series
	AND n.last_day > support.last_day AND b.received >= ?1 AND b.state = 1);

-- finding_seen_drop(finding i64): run
DELETE FROM finding_seen WHERE finding = ?1;

-- finding_seen_restore(finding i64): run
-- From what still stands.
INSERT INTO finding_seen (finding, series, last_day)
SELECT s.finding, s.series, max(s.last_day)
FROM support s JOIN batch b ON b.id = s.batch
WHERE s.finding = ?1 AND b.state < 3 GROUP BY s.finding, s.series;
