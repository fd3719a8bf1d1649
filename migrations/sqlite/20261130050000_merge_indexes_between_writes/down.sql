INSERT INTO published_passage_index (published_passage_index, rank) VALUES ('automerge', 16);
INSERT INTO published_passage_index (published_passage_index, rank) VALUES ('usermerge', 4);
INSERT INTO published_passage_index (published_passage_index, rank) VALUES ('crisismerge', 32);
INSERT INTO working_index (working_index, rank) VALUES ('automerge', 16);
INSERT INTO working_index (working_index, rank) VALUES ('usermerge', 4);
INSERT INTO working_index (working_index, rank) VALUES ('crisismerge', 32);
