package dev.doppio.capture.debezium;

import io.debezium.relational.history.AbstractSchemaHistory;
import io.debezium.relational.history.HistoryRecord;
import java.util.function.Consumer;

/**
 * Debezium insists on a history of structures. Ours are in the log, and none of Debezium's decides
 * how a row reads.
 */
public final class NoHistory extends AbstractSchemaHistory {
  /** Made by Debezium, by class name. */
  public NoHistory() {}

  @Override
  protected void storeRecord(HistoryRecord unused) {}

  @Override
  protected void recoverRecords(Consumer<HistoryRecord> records) {}

  @Override
  public boolean exists() {
    return true;
  }

  @Override
  public boolean storageExists() {
    return true;
  }
}
