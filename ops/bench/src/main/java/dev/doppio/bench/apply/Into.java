package dev.doppio.bench.apply;

import dev.doppio.local.LocalException;
import dev.doppio.local.mysql.MySqlServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * What one of our appliers writes to.
 *
 * @param command of {@code doppio apply}
 * @param heap {@code -Xmx} of its process
 * @param yaml {@code target} of its configuration
 */
public record Into(String command, String heap, String yaml) {
  /** A MySQL replica. */
  public static Into mysql(MySqlServer replica) {
    return new Into(
        "mysql",
        "-Xmx160m",
        "mysql: {host: %s, port: %d, user: %s, password-file: password, tls: {mode: disabled}}"
            .formatted(replica.host(), replica.port(), MySqlServer.ROOT_USER));
  }

  /** A Lucene index in folder {@code index} beside the configuration. */
  static Into lucene() {
    return new Into("search", "-Xmx512m", "lucene: {folder: index}");
  }

  /**
   * Tables in Hadoop, in folder {@code warehouse} beside the configuration. The last commit of a
   * backlog waits for its interval: not as long as by default.
   */
  static Into hadoop() {
    return new Into("hadoop", "-Xmx512m", "hadoop: {warehouse: warehouse, commit-interval: 2s}");
  }

  /** For the report. */
  String describe() {
    return "doppio apply " + command + ", target " + yaml.replaceFirst("host.*user", "user");
  }

  /** Writes the password that the configuration names. */
  static void password(Path folder) {
    try {
      Path password = Files.writeString(folder.resolve("password"), MySqlServer.ROOT_PASSWORD);
      Files.setPosixFilePermissions(password, PosixFilePermissions.fromString("rw-------"));
    } catch (IOException e) {
      throw new LocalException("Cannot write into " + folder + ": " + e, e);
    }
  }
}
