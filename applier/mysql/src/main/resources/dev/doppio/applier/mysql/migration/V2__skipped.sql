-- What an operator let a partition pass without applying it. The row is committed with the checkpoint that it
-- explains; nothing deletes it, and the applier tells of it at each start.
CREATE TABLE skipped (
  id               BIGINT       NOT NULL AUTO_INCREMENT,
  origin           VARCHAR(100) NOT NULL,
  database_name    VARCHAR(249) NOT NULL,
  partition_number INT          NOT NULL,
  log_id           CHAR(36)     NOT NULL,
  at_scn           VARCHAR(40)  NOT NULL COMMENT 'where the partition stood',
  scn              VARCHAR(40)  NULL     COMMENT 'the run; NULL: a record that is none of the log''s',
  kind             VARCHAR(20)  NULL     COMMENT 'of the run',
  gtid             VARCHAR(100) NULL     COMMENT 'of the source transaction',
  document_changes BIGINT       NOT NULL COMMENT 'in the run',
  record_offset    BIGINT       NOT NULL COMMENT 'of its first record, in the copy of the log that was read',
  reason           TEXT         NOT NULL,
  skipped_by       VARCHAR(200) NOT NULL COMMENT 'user and host of the command',
  account          VARCHAR(300) NOT NULL COMMENT 'at this server',
  skipped_at       TIMESTAMP(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
  PRIMARY KEY (id),
  KEY of_partition (origin, database_name, partition_number)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;
