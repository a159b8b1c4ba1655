-- step 0002: colours. A what? is no parameter here; neither is "??)".
ALTER TABLE thing ADD COLUMN colour INTEGER NOT NULL DEFAULT 7;
CREATE INDEX thing_by_colour ON thing (colour);
