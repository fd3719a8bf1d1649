-- Whether search engines are told of the article: it asks them not to leave it out, and it stands here in the first place.
ALTER TABLE published_articles ADD COLUMN is_indexable BOOLEAN NOT NULL DEFAULT TRUE;
UPDATE published_articles SET is_indexable = FALSE
WHERE json_extract(document, '$.seo.noIndex')
    OR json_extract(document, '$.seo.canonicalUrl') <> json_extract(document, '$.url');

CREATE INDEX published_articles_for_search_engines
    ON published_articles (is_indexable, translation_group_id, locale);
