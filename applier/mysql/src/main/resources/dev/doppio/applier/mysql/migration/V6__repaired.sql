-- What doppio verify --repair has written: the row is committed with the document, at the place of the log where the
-- partition stood. Keys only, never contents; nothing deletes it.
CREATE TABLE repaired (
  id               BIGINT        NOT NULL AUTO_INCREMENT,
  origin           VARCHAR(100)  NOT NULL,
  database_name    VARCHAR(249)  NOT NULL,
  partition_number INT           NOT NULL,
  log_id           CHAR(36)      NOT NULL,
  at_scn           VARCHAR(40)   NOT NULL COMMENT 'where the partition stood',
  table_schema     VARCHAR(64)   NOT NULL,
  table_name       VARCHAR(64)   NOT NULL,
  document         MEDIUMTEXT    NOT NULL COMMENT 'its key, as in the log',
  was              VARCHAR(10)   NOT NULL COMMENT 'missing, extra, different',
  repaired_by      VARCHAR(200)  NOT NULL COMMENT 'user and host of the command',
  account          VARCHAR(300)  NOT NULL COMMENT 'at this server',
  repaired_at      TIMESTAMP(6)  NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
  PRIMARY KEY (id),
  KEY of_partition (origin, database_name, partition_number)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;
