package dev.doppio.cli.compare;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;

/** Streams a table's rows, one in memory at a time. */
final class HexRows implements Iterator<HexRow>, AutoCloseable {
  private final TableShape shape;
  private final Statement statement;
  private final ResultSet result;
  private Optional<HexRow> next;

  HexRows(Connection connection, TableShape shape) throws SQLException {
    this.shape = shape;
    statement = connection.createStatement(ResultSet.TYPE_FORWARD_ONLY, ResultSet.CONCUR_READ_ONLY);
    // Connector/J's sign for: row by row, nothing held back on the client.
    statement.setFetchSize(Integer.MIN_VALUE);
    result = statement.executeQuery(shape.query());
    next = read();
  }

  @Override
  public boolean hasNext() {
    return next.isPresent();
  }

  @Override
  public HexRow next() {
    HexRow row = next.orElseThrow(NoSuchElementException::new);
    try {
      next = read();
    } catch (SQLException e) {
      throw new IllegalStateException("while reading " + shape + ": " + e.getMessage(), e);
    }
    return row;
  }

  private Optional<HexRow> read() throws SQLException {
    if (!result.next()) {
      return Optional.empty();
    }
    int keys = shape.key().size();
    List<String> key = new ArrayList<>();
    List<String> columns = new ArrayList<>();
    for (int i = 1; i <= keys + shape.columns().size(); i++) {
      String hex = result.getString(i);
      (i <= keys ? key : columns).add(hex == null ? HexRow.NULL : hex);
    }
    return Optional.of(new HexRow(key, columns));
  }

  @Override
  public void close() throws SQLException {
    result.close();
    statement.close();
  }
}
