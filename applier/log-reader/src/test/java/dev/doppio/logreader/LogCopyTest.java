package dev.doppio.logreader;

import dev.doppio.logwriter.MemoryBroker;
import dev.doppio.logwriter.MemoryLog;
import dev.doppio.logwriter.WritableLog;
import dev.doppio.schemas.log.LogRecord;
import dev.doppio.schemas.log.PartitionId;

final class LogCopyTest extends LogSourceContract {
  private final MemoryBroker broker = new MemoryBroker(() -> Runs.LOG);
  private final LogCopy copy = new LogCopy(broker, 100);
  private final WritableLog.Session session = new MemoryLog(broker).open();

  @Override
  protected LogSource source() {
    return copy.open();
  }

  @Override
  protected String logged() {
    return "shop";
  }

  @Override
  protected void write(PartitionId partition, LogRecord record) {
    session.begin();
    session.append(partition, record);
    session.commit();
  }

  @Override
  protected void appendOpen(PartitionId partition, LogRecord record) {
    session.begin();
    session.append(partition, record);
  }

  @Override
  protected void abortOpen() {
    session.abort();
  }

  @Override
  protected void deleteAll(PartitionId partition) {
    copy.deleteBefore(partition, copy.end(partition));
  }
}
