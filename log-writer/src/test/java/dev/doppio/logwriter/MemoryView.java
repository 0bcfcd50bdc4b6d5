package dev.doppio.logwriter;

import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;
import dev.doppio.schemas.log.LogId;
import dev.doppio.schemas.log.LogRecord;
import dev.doppio.schemas.log.PartitionId;
import dev.doppio.schemas.source.NodePosition;
import java.util.Optional;

/** A look at the log in memory. */
class MemoryView implements LogView {
  private final MemoryBroker broker;

  MemoryView(MemoryBroker broker) {
    this.broker = broker;
  }

  @Override
  public LogId logId(String database) {
    return broker.logId(database);
  }

  @Override
  public Optional<LogRecord> last(PartitionId partition) {
    broker.settle();
    MemoryPartition found = broker.partition(partition);
    if (found.stableEnd() < found.end()) {
      throw new DoppioException(
          FailureKind.LOG_UNAVAILABLE, partition + " holds what is not decided yet");
    }
    return lastVisible(partition);
  }

  @Override
  public Optional<LogRecord> lastVisible(PartitionId partition) {
    return broker.partition(partition).last().map(MemoryRecord::read);
  }

  @Override
  public Optional<NodePosition> position(String name) {
    return broker.producer("memory-" + name).committed().position();
  }

  @Override
  public Ledger ledger() {
    return broker.ledger();
  }

  @Override
  public void close() {
    // Nothing is held.
  }
}
