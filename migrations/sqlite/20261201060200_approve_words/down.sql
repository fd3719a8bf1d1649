ALTER TABLE workflow_steps DROP COLUMN proposal;
