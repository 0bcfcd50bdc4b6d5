package dev.doppio.bench.workload;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/** Inserts documents, one a transaction. One thread. */
public final class DocumentWriter implements AutoCloseable {
  private final Statement sql;
  private final Documents documents;
  private final StringBuilder text = new StringBuilder();

  /**
   * @param connection in autocommit
   * @param database whose table {@code documents} is written
   * @param seed of what is in them
   * @param bytes of each
   */
  public DocumentWriter(Connection connection, String database, long seed, int bytes)
      throws SQLException {
    connection.setCatalog(database);
    this.sql = connection.createStatement();
    this.documents = new Documents(seed, bytes);
  }

  /** Commits document {@code number}. */
  public void insert(long number) throws SQLException {
    text.setLength(0);
    documents.insert(number, 1, text);
    sql.execute(text.toString());
  }

  /** Whose document it is: the first column of its key. */
  public static long member(long number) {
    return Documents.member(number);
  }

  @Override
  public void close() throws SQLException {
    sql.close();
  }
}
