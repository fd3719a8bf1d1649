-- Which key, or which user of the identity provider, made a token: it ends with its maker. The audit log knows it of those
-- there are; a token of which it knows no maker has ended.
ALTER TABLE preview_tokens ADD COLUMN created_by_id TEXT;
UPDATE preview_tokens SET created_by_id = (
    SELECT actor_key_id FROM audit_log
    WHERE subject_id = preview_tokens.id AND +subject_kind = 'previewToken' AND +action = 'create'
    ORDER BY seq LIMIT 1
);
CREATE INDEX preview_tokens_by_time ON preview_tokens (created_at, id);
CREATE INDEX preview_tokens_by_maker ON preview_tokens (created_by_id, created_at, id);
