-- Who did what, to what, when. Rows are never changed and never deleted.
CREATE TABLE audit_log (
    seq INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    at BIGINT NOT NULL,
    actor_key_id TEXT,
    actor_name TEXT NOT NULL,
    request_id TEXT,
    action TEXT NOT NULL,
    subject_kind TEXT NOT NULL,
    subject_id TEXT NOT NULL,
    from_version BIGINT,
    to_version BIGINT,
    note TEXT
);
CREATE INDEX audit_log_by_subject ON audit_log (subject_id, seq);
CREATE INDEX audit_log_by_actor ON audit_log (actor_key_id, seq);
CREATE INDEX audit_log_by_kind ON audit_log (subject_kind, seq);
CREATE INDEX audit_log_by_action ON audit_log (action, seq);
CREATE INDEX audit_log_by_request ON audit_log (request_id, seq) WHERE request_id IS NOT NULL;
CREATE INDEX audit_log_by_time ON audit_log (at);
CREATE TRIGGER audit_log_is_not_changed BEFORE UPDATE ON audit_log
BEGIN SELECT RAISE(ABORT, 'rows of the audit log are never changed'); END;
CREATE TRIGGER audit_log_is_not_deleted BEFORE DELETE ON audit_log
BEGIN SELECT RAISE(ABORT, 'rows of the audit log are never deleted'); END;

-- Snapshots of working copies, references included: one for each version.
CREATE TABLE revisions (
    entity_id TEXT NOT NULL REFERENCES working_copies (id) ON DELETE CASCADE,
    version BIGINT NOT NULL,
    at BIGINT NOT NULL,
    actor_key_id TEXT,
    actor_name TEXT NOT NULL,
    action TEXT NOT NULL,
    status TEXT NOT NULL,
    note TEXT,
    published BOOLEAN NOT NULL,
    content_digest TEXT NOT NULL,
    content TEXT NOT NULL,
    PRIMARY KEY (entity_id, version)
);
CREATE INDEX revisions_unpublished ON revisions (published, entity_id, version);
CREATE TRIGGER revisions_are_not_changed BEFORE UPDATE ON revisions
BEGIN SELECT RAISE(ABORT, 'revisions are never changed'); END;

-- Steps of the work flow since a thing was last published, the latest of which is where it stands.
CREATE TABLE workflow_steps (
    entity_id TEXT NOT NULL REFERENCES working_copies (id) ON DELETE CASCADE,
    version BIGINT NOT NULL,
    step TEXT NOT NULL,
    at BIGINT NOT NULL,
    actor_key_id TEXT,
    actor_name TEXT NOT NULL,
    comment TEXT,
    content_digest TEXT NOT NULL,
    PRIMARY KEY (entity_id, version)
);

-- What is to be published or taken back later.
CREATE TABLE schedules (
    id TEXT NOT NULL PRIMARY KEY,
    entity_id TEXT NOT NULL REFERENCES working_copies (id) ON DELETE CASCADE,
    action TEXT NOT NULL CHECK (action IN ('publish', 'unpublish')),
    at BIGINT NOT NULL,
    options TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('pending', 'done', 'failed', 'cancelled')),
    actor_key_id TEXT,
    actor_name TEXT NOT NULL,
    request_id TEXT,
    created_at BIGINT NOT NULL,
    finished_at BIGINT,
    failure TEXT
);
CREATE UNIQUE INDEX schedules_pending ON schedules (entity_id, action) WHERE state = 'pending';
CREATE INDEX schedules_by_time ON schedules (state, at, id);
CREATE INDEX schedules_by_entity ON schedules (entity_id, created_at);

-- The moments of those schedules and nothing else of them: what delivery may know, so that no cache
-- keeps an answer beyond one.
CREATE TABLE published_intents (
    schedule_id TEXT NOT NULL PRIMARY KEY,
    at BIGINT NOT NULL
);
CREATE INDEX published_intents_by_time ON published_intents (at);

