DELETE FROM frozen_settings WHERE name = 'revisions_are_missing';
