package dev.doppio.simulation;

/** What becomes of a call of a port. */
enum Fate {
  /** It is made, and answered. */
  ANSWERED,
  /** The process dies before it. */
  DIES_BEFORE,
  /** It is made, and the process dies before it learns so. */
  DIES_AFTER,
  /** The process stands still before it, while everybody else goes on. */
  STANDS_STILL,
  /** It never arrives. */
  REQUEST_LOST,
  /** It is made, and the answer never arrives. */
  ANSWER_LOST
}
