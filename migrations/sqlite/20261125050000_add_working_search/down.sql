DELETE FROM frozen_settings WHERE name = 'working_search_is_outdated';
DROP TABLE working_index;
DROP TABLE working_findables;
