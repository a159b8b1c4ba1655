-- counter_step(name str): run
-- Two statements, as RETURNING makes the one take four times as long.
INSERT INTO counter (name, next) VALUES (?1, 2)
ON CONFLICT (name) DO UPDATE SET next = next + 1;

-- counter_last(name str): one
-- The id that counter_step gave; the first of a kind is 1.
SELECT next - 1 AS id_int FROM counter WHERE name = ?1;
