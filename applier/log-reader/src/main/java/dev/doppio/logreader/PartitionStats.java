package dev.doppio.logreader;

import dev.doppio.schemas.failure.FailureKind;
import dev.doppio.schemas.gtid.Gtid;
import dev.doppio.schemas.log.Checkpoint;
import dev.doppio.schemas.log.PartitionId;
import dev.doppio.schemas.log.Scn;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One partition at one moment. What is not known is empty, never 0.
 *
 * @param partition the partition
 * @param state what its reader is doing
 * @param checkpoint where the target stands; empty before it was asked, or when nothing was applied
 * @param sourceTime the source's clock at the last run that is applied
 * @param end the log's end in this copy; empty when it was never reached or not for ten intervals
 * @param lagTransactions data transactions in the log that are not applied
 * @param lag the source's clock at the log's end minus {@code sourceTime}; it says nothing of what
 *     the source has and the log has not
 * @param bufferedBytes read ahead, not yet taken by the partition's reader
 * @param counts since the reader was made
 * @param failure what it stopped for, or what it is trying again for
 */
public record PartitionStats(
    PartitionId partition,
    State state,
    Optional<Checkpoint> checkpoint,
    Optional<Instant> sourceTime,
    Optional<LogEnd> end,
    OptionalLong lagTransactions,
    Optional<Duration> lag,
    long bufferedBytes,
    Counts counts,
    Optional<Failure> failure) {

  /** What a partition's reader is doing. */
  public enum State {
    /** Opening the target and finding its place in the log. */
    STARTING,
    /** Applying, or waiting for records. */
    RUNNING,
    /** Waiting for a table version that the log's schema topic does not show yet. */
    AWAITING_SCHEMA,
    /** Failed in a way that may pass; waiting before the next try. */
    RETRYING,
    /** Stopped until an operator acts; the other partitions go on. */
    STOPPED
  }

  /**
   * The last record of a partition in this copy of the log.
   *
   * @param offset after it
   * @param scn its run
   * @param transactions running count of data transactions
   * @param sourceTime the source's clock at that run, where it could be read
   * @param asOf when this was known to be the end
   */
  public record LogEnd(
      long offset, Scn scn, long transactions, Optional<Instant> sourceTime, Instant asOf) {}

  /**
   * Counters.
   *
   * @param transactions data transactions committed at the target
   * @param rows document changes committed at the target
   * @param commits target transactions
   * @param repeats records dropped because they are applied already
   * @param zombies records dropped because a later generation was opened before them
   * @param voidRuns runs left open in the log and begun anew
   * @param starts how often a place in the log was looked for
   * @param probes records read while looking
   */
  public record Counts(
      long transactions,
      long rows,
      long commits,
      long repeats,
      long zombies,
      long voidRuns,
      long starts,
      long probes) {}

  /**
   * A failure.
   *
   * @param kind decides the reaction
   * @param message what, where, what to do
   * @param at when
   * @param run that was worked on; empty before there was one
   */
  public record Failure(FailureKind kind, String message, Instant at, Optional<RunInHand> run) {}

  /**
   * A run that is worked on.
   *
   * @param scn its place
   * @param gtid of its source transaction, if it is of one
   */
  public record RunInHand(Scn scn, Optional<Gtid> gtid) {
    @Override
    public String toString() {
      return "SCN " + scn + gtid.map(id -> ", transaction " + id).orElse("");
    }
  }
}
