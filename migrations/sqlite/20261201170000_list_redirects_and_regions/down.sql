DROP TABLE published_resource_regions;
DROP INDEX published_topic_addresses_by_topic;
DROP INDEX published_topic_addresses_by_state;
DROP INDEX published_addresses_by_state;
ALTER TABLE published_topic_addresses DROP COLUMN is_current;
ALTER TABLE published_addresses DROP COLUMN is_current;
