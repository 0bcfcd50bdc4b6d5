package dev.doppio.schemas.change;

/** What happened to a document. The names are the symbols of the Avro enum and never change. */
public enum Operation {
  INSERT(false, true),
  UPDATE(true, true),
  DELETE(true, false),
  /** Read by a snapshot: an upsert. */
  READ(false, true);

  private final boolean hasBefore;
  private final boolean hasAfter;

  Operation(boolean hasBefore, boolean hasAfter) {
    this.hasBefore = hasBefore;
    this.hasAfter = hasAfter;
  }

  /** True when the source's event carries the row before the change. */
  public boolean hasBefore() {
    return hasBefore;
  }

  /** True when there is a row after the change. */
  public boolean hasAfter() {
    return hasAfter;
  }
}
