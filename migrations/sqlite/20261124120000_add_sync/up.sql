-- For each thing that is or ever was public, its latest change: the change log without what was overtaken.
CREATE TABLE published_changes (
    entity_id TEXT NOT NULL PRIMARY KEY,
    seq BIGINT NOT NULL,
    at BIGINT NOT NULL,
    action TEXT NOT NULL CHECK (action IN ('publish', 'unpublish')),
    kind TEXT NOT NULL
);
CREATE UNIQUE INDEX published_changes_by_seq ON published_changes (seq);

INSERT INTO published_changes (entity_id, seq, at, action, kind)
SELECT entity_id, seq, at, action, kind FROM changes
WHERE seq IN (SELECT max(seq) FROM changes GROUP BY entity_id);
