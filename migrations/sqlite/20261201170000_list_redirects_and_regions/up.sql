-- Lists of redirects skip the current addresses.
ALTER TABLE published_addresses ADD COLUMN is_current BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE published_topic_addresses ADD COLUMN is_current BOOLEAN NOT NULL DEFAULT FALSE;

UPDATE published_addresses SET is_current = TRUE
WHERE EXISTS (
    SELECT 1 FROM published_articles AS article
    WHERE article.id = published_addresses.article_id
        AND article.locale = published_addresses.locale
        AND article.slug = published_addresses.slug
);
UPDATE published_topic_addresses SET is_current = TRUE
WHERE EXISTS (
    SELECT 1 FROM published_topics AS topic
    WHERE topic.id = published_topic_addresses.topic_id AND topic.slug = published_topic_addresses.slug
);

CREATE INDEX published_addresses_by_state ON published_addresses (is_current, locale, slug);
CREATE INDEX published_topic_addresses_by_state ON published_topic_addresses (is_current, slug);
CREATE INDEX published_topic_addresses_by_topic ON published_topic_addresses (topic_id);

-- The regions of each published resource. The empty region stands for all of them: the resource names none.
CREATE TABLE published_resource_regions (
    resource_id TEXT NOT NULL REFERENCES published_resources (id) ON DELETE CASCADE,
    region TEXT NOT NULL,
    PRIMARY KEY (resource_id, region)
);
CREATE INDEX published_resource_regions_by_region ON published_resource_regions (region, resource_id);

INSERT OR IGNORE INTO published_resource_regions (resource_id, region)
SELECT resource.id, region.value
FROM published_resources AS resource, json_each(resource.document, '$.regions') AS region;
INSERT INTO published_resource_regions (resource_id, region)
SELECT id, '' FROM published_resources
WHERE id NOT IN (SELECT resource_id FROM published_resource_regions);
