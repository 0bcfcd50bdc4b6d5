package dev.doppio.logwriter;

/** How much of the row before a change travels. */
public enum BeforeImage {
  /**
   * Key columns only: on a delete. An update carries none, because it never changes the document's
   * key: such a change travels as a delete of the old key and an insert of the new one.
   */
  KEY,
  /** The whole row, on deletes and on updates. */
  FULL
}
