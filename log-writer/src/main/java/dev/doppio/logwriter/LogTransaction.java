package dev.doppio.logwriter;

import dev.doppio.schemas.document.TableName;
import dev.doppio.schemas.document.TableVersion;
import dev.doppio.schemas.failure.CrashPoint;
import dev.doppio.schemas.log.LogRecord;
import dev.doppio.schemas.log.PartitionId;
import dev.doppio.schemas.source.NodePosition;
import dev.doppio.schemas.source.TableSnapshot;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** The log's open transaction; begins with the first record. */
final class LogTransaction {
  private final WritableLog.Session session;
  private final Clock clock;
  private Optional<Instant> since = Optional.empty();
  private long bytes;

  LogTransaction(WritableLog.Session session, Clock clock) {
    this.session = session;
    this.clock = clock;
  }

  void append(PartitionId partition, LogRecord record) {
    begin();
    session.append(partition, record);
    CrashPoint.WRITER_SENT.reached();
    bytes += record.key().length + record.value().length;
  }

  void orphan(Orphan orphan) {
    begin();
    session.orphan(orphan);
    bytes += orphan.key().length + orphan.value().length;
  }

  void table(TableName table, Optional<TableVersion> version) {
    begin();
    session.table(table, version);
  }

  void snapshot(TableSnapshot snapshot) {
    begin();
    session.snapshot(snapshot);
  }

  private void begin() {
    if (since.isEmpty()) {
      session.begin();
      since = Optional.of(clock.instant());
    }
  }

  /** True when something waits for a commit. */
  boolean isOpen() {
    return since.isPresent();
  }

  /** When its first record was written; empty when nothing is open. */
  Optional<Instant> since() {
    return since;
  }

  /** Since the first record; zero when nothing is open. */
  Duration age() {
    return since.map(begun -> Duration.between(begun, clock.instant())).orElse(Duration.ZERO);
  }

  /** Of keys and values. */
  long bytes() {
    return bytes;
  }

  /** Commits the records, if any, and the position. After an exception nothing is known. */
  void commit(NodePosition position) {
    begin();
    session.position(position);
    commit();
  }

  /** Commits the records without a position: those of a node that has none yet. */
  void commit() {
    CrashPoint.WRITER_COMMITTING.reached();
    session.commit();
    CrashPoint.WRITER_COMMITTED.reached();
    since = Optional.empty();
    bytes = 0;
  }
}
