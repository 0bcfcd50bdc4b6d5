package dev.doppio.logwriter;

import dev.doppio.schemas.log.Generation;
import dev.doppio.schemas.log.LogId;
import dev.doppio.schemas.log.PartitionId;
import dev.doppio.schemas.log.RunKind;
import dev.doppio.schemas.log.Scn;
import java.time.Instant;
import java.util.Optional;

/**
 * Where one partition stands, from its last committed record on. Lives as long as a session of the
 * log: after a failure it is read anew.
 */
final class PartitionStanding {
  private final PartitionId id;
  private final LogId log;
  private final Generation generation;
  private Optional<Scn> scn;
  private long transactions;
  private Instant sourceTime = Instant.EPOCH;

  /**
   * @param id the partition
   * @param log identity of its log
   * @param generation that the ledger gives this node
   * @param scn its last run; empty in a new log
   * @param transactions its data transactions
   */
  PartitionStanding(
      PartitionId id, LogId log, Generation generation, Optional<Scn> scn, long transactions) {
    this.id = id;
    this.log = log;
    this.generation = generation;
    this.scn = scn;
    this.transactions = transactions;
  }

  PartitionId id() {
    return id;
  }

  LogId log() {
    return log;
  }

  /** True when the log holds the opening of this node's generation. */
  boolean isOpened() {
    return scn.filter(last -> Generation.of(last).equals(generation)).isPresent();
  }

  /** The last run, of whatever generation; empty in a new log. */
  Optional<Scn> last() {
    return scn;
  }

  /** Its last run. */
  Scn scn() {
    return scn.orElseThrow(() -> new IllegalStateException(id + " has no opening"));
  }

  /** Data transactions up to the last run. */
  long transactions() {
    return transactions;
  }

  /** Source time of the last run written in this session. */
  Instant sourceTime() {
    return sourceTime;
  }

  /** Goes on to the next run: sequences have no gaps, an opening starts at 0. */
  void next(RunKind kind, Instant at) {
    scn = Optional.of(kind == RunKind.OPENING ? generation.opening() : scn().next());
    transactions += kind == RunKind.TRANSACTION ? 1 : 0;
    sourceTime = at;
  }
}
