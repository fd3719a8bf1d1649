-- Cards list the translations of their article, and documents and cards have the translation group. The next start of a
-- server builds them again.
INSERT OR IGNORE INTO frozen_settings (name, value)
SELECT 'documents_are_outdated', 'true'
WHERE EXISTS (SELECT 1 FROM published_sources WHERE kind = 'article')
    OR EXISTS (SELECT 1 FROM published_withdrawn_sources);
