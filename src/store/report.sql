-- series_by_name(feed str, type str, scope str): one
SELECT id FROM series WHERE feed = ?1 AND type = ?2 AND scope = ?3;

-- series_add(id i64, feed str, type str, scope str): run
INSERT INTO series (id, feed, type, scope) VALUES (?1, ?2, ?3, ?4);

-- report_add(id i64, batch i64, series i64, name str, day i64?, missing str, unknown str, began i64): run
INSERT INTO report (id, batch, series, name, day, missing, unknown, began)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8);

-- report_end(id i64, ended i64, complete i64, why str): run
UPDATE report SET ended = ?2, complete = ?3, why = ?4 WHERE id = ?1;

-- report_count: one
SELECT count(*) AS reports_int, min(day) AS first_day_int,
	max(day) AS last_day_int FROM report;

-- look_put(series i64, day i64, complete i64, report i64): run
-- A complete look stays complete: reading more never makes it less.
INSERT INTO look (series, day, complete, report) VALUES (?1, ?2, ?3, ?4)
ON CONFLICT (series, day) DO UPDATE
SET complete = max(complete, excluded.complete);

-- look_drop(batch i64): run
-- Of every day that a batch has a report of.
DELETE FROM look WHERE EXISTS (SELECT 1 FROM report r
	WHERE r.batch = ?1 AND r.series = look.series AND r.day = look.day);

-- look_restore(batch i64): run
-- Those days again, from the reports that still stand.
INSERT INTO look (series, day, complete, report)
SELECT r.series, r.day, max(r.complete), min(r.id)
FROM report r JOIN batch b ON b.id = r.batch
WHERE b.state < 3 AND r.ended IS NOT NULL AND EXISTS (SELECT 1 FROM report w
	WHERE w.batch = ?1 AND w.series = r.series AND w.day = r.day)
GROUP BY r.series, r.day;

-- look_count_since(series i64, day i64): one
-- Complete looks after a day.
SELECT count(*) AS looks_int, max(day) AS last_day_int
FROM look WHERE series = ?1 AND day > ?2 AND complete = 1;

-- report_get(id i64): one
SELECT batch, series, name, day, ended, complete FROM report WHERE id = ?1;
