DROP TABLE published_topic_addresses;
