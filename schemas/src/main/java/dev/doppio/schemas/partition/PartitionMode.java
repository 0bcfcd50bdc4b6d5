package dev.doppio.schemas.partition;

import java.util.regex.Pattern;

/** How a database's documents spread over its partitions. */
public enum PartitionMode {
  /** Hashed over all partitions of the database. */
  HASH,
  /** Hashed over the partitions this node owns: many shards that all have the same schema. */
  OWNED,
  /** The number at the end of the MySQL schema's name: {@code mailbox_12} is partition 12. */
  SCHEMA;

  /** True when documents of the MySQL schema belong to the database. */
  public boolean covers(String database, String schema) {
    return this == SCHEMA
        ? schema.matches(Pattern.quote(database) + "_[0-9]+")
        : schema.equals(database);
  }
}
