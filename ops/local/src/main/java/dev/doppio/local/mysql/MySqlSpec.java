package dev.doppio.local.mysql;

import java.util.List;
import java.util.stream.Stream;

/**
 * A MySQL server to start.
 *
 * @param name of the server, unique within its workspace
 * @param serverId its {@code server_id}, above 0
 * @param tls whether it shows a certificate of the workspace's CA, and takes no other connections
 * @param settings lines of the {@code [mysqld]} section of its my.cnf; they come after those of a
 *     Doppio storage node, so they win
 */
public record MySqlSpec(String name, int serverId, boolean tls, List<String> settings) {
  public MySqlSpec {
    if (!name.matches("[A-Za-z0-9._-]+")) {
      throw new IllegalArgumentException("The name of a server is [A-Za-z0-9._-]+, not: " + name);
    }
    if (serverId < 1) {
      throw new IllegalArgumentException("server_id of " + name + " must be above 0: " + serverId);
    }
    settings = settings.stream().filter(line -> !line.isBlank()).toList();
  }

  /** A storage node: GTIDs, ROW with full metadata, nothing acknowledged before it is on disk. */
  public static MySqlSpec storageNode(String name, int serverId) {
    return new MySqlSpec(name, serverId, false, List.of());
  }

  /** TLS with a certificate of {@link dev.doppio.local.Workspace#certificates()}, required. */
  public MySqlSpec withTls() {
    return new MySqlSpec(name, serverId, true, settings);
  }

  /** With further lines for my.cnf, for example {@code sync_binlog=0}. */
  public MySqlSpec with(String... lines) {
    List<String> all = Stream.concat(settings.stream(), Stream.of(lines)).toList();
    return new MySqlSpec(name, serverId, tls, all);
  }
}
