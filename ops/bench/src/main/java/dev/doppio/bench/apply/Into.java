package dev.doppio.bench.apply;

import dev.doppio.local.LocalException;
import dev.doppio.local.mysql.MySqlServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/**
 * What one of our appliers writes to.
 *
 * @param arm of the bench
 * @param command of {@code doppio apply}
 * @param heap {@code -Xmx} of its process
 * @param yaml {@code target} of its configuration
 * @param settings beyond, {@code name=value}
 */
public record Into(String arm, String command, String heap, String yaml, List<String> settings) {
  public Into {
    settings = List.copyOf(settings);
  }

  /** A MySQL replica. */
  public static Into mysql(MySqlServer replica) {
    return new Into(
        "mysql",
        "mysql",
        "-Xmx160m",
        "mysql: {host: %s, port: %d, user: %s, password-file: password, tls: {mode: disabled}}"
            .formatted(replica.host(), replica.port(), MySqlServer.ROOT_USER),
        List.of());
  }

  /** A Lucene index in folder {@code index} beside the configuration. */
  static Into lucene() {
    return new Into("search", "search", "-Xmx512m", "lucene: {folder: index}", List.of());
  }

  /**
   * Tables in Hadoop, in folder {@code warehouse} beside the configuration. The last commit of a
   * backlog waits for its interval: not as long as by default.
   *
   * @param tables that are written: {@code both}, {@code changes}, {@code current}
   */
  static Into hadoop(String arm, String tables) {
    return new Into(
        arm,
        "hadoop",
        "-Xmx512m",
        "hadoop: {warehouse: warehouse, commit-interval: 2s, tables: " + tables + "}",
        List.of());
  }

  /** The same with further settings. */
  Into with(List<String> further) {
    return new Into(arm, command, heap, yaml, further);
  }

  /** For the report. */
  String describe() {
    String beyond = settings.isEmpty() ? "" : ", " + String.join(", ", settings);
    return "doppio apply "
        + command
        + ", target "
        + yaml.replaceFirst("host.*password, ", "")
        + beyond
        + ", all else default; "
        + heap
        + " -XX:+UseSerialGC";
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
