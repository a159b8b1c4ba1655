-- batch_add(id i64, ref str, giver str, received i64, person i64, ground i64, tlp i64, giver_named i64, embargo i64?, purpose str, delete_by i64?, baseline i64): run
INSERT INTO batch (id, ref, giver, received, person, ground, tlp, giver_named,
	embargo, purpose, delete_by, state, baseline)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, 1, ?12);

-- batch_count: one
SELECT count(*) AS batches_int FROM batch;

-- batch_by_ref(ref str): one
SELECT id FROM batch WHERE ref = ?1;
