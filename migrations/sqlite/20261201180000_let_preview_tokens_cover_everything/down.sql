CREATE TABLE old_preview_tokens (
    id TEXT NOT NULL PRIMARY KEY,
    article_id TEXT NOT NULL REFERENCES working_copies (id) ON DELETE CASCADE,
    digest BLOB NOT NULL,
    created_at BIGINT NOT NULL,
    created_by TEXT NOT NULL,
    expires_at BIGINT NOT NULL,
    revoked_at BIGINT,
    created_by_id TEXT
);
INSERT INTO old_preview_tokens (id, article_id, digest, created_at, created_by, expires_at, revoked_at, created_by_id)
SELECT id, article_id, digest, created_at, created_by, expires_at, revoked_at, created_by_id FROM preview_tokens
WHERE article_id IS NOT NULL;
DROP TABLE preview_tokens;
ALTER TABLE old_preview_tokens RENAME TO preview_tokens;
CREATE INDEX preview_tokens_by_article ON preview_tokens (article_id, created_at);
CREATE INDEX preview_tokens_by_time ON preview_tokens (created_at, id);
CREATE INDEX preview_tokens_by_maker ON preview_tokens (created_by_id, created_at, id);
