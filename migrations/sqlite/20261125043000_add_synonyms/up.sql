-- Words that mean the same to a search. Each row is one expression of a group; what was saved last is public at once.
CREATE TABLE published_synonyms (
    group_number BIGINT NOT NULL,
    position BIGINT NOT NULL,
    locale TEXT NOT NULL,
    words TEXT NOT NULL,
    stems TEXT NOT NULL,
    PRIMARY KEY (group_number, position)
);
CREATE INDEX published_synonyms_by_stems ON published_synonyms (stems, locale, group_number);

-- Which version of them that is. There is one row, or none as long as nobody saved any.
CREATE TABLE published_synonym_versions (
    version BIGINT NOT NULL PRIMARY KEY,
    updated_at BIGINT NOT NULL
);
