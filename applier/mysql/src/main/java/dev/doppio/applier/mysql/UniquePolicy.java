package dev.doppio.applier.mysql;

/**
 * What becomes of a unique key beside the primary key. Without a policy a replica table that has
 * one is refused: two partitions may apply its documents in another order than the source did.
 */
public enum UniquePolicy {
  /** All documents of the table are in one partition, so the replica keeps the unique key. */
  PIN,
  /** The replica's index is not unique. */
  RELAX
}
