-- counter_next(name str): one
-- The next id of a kind, from 1.
INSERT INTO counter (name, next) VALUES (?1, 2)
ON CONFLICT (name) DO UPDATE SET next = next + 1
RETURNING next - 1 AS id_int;
