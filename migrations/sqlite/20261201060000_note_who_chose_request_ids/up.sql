-- Who chose the id of a request: the client, who may choose that of another, or the server.
ALTER TABLE audit_log ADD COLUMN request_id_from TEXT CHECK (request_id_from IN ('client', 'server'));
ALTER TABLE schedules ADD COLUMN request_id_from TEXT CHECK (request_id_from IN ('client', 'server'));
