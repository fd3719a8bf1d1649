-- What the documents of withdrawn things are made of, so that they follow what they show as published ones do, and who
-- is named in them.
CREATE TABLE published_withdrawn_sources (
    id TEXT NOT NULL PRIMARY KEY REFERENCES published_unpublishings (id) ON DELETE CASCADE,
    content TEXT NOT NULL,
    version BIGINT NOT NULL,
    first_published_at BIGINT NOT NULL,
    published_at BIGINT NOT NULL
);
CREATE TABLE published_withdrawn_references (
    source_id TEXT NOT NULL REFERENCES published_withdrawn_sources (id) ON DELETE CASCADE,
    role TEXT NOT NULL,
    position BIGINT NOT NULL,
    target_id TEXT NOT NULL,
    PRIMARY KEY (source_id, role, position)
);
CREATE INDEX published_withdrawn_references_by_target ON published_withdrawn_references (target_id, source_id);

-- What was withdrawn before is in the revision that was published last. Its references are written when it is frozen
-- again, at the next start.
INSERT INTO published_withdrawn_sources (id, content, version, first_published_at, published_at)
SELECT ended.id, revision.content, revision.version,
    (SELECT min(at) FROM changes WHERE entity_id = ended.id AND action = 'publish'),
    (SELECT min(at) FROM changes WHERE entity_id = ended.id AND action = 'publish' AND version = revision.version)
FROM published_unpublishings AS ended
JOIN revisions AS revision ON revision.entity_id = ended.id AND revision.version = (
    SELECT max(version) FROM changes WHERE entity_id = ended.id AND action = 'publish'
)
WHERE ended.mode = 'withdrawn';

INSERT OR IGNORE INTO frozen_settings (name, value)
SELECT 'documents_are_outdated', 'true' WHERE EXISTS (SELECT 1 FROM published_withdrawn_sources);
