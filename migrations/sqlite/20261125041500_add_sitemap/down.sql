DROP INDEX published_articles_for_search_engines;
ALTER TABLE published_articles DROP COLUMN is_indexable;
