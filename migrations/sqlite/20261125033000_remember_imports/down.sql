ALTER TABLE working_copies DROP COLUMN imported_digest;
