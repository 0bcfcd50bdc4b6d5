package dev.doppio.simulation;

/** What no pipeline can make good; a seed has one at most, and every second has none. */
enum Calamity {
  RETENTION_IN_THE_ORIGIN,
  RETENTION_IN_THE_COPY,
  RECORDS_LOST_BY_THE_MIRROR,
  BIT_FLIPPED_BY_THE_MIRROR,
  LOG_GOES_ON_ELSEWHERE,
  LOG_MADE_AGAIN,
  SCHEMAS_HELD_BACK
}
