-- What of the working copies editors can search in: written with every save, in its transaction. What is in the trash
-- is not there.
CREATE TABLE working_findables (
    number INTEGER NOT NULL PRIMARY KEY,
    entity_id TEXT NOT NULL UNIQUE REFERENCES working_copies (id) ON DELETE CASCADE,
    label TEXT NOT NULL,
    text TEXT NOT NULL
);
CREATE VIRTUAL TABLE working_index USING fts5 (
    label, text,
    content = '', contentless_delete = 1, tokenize = 'porter unicode61 remove_diacritics 2'
);
INSERT INTO working_index (working_index, rank) VALUES ('rank', 'bm25(8.0, 1.0)');

-- What was saved before there was an index is put into it at the next start.
INSERT INTO frozen_settings (name, value)
SELECT 'working_search_is_outdated', 'true' WHERE EXISTS (SELECT 1 FROM working_copies);
