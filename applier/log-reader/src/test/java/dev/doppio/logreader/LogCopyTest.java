package dev.doppio.logreader;

import dev.doppio.schemas.log.LogRecord;
import dev.doppio.schemas.log.PartitionId;
import java.util.List;

final class LogCopyTest extends LogSourceContract {
  private final LogCopy copy = new LogCopy(100);

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
    copy.append(partition, List.of(record)).skip(partition, 1);
  }

  @Override
  protected void deleteAll(PartitionId partition) {
    copy.deleteBefore(partition, copy.end(partition));
  }
}
