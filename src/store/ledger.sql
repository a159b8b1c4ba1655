-- ledger_by_chunk(chunk blob): one
SELECT l.seq, l.report, l.rows, r.batch, b.state, b.ref AS batch_text
FROM ledger l JOIN report r ON r.id = l.report JOIN batch b ON b.id = r.batch
WHERE l.chunk = ?1;

-- ledger_head: one
SELECT seq, hash FROM ledger ORDER BY seq DESC LIMIT 1;

-- ledger_add(seq i64, report i64, chunk blob, file str, stored i64, file_hash blob, root blob, rows i64, rejected i64, fresh i64, erased i64, bytes i64, reader i64, made i64, previous blob, hash blob, delete_by i64?): run
INSERT INTO ledger (seq, report, chunk, file, stored, file_hash, root, rows,
	rejected, fresh, erased, bytes, reader, made, previous, hash,
	delete_by)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16,
	?17);

-- ledger_erase(seq i64, file str, stored i64, file_hash blob, erased i64, bytes i64): run
-- The chunk was written again without some of its rows; the chain holds.
UPDATE ledger SET file = ?2, stored = ?3, file_hash = ?4, erased = ?5, bytes = ?6
WHERE seq = ?1;

-- ledger_each: all
SELECT seq, chunk, file, stored, file_hash, root, rows, rejected, fresh, erased,
	bytes, reader, made, previous, hash
FROM ledger ORDER BY seq;

-- ledger_get(seq i64): one
SELECT l.chunk, l.file, l.stored, l.file_hash, l.root, l.rows, l.erased, l.made,
	l.delete_by,
	r.name, r.day, s.feed, s.type, s.scope, b.giver, b.ref AS batch_text
FROM ledger l JOIN report r ON r.id = l.report JOIN series s ON s.id = r.series
JOIN batch b ON b.id = r.batch WHERE l.seq = ?1;

-- ledger_batch(seq i64): one
SELECT r.series, r.batch, b.state, b.baseline FROM ledger l
JOIN report r ON r.id = l.report JOIN batch b ON b.id = r.batch
WHERE l.seq = ?1;

-- ledger_knows_file(file str): one
SELECT seq FROM ledger WHERE file = ?1;

-- ledger_of_stem(stem str): one
-- The chunk whose file's name begins so.
SELECT file FROM ledger WHERE file >= ?1 AND file < ?1 || '~';

-- ledger_sum: one
SELECT count(*) AS chunks_int, coalesce(sum(rows), 0) AS rows_int,
	coalesce(sum(rejected), 0) AS rejected_int,
	coalesce(sum(fresh), 0) AS fresh_int,
	coalesce(sum(bytes), 0) AS bytes_int,
	coalesce(sum(stored), 0) AS stored_int
FROM ledger;

-- reject_add(id i64, ledger i64, row i64, line i64, at i64, err i64, rule str): run
INSERT INTO reject (id, ledger, row, line, at, err, rule)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7);

-- reject_erase(ledger i64): run
DELETE FROM reject WHERE ledger = ?1;

-- reject_count: number
SELECT count(*) AS rejects_int FROM reject WHERE settled IS NULL;

-- reject_chunks(batch str?): all
-- The chunks with rows that were rejected and not read since.
SELECT l.seq, count(*) AS rows_int FROM reject j
JOIN ledger l ON l.seq = j.ledger JOIN report r ON r.id = l.report
JOIN batch b ON b.id = r.batch
WHERE j.settled IS NULL AND b.state < 3 AND (?1 IS NULL OR b.ref = ?1)
GROUP BY l.seq ORDER BY l.seq;

-- reject_walk(ledger i64, after i64, most i64): all
SELECT id, row FROM reject
WHERE ledger = ?1 AND id > ?2 AND settled IS NULL ORDER BY id LIMIT ?3;

-- reject_settle(id i64, settled i64, reader i64): run
UPDATE reject SET settled = ?2, reader = ?3 WHERE id = ?1;

-- ledger_settle(seq i64, settled i64, fresh i64): run
-- Rows that were rejected and now are not.
UPDATE ledger SET rejected = rejected - ?2, fresh = fresh + ?3 WHERE seq = ?1;

-- ledger_reread(seq i64): one
SELECT l.file, l.report, r.name, r.day, r.series, s.feed, s.type, s.scope,
	r.options, r.batch, b.baseline, b.ref AS batch_text
FROM ledger l JOIN report r ON r.id = l.report JOIN series s ON s.id = r.series
JOIN batch b ON b.id = r.batch WHERE l.seq = ?1 AND b.state < 3;

-- reject_rows(ledger i64): all
SELECT row FROM reject WHERE ledger = ?1 ORDER BY row;

-- ledger_export(batch str, since i64): all
-- Every chunk of a batch (empty: of all) whose report is of that day or later.
SELECT l.seq, l.file, r.name, s.type, b.giver, b.giver_named, b.tlp, b.received,
	l.delete_by
FROM ledger l JOIN report r ON r.id = l.report JOIN series s ON s.id = r.series
JOIN batch b ON b.id = r.batch
WHERE (?1 = '' OR b.ref = ?1) AND coalesce(r.day, r.began / 86400) >= ?2
ORDER BY l.seq;

-- ledger_overdue(now i64): all
-- Chunks whose rows may be kept no longer, whatever their batch says.
SELECT l.seq, l.file, l.rows, r.batch, b.state FROM ledger l
JOIN report r ON r.id = l.report JOIN batch b ON b.id = r.batch
WHERE l.delete_by IS NOT NULL AND l.delete_by <= ?1 AND l.erased < l.rows
ORDER BY l.seq;
