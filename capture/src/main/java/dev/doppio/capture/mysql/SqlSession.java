package dev.doppio.capture.mysql;

import dev.doppio.capture.config.Endpoint;
import dev.doppio.capture.config.Tls;
import dev.doppio.schemas.failure.DoppioException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/** One SQL connection to the storage node. Not thread-safe. */
public final class SqlSession implements AutoCloseable {
  private static final String TIMEOUT_MS = "10000";

  private final Connection connection;
  private final Endpoint endpoint;

  private SqlSession(Connection connection, Endpoint endpoint) {
    this.connection = connection;
    this.endpoint = endpoint;
  }

  /** A row of a result. */
  interface RowReader<T> {
    T read(ResultSet row) throws SQLException;
  }

  /**
   * Connects.
   *
   * @param settings Connector/J properties; they win over what this class sets
   * @throws DoppioException SOURCE_UNAVAILABLE when the server can't be reached, SOURCE_DENIED when
   *     it does not let the account in
   */
  public static SqlSession open(Endpoint endpoint, Map<String, String> settings) {
    Properties properties = properties(endpoint);
    properties.putAll(settings);
    String url = "jdbc:mysql://" + endpoint.address() + "/";
    try {
      return new SqlSession(DriverManager.getConnection(url, properties), endpoint);
    } catch (SQLException e) {
      throw failure(endpoint, "connecting", e);
    }
  }

  private static Properties properties(Endpoint endpoint) {
    Tls tls = endpoint.tls();
    Properties properties = new Properties();
    properties.setProperty("user", endpoint.user());
    properties.setProperty("password", endpoint.password().reveal());
    properties.setProperty("connectTimeout", TIMEOUT_MS);
    properties.setProperty("socketTimeout", TIMEOUT_MS);
    properties.setProperty("connectionTimeZone", "UTC");
    properties.setProperty("forceConnectionTimeZoneToSession", "true");
    properties.setProperty("sslMode", tls.mode().name());
    if (tls.mode() == Tls.Mode.DISABLED) {
      // Without TLS the password travels encrypted with a key that somebody has to hand over.
      properties.setProperty("allowPublicKeyRetrieval", "true");
    }
    tls.trustStore().ifPresent(p -> properties.setProperty("trustCertificateKeyStoreUrl", url(p)));
    tls.trustStorePassword()
        .ifPresent(p -> properties.setProperty("trustCertificateKeyStorePassword", p));
    tls.keyStore().ifPresent(p -> properties.setProperty("clientCertificateKeyStoreUrl", url(p)));
    tls.keyStorePassword()
        .ifPresent(p -> properties.setProperty("clientCertificateKeyStorePassword", p));
    return properties;
  }

  private static String url(java.nio.file.Path file) {
    return file.toAbsolutePath().toUri().toString();
  }

  /** Rows of a query. */
  <T> List<T> query(String sql, RowReader<T> reader, Object... parameters) {
    try {
      return tryQuery(sql, reader, parameters);
    } catch (SQLException e) {
      throw failure(endpoint, sql, e);
    }
  }

  /** Rows of a query, or empty when the account may not ask. */
  <T> Optional<List<T>> queryIfAllowed(String sql, RowReader<T> reader) {
    try {
      return Optional.of(tryQuery(sql, reader));
    } catch (SQLException e) {
      if (SqlFailures.isDenied(e)) {
        return Optional.empty();
      }
      throw failure(endpoint, sql, e);
    }
  }

  /** The server's words when it refuses a query; empty when it answers. */
  Optional<String> refusalOf(String sql) {
    try {
      tryQuery(sql, row -> row);
      return Optional.empty();
    } catch (SQLException e) {
      if (SqlFailures.passes(e)) {
        throw failure(endpoint, sql, e);
      }
      return Optional.of(e.getMessage());
    }
  }

  /** True when there is such a table and the account may read it. */
  public boolean hasTable(String quoted) {
    String sql = "SELECT 1 FROM " + quoted + " LIMIT 1";
    try {
      tryQuery(sql, row -> row);
      return true;
    } catch (SQLException e) {
      if (SqlFailures.isMissing(e)) {
        return false;
      }
      throw failure(endpoint, sql, e);
    }
  }

  /** Takes rows as they come. */
  public interface RowSink {
    /**
     * @param fields as the server sent them, null for SQL NULL
     * @return false when it wants no more
     */
    boolean take(byte[][] fields);
  }

  /**
   * Rows of a query over the wire, never all at once. When the sink has had enough, the connection
   * is given up: whoever owns this session closes it.
   *
   * @return false when the sink had enough
   */
  public boolean stream(String sql, RowSink sink) {
    boolean wants = true;
    try (Statement statement =
        connection.createStatement(ResultSet.TYPE_FORWARD_ONLY, ResultSet.CONCUR_READ_ONLY)) {
      statement.setFetchSize(Integer.MIN_VALUE);
      try (ResultSet result = statement.executeQuery(sql)) {
        while (wants && result.next()) {
          wants = sink.take(fields(result));
        }
        if (!wants) {
          abort();
        }
      }
      return wants;
    } catch (SQLException e) {
      if (!wants) {
        // Closing reads what is left, of a connection that was given up.
        return false;
      }
      throw failure(endpoint, sql, e);
    }
  }

  private static byte[][] fields(ResultSet row) throws SQLException {
    byte[][] fields = new byte[row.getMetaData().getColumnCount()][];
    for (int i = 0; i < fields.length; i++) {
      fields[i] = row.getBytes(i + 1);
    }
    return fields;
  }

  /** The first field of the first row; empty when there is no row, or it is NULL. */
  public Optional<String> first(String sql, Object... parameters) {
    return query(sql, row -> Optional.ofNullable(row.getString(1)), parameters).stream()
        .findFirst()
        .flatMap(field -> field);
  }

  /** Statements without a result. */
  public void execute(String... statements) {
    try (Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    } catch (SQLException e) {
      throw failure(endpoint, String.join("; ", statements), e);
    }
  }

  /** Breaks the connection off, whatever another thread does with it. */
  public void abort() {
    try {
      connection.abort(Runnable::run);
    } catch (SQLException e) {
      throw failure(endpoint, "breaking the connection off", e);
    }
  }

  private <T> List<T> tryQuery(String sql, RowReader<T> reader, Object... parameters)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < parameters.length; i++) {
        statement.setObject(i + 1, parameters[i]);
      }
      try (ResultSet result = statement.executeQuery()) {
        List<T> rows = new ArrayList<>();
        while (result.next()) {
          rows.add(reader.read(result));
        }
        return rows;
      }
    }
  }

  private static DoppioException failure(Endpoint endpoint, String what, SQLException e) {
    return SqlFailures.of("MySQL " + endpoint + ", " + what, endpoint.password().origin(), e);
  }

  /** Idempotent. */
  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      throw failure(endpoint, "closing the connection", e);
    }
  }
}
