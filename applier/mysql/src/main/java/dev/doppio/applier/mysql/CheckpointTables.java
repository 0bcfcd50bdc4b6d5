package dev.doppio.applier.mysql;

import dev.doppio.schemas.Doppio;

/** Names of our own tables, with their schema; the migrations make them. */
final class CheckpointTables {
  static final String CHECKPOINT = Doppio.CHECKPOINT_SCHEMA + ".checkpoint";
  static final String DDL_APPLIED = Doppio.CHECKPOINT_SCHEMA + ".ddl_applied";
  static final String DDL_VERSION = Doppio.CHECKPOINT_SCHEMA + ".ddl_version";
  static final String DDL_RENAMED_COLUMN = Doppio.CHECKPOINT_SCHEMA + ".ddl_renamed_column";
  static final String DDL_SEEN = Doppio.CHECKPOINT_SCHEMA + ".ddl_seen";
  static final String SKIPPED = Doppio.CHECKPOINT_SCHEMA + ".skipped";

  static final String BOOTSTRAP = Doppio.CHECKPOINT_SCHEMA + ".bootstrap";
  static final String REWOUND = Doppio.CHECKPOINT_SCHEMA + ".rewound";
  static final String REWOUND_SEEN = Doppio.CHECKPOINT_SCHEMA + ".rewound_seen";
  static final String SNAPSHOT_RUNNING = Doppio.CHECKPOINT_SCHEMA + ".snapshot_running";

  static final String REPAIRED = Doppio.CHECKPOINT_SCHEMA + ".repaired";

  private CheckpointTables() {}
}
