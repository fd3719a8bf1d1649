DELETE FROM frozen_settings WHERE name = 'links_are_outdated';
ALTER TABLE resources DROP COLUMN fallback_url;
DROP TABLE link_uses;
DROP TABLE links;
