-- credential_get(name str): one
SELECT value_sealed FROM credential WHERE name = ?1;

-- credential_add(name str, value_sealed blob): run
INSERT INTO credential (name, value_sealed) VALUES (?1, ?2)
ON CONFLICT (name) DO NOTHING;
