-- A slug is looked up in the locales that a request does not name, too.
CREATE INDEX published_addresses_by_slug ON published_addresses (slug, locale);

-- Topics are named in the documents of a variety of a language (es-MX) as they are in the language (es), where they have
-- no name in the variety.
INSERT INTO frozen_settings (name, value)
SELECT 'documents_are_outdated', 'true'
WHERE (
        EXISTS (SELECT 1 FROM published_articles WHERE locale LIKE '%-%')
        OR EXISTS (SELECT 1 FROM published_phrases WHERE locale LIKE '%-%')
        OR EXISTS (SELECT 1 FROM published_resources WHERE locale LIKE '%-%')
    )
    AND NOT EXISTS (SELECT 1 FROM frozen_settings WHERE name = 'documents_are_outdated');
