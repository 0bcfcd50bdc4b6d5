-- Checkpoints that an operator has set back. Until a partition has come to where it stood, its rows are newer than the
-- runs that come; and as long as it has applied nothing since, the old checkpoint can be put back.
CREATE TABLE rewound (
  id                BIGINT          NOT NULL AUTO_INCREMENT,
  token             CHAR(36)        NOT NULL COMMENT 'owner in the checkpoint until an applier takes the partition',
  origin            VARCHAR(100)    NOT NULL,
  database_name     VARCHAR(249)    NOT NULL,
  partition_number  INT             NOT NULL,
  log_id            CHAR(36)        NOT NULL,
  from_datacenter   VARCHAR(100)    NOT NULL,
  from_generation   INT             NOT NULL,
  from_sequence     BIGINT          NOT NULL,
  from_transactions BIGINT          NOT NULL,
  to_scn            VARCHAR(40)     NULL     COMMENT 'NULL: before the log''s first opening',
  batch             BIGINT UNSIGNED NOT NULL COMMENT 'of the checkpoint right after it',
  reason            TEXT            NOT NULL,
  rewound_by        VARCHAR(200)    NOT NULL COMMENT 'user and host of the command',
  account           VARCHAR(300)    NOT NULL COMMENT 'at this server',
  rewound_at        TIMESTAMP(6)    NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
  undone_at         TIMESTAMP(6)    NULL,
  PRIMARY KEY (id),
  UNIQUE KEY by_token (token),
  KEY of_partition (origin, database_name, partition_number)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;

-- What of ddl_seen was set back with it.
CREATE TABLE rewound_seen (
  rewound_id    BIGINT      NOT NULL,
  database_name VARCHAR(64) NOT NULL,
  table_name    VARCHAR(64) NOT NULL,
  ordinal       BIGINT      NOT NULL,
  PRIMARY KEY (rewound_id, database_name, table_name)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;

-- Tables that a copy of another replica is made of, until it is complete: a server that has any is no replica yet.
CREATE TABLE bootstrap (
  table_schema VARCHAR(64)  NOT NULL,
  table_name   VARCHAR(64)  NOT NULL,
  copied_from  VARCHAR(300) NOT NULL,
  begun_at     TIMESTAMP(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
  PRIMARY KEY (table_schema, table_name)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;
