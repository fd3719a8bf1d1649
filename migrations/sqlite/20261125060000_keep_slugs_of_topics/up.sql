-- Every slug a topic was ever published under, and whose it is now.
CREATE TABLE published_topic_addresses (
    slug TEXT NOT NULL PRIMARY KEY,
    topic_id TEXT NOT NULL
);

INSERT INTO published_topic_addresses (slug, topic_id) SELECT slug, id FROM published_topics;
