-- The digest of the content that an import gave a working copy last: as long as that is what it holds, nobody has edited
-- it since.
ALTER TABLE working_copies ADD COLUMN imported_digest TEXT;

-- What was imported before this was remembered was imported as its first revision.
UPDATE working_copies SET imported_digest = (
    SELECT content_digest FROM revisions WHERE revisions.entity_id = working_copies.id AND revisions.version = 1
)
WHERE source_id IS NOT NULL;
