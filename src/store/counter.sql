-- counter_step(name str, n i64): run
-- Two statements, as RETURNING makes the one take four times as long.
INSERT INTO counter (name, next) VALUES (?1, 1 + ?2)
ON CONFLICT (name) DO UPDATE SET next = next + ?2;

-- counter_last(name str, n i64): number
-- The first of the ids that counter_step gave; that of a kind is 1.
SELECT next - ?2 AS id_int FROM counter WHERE name = ?1;
