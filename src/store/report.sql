-- series_by_name(feed str, type str, scope str): one
SELECT id FROM series WHERE feed = ?1 AND type = ?2 AND scope = ?3;

-- series_add(id i64, feed str, type str, scope str): run
INSERT INTO series (id, feed, type, scope) VALUES (?1, ?2, ?3, ?4);

-- series_get(id i64): one
SELECT feed, type, scope FROM series WHERE id = ?1;

-- series_walk(after i64, most i64): all
SELECT id FROM series WHERE id > ?1 ORDER BY id LIMIT ?2;

-- report_add(id i64, batch i64, series i64, name str, day i64?, missing str, unknown str, options str, began i64): run
INSERT INTO report (id, batch, series, name, day, missing, unknown, options,
	began)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9);

-- report_end(id i64, ended i64, complete i64, whole i64, named i64, why str): run
UPDATE report SET ended = ?2, complete = ?3, whole = ?4, named = ?5, why = ?6
WHERE id = ?1;

-- report_completed(id i64): run
-- Every row that was rejected has been read after all.
UPDATE report SET complete = 1, why = ''
WHERE id = ?1 AND complete = 0 AND whole = 1 AND NOT EXISTS (
	SELECT 1 FROM ledger l JOIN reject j ON j.ledger = l.seq
	WHERE l.report = ?1 AND j.settled IS NULL);

-- report_standing(series i64, day i64): one
-- A report of that day, where none of that day was taken back or erased.
SELECT r.batch, b.baseline FROM report r JOIN batch b ON b.id = r.batch
WHERE r.series = ?1 AND r.day = ?2 AND NOT EXISTS (
	SELECT 1 FROM report w JOIN batch x ON x.id = w.batch
	WHERE w.series = ?1 AND w.day = ?2 AND x.state >= 3)
ORDER BY r.id DESC LIMIT 1;

-- report_count: one
SELECT count(*) AS reports_int, min(day) AS first_day_int,
	max(day) AS last_day_int FROM report;

-- look_put(series i64, day i64, complete i64, named i64, report i64): run
-- A complete look stays complete: reading more never makes it less.
INSERT INTO look (series, day, complete, named, report)
VALUES (?1, ?2, ?3, ?4, ?5)
ON CONFLICT (series, day) DO UPDATE
SET complete = max(complete, excluded.complete),
	named = max(named, excluded.named);

-- look_except_put(series i64, day i64, address_index blob): run
INSERT INTO look_except (series, day, address_index) VALUES (?1, ?2, ?3)
ON CONFLICT DO NOTHING;

-- look_named(series i64, day i64, address_index blob): one
-- Looks after a day that are complete, or complete for an address: no row of
-- it that was rejected holds that one. The empty blob: for any address.
SELECT count(*) AS looks_int, max(l.day) AS last_day_int
FROM look l WHERE l.series = ?1 AND l.day > ?2
	AND (l.complete = 1 OR (l.named = 1 AND NOT EXISTS (
		SELECT 1 FROM look_except e WHERE e.series = l.series
			AND e.day = l.day AND e.address_index = ?3)));

-- look_drop(batch i64): run
-- Of every day that a batch has a report of.
DELETE FROM look WHERE EXISTS (SELECT 1 FROM report r
	WHERE r.batch = ?1 AND r.series = look.series AND r.day = look.day);

-- look_restore(batch i64): run
-- Those days again, from the reports that still stand.
INSERT INTO look (series, day, complete, named, report)
SELECT r.series, r.day, max(r.complete), max(r.named), min(r.id)
FROM report r JOIN batch b ON b.id = r.batch
WHERE b.state < 3 AND r.ended IS NOT NULL AND EXISTS (SELECT 1 FROM report w
	WHERE w.batch = ?1 AND w.series = r.series AND w.day = r.day)
GROUP BY r.series, r.day;

-- look_count_since(series i64, day i64): one
-- Complete looks after a day.
SELECT count(*) AS looks_int, max(day) AS last_day_int
FROM look WHERE series = ?1 AND day > ?2 AND complete = 1;
