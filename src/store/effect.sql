-- effect_sent(notice i64, sent i64, delivered i64?): run
-- A mail about these findings came to an end: taken, or not.
INSERT INTO effect (finding, notice, sent, delivered)
SELECT finding, ?1, ?2, ?3 FROM notice_finding WHERE notice = ?1
ON CONFLICT (finding) DO UPDATE
SET delivered = coalesce(delivered, excluded.delivered);

-- effect_each(since i64, until i64): all
-- As they were opened; a million of them in a second, so no more tables.
SELECT e.finding, e.notice, e.delivered, f.organisation, f.topic, f.state, f.answer,
	f.closed_day, f.last_day, f.subject_index
FROM effect e JOIN finding f ON f.id = e.finding
WHERE e.sent >= ?1 AND e.sent < ?2 ORDER BY e.finding;

-- effect_row_each(since i64, until i64): all
-- What a year's figures are counted from, and nothing else.
SELECT e.finding, e.notice, e.sent, e.delivered, f.ref, f.organisation, f.state,
	f.subject_index
FROM effect e JOIN finding f ON f.id = e.finding
WHERE e.sent >= ?1 AND e.sent < ?2 ORDER BY e.finding;

-- effect_company(): all
SELECT id, ref, sector, language, erased FROM organisation ORDER BY id;

-- effect_channel(): all
SELECT n.id, c.kind FROM notice n JOIN contact c ON c.id = n.contact ORDER BY n.id;

-- effect_origin(): all
-- What findings rest on, but for what was withdrawn.
SELECT s.finding, s.series, b.ground
FROM support s JOIN batch b ON b.id = s.batch
WHERE b.state < 3 ORDER BY s.finding;

-- effect_feed(): all
SELECT id, feed FROM series ORDER BY id;

-- year_report_add(id i64, year i64, quarter i64, form str, made i64, person i64, rows i64, rows_hash blob, text str, text_hash blob): run
INSERT INTO year_report (id, year, quarter, form, made, person, rows, rows_hash,
	text, text_hash)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10);

-- year_report_of(year i64, quarter i64, form str): one
SELECT made, text FROM year_report
WHERE year = ?1 AND quarter = ?2 AND form = ?3;

-- year_report_overlap(year i64, quarter i64): one
-- Of a quarter its year, of a year a quarter.
SELECT quarter FROM year_report
WHERE year = ?1 AND (quarter = 0) <> (?2 = 0) ORDER BY quarter LIMIT 1;

-- year_report_by_text(text_hash blob): one
SELECT year, quarter, made, rows, rows_hash FROM year_report
WHERE text_hash = ?1;
