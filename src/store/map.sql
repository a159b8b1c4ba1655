-- map_set(name str, options str, made i64, person i64): run
INSERT INTO map (name, options, made, person) VALUES (?1, ?2, ?3, ?4)
ON CONFLICT (name) DO UPDATE SET options = ?2, made = ?3, person = ?4;

-- map_get(name str): one
SELECT options FROM map WHERE name = ?1;

-- map_each: all
SELECT name FROM map ORDER BY name;
