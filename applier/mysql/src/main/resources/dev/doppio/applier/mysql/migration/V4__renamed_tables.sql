-- A schema change may give a table another name (effect rename); rows of slower partitions go where it went.
ALTER TABLE ddl_applied ADD COLUMN renamed_to VARCHAR(64) NULL COMMENT 'the name after it, in the same schema',
  ADD KEY renames_to (database_name, renamed_to, ordinal);
