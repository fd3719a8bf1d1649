-- What readers are to be told beside the content of a thing, as it was handed in to be approved, as JSON.
ALTER TABLE workflow_steps ADD COLUMN proposal TEXT;
