ALTER TABLE working_copies DROP COLUMN public_since;
