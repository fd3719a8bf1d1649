DROP INDEX preview_tokens_by_maker;
DROP INDEX preview_tokens_by_time;
ALTER TABLE preview_tokens DROP COLUMN created_by_id;
