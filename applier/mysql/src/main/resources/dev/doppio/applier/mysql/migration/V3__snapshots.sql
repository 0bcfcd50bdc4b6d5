-- Tables of which a snapshot is on its way into a partition: a change may be of a document that is not here yet.
CREATE TABLE snapshot_running (
  origin           VARCHAR(100) NOT NULL,
  database_name    VARCHAR(249) NOT NULL,
  partition_number INT          NOT NULL,
  table_schema     VARCHAR(64)  NOT NULL,
  table_name       VARCHAR(64)  NOT NULL,
  PRIMARY KEY (origin, database_name, partition_number, table_schema, table_name)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;
