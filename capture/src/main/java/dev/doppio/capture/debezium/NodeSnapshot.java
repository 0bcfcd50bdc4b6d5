package dev.doppio.capture.debezium;

import dev.doppio.capture.config.CaptureConfig;
import dev.doppio.capture.mysql.FactsReader;
import dev.doppio.capture.mysql.SourceClock;
import dev.doppio.capture.mysql.SqlSession;
import dev.doppio.capture.row.RowDecoder;
import dev.doppio.capture.stream.Session;
import dev.doppio.capture.structure.TableFacts;
import dev.doppio.schemas.change.Operation;
import dev.doppio.schemas.document.TableName;
import dev.doppio.schemas.document.TableVersion;
import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;
import dev.doppio.schemas.source.SourceEvent;
import io.debezium.connector.mysql.MySqlOffsetContext;
import io.debezium.connector.mysql.MySqlPartition;
import io.debezium.connector.mysql.MySqlSnapshotChangeEventSource;
import io.debezium.connector.mysql.MySqlSnapshotChangeEventSourceMetrics;
import io.debezium.data.Envelope;
import io.debezium.jdbc.JdbcConnection;
import io.debezium.pipeline.notification.NotificationService;
import io.debezium.pipeline.source.SnapshottingTask;
import io.debezium.pipeline.spi.ChangeRecordEmitter;
import io.debezium.pipeline.spi.OffsetContext;
import io.debezium.relational.RelationalSnapshotChangeEventSource.RelationalSnapshotContext;
import io.debezium.relational.TableId;
import io.debezium.schema.DataCollectionSchema;
import io.debezium.util.Clock;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Debezium's initial snapshot: global read lock, position and structures, consistent read, unlock,
 * then every table in one transaction. Without the lock there is no snapshot; Debezium's fall-backs
 * would read position and rows at different moments.
 */
final class NodeSnapshot extends MySqlSnapshotChangeEventSource {
  private static final String LOCK_WAIT_SECONDS = "10";
  private static final String WRITE_TIMEOUT_SECONDS = "3600";

  private final Session session;
  private final JdbcConnection connection;
  private final SnapshotChunks chunks;
  private final Map<TableName, TableReader> readers = new HashMap<>();

  /** Reads the rows of one table. */
  private record TableReader(SnapshotSelect select, RowDecoder decoder) {}

  NodeSnapshot(
      Session session,
      NodeSources.Parts parts,
      MySqlSnapshotChangeEventSourceMetrics metrics,
      NotificationService<MySqlPartition, MySqlOffsetContext> notifications) {
    super(
        parts.config(),
        parts.connections(),
        parts.schema(),
        parts.dispatcher(),
        Clock.system(),
        metrics,
        nothing -> {},
        () -> {},
        notifications,
        parts.snapshots());
    this.session = session;
    this.connection = parts.connections().mainConnection();
    this.chunks = new SnapshotChunks(session);
  }

  @Override
  protected void lockTablesForSchemaSnapshot(
      ChangeEventSourceContext context,
      RelationalSnapshotContext<MySqlPartition, MySqlOffsetContext> snapshot)
      throws SQLException {
    connection.connection().setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
    connection.executeWithoutCommitting(
        "SET SESSION lock_wait_timeout = " + LOCK_WAIT_SECONDS,
        "SET SESSION net_write_timeout = " + WRITE_TIMEOUT_SECONDS,
        "SET SESSION time_zone = '+00:00'",
        "SET SESSION sql_mode = REPLACE(@@sql_mode, 'PAD_CHAR_TO_FULL_LENGTH', '')");
    try {
      connection.executeWithoutCommitting("FLUSH TABLES WITH READ LOCK");
    } catch (SQLException e) {
      throw new DoppioException(
          FailureKind.SOURCE_UNAVAILABLE,
          "the first snapshot of storage node "
              + session.config().node()
              + " did not get the global read lock in "
              + LOCK_WAIT_SECONDS
              + " seconds ("
              + e.getMessage()
              + "): end long queries and open transactions there; trying again",
          e);
    }
    connection.executeWithoutCommitting("START TRANSACTION WITH CONSISTENT SNAPSHOT");
  }

