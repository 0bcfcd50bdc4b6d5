package dev.doppio.cli.demo;

import dev.doppio.cli.config.Configurations;
import dev.doppio.cli.grants.Grants;
import dev.doppio.local.kafka.KafkaCluster;
import dev.doppio.local.mysql.MySqlServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/** The daemons' configuration files and accounts, made as an operator would make them. */
final class DemoFiles {
  private static final int PASSWORD_BYTES = 16;

  private final Path folder;

  DemoFiles(Path folder) {
    this.folder = folder;
  }

  /** Writes the sidecar's file and gives its account just the rights that the file needs. */
  Path sidecar(Datacenters servers, DemoOptions options, int consolePort) throws SQLException {
    String yaml =
        """
        version: 1
        node: node-1
        datacenter: dc1
        topics:
          replication-factor: 1
        storage-node:
          mysql:
            host: %s
            port: %d
            user: doppio_sidecar
            password-file: sidecar.password
        databases:
          %s:
            partitions: %d
        kafka:
          bootstrap.servers: %s
        console:
          port: %d
        """
            .formatted(
                servers.source().host(),
                servers.source().port(),
                DemoOptions.DATABASE,
                options.partitions(),
                servers.sourceLog().bootstrap(),
                consolePort);
    String password = password("sidecar.password");
    Path file = write("sidecar.yaml", yaml);
    Grants grants = Grants.sidecar(configurations().sidecar(file, List.of()).settings());
    account(servers.source(), "doppio_sidecar", password, grants);
    return file;
  }

  /** Writes the applier's file and gives its account just the rights that the file needs. */
  Path applier(Datacenters servers, int consolePort) throws SQLException {
    String yaml =
        """
        version: 1
        log:
          origin: dc1
        databases:
          %s:
        kafka:
          bootstrap.servers: %s
        target:
          mysql:
            host: %s
            port: %d
            user: doppio_apply
            password-file: apply.password
        console:
          port: %d
        """
            .formatted(
                DemoOptions.DATABASE,
                servers.replicaLog().bootstrap(),
                servers.replica().host(),
                servers.replica().port(),
                consolePort);
    String password = password("apply.password");
    Path file = write("apply.yaml", yaml);
    Grants grants = Grants.apply(configurations().applyMySql(file, List.of()).settings());
    account(servers.replica(), "doppio_apply", password, grants);
    return file;
  }

  /** Writes the file of an applier into an index. */
  Path index(String datacenter, KafkaCluster log, Path folder, int consolePort) {
    String target = "{lucene: {folder: '%s'}}".formatted(folder);
    return write("index-" + datacenter + ".yaml", folderTarget(log, target, consolePort));
  }

  /** Writes the file of an applier into tables. */
  Path tables(String datacenter, KafkaCluster log, Path folder, int consolePort) {
    String target = "{hadoop: {warehouse: '%s', commit-interval: 1s}}".formatted(folder);
    return write("tables-" + datacenter + ".yaml", folderTarget(log, target, consolePort));
  }

  private static String folderTarget(KafkaCluster log, String target, int consolePort) {
    return """
    version: 1
    log:
      origin: dc1
    databases:
      %s:
    kafka:
      bootstrap.servers: %s
    target: %s
    console:
      port: %d
    """
        .formatted(DemoOptions.DATABASE, log.bootstrap(), target, consolePort);
  }

  private static Configurations configurations() {
    return new Configurations(Map.of());
  }

  private static void account(MySqlServer server, String user, String password, Grants grants)
      throws SQLException {
    try (Connection connection = server.connect();
        Statement sql = connection.createStatement()) {
      sql.execute("CREATE USER '" + user + "'@'%' IDENTIFIED BY '" + password + "'");
      for (String statement : grants.mysql()) {
        sql.execute(statement);
      }
    }
  }

  private String password(String file) {
    byte[] bytes = new byte[PASSWORD_BYTES];
    new SecureRandom().nextBytes(bytes);
    String password = HexFormat.of().formatHex(bytes);
    Path path = write(file, password + "\n");
    try {
      Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return password;
  }

  private Path write(String file, String text) {
    try {
      return Files.writeString(folder.resolve(file), text);
    } catch (IOException e) {
      throw new UncheckedIOException("can't write " + folder.resolve(file), e);
    }
  }
}
