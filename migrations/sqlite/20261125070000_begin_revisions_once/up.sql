-- Whether every working copy has a revision is looked at once, at the next start, and not at each: the look is as long as
-- there is content.
INSERT INTO frozen_settings (name, value)
SELECT 'revisions_are_missing', 'true' WHERE EXISTS (SELECT 1 FROM working_copies);
