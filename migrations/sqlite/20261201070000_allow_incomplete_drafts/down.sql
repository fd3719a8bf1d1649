-- Articles without a slug or a summary get placeholders.
CREATE TABLE old_articles (
    id TEXT NOT NULL PRIMARY KEY REFERENCES working_copies (id) ON DELETE CASCADE,
    locale TEXT NOT NULL,
    slug TEXT NOT NULL,
    title TEXT NOT NULL,
    kicker TEXT,
    summary TEXT NOT NULL,
    authors TEXT NOT NULL,
    reviewers TEXT NOT NULL,
    last_reviewed_at BIGINT,
    next_review_at BIGINT,
    seo TEXT NOT NULL,
    translation_group_id TEXT NOT NULL,
    UNIQUE (locale, slug),
    UNIQUE (translation_group_id, locale)
);
INSERT INTO old_articles (
    id, locale, slug, title, kicker, summary, authors, reviewers, last_reviewed_at, next_review_at, seo,
    translation_group_id
)
SELECT id, locale, coalesce(slug, 'draft-' || id), title, kicker, coalesce(summary, title), authors, reviewers,
    last_reviewed_at, next_review_at, seo, translation_group_id
FROM articles;

CREATE TABLE old_sections (
    id TEXT NOT NULL PRIMARY KEY,
    article_id TEXT NOT NULL REFERENCES old_articles (id) ON DELETE CASCADE,
    position BIGINT NOT NULL,
    heading TEXT,
    anchor TEXT NOT NULL,
    body TEXT NOT NULL,
    UNIQUE (article_id, position),
    UNIQUE (article_id, anchor)
);
INSERT INTO old_sections (id, article_id, position, heading, anchor, body)
SELECT id, article_id, position, heading, anchor, body FROM sections;

CREATE TABLE old_resources (
    id TEXT NOT NULL PRIMARY KEY REFERENCES working_copies (id) ON DELETE CASCADE,
    locale TEXT NOT NULL,
    kind TEXT NOT NULL,
    title TEXT NOT NULL,
    excerpt TEXT NOT NULL,
    url TEXT,
    article_id TEXT REFERENCES old_articles (id),
    phone TEXT,
    regions TEXT NOT NULL,
    fallback_url TEXT
);
INSERT INTO old_resources (id, locale, kind, title, excerpt, url, article_id, phone, regions, fallback_url)
SELECT id, locale, kind, title, excerpt, url, article_id, phone, regions, fallback_url FROM resources;

DROP TABLE sections;
DROP TABLE resources;
DROP TABLE articles;
ALTER TABLE old_articles RENAME TO articles;
ALTER TABLE old_sections RENAME TO sections;
ALTER TABLE old_resources RENAME TO resources;
CREATE INDEX articles_by_review ON articles (next_review_at, id);
