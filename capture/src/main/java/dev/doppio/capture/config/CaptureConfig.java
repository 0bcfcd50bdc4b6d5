package dev.doppio.capture.config;

import dev.doppio.schemas.Doppio;
import dev.doppio.schemas.document.TableName;
import dev.doppio.schemas.partition.DatabaseLayout;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * Everything capture has to be told.
 *
 * @param node name of the storage node, unique in all datacenters
 * @param datacenter where it stands
 * @param endpoint the MySQL server
 * @param databases layouts of the captured databases; at least one
 * @param tables which tables of these
 * @param serverId replica id towards MySQL; derived from the node's name when empty
 * @param history where table structures are kept
 * @param overrides refusals taken back by the operator
 * @param mysql settings of the MySQL client (Connector/J properties)
 * @param debezium settings of the Debezium connector; those that capture sets itself are refused
 */
public record CaptureConfig(
    String node,
    String datacenter,
    Endpoint endpoint,
    List<DatabaseLayout> databases,
    TableFilter tables,
    Optional<Long> serverId,
    SchemaHistory history,
    Overrides overrides,
    Map<String, String> mysql,
    Map<String, String> debezium) {
  private static final long MAX_SERVER_ID = 4_294_967_295L;

  public CaptureConfig {
    Objects.requireNonNull(endpoint);
    Objects.requireNonNull(tables);
    Objects.requireNonNull(history);
    Objects.requireNonNull(overrides);
    databases = List.copyOf(databases);
    mysql = Map.copyOf(mysql);
    debezium = Map.copyOf(debezium);
    if (!node.matches("[A-Za-z0-9._-]+") || !datacenter.matches("[A-Za-z0-9._-]+")) {
      throw new IllegalArgumentException(
          "node and datacenter are letters, digits, '.', '_' and '-', not '"
              + (node + "' and '" + datacenter + "'"));
    }
    if (databases.isEmpty()) {
      throw new IllegalArgumentException("no database to capture: databases is empty");
    }
    serverId.ifPresent(
        id -> {
          if (id < 1 || id > MAX_SERVER_ID) {
            throw new IllegalArgumentException("server_id is 1 to 4294967295, not " + id);
          }
        });
  }

  /** The layout that covers the table; empty when it is not captured. */
  public Optional<DatabaseLayout> layoutOf(TableName table) {
    if (table.database().equals(Doppio.CHECKPOINT_SCHEMA) || !tables.accepts(table)) {
      return Optional.empty();
    }
    return databases.stream().filter(layout -> layout.covers(table)).findFirst();
  }

  /**
   * The replica id in use. A derived one lies in the upper half of the range, away from the small
   * numbers that people give to their servers.
   */
  public long effectiveServerId() {
    return serverId.orElseGet(
        () -> {
          CRC32C hash = new CRC32C();
          hash.update((datacenter + "/" + node).getBytes(StandardCharsets.UTF_8));
          return 0x8000_0000L | (hash.getValue() & 0x7fff_ffffL);
        });
  }

  /** Without client settings, which may hold secrets. */
  @Override
  public String toString() {
    return "CaptureConfig[" + node + " in " + datacenter + ", " + endpoint + "]";
  }
}
