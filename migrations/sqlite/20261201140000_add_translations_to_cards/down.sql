-- The next start of an older server removes the members that it does not know.
INSERT OR IGNORE INTO frozen_settings (name, value)
SELECT 'documents_are_outdated', 'true'
WHERE EXISTS (SELECT 1 FROM published_sources WHERE kind = 'article')
    OR EXISTS (SELECT 1 FROM published_withdrawn_sources);
