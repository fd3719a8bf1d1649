DROP TABLE published_changes;
