-- What of the published documents can be found, and in which words. Publishing writes all of it in the
-- transaction in which it writes the document.

-- The locales that findable things are in, by the numbers that stand for them in numbers of passages.
CREATE TABLE published_locales (
    number INTEGER NOT NULL PRIMARY KEY,
    locale TEXT NOT NULL UNIQUE
);

-- The things that can be found. The number says of which kind and in which locale one is (db/full_text/number.rs).
CREATE TABLE published_findables (
    number INTEGER NOT NULL PRIMARY KEY,
    entity_id TEXT NOT NULL UNIQUE,
    filters TEXT NOT NULL
);

-- Their passages: what an article says of itself, each section, a phrase, a resource.
CREATE TABLE published_passages (
    number INTEGER NOT NULL PRIMARY KEY,
    section_id TEXT,
    anchor TEXT,
    title TEXT NOT NULL,
    context TEXT NOT NULL,
    phrase TEXT NOT NULL,
    heading TEXT NOT NULL,
    text TEXT NOT NULL
);

-- The words of the passages, by their rowids. The text itself stands in the table above.
CREATE VIRTUAL TABLE published_passage_index USING fts5 (
    title, context, phrase, heading, text, filters,
    content = '', contentless_delete = 1, tokenize = 'porter unicode61 remove_diacritics 2'
);
INSERT INTO published_passage_index (published_passage_index, rank)
VALUES ('rank', 'bm25(10.0, 2.0, 5.0, 4.0, 1.0, 0.0)');

-- The words themselves, as they are written but for case and accents: what a misspelt one may have been. A word stays
-- when what it stood in was taken back; it is told to nobody unless it is found.
CREATE TABLE published_words (
    number INTEGER NOT NULL PRIMARY KEY,
    word TEXT NOT NULL UNIQUE
);
CREATE VIRTUAL TABLE published_word_trigrams USING fts5 (
    word, content = '', contentless_delete = 1, tokenize = 'trigram'
);

-- What was published before there was an index is put into it at the next start.
INSERT INTO frozen_settings (name, value)
SELECT 'search_is_outdated', 'true' WHERE EXISTS (SELECT 1 FROM published_sources);
