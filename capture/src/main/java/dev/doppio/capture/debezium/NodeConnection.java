package dev.doppio.capture.debezium;

import io.debezium.connector.binlog.gtid.GtidSet;
import io.debezium.connector.binlog.jdbc.BinlogFieldReader;
import io.debezium.connector.mysql.gtid.MySqlGtidSet;
import io.debezium.connector.mysql.jdbc.MySqlConnection;
import io.debezium.connector.mysql.jdbc.MySqlConnectionConfiguration;
import java.util.function.Predicate;

/**
 * Asks the server for exactly the position. Debezium would add what the server has purged, and so
 * pass over lost transactions in silence; this way the server itself refuses.
 */
final class NodeConnection extends MySqlConnection {
  NodeConnection(MySqlConnectionConfiguration config, BinlogFieldReader fields) {
    super(config, fields);
  }

  @Override
  public GtidSet filterGtidSet(
      Predicate<String> sources, String offset, GtidSet available, GtidSet purged) {
    return new MySqlGtidSet(offset == null ? "" : offset);
  }
}
