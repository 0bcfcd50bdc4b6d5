package dev.doppio.applier.mysql;

import dev.doppio.schemas.document.TableName;
import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;
import dev.doppio.schemas.secret.Secret;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/**
 * A MySQL replica as a target.
 *
 * @param host name or address
 * @param port TCP port
 * @param user account; {@code doppio grants} prints the least it needs
 * @param password asked for at each login
 * @param tls encryption; key and trust stores go through {@code properties}
 * @param poolSize most connections at a time: one for each partition with an open transaction and
 *     one for schema changes
 * @param properties connection properties of Connector/J that go through as they are ({@code
 *     mysql.*} without its prefix); they win over ours
 * @param datacenter origin of the log, part of the checkpoint's key
 * @param databases MySQL schemas to check before the first row; others are checked at first sight
 * @param unique what becomes of unique keys, by table; see {@link UniquePolicy}
 * @param strict true when an update or delete that finds no row stops its partition; else it is
 *     only counted
 */
public record MySqlTargetConfig(
    String host,
    int port,
    String user,
    Secret password,
    TlsMode tls,
    int poolSize,
    Map<String, String> properties,
    String datacenter,
    List<String> databases,
    Map<TableName, UniquePolicy> unique,
    boolean strict) {
  /** Longest name of a datacenter, in characters. */
  public static final int MAX_DATACENTER_CHARACTERS = 100;

  /** What the meaning of our statements and counts hangs on. */
  private static final Set<String> FIXED =
      Set.of(
          "user",
          "password",
          "sslMode",
          "useAffectedRows",
          "jdbcCompliantTruncation",
          "useServerPrepStmts",
          "characterEncoding",
          "connectionCollation",
          "connectionAttributes",
          "autoReconnect");

  public MySqlTargetConfig {
    Objects.requireNonNull(password);
    Objects.requireNonNull(tls);
    properties = Map.copyOf(properties);
    databases = List.copyOf(databases);
    unique = Map.copyOf(unique);
    refuseFixed(properties.keySet());
    if (host.isEmpty() || port < 1 || port > 65_535) {
      throw new IllegalArgumentException("not an address: '" + host + ":" + port + "'");
    }
    if (user.isEmpty()) {
      throw new IllegalArgumentException("the replica at " + host + " needs a user");
    }
    if (poolSize < 2) {
      throw new IllegalArgumentException(
          "a pool of " + poolSize + " is too small: one connection is for schema changes");
    }
    if (datacenter.isEmpty() || datacenter.length() > MAX_DATACENTER_CHARACTERS) {
      throw new IllegalArgumentException(
          "datacenter '" + datacenter + "' is not 1 to " + MAX_DATACENTER_CHARACTERS + " long");
    }
  }

  private static void refuseFixed(Set<String> names) {
    Set<String> fixed = new TreeSet<>(names);
    fixed.retainAll(FIXED);
    if (!fixed.isEmpty()) {
      throw new DoppioException(
          FailureKind.CONFIGURATION,
          "target.mysql.client."
              + String.join(", target.mysql.client.", fixed)
              + " can't be passed through: the applier's statements need its value of it; remove"
              + " the setting");
    }
  }

  /** For messages: where the replica is. */
  public String address() {
    return host + ":" + port;
  }

  /** Names the replica; secrets stay out. */
  @Override
  public String toString() {
    return "MySQL replica " + user + "@" + address();
  }
}
