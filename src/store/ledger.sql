-- ledger_by_chunk(chunk blob): one
SELECT l.seq, l.report, l.rows, r.batch, b.state, b.ref AS batch_text
FROM ledger l JOIN report r ON r.id = l.report JOIN batch b ON b.id = r.batch
WHERE l.chunk = ?1;

-- ledger_head: one
SELECT seq, hash FROM ledger ORDER BY seq DESC LIMIT 1;

-- ledger_add(seq i64, report i64, chunk blob, file str, stored i64, file_hash blob, root blob, rows i64, rejected i64, fresh i64, erased i64, bytes i64, reader i64, made i64, previous blob, hash blob): run
INSERT INTO ledger (seq, report, chunk, file, stored, file_hash, root, rows,
	rejected, fresh, erased, bytes, reader, made, previous, hash)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16);

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
	r.name, r.day, s.feed, s.type, s.scope, b.giver, b.ref AS batch_text
FROM ledger l JOIN report r ON r.id = l.report JOIN series s ON s.id = r.series
JOIN batch b ON b.id = r.batch WHERE l.seq = ?1;

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

-- reject_count: one
SELECT count(*) AS rejects_int FROM reject;

-- reject_rows(ledger i64): all
SELECT row FROM reject WHERE ledger = ?1 ORDER BY row;

-- ledger_export(batch str, since i64): all
-- Every chunk of a batch (empty: of all) whose report is of that day or later.
SELECT l.seq, l.file, r.name, s.type, b.giver, b.giver_named, b.tlp, b.received
FROM ledger l JOIN report r ON r.id = l.report JOIN series s ON s.id = r.series
JOIN batch b ON b.id = r.batch
WHERE (?1 = '' OR b.ref = ?1) AND coalesce(r.day, r.began / 86400) >= ?2
ORDER BY l.seq;
