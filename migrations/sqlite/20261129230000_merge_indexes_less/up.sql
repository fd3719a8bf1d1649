-- Each write adds a part to an index, and parts are merged by sixteen instead of four: what is written is written again
-- fewer times, and fewer writes have to do the merging. The second number is when all at once are merged by one write,
-- which is to be left to those before it.
INSERT INTO published_passage_index (published_passage_index, rank) VALUES ('automerge', 16);
INSERT INTO published_passage_index (published_passage_index, rank) VALUES ('crisismerge', 32);
INSERT INTO working_index (working_index, rank) VALUES ('automerge', 16);
INSERT INTO working_index (working_index, rank) VALUES ('crisismerge', 32);
