-- Addresses elsewhere that published things lead to, and how they were found when they were looked at last.
CREATE TABLE links (
    url TEXT NOT NULL PRIMARY KEY,
    host TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('unchecked', 'ok', 'unclear', 'broken')),
    failures BIGINT NOT NULL,
    http_status BIGINT,
    detail TEXT,
    last_checked_at BIGINT,
    next_check_at BIGINT NOT NULL,
    claimed_until BIGINT
);
CREATE INDEX links_due ON links (next_check_at, url);
CREATE INDEX links_by_status ON links (status, url);
CREATE INDEX links_by_host ON links (host, claimed_until);

-- Which published things lead to them.
CREATE TABLE link_uses (
    source_id TEXT NOT NULL,
    url TEXT NOT NULL,
    PRIMARY KEY (source_id, url)
);
CREATE INDEX link_uses_by_url ON link_uses (url, source_id);

-- Where readers are led while the address of a resource is down.
ALTER TABLE resources ADD COLUMN fallback_url TEXT;

-- What was published before is looked through at the next start.
INSERT INTO frozen_settings (name, value)
SELECT 'links_are_outdated', 'true' WHERE EXISTS (SELECT 1 FROM published_sources);
