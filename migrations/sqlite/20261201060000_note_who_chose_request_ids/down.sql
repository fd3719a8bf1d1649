ALTER TABLE schedules DROP COLUMN request_id_from;
ALTER TABLE audit_log DROP COLUMN request_id_from;
