-- job_ready(now i64): one
-- The one to go on with: the oldest whose time has come.
SELECT id, kind, made, due, state, stage, place, looked, changed, opened,
	resumed, ended
FROM job WHERE state < 3 AND due <= ?1 ORDER BY due, id LIMIT 1;

-- job_wanted(kind i64, due i64): number
-- One that has not begun and is due by then does the same.
SELECT id FROM job
WHERE kind = ?1 AND state = 1 AND due <= ?2 ORDER BY id LIMIT 1;

-- job_wanted_on(kind i64, due i64): number
SELECT id FROM job
WHERE kind = ?1 AND state = 1 AND due = ?2 ORDER BY id LIMIT 1;

-- job_add(id i64, kind i64, made i64, due i64, place i64): run
INSERT INTO job (id, kind, made, due, state, stage, place, looked, changed,
	opened, resumed, ended)
VALUES (?1, ?2, ?3, ?4, 1, 1, ?5, 0, 0, 0, 0, 0);

-- job_step(id i64, stage i64, place i64, looked i64, changed i64, opened i64, resumed i64, ended i64): run
UPDATE job SET state = 2, stage = ?2, place = ?3, looked = looked + ?4,
	changed = changed + ?5, opened = opened + ?6, resumed = resumed + ?7,
	ended = ended + ?8
WHERE id = ?1;

-- job_done(id i64, done i64): run
UPDATE job SET state = 3, done = ?2 WHERE id = ?1;

-- job_join(id i64, kind i64, now i64): run
-- One that begins does the work of all others whose time has come.
UPDATE job SET state = 3, done = ?3
WHERE kind = ?2 AND state = 1 AND due <= ?3 AND id <> ?1;

-- job_begun: number
-- When the newest that is under way was asked for; 0: none is.
SELECT coalesce(max(made), 0) AS made_int FROM job WHERE state = 2;

-- job_count: number
-- Under way or ready, and waiting for their day.
SELECT count(*) AS jobs_int FROM job WHERE state < 3;

-- overlap_put(narrow i64, wide i64, since i64, job i64): run
INSERT INTO overlap (narrow, wide, since, job) VALUES (?1, ?2, ?3, ?4)
ON CONFLICT (narrow, wide) DO UPDATE SET job = excluded.job;

-- overlap_drop_others(job i64): run
-- Those that this job did not see any more.
DELETE FROM overlap WHERE job <> ?1;

-- overlap_count: number
SELECT count(*) AS overlaps_int FROM overlap;

-- overlap_each(organisation i64?): all
SELECT o.narrow, o.wide, o.since, n.nature, n.organisation,
	n.value_sealed, w.organisation AS wide_organisation,
	w.value_sealed AS wide_sealed
FROM overlap o JOIN claim n ON n.id = o.narrow JOIN claim w ON w.id = o.wide
WHERE ?1 IS NULL OR n.organisation = ?1 OR w.organisation = ?1
ORDER BY o.since, o.narrow, o.wide;
