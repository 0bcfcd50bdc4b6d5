-- Where each partition of the log stands at this replica. The first row event of every transaction of
-- the applier is a change of this table: a capture of this replica knows by it what came from the log.
-- One log for one key: open() finds the row before it knows the log, so that a log made anew under the
-- same name is noticed and not started over.
CREATE TABLE checkpoint (
  origin           VARCHAR(100)    NOT NULL COMMENT 'datacenter whose stream this is, from the configuration',
  database_name    VARCHAR(249)    NOT NULL COMMENT 'logical database: the topic after its prefix',
  partition_number INT             NOT NULL,
  format           INT             NOT NULL COMMENT 'version of this row',
  log_id           CHAR(36)        NULL     COMMENT 'NULL with the next five: nothing applied yet',
  datacenter       VARCHAR(100)    NULL     COMMENT 'where the last run applied entered the log',
  generation       INT             NULL,
  sequence         BIGINT          NULL,
  transactions     BIGINT          NULL     COMMENT 'running count of data transactions',
  updated_at       TIMESTAMP(6)    NULL,
  owner            CHAR(36)        NOT NULL COMMENT 'token of the open partition; another one means: taken over',
  applier          CHAR(36)        NOT NULL COMMENT 'token of the process, also a connection attribute',
  connection_id    BIGINT UNSIGNED NOT NULL COMMENT 'connection of the last transaction',
  batch            BIGINT UNSIGNED NOT NULL COMMENT 'transactions of this table, committed',
  PRIMARY KEY (origin, database_name, partition_number)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;

-- DDL that the log brought. The row is committed, with its connection, before the statement runs.
CREATE TABLE ddl_applied (
  ordinal            BIGINT          NOT NULL AUTO_INCREMENT COMMENT 'order of the changes of a table',
  origin             VARCHAR(100)    NOT NULL,
  ddl_id             VARCHAR(200)    NOT NULL COMMENT 'GTID at the source, or made:<fingerprint> at first sight',
  database_name      VARCHAR(64)     NOT NULL,
  table_name         VARCHAR(64)     NOT NULL,
  after_fingerprint  CHAR(16)        NULL     COMMENT 'NULL: dropped',
  effect             VARCHAR(8)      NOT NULL COMMENT 'create, alter, drop, or none: was so already',
  statement          LONGTEXT        NOT NULL,
  connection_id      BIGINT UNSIGNED NOT NULL,
  applied            BOOLEAN         NOT NULL,
  updated_at         TIMESTAMP(6)    NOT NULL,
  PRIMARY KEY (ordinal),
  UNIQUE KEY statement_of_table (origin, ddl_id, database_name, table_name),
  KEY changes_of_table (database_name, table_name, ordinal),
  KEY under_way (applied)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;

-- One row; rises with each change applied, so that other processes look at their tables anew.
CREATE TABLE ddl_version (
  id      INT    NOT NULL,
  version BIGINT NOT NULL,
  PRIMARY KEY (id)
) ENGINE = InnoDB;
INSERT INTO ddl_version (id, version) VALUES (1, 0);

CREATE TABLE ddl_renamed_column (
  ordinal  BIGINT      NOT NULL,
  old_name VARCHAR(64) NOT NULL,
  new_name VARCHAR(64) NOT NULL,
  PRIMARY KEY (ordinal, old_name)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;

-- How far each partition has met these changes in its own order: until then its rows are older than
-- the table and are fitted to it.
CREATE TABLE ddl_seen (
  origin             VARCHAR(100) NOT NULL,
  partition_database VARCHAR(249) NOT NULL,
  partition_number   INT          NOT NULL,
  database_name      VARCHAR(64)  NOT NULL,
  table_name         VARCHAR(64)  NOT NULL,
  ordinal            BIGINT       NOT NULL,
  PRIMARY KEY (origin, partition_database, partition_number, database_name, table_name)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;
