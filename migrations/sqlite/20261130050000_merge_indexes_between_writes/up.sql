-- No write merges the parts of an index any more: the server does it in steps between writes (src/jobs/merging.rs), as soon as
-- there are sixteen of a size. The last number is when a write merges them nevertheless: where no server is running, as in
-- an import.
INSERT INTO published_passage_index (published_passage_index, rank) VALUES ('automerge', 0);
INSERT INTO published_passage_index (published_passage_index, rank) VALUES ('usermerge', 16);
INSERT INTO published_passage_index (published_passage_index, rank) VALUES ('crisismerge', 64);
INSERT INTO working_index (working_index, rank) VALUES ('automerge', 0);
INSERT INTO working_index (working_index, rank) VALUES ('usermerge', 16);
INSERT INTO working_index (working_index, rank) VALUES ('crisismerge', 64);