  @Override
  protected void readTableStructure(
      ChangeEventSourceContext context,
      RelationalSnapshotContext<MySqlPartition, MySqlOffsetContext> snapshot,
      MySqlOffsetContext offset,
      SnapshottingTask task)
      throws Exception {
    super.readTableStructure(context, snapshot, offset, task);
    CaptureConfig config = session.config();
    try (SqlSession sql = SqlSession.open(config.endpoint(), config.mysql())) {
      List<TableFacts> locked = new FactsReader(sql, config).tables();
      if (!Set.copyOf(locked).equals(Set.copyOf(session.tables()))) {
        throw new DoppioException(
            FailureKind.SOURCE_UNAVAILABLE,
            "tables of storage node "
                + config.node()
                + " changed while the first snapshot was prepared; trying again");
      }
      for (TableFacts table : locked) {
        TableVersion version = table.version().orElseThrow();
        session.seen(version);
        readers.put(
            table.name(), new TableReader(new SnapshotSelect(version), session.decoder(version)));
      }
      chunks.start(new SourceClock(sql).time());
    }
  }

  @Override
  protected void releaseSchemaSnapshotLocks(
      RelationalSnapshotContext<MySqlPartition, MySqlOffsetContext> snapshot) throws SQLException {
    connection.executeWithoutCommitting("UNLOCK TABLES");
  }

  @Override
  protected Optional<String> getSnapshotSelect(
      RelationalSnapshotContext<MySqlPartition, MySqlOffsetContext> snapshot,
      TableId table,
      List<String> columns) {
    return Optional.ofNullable(readers.get(name(table))).map(reader -> reader.select().sql());
  }

  /** Row by row over the wire: Connector/J would else hold the whole table. */
  @Override
  protected Statement readTableStatement(JdbcConnection jdbc, OptionalLong rows)
      throws SQLException {
    jdbc.executeWithoutCommitting("SET SESSION character_set_results = NULL");
    Statement statement =
        jdbc.connection().createStatement(ResultSet.TYPE_FORWARD_ONLY, ResultSet.CONCUR_READ_ONLY);
    statement.setFetchSize(Integer.MIN_VALUE);
    return statement;
  }

  @Override
  protected ChangeRecordEmitter<MySqlPartition> getChangeRecordEmitter(
      MySqlPartition partition,
      MySqlOffsetContext offset,
      TableId table,
      Object[] row,
      Instant readAt) {
    TableReader reader = readers.get(name(table));
    return new ReadRow(partition, offset, reader, row);
  }

  private static TableName name(TableId table) {
    return new TableName(table.catalog(), table.table());
  }

  /** Puts a row into the current chunk instead of making a record of it. */
  private final class ReadRow implements ChangeRecordEmitter<MySqlPartition> {
    private final MySqlPartition partition;
    private final OffsetContext offset;
    private final TableReader reader;
    private final Object[] row;

    ReadRow(MySqlPartition partition, OffsetContext offset, TableReader reader, Object[] row) {
      this.partition = partition;
      this.offset = offset;
      this.reader = reader;
      this.row = row;
    }

    @Override
    public void emitChangeRecords(DataCollectionSchema schema, Receiver<MySqlPartition> receiver)
        throws InterruptedException {
      chunks.add(
          new SourceEvent.RowChange(
              Operation.READ,
              reader.decoder().table(),
              Optional.empty(),
              Optional.of(reader.decoder().decode(reader.select().cells(row)))));
    }

    @Override
    public MySqlPartition getPartition() {
      return partition;
    }

    @Override
    public OffsetContext getOffset() {
      return offset;
    }

    @Override
    public Envelope.Operation getOperation() {
      return Envelope.Operation.READ;
    }
  }
}
