-- When a change happened that came from elsewhere, where that is not when it came into this log.
ALTER TABLE changes ADD COLUMN happened_at BIGINT;
