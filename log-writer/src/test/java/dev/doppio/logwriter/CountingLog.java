package dev.doppio.logwriter;

import dev.doppio.schemas.document.TableName;
import dev.doppio.schemas.document.TableVersion;
import dev.doppio.schemas.log.LogId;
import dev.doppio.schemas.log.LogRecord;
import dev.doppio.schemas.log.PartitionId;
import dev.doppio.schemas.mastership.LedgerEntry;
import dev.doppio.schemas.source.NodePosition;
import dev.doppio.schemas.source.SnapshotRequest;
import dev.doppio.schemas.source.TableSnapshot;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.avro.Schema;

/** Counts appends, and keeps nothing of them. */
final class CountingLog implements WritableLog {
  private final WritableLog log;
  private int appended;

  CountingLog(WritableLog log) {
    this.log = log;
  }

  int appended() {
    return appended;
  }

  @Override
  public Session open() {
    return new CountingSession(log.open());
  }

  @Override
  public LogView view() {
    return log.view();
  }

  @Override
  public LedgerEntry.Candidate candidate() {
    return log.candidate();
  }

  private final class CountingSession implements Session {
    private final Session session;

    private CountingSession(Session session) {
      this.session = session;
    }

    @Override
    public LogId logId(String database) {
      return session.logId(database);
    }

    @Override
    public Optional<LogRecord> last(PartitionId partition) {
      return session.last(partition);
    }

    @Override
    public Optional<NodePosition> position() {
      return session.position();
    }

    @Override
    public Optional<LogRecord> lastVisible(PartitionId partition) {
      return session.lastVisible(partition);
    }

    @Override
    public Optional<NodePosition> position(String node) {
      return session.position(node);
    }

    @Override
    public Ledger ledger() {
      return session.ledger();
    }

    @Override
    public void fence(Set<String> transactionalIds) {
      session.fence(transactionalIds);
    }

    @Override
    public void publish(Schema schema) {
      session.publish(schema);
    }

    @Override
    public boolean admits(long bytes) {
      return session.admits(bytes);
    }

    @Override
    public void begin() {
      session.begin();
    }

    @Override
    public void append(PartitionId partition, LogRecord record) {
      appended++;
    }

    @Override
    public void orphan(Orphan orphan) {
      session.orphan(orphan);
    }

    @Override
    public void position(NodePosition position) {
      session.position(position);
    }

    @Override
    public Map<TableName, TableVersion> tables() {
      return session.tables();
    }

    @Override
    public void table(TableName table, Optional<TableVersion> version) {
      session.table(table, version);
    }

    @Override
    public List<TableSnapshot> snapshots() {
      return session.snapshots();
    }

    @Override
    public List<SnapshotRequest> requests() {
      return session.requests();
    }

    @Override
    public void snapshot(TableSnapshot snapshot) {
      session.snapshot(snapshot);
    }

    @Override
    public void commit() {
      session.commit();
    }

    @Override
    public void abort() {
      session.abort();
    }

    @Override
    public void close() {
      session.close();
    }
  }
}
