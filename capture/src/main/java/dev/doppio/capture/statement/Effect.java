package dev.doppio.capture.statement;

/** What a statement in a binlog may do to documents. */
public enum Effect {
  /** Opens a transaction. */
  BEGINS,
  /** Ends a transaction of tables without transactions. */
  COMMITS,
  /** Undoes rows that the binlog has already told. */
  ROLLS_BACK,
  /** A step of a distributed transaction. */
  XA,
  /** Nothing to any document or table structure: users, views, routines, statistics, savepoints. */
  NONE,
  /** Changes the structure of tables; documents stay as they are or go with their table. */
  STRUCTURE,
  /** Removes all documents of a table. */
  TRUNCATES,
  /** Gives tables other names; may change the structure of one as well. */
  RENAMES,
  /** Changes or removes documents without a row event. */
  CONTENT,
  /** Changes rows, in statement form. */
  ROWS,
  /** None of the statements Doppio knows. */
  UNKNOWN
}
