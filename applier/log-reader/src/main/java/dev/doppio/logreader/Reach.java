package dev.doppio.logreader;

/** How far a schema change goes. */
public enum Reach {
  /** Every partition that has documents of the table brings it. */
  WHOLE_TABLE,
  /**
   * Only the partitions of the storage node that ran the statement bring it. Others hold documents
   * of a table of the same name that another node has, and that is still what it was.
   */
  PART_OF_TABLE
}
