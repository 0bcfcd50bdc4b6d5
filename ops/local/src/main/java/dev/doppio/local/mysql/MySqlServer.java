package dev.doppio.local.mysql;

import dev.doppio.local.LocalException;
import dev.doppio.local.Workspace;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Optional;

/**
 * A running MySQL server on loopback. Which one, says {@code -Dmysql}: {@code local} (8.0.33 from a
 * Maven artifact, the default), {@code container}, or the base folder of another MySQL. Its data
 * and port stay the same over {@link #stop}, {@link #kill} and {@link #restart}.
 */
public interface MySqlServer extends AutoCloseable {
  String ROOT_USER = "root";
  String ROOT_PASSWORD = "doppio";

  /** Starts it and waits until it answers. Its processes and files belong to the workspace. */
  static MySqlServer start(Workspace workspace, MySqlSpec spec) {
    String choice = System.getProperty("mysql", "local");
    if (choice.equals("container")) {
      return ContainerMySqlServer.start(workspace, spec);
    }
    return LocalMySqlServer.start(workspace, spec, Installation.chosen(choice, workspace));
  }

  /** Fetches MySQL 9.7 if it is not there yet; says why when it can't be had. */
  static Optional<String> lackOfNine(Workspace workspace) {
    try {
      Installation.nine(workspace);
      return Optional.empty();
    } catch (LocalException e) {
      return Optional.of(e.getMessage());
    }
  }

  /**
   * Starts MySQL 9.7, beside whatever {@code -Dmysql} names.
   *
   * @throws dev.doppio.local.LocalException also when its packages can't be had, see {@code
   *     -Ddoppio.mysql97.packages}
   */
  static MySqlServer startNine(Workspace workspace, MySqlSpec spec) {
    return LocalMySqlServer.start(workspace, spec, Installation.nine(workspace));
  }

  String name();

  String host();

  int port();

  /** Such as {@code 8.0.33}. */
  String version();

  /** The error log. */
  Path logFile();

  boolean isRunning();

  /** An orderly shutdown; returns when it is down. */
  void stop();

  /** SIGKILL; returns when it is down. */
  void kill();

  /** Starts it again, after stopping it if it runs, on the same data and port. */
  void restart();

  /** It stands still with its connections open, until {@link #resume()}. */
  void pause();

  void resume();

  /**
   * A program of this MySQL, such as {@code mysql} or {@code mysqlbinlog}, with the options that
   * connect it as root, and then these arguments.
   */
  ProcessBuilder program(String name, String... arguments);

  /** Stops it for good. The data go with the workspace. */
  @Override
  void close();

  /** Without a database; otherwise as {@link #jdbcUrl(String)}. */
  default String jdbcUrl() {
    return jdbcUrl("");
  }

  /** For Connector/J, with the options that a connection to this server needs. */
  String jdbcUrl(String database);

  /** A new connection as root. */
  default Connection connect() throws SQLException {
    return DriverManager.getConnection(jdbcUrl(), ROOT_USER, ROOT_PASSWORD);
  }
}
