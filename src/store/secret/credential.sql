-- credential_get(name str): one
SELECT value_sealed FROM credential WHERE name = ?1;

-- credential_set(name str, value_sealed blob): run
INSERT INTO credential (name, value_sealed) VALUES (?1, ?2)
ON CONFLICT (name) DO UPDATE SET value_sealed = ?2;
