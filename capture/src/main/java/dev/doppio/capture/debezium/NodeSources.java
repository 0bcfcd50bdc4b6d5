package dev.doppio.capture.debezium;

import com.github.shyiko.mysql.binlog.BinaryLogClient;
import dev.doppio.capture.stream.Session;
import io.debezium.connector.base.ChangeEventQueue;
import io.debezium.connector.binlog.jdbc.BinlogConnectorConnection;
import io.debezium.connector.mysql.MySqlChangeEventSourceFactory;
import io.debezium.connector.mysql.MySqlConnectorConfig;
import io.debezium.connector.mysql.MySqlDatabaseSchema;
import io.debezium.connector.mysql.MySqlOffsetContext;
import io.debezium.connector.mysql.MySqlPartition;
import io.debezium.connector.mysql.MySqlStreamingChangeEventSourceMetrics;
import io.debezium.connector.mysql.MySqlTaskContext;
import io.debezium.jdbc.MainConnectionProvidingConnectionFactory;
import io.debezium.pipeline.DataChangeEvent;
import io.debezium.pipeline.ErrorHandler;
import io.debezium.pipeline.EventDispatcher;
import io.debezium.pipeline.source.spi.StreamingChangeEventSource;
import io.debezium.relational.TableId;
import io.debezium.snapshot.SnapshotterService;
import io.debezium.util.Clock;

/** Gives Debezium our stream. It has a position always, so it takes no snapshot. */
final class NodeSources extends MySqlChangeEventSourceFactory {
  private final Session session;
  private final Parts parts;

  /** What Debezium's sources are made of. */
  record Parts(
      MySqlConnectorConfig config,
      MainConnectionProvidingConnectionFactory<BinlogConnectorConnection> connections,
      ErrorHandler errors,
      EventDispatcher<MySqlPartition, TableId> dispatcher,
      MySqlDatabaseSchema schema,
      MySqlTaskContext context,
      MySqlStreamingChangeEventSourceMetrics metrics,
      ChangeEventQueue<DataChangeEvent> queue,
      SnapshotterService snapshots,
      BinaryLogClient client) {}

  NodeSources(Session session, Parts parts) {
    super(
        parts.config,
        parts.connections,
        parts.errors,
        parts.dispatcher,
        Clock.system(),
        parts.schema,
        parts.context,
        parts.metrics,
        parts.queue,
        parts.snapshots,
        parts.client);
    this.session = session;
    this.parts = parts;
  }

  @Override
  public StreamingChangeEventSource<MySqlPartition, MySqlOffsetContext>
      getStreamingChangeEventSource() {
    return new NodeStream(session, parts);
  }
}
