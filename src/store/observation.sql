-- observation_get(id i64, rest i64): one
SELECT first_seen, last_seen, last_day, days, count, severity, unowned, ledger,
	row
FROM observation WHERE id = ?1 AND rest = ?2;

-- observation_add(id i64, rest i64, series i64, subject_sealed blob, first_seen i64, last_seen i64, last_day i64, days i64, severity i64, unowned i64, ledger i64, row i64): run
INSERT INTO observation (id, rest, series, subject_sealed, first_seen, last_seen,
	last_day, days, count, severity, unowned, ledger, row)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, 1, ?9, ?10, ?11, ?12)
ON CONFLICT DO NOTHING;

-- observation_again(id i64, rest i64, first_seen i64, last_seen i64, last_day i64, days i64, count i64, severity i64, unowned i64, ledger i64, row i64): run
UPDATE observation SET first_seen = ?3, last_seen = ?4, last_day = ?5,
	days = ?6, count = ?7, severity = ?8, unowned = ?9, ledger = ?10, row = ?11
WHERE id = ?1 AND rest = ?2;

-- observation_clash_get(id i64, rest i64): one
SELECT first_seen, last_seen, last_day, days, count, severity, unowned, ledger,
	row
FROM observation_clash WHERE id = ?1 AND rest = ?2;

-- observation_clash_add(id i64, rest i64, series i64, subject_sealed blob, first_seen i64, last_seen i64, last_day i64, days i64, severity i64, unowned i64, ledger i64, row i64): run
INSERT INTO observation_clash (id, rest, series, subject_sealed, first_seen, last_seen,
	last_day, days, count, severity, unowned, ledger, row)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, 1, ?9, ?10, ?11, ?12)
ON CONFLICT DO NOTHING;

-- observation_clash_again(id i64, rest i64, first_seen i64, last_seen i64, last_day i64, days i64, count i64, severity i64, unowned i64, ledger i64, row i64): run
UPDATE observation_clash SET first_seen = ?3, last_seen = ?4, last_day = ?5,
	days = ?6, count = ?7, severity = ?8, unowned = ?9, ledger = ?10, row = ?11
WHERE id = ?1 AND rest = ?2;

-- observation_count: all
-- How many per reason for having no owner; 0 is identified.
SELECT unowned, count(*) AS observations_int, sum(count) AS looks_int
FROM observation GROUP BY unowned ORDER BY unowned;

-- identification_put(observation i64, rest i64, organisation i64, ground i64, claim i64?, confidence i64, responsibility i64, detail_sealed blob, made i64): run
INSERT INTO identification (observation, rest, organisation, ground, claim,
	confidence, responsibility, detail_sealed, made)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
ON CONFLICT (observation, rest, organisation) DO UPDATE
SET ground = excluded.ground, claim = excluded.claim,
	confidence = excluded.confidence,
	responsibility = excluded.responsibility,
	detail_sealed = excluded.detail_sealed, made = excluded.made;

-- identification_get(observation i64, rest i64, organisation i64): one
SELECT ground, claim, confidence, responsibility, detail_sealed
FROM identification WHERE observation = ?1 AND rest = ?2 AND organisation = ?3;

-- observation_place(id i64, rest i64): one
-- Where the newest raw row of an observation lies.
SELECT ledger, row, first_seen, last_seen, count FROM observation
WHERE id = ?1 AND rest = ?2
UNION ALL
SELECT ledger, row, first_seen, last_seen, count FROM observation_clash
WHERE id = ?1 AND rest = ?2;

-- ground_count: all
SELECT ground, count(*) AS observations_int,
	count(DISTINCT organisation) AS organisations_int
FROM identification GROUP BY ground ORDER BY ground;

-- observation_giver(id i64, rest i64): one
-- Who gave the newest row of an observation.
SELECT b.giver, b.giver_named FROM (
	SELECT ledger FROM observation WHERE id = ?1 AND rest = ?2
	UNION ALL
	SELECT ledger FROM observation_clash WHERE id = ?1 AND rest = ?2
) o JOIN ledger l ON l.seq = o.ledger JOIN report r ON r.id = l.report
JOIN batch b ON b.id = r.batch;
