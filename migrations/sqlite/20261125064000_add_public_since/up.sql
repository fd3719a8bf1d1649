-- When something became public before it came here, for what was imported: readers go on seeing that date.
ALTER TABLE working_copies ADD COLUMN public_since BIGINT;