-- Tokens that show one working copy to whoever has them. The token itself is never stored.
CREATE TABLE preview_tokens (
    id TEXT NOT NULL PRIMARY KEY,
    article_id TEXT NOT NULL REFERENCES working_copies (id) ON DELETE CASCADE,
    digest BLOB NOT NULL,
    created_at BIGINT NOT NULL,
    created_by TEXT NOT NULL,
    expires_at BIGINT NOT NULL,
    revoked_at BIGINT
);
CREATE INDEX preview_tokens_by_article ON preview_tokens (article_id, created_at);

-- How something was taken back: what readers are told, where they are led, or the document with its notice.
CREATE TABLE published_unpublishings (
    id TEXT NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    mode TEXT NOT NULL CHECK (mode IN ('gone', 'redirect', 'withdrawn')),
    explanation TEXT,
    alternative_url TEXT,
    alternative_article_id TEXT,
    locale TEXT,
    slug TEXT,
    translation_group_id TEXT,
    document TEXT,
    at BIGINT NOT NULL
);

-- Events that somebody subscribed to, and to whom they are still to be sent: written with the change itself.
CREATE TABLE webhooks (
    id TEXT NOT NULL PRIMARY KEY,
    url TEXT NOT NULL,
    description TEXT,
    topics TEXT NOT NULL,
    secret TEXT NOT NULL,
    previous_secret TEXT,
    previous_secret_expires_at BIGINT,
    state TEXT NOT NULL CHECK (state IN ('active', 'disabled')),
    disabled_reason TEXT,
    version BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);
CREATE TABLE webhook_events (
    id TEXT NOT NULL PRIMARY KEY,
    topic TEXT NOT NULL,
    at BIGINT NOT NULL,
    payload TEXT NOT NULL
);
CREATE TABLE webhook_deliveries (
    id TEXT NOT NULL PRIMARY KEY,
    webhook_id TEXT NOT NULL REFERENCES webhooks (id) ON DELETE CASCADE,
    event_id TEXT NOT NULL REFERENCES webhook_events (id) ON DELETE CASCADE,
    state TEXT NOT NULL CHECK (state IN ('pending', 'delivered', 'failed')),
    attempts BIGINT NOT NULL,
    next_attempt_at BIGINT NOT NULL,
    claimed_until BIGINT,
    created_at BIGINT NOT NULL,
    finished_at BIGINT
);
CREATE INDEX webhook_deliveries_due ON webhook_deliveries (state, next_attempt_at, id);
CREATE INDEX webhook_deliveries_by_webhook ON webhook_deliveries (webhook_id, id);
CREATE INDEX webhook_deliveries_by_event ON webhook_deliveries (event_id);
CREATE TABLE webhook_attempts (
    id TEXT NOT NULL PRIMARY KEY,
    delivery_id TEXT NOT NULL REFERENCES webhook_deliveries (id) ON DELETE CASCADE,
    at BIGINT NOT NULL,
    duration_ms BIGINT NOT NULL,
    status BIGINT,
    error TEXT
);
CREATE INDEX webhook_attempts_by_delivery ON webhook_attempts (delivery_id, id);

-- Which review dates have been announced already.
CREATE TABLE review_reminders (
    article_id TEXT NOT NULL REFERENCES working_copies (id) ON DELETE CASCADE,
    next_review_at BIGINT NOT NULL,
    state TEXT NOT NULL,
    PRIMARY KEY (article_id, next_review_at, state)
);
CREATE INDEX articles_by_review ON articles (next_review_at, id);

ALTER TABLE api_keys ADD COLUMN last_used_at BIGINT;
ALTER TABLE api_keys ADD COLUMN rotated_from TEXT;

-- Articles tell more of themselves than before: those there are are frozen again at the next start.
INSERT INTO frozen_settings (name, value)
SELECT 'documents_are_outdated', 'true' WHERE EXISTS (SELECT 1 FROM published_articles);
