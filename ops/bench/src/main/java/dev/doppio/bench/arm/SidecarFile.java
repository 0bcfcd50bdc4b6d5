package dev.doppio.bench.arm;

import dev.doppio.bench.workload.Backlog;
import dev.doppio.local.LocalException;
import dev.doppio.local.mysql.MySqlServer;
import dev.doppio.schemas.log.TopicNames;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * The configuration of a sidecar of its own log: all of it default but for what names things and
 * for the engine.
 *
 * @param servers it connects
 * @param node unique in the bench
 * @param database it captures
 * @param engine of capture; {@link #DEFAULT} leaves the setting out
 * @param partitions of the log
 * @param override of capture, as its configuration writes it; empty for none
 */
record SidecarFile(
    Servers servers, String node, String database, String engine, int partitions, String override) {
  /** What capture does when nobody says which engine to take. */
  static final String DEFAULT = "default";

  private static final String YAML =
      """
      version: 1
      node: %s
      datacenter: bench
      topics:
        prefix: %s
        replication-factor: 1
      storage-node:
        mysql:
          host: %s
          port: %d
          user: %s
          password-file: password
          tls:
            mode: disabled
      databases:
        %s:
          partitions: %d
      capture:%s
        tables:
          include: [%s.%s]
        override: {%s}
      kafka:
        bootstrap.servers: %s
      console:
        port: %d
      """;

  /** Without override. */
  SidecarFile(Servers servers, String node, String database, String engine, int partitions) {
    this(servers, node, database, engine, partitions, "");
  }

  String log() {
    return topics().log(database);
  }

  String prefix() {
    return topics().prefix();
  }

  String positions() {
    return topics().positions(node);
  }

  private TopicNames topics() {
    return new TopicNames("bench." + database + "." + node);
  }

  /** Writes it beside its password. */
  Path write(Path folder, int consolePort) {
    String yaml =
        YAML.formatted(
            node,
            prefix(),
            servers.mysql().host(),
            servers.mysql().port(),
            MySqlServer.ROOT_USER,
            database,
            partitions,
            engine.equals(DEFAULT) ? "" : "\n  engine: " + engine,
            database,
            Backlog.TABLE,
            override,
            servers.kafka().bootstrap(),
            consolePort);
    try {
      Path password = Files.writeString(folder.resolve("password"), MySqlServer.ROOT_PASSWORD);
      Files.setPosixFilePermissions(password, PosixFilePermissions.fromString("rw-------"));
      return Files.writeString(folder.resolve("sidecar.yaml"), yaml);
    } catch (IOException e) {
      throw new LocalException("Cannot write into " + folder + ": " + e, e);
    }
  }
}
