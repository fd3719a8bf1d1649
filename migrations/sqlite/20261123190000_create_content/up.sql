-- Working copies: what editors change. One head row for each thing, whatever its kind, and one
-- table for what each kind adds.
CREATE TABLE working_copies (
    id TEXT NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('article', 'phrase', 'resource', 'topic')),
    label TEXT NOT NULL,
    version BIGINT NOT NULL CHECK (version > 0),
    status TEXT NOT NULL,
    published_version BIGINT,
    source_id TEXT,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    UNIQUE (kind, source_id)
);
CREATE INDEX working_copies_by_age ON working_copies (kind, updated_at, id);

CREATE TABLE articles (
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

CREATE TABLE sections (
    id TEXT NOT NULL PRIMARY KEY,
    article_id TEXT NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    position BIGINT NOT NULL,
    heading TEXT,
    anchor TEXT NOT NULL,
    body TEXT NOT NULL,
    UNIQUE (article_id, position),
    UNIQUE (article_id, anchor)
);

CREATE TABLE phrases (
    id TEXT NOT NULL PRIMARY KEY REFERENCES working_copies (id) ON DELETE CASCADE,
    locale TEXT NOT NULL,
    text TEXT NOT NULL,
    tone TEXT NOT NULL,
    instead_of TEXT,
    why TEXT
);

CREATE TABLE resources (
    id TEXT NOT NULL PRIMARY KEY REFERENCES working_copies (id) ON DELETE CASCADE,
    locale TEXT NOT NULL,
    kind TEXT NOT NULL,
    title TEXT NOT NULL,
    excerpt TEXT NOT NULL,
    url TEXT,
    article_id TEXT REFERENCES articles (id),
    phone TEXT,
    regions TEXT NOT NULL
);

CREATE TABLE topics (
    id TEXT NOT NULL PRIMARY KEY REFERENCES working_copies (id) ON DELETE CASCADE,
    kind TEXT NOT NULL,
    slug TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    description TEXT,
    parent_id TEXT REFERENCES topics (id),
    translations TEXT NOT NULL
);

-- Who names whom among working copies: the joins to topics, related resources, phrases and links.
CREATE TABLE working_references (
    source_id TEXT NOT NULL REFERENCES working_copies (id) ON DELETE CASCADE,
    role TEXT NOT NULL,
    position BIGINT NOT NULL,
    target_id TEXT NOT NULL REFERENCES working_copies (id),
    PRIMARY KEY (source_id, role, position)
);
CREATE INDEX working_references_by_target ON working_references (target_id, source_id);

-- Keys of the management interface. The secret itself is never stored.
CREATE TABLE api_keys (
    id TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    role TEXT NOT NULL,
    digest BLOB NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT,
    revoked_at BIGINT
);

-- What publishing was made from: the content as it was published, so that a document can be frozen
-- again when something it embeds changes, and the form in which other documents embed this one.
CREATE TABLE published_sources (
    id TEXT NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    content TEXT NOT NULL,
    embed TEXT NOT NULL,
    translation_group_id TEXT,
    version BIGINT NOT NULL,
    first_published_at BIGINT NOT NULL,
    published_at BIGINT NOT NULL
);
CREATE INDEX published_sources_by_translation_group ON published_sources (translation_group_id, id);

CREATE TABLE published_references (
    source_id TEXT NOT NULL,
    role TEXT NOT NULL,
    position BIGINT NOT NULL,
    target_id TEXT NOT NULL,
    source_kind TEXT NOT NULL,
    source_locale TEXT,
    PRIMARY KEY (source_id, role, position)
);
CREATE INDEX published_references_by_target
    ON published_references (target_id, source_kind, role, source_locale, source_id);

CREATE TABLE published_articles (
    id TEXT NOT NULL PRIMARY KEY,
    locale TEXT NOT NULL,
    slug TEXT NOT NULL,
    title TEXT NOT NULL,
    translation_group_id TEXT NOT NULL,
    published_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    next_review_at BIGINT,
    card TEXT NOT NULL,
    document TEXT NOT NULL,
    UNIQUE (locale, slug),
    UNIQUE (translation_group_id, locale)
);
CREATE INDEX published_articles_by_publishing ON published_articles (published_at, id);
CREATE INDEX published_articles_by_locale_and_publishing ON published_articles (locale, published_at, id);
CREATE INDEX published_articles_by_change ON published_articles (updated_at, id);
CREATE INDEX published_articles_by_title ON published_articles (title, id);
CREATE INDEX published_articles_by_locale_and_change ON published_articles (locale, updated_at, id);
CREATE INDEX published_articles_by_locale_and_title ON published_articles (locale, title, id);
CREATE INDEX published_articles_by_slug ON published_articles (slug, id);

CREATE TABLE published_sections (
    id TEXT NOT NULL PRIMARY KEY,
    article_id TEXT NOT NULL REFERENCES published_articles (id) ON DELETE CASCADE,
    position BIGINT NOT NULL,
    anchor TEXT NOT NULL,
    document TEXT NOT NULL,
    UNIQUE (article_id, position),
    UNIQUE (article_id, anchor)
);

CREATE TABLE published_phrases (
    id TEXT NOT NULL PRIMARY KEY,
    locale TEXT NOT NULL,
    tone TEXT NOT NULL,
    text TEXT NOT NULL,
    published_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    document TEXT NOT NULL
);
CREATE INDEX published_phrases_by_publishing ON published_phrases (published_at, id);
CREATE INDEX published_phrases_by_change ON published_phrases (updated_at, id);
CREATE INDEX published_phrases_by_text ON published_phrases (text, id);
CREATE INDEX published_phrases_by_locale_and_text ON published_phrases (locale, text, id);
CREATE INDEX published_phrases_by_locale_and_change ON published_phrases (locale, updated_at, id);
CREATE INDEX published_phrases_by_locale ON published_phrases (locale, published_at, id);

CREATE TABLE published_resources (
    id TEXT NOT NULL PRIMARY KEY,
    locale TEXT NOT NULL,
    kind TEXT NOT NULL,
    title TEXT NOT NULL,
    published_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    document TEXT NOT NULL
);
CREATE INDEX published_resources_by_publishing ON published_resources (published_at, id);
CREATE INDEX published_resources_by_change ON published_resources (updated_at, id);
CREATE INDEX published_resources_by_title ON published_resources (title, id);
CREATE INDEX published_resources_by_locale_and_title ON published_resources (locale, title, id);
CREATE INDEX published_resources_by_locale_and_change ON published_resources (locale, updated_at, id);
CREATE INDEX published_resources_by_locale ON published_resources (locale, published_at, id);

CREATE TABLE published_topics (
    id TEXT NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    slug TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    parent_id TEXT,
    updated_at BIGINT NOT NULL,
    document TEXT NOT NULL
);
CREATE INDEX published_topics_by_name ON published_topics (name, id);
CREATE INDEX published_topics_by_kind ON published_topics (kind, name, id);

-- Every slug an article was ever published under in a locale, and whose it is now.
CREATE TABLE published_addresses (
    locale TEXT NOT NULL,
    slug TEXT NOT NULL,
    article_id TEXT NOT NULL,
    PRIMARY KEY (locale, slug)
);
CREATE INDEX published_addresses_by_article ON published_addresses (article_id);

-- The ordered log of everything that became or ceased to be public.
CREATE TABLE changes (
    seq INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    at BIGINT NOT NULL,
    action TEXT NOT NULL CHECK (action IN ('publish', 'unpublish')),
    kind TEXT NOT NULL,
    entity_id TEXT NOT NULL,
    version BIGINT NOT NULL,
    change_note TEXT,
    major BOOLEAN NOT NULL DEFAULT FALSE
);
CREATE INDEX changes_by_entity ON changes (entity_id, seq);

-- Settings that frozen documents depend on, as they were when the documents were frozen.
CREATE TABLE frozen_settings (
    name TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
);
