-- Parts of an index are brought together a little at each write, by whoever writes, and not much at some of them.
INSERT INTO published_passage_index (published_passage_index, rank) VALUES ('automerge', 0);
INSERT INTO working_index (working_index, rank) VALUES ('automerge', 0);
