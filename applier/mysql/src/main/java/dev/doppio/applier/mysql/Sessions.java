package dev.doppio.applier.mysql;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.metrics.MetricsTrackerFactory;
import com.zaxxer.hikari.util.Credentials;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.Properties;

/**
 * Connections to the replica, each with its session pinned: what a value becomes must not hang on a
 * server's defaults.
 */
final class Sessions {
  /** A value that is cut, rounded away or out of range is an error; zero dates are values. */
  static final String STRICT_MODE =
      "NO_AUTO_VALUE_ON_ZERO,ALLOW_INVALID_DATES,STRICT_TRANS_TABLES,STRICT_ALL_TABLES";

  /** For rows that no strict session takes, see {@link RowPlan.Fit#BEHIND}. */
  static final String RELAXED_MODE = "NO_AUTO_VALUE_ON_ZERO,ALLOW_INVALID_DATES";

  /** Connection attribute by which a successor knows the connections of a process. */
  static final String APPLIER_ATTRIBUTE = "doppio_applier";

  /** Seconds that a row of the replica is waited for; then the transaction is tried again. */
  static final int ROW_LOCK_SECONDS = 10;

  /** Seconds that DDL waits for running transactions, and they for it. */
  static final int TABLE_LOCK_SECONDS = 10;

  /**
   * Every name in our statements has its schema. Without a default one Flyway would go back to
   * having none by making and dropping a schema of a random name; this one is open to everybody.
   */
  private static final String DEFAULT_SCHEMA = "information_schema";

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

  /** Of rows: longer than any lock is waited for. */
  static final Duration ROWS_TIMEOUT = Duration.ofMinutes(2);

  /** Of schema changes, which may copy a table: none. */
  static final Duration DDL_TIMEOUT = Duration.ZERO;

  private static final Duration POOL_TIMEOUT = Duration.ofSeconds(15);
  private static final Duration IDLE_TIMEOUT = Duration.ofMinutes(1);

  private final MySqlTargetConfig config;
  private final String applier;
  private final Optional<MetricsTrackerFactory> tracking;

  /** Of a process that tells nobody the figures of its pools. */
  Sessions(MySqlTargetConfig config, String applier) {
    this(config, applier, Optional.empty());
  }

  /**
   * @param config the replica
   * @param applier token of this process
   * @param tracking is told the figures of pools
   */
  Sessions(MySqlTargetConfig config, String applier, Optional<MetricsTrackerFactory> tracking) {
    this.config = config;
    this.applier = applier;
    this.tracking = tracking;
  }

  /** One connection outside any pool, in autocommit mode. */
  Connection connect() throws SQLException {
    Properties properties = properties(ROWS_TIMEOUT);
    properties.setProperty("user", config.user());
    properties.setProperty("password", config.password().reveal());
    Connection connection = login(() -> DriverManager.getConnection(url(), properties));
    try (var statement = connection.createStatement()) {
      statement.execute(pinned());
      return connection;
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  /** A pool of connections in READ COMMITTED and without autocommit. Opens none yet. */
  HikariDataSource pool(String name, int size, Duration answerTimeout) {
    HikariConfig pool = new HikariConfig();
    pool.setPoolName(name);
    pool.setJdbcUrl(url());
    pool.setCredentialsProvider(() -> Credentials.of(config.user(), config.password().reveal()));
    pool.setDataSourceProperties(properties(answerTimeout));
    pool.setConnectionInitSql(pinned());
    pool.setTransactionIsolation("TRANSACTION_READ_COMMITTED");
    pool.setAutoCommit(false);
    pool.setMaximumPoolSize(size);
    pool.setMinimumIdle(0);
    pool.setIdleTimeout(IDLE_TIMEOUT.toMillis());
    pool.setConnectionTimeout(POOL_TIMEOUT.toMillis());
    pool.setInitializationFailTimeout(-1);
    tracking.ifPresent(pool::setMetricsTrackerFactory);
    return new HikariDataSource(pool) {
      @Override
      public Connection getConnection() throws SQLException {
        return login(super::getConnection);
      }
    };
  }

  /** Something that may have to log in. */
  private interface Login {
    Connection connect() throws SQLException;
  }

  private Connection login(Login login) throws SQLException {
    try {
      return login.connect();
    } catch (SQLException e) {
      throw SqlFailures.denial(e, config.password().origin()).orElse(e);
    }
  }

  private String url() {
    String host = config.host().contains(":") ? "[" + config.host() + "]" : config.host();
    return "jdbc:mysql://" + host + ":" + config.port() + "/" + DEFAULT_SCHEMA;
  }

  private Properties properties(Duration answerTimeout) {
    Properties properties = new Properties();
    properties.setProperty("sslMode", config.tls().name());
    properties.setProperty("connectTimeout", Long.toString(CONNECT_TIMEOUT.toMillis()));
    properties.setProperty("socketTimeout", Long.toString(answerTimeout.toMillis()));
    properties.setProperty("tcpKeepAlive", "true");
    properties.setProperty("characterEncoding", "UTF-8");
    properties.setProperty("useServerPrepStmts", "false");
    properties.setProperty("cachePrepStmts", "true");
    properties.setProperty("prepStmtCacheSize", "250");
    properties.setProperty("prepStmtCacheSqlLimit", "1000000");
    properties.setProperty("jdbcCompliantTruncation", "false");
    properties.setProperty("useAffectedRows", "false");
    properties.setProperty("paranoid", "true");
    properties.setProperty(
        "connectionAttributes", "program_name:doppio," + APPLIER_ATTRIBUTE + ":" + applier);
    config.properties().forEach(properties::setProperty);
    return properties;
  }

  private static String pinned() {
    return "SET SESSION time_zone = '+00:00', sql_mode = '"
        + STRICT_MODE
        + "', foreign_key_checks = 0, unique_checks = 1, sql_safe_updates = 0,"
        + " sql_auto_is_null = 0, range_optimizer_max_mem_size = 0, innodb_lock_wait_timeout = "
        + ROW_LOCK_SECONDS
        + ", lock_wait_timeout = "
        + TABLE_LOCK_SECONDS;
  }
}
