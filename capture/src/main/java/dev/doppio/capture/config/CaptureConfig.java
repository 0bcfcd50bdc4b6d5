package dev.doppio.capture.config;

import dev.doppio.schemas.Doppio;
import dev.doppio.schemas.document.TableName;
import dev.doppio.schemas.partition.DatabaseLayout;
import dev.doppio.schemas.partition.PartitionMode;
import dev.doppio.schemas.source.CaptureScope;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.zip.CRC32C;

/**
 * Everything capture has to be told.
 *
 * @param node name of the storage node, unique in all datacenters
 * @param datacenter where it stands
 * @param endpoints the MySQL servers of the storage node, the one to read from first; they
 *     replicate one another by GTID
 * @param databases layouts of the captured databases; at least one
 * @param tables which tables of these
 * @param serverId replica id towards MySQL; derived from the node's name when empty
 * @param engine what reads the binlog
 * @param snapshots what a snapshot may take from the server
 * @param overrides refusals taken back by the operator
 * @param retentionWarning a binlog that is needed and may be purged sooner is a warning
 * @param mysql settings of the MySQL client (Connector/J properties)
 * @param debezium settings of the Debezium connector; those that capture sets itself are refused
 */
public record CaptureConfig(
    String node,
    String datacenter,
    List<Endpoint> endpoints,
    List<DatabaseLayout> databases,
    TableFilter tables,
    Optional<Long> serverId,
    CaptureEngine engine,
    SnapshotLimits snapshots,
    Overrides overrides,
    Duration retentionWarning,
    Map<String, String> mysql,
    Map<String, String> debezium) {
  private static final long MAX_SERVER_ID = 4_294_967_295L;

  public CaptureConfig {
    endpoints = List.copyOf(endpoints);
    Objects.requireNonNull(tables);
    Objects.requireNonNull(engine);
    Objects.requireNonNull(snapshots);
    Objects.requireNonNull(overrides);
    Objects.requireNonNull(retentionWarning);
    databases = List.copyOf(databases);
    mysql = Map.copyOf(mysql);
    debezium = Map.copyOf(debezium);
    if (!node.matches("[A-Za-z0-9._-]+") || !datacenter.matches("[A-Za-z0-9._-]+")) {
      throw new IllegalArgumentException(
          "node and datacenter are letters, digits, '.', '_' and '-', not '"
              + (node + "' and '" + datacenter + "'"));
    }
    if (endpoints.isEmpty()
        || endpoints.stream().map(Endpoint::address).distinct().count() < endpoints.size()) {
      throw new IllegalArgumentException(
          "a storage node has one or more MySQL servers, each named once, not " + endpoints);
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

  /** The server that is read from; where there are several, the one to try first. */
  public Endpoint endpoint() {
    return endpoints.get(0);
  }

  /** The same with this server, one of the node's, as the one that is read from. */
  public CaptureConfig at(Endpoint endpoint) {
    List<Endpoint> first = new ArrayList<>(endpoints);
    first.remove(endpoint);
    first.add(0, endpoint);
    return new CaptureConfig(
        node,
        datacenter,
        first,
        databases,
        tables,
        serverId,
        engine,
        snapshots,
        overrides,
        retentionWarning,
        mysql,
        debezium);
  }

  /** The layout that covers the table; empty when it is not captured. */
  public Optional<DatabaseLayout> layoutOf(TableName table) {
    return isCaptured(table)
        ? databases.stream().filter(layout -> layout.covers(table)).findFirst()
        : Optional.empty();
  }

  /** True when the table is captured. */
  public boolean isCaptured(TableName table) {
    return scope().covers(table);
  }

  /** True when the table is captured, or would be without regard to case. */
  public boolean mayCapture(TableName table) {
    TableName folded = new TableName(fold(table.database()), fold(table.table()));
    return isCaptured(table) || inAnyCase().covers(folded);
  }

  /** True when documents of one table would lie in the same partitions as documents of another. */
  public boolean placesAlike(TableName one, TableName other) {
    return one.database().equals(other.database())
        && layoutOf(one).equals(layoutOf(other))
        && layoutOf(one).filter(layout -> layout.placesAlike(one, other)).isPresent();
  }

  /** True when a MySQL schema of the name, in whatever case, may hold captured tables. */
  public boolean mayCoverSchema(String schema) {
    return inAnyCase().coversSchema(fold(schema));
  }

  /** What is captured, as the position remembers it; never the own tables of appliers. */
  public CaptureScope scope() {
    TableName own = new TableName(Doppio.CHECKPOINT_SCHEMA, "x");
    return new CaptureScope(
        databases.stream()
            .filter(layout -> !layout.covers(own))
            .collect(Collectors.toMap(DatabaseLayout::database, DatabaseLayout::mode)),
        tables.include(),
        tables.exclude());
  }

  private CaptureScope inAnyCase() {
    CaptureScope scope = scope();
    Map<String, PartitionMode> folded = new HashMap<>();
    scope.databases().forEach((database, mode) -> folded.put(fold(database), mode));
    return new CaptureScope(
        folded,
        scope.include().stream().map(CaptureConfig::fold).toList(),
        scope.exclude().stream().map(CaptureConfig::fold).toList());
  }

  private static String fold(String name) {
    return name.toLowerCase(Locale.ROOT);
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
    return "CaptureConfig[" + node + " in " + datacenter + ", " + endpoints + "]";
  }
}
