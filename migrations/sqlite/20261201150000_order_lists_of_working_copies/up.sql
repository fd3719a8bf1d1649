-- Lists of working copies are filtered by their language and by the actor of the last write, and ordered by title. The
-- time of the last publish tells which translations are stale.
ALTER TABLE working_copies ADD COLUMN locale TEXT;
ALTER TABLE working_copies ADD COLUMN published_at BIGINT;
ALTER TABLE working_copies ADD COLUMN updated_by_key_id TEXT;
ALTER TABLE working_copies ADD COLUMN updated_by_name TEXT;

UPDATE working_copies SET
    locale = coalesce(
        (SELECT locale FROM articles WHERE articles.id = working_copies.id),
        (SELECT locale FROM phrases WHERE phrases.id = working_copies.id),
        (SELECT locale FROM resources WHERE resources.id = working_copies.id),
        (
            SELECT json_extract(content, '$.locale') FROM revisions
            WHERE revisions.entity_id = working_copies.id AND revisions.version = working_copies.version
        )
    ),
    published_at = coalesce(
        (SELECT published_at FROM published_articles WHERE published_articles.id = working_copies.id),
        (
            SELECT at FROM revisions
            WHERE revisions.entity_id = working_copies.id AND revisions.version = working_copies.published_version
        )
    ),
    updated_by_key_id = (
        SELECT actor_key_id FROM revisions
        WHERE revisions.entity_id = working_copies.id AND revisions.version = working_copies.version
    ),
    updated_by_name = (
        SELECT actor_name FROM revisions
        WHERE revisions.entity_id = working_copies.id AND revisions.version = working_copies.version
    );
UPDATE working_copies SET published_at = NULL WHERE published_version IS NULL;

CREATE INDEX working_copies_by_label ON working_copies (kind, label, id);
CREATE INDEX working_copies_by_locale_and_age ON working_copies (kind, locale, updated_at, id);
CREATE INDEX working_copies_by_locale_and_label ON working_copies (kind, locale, label, id);
CREATE INDEX working_copies_by_key ON working_copies (updated_by_key_id, kind, updated_at, id);
CREATE INDEX working_copies_by_actor ON working_copies (updated_by_name, kind, updated_at, id);
-- Published working copies with a later version: a small part of all.
CREATE INDEX working_copies_written_since ON working_copies (kind, updated_at, id)
WHERE published_version IS NOT NULL AND published_version <> version;
