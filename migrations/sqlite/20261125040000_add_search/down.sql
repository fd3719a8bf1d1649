DELETE FROM frozen_settings WHERE name = 'search_is_outdated';
DROP TABLE published_word_trigrams;
DROP TABLE published_words;
DROP TABLE published_passage_index;
DROP TABLE published_passages;
DROP TABLE published_findables;
DROP TABLE published_locales;
