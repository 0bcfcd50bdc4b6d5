package dev.doppio.schemas.partition;

/** How a database's documents spread over its partitions. */
public enum PartitionMode {
  /** Hashed over all partitions of the database. */
  HASH,
  /** Hashed over the partitions this node owns: many shards that all have the same schema. */
  OWNED,
  /** The number at the end of the MySQL schema's name: {@code mailbox_12} is partition 12. */
  SCHEMA
}
