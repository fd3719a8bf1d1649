ALTER TABLE changes DROP COLUMN happened_at;
