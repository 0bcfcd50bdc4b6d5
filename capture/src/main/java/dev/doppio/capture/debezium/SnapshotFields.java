package dev.doppio.capture.debezium;

import io.debezium.connector.binlog.jdbc.BinlogFieldReader;
import io.debezium.connector.mysql.MySqlConnectorConfig;
import io.debezium.relational.Column;
import io.debezium.relational.Table;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * Fields of the snapshot's rows as the server sent them; {@link SnapshotSelect} says what it sends.
 */
final class SnapshotFields extends BinlogFieldReader {
  SnapshotFields(MySqlConnectorConfig config) {
    super(config);
  }

  @Override
  public Object readField(ResultSet row, int index, Column column, Table table)
      throws SQLException {
    return row.getBytes(index);
  }

  @Override
  protected Object readTimeField(ResultSet row, int index, Column column, Table table)
      throws SQLException {
    return row.getBytes(index);
  }

  @Override
  protected Object readDateField(ResultSet row, int index, Column column, Table table)
      throws SQLException {
    return row.getBytes(index);
  }

  @Override
  protected Object readTimestampField(ResultSet row, int index, Column column, Table table)
      throws SQLException {
    return row.getBytes(index);
  }

  @Override
  protected String getCharacterSet(Column column) {
    return column.charsetName();
  }
}
