-- Drafts of articles need no slug and no summary. SQLite cannot drop NOT NULL, so the table is rebuilt, and with it the
-- tables that refer to it: dropping a table deletes what refers to its rows.
CREATE TABLE new_articles (
    id TEXT NOT NULL PRIMARY KEY REFERENCES working_copies (id) ON DELETE CASCADE,
    locale TEXT NOT NULL,
    slug TEXT,
    title TEXT NOT NULL,
    kicker TEXT,
    summary TEXT,
    authors TEXT NOT NULL,
    reviewers TEXT NOT NULL,
    last_reviewed_at BIGINT,
    next_review_at BIGINT,
    seo TEXT NOT NULL,
    translation_group_id TEXT NOT NULL,
    UNIQUE (locale, slug),
    UNIQUE (translation_group_id, locale)
);
INSERT INTO new_articles (
    id, locale, slug, title, kicker, summary, authors, reviewers, last_reviewed_at, next_review_at, seo,
    translation_group_id
)
SELECT id, locale, slug, title, kicker, summary, authors, reviewers, last_reviewed_at, next_review_at, seo,
    translation_group_id
FROM articles;

CREATE TABLE new_sections (
    id TEXT NOT NULL PRIMARY KEY,
    article_id TEXT NOT NULL REFERENCES new_articles (id) ON DELETE CASCADE,
    position BIGINT NOT NULL,
    heading TEXT,
    anchor TEXT NOT NULL,
    body TEXT NOT NULL,
    UNIQUE (article_id, position),
    UNIQUE (article_id, anchor)
);
INSERT INTO new_sections (id, article_id, position, heading, anchor, body)
SELECT id, article_id, position, heading, anchor, body FROM sections;

CREATE TABLE new_resources (
    id TEXT NOT NULL PRIMARY KEY REFERENCES working_copies (id) ON DELETE CASCADE,
    locale TEXT NOT NULL,
    kind TEXT NOT NULL,
    title TEXT NOT NULL,
    excerpt TEXT NOT NULL,
    url TEXT,
    article_id TEXT REFERENCES new_articles (id),
    phone TEXT,
    regions TEXT NOT NULL,
    fallback_url TEXT
);
INSERT INTO new_resources (id, locale, kind, title, excerpt, url, article_id, phone, regions, fallback_url)
SELECT id, locale, kind, title, excerpt, url, article_id, phone, regions, fallback_url FROM resources;

DROP TABLE sections;
DROP TABLE resources;
DROP TABLE articles;
ALTER TABLE new_articles RENAME TO articles;
ALTER TABLE new_sections RENAME TO sections;
ALTER TABLE new_resources RENAME TO resources;
CREATE INDEX articles_by_review ON articles (next_review_at, id);
-- An article is found by its slug in any locale.
CREATE INDEX articles_by_slug ON articles (slug);
