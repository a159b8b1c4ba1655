-- feed_get(name str): one
SELECT reader, type, giver, ground, tlp, giver_named, rhythm, scope, made,
	arrived, missing
FROM feed WHERE name = ?1;

-- feed_put(name str, reader str, type str, giver str, ground i64, tlp i64, giver_named i64, rhythm i64, scope str, made i64): run
INSERT INTO feed (name, reader, type, giver, ground, tlp, giver_named, rhythm,
	scope, made)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
ON CONFLICT (name) DO UPDATE SET reader = excluded.reader,
	type = excluded.type, giver = excluded.giver, ground = excluded.ground,
	tlp = excluded.tlp, giver_named = excluded.giver_named,
	rhythm = excluded.rhythm, scope = excluded.scope;

-- feed_remove(name str): run
DELETE FROM feed WHERE name = ?1;

-- feed_each: all
SELECT name, reader, type, giver, ground, tlp, giver_named, rhythm, scope, made,
	arrived, missing
FROM feed ORDER BY name;

-- feed_brought(batch i64, scope str): number
-- How many reports of a batch are what a feed was expected to bring.
SELECT count(*) AS reports_int FROM report r JOIN series s ON s.id = r.series
WHERE r.batch = ?1 AND (?2 = '' OR s.scope = ?2);

-- feed_arrived(name str, at i64): run
UPDATE feed SET arrived = max(coalesce(arrived, ?2), ?2), missing = NULL
WHERE name = ?1;

-- feed_missing(name str, since i64): run
UPDATE feed SET missing = ?2 WHERE name = ?1;
