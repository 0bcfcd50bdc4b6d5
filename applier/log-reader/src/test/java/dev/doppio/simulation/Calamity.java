package dev.doppio.simulation;

/** What no pipeline can make good; a seed has one at most, and every second has none. */
enum Calamity {
  RETENTION_IN_THE_ORIGIN,
  RETENTION_IN_THE_COPY,
  RECORDS_LOST_BY_THE_MIRROR,
  BIT_FLIPPED_BY_THE_MIRROR,
  LOG_GOES_ON_ELSEWHERE,
  LOG_MADE_AGAIN,
  SCHEMAS_HELD_BACK;

  /**
   * A log that is made again holds each node's rows of those partitions that it masters by then:
   * with two nodes nobody can say what is due.
   */
  boolean befalls(int nodes) {
    return nodes == 1 || this != LOG_MADE_AGAIN;
  }
}
