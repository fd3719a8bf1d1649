DROP TABLE published_synonym_versions;
DROP TABLE published_synonyms;
