package dev.doppio.schemas.log;

/** What a run of records is. The code is part of header {@code p} and never changes. */
public enum RunKind {
  /** The changes of one source transaction that fall into this partition. */
  TRANSACTION(0, false),
  /** C: opening of a generation; sequence 0. */
  OPENING(1, true),
  /** H: the source is idle; carries its clock. */
  HEARTBEAT(2, true),
  /** S: a table's structure changed. */
  SCHEMA_CHANGE(3, true),
  /** A mark, such as the begin or the end of a snapshot. */
  MARK(4, true),
  /** Rows read by a snapshot; upserts, not counted as transactions. */
  SNAPSHOT(5, false),
  /** T: the documents of a table that lie in this partition are gone. */
  TRUNCATION(6, true);

  private final int code;
  private final boolean control;

  RunKind(int code, boolean control) {
    this.code = code;
    this.control = control;
  }

  /** Four bits of the flags in header {@code p}. */
  public int code() {
    return code;
  }

  /** True when the run is one control record and no document change. */
  public boolean isControl() {
    return control;
  }

  /** The kind with this code. */
  public static RunKind of(int code) {
    for (RunKind kind : values()) {
      if (kind.code == code) {
        return kind;
      }
    }
    throw new IllegalArgumentException(
        "unknown run kind " + code + "; written by a newer Doppio: upgrade the readers first");
  }
}
