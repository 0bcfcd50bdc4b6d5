package dev.doppio.applier.hadoop;

import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.CatalogProperties;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.NoSuchNamespaceException;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.apache.iceberg.exceptions.ValidationException;
import org.apache.iceberg.hadoop.HadoopCatalog;

/**
 * A folder of Iceberg tables. Its commits are renames onto a name that nobody has: atomic on HDFS,
 * and by {@link LocalFiles} in a local folder. Thread-safe; tables that it gives out are not.
 */
final class Warehouse implements AutoCloseable {
  private static final Map<String, String> TABLE_PROPERTIES =
      Map.of(
          "format-version", "2",
          "write.parquet.compression-codec", "zstd",
          "write.parquet.row-group-size-bytes", Integer.toString(16 << 20),
          "write.metadata.delete-after-commit.enabled", "true",
          "write.metadata.previous-versions-max", "100",
          "commit.retry.num-retries", "0");

  private final HadoopCatalog catalog;
  private final String folder;
  private final Map<TableIdentifier, BaseTable> tables = new HashMap<>();

  private Warehouse(HadoopCatalog catalog, String folder) {
    this.catalog = catalog;
    this.folder = folder;
  }

  static Configuration client(HadoopTargetConfig config) {
    Configuration client = new Configuration();
    client.set("fs.file.impl", LocalFiles.class.getName());
    client.set("fs.automatic.close", "false"); // an orderly end still writes what was gathered
    client.set("ipc.client.connect.max.retries", "3");
    client.set("ipc.client.connect.max.retries.on.timeouts", "3");
    client.set("ipc.client.connect.timeout", "10000");
    client.set("dfs.client.failover.max.attempts", "5");
    config.client().forEach(client::set);
    return client;
  }

  static Warehouse open(HadoopTargetConfig config) {
    try {
      HadoopCatalog catalog = new HadoopCatalog();
      catalog.setConf(client(config));
      catalog.initialize(
          "hadoop",
          Map.of(
              CatalogProperties.WAREHOUSE_LOCATION,
              config.warehouse(),
              CatalogProperties.LOCK_IMPL,
              NoLocks.class.getName()));
      return new Warehouse(catalog, config.warehouse());
    } catch (RuntimeException e) {
      throw HadoopFailures.of("the warehouse " + config.warehouse(), e);
    }
  }

  String folder() {
    return folder;
  }

  /** The table as it stands now. */
  Optional<BaseTable> find(TableIdentifier id) {
    return attempt(id + ", reading it", () -> load(id));
  }

  private synchronized Optional<BaseTable> load(TableIdentifier id) {
    Optional<BaseTable> known = Optional.ofNullable(tables.get(id));
    if (known.filter(Warehouse::refreshed).isPresent()) {
      return known;
    }
    try {
      BaseTable table = (BaseTable) catalog.loadTable(id);
      tables.put(id, table);
      return Optional.of(table);
    } catch (NoSuchTableException gone) {
      tables.remove(id);
      return Optional.empty();
    }
  }

  /** False for one that was dropped, or whose last known version is long out of date and gone. */
  private static boolean refreshed(BaseTable table) {
    try {
      return table.operations().refresh() != null;
    } catch (ValidationException | NoSuchTableException e) {
      return false;
    }
  }

  /** The table as it stands now, made where it is not there. */
  BaseTable findOrMake(
      TableIdentifier id, Schema schema, PartitionSpec spec, Map<String, String> properties) {
    return find(id)
        .orElseGet(
            () ->
                attempt(
                    id + ", making it",
                    () -> {
                      make(id, schema, spec, properties);
                      return load(id).orElseThrow();
                    }));
  }

  private void make(
      TableIdentifier id, Schema schema, PartitionSpec spec, Map<String, String> properties) {
    try {
      catalog
          .buildTable(id, schema)
          .withPartitionSpec(spec)
          .withProperties(TABLE_PROPERTIES)
          .withProperties(properties)
          .create();
    } catch (AlreadyExistsException another) {
      // Another process was first: it is the same.
      load(id);
    }
  }

  /** Every table there is. */
  List<TableIdentifier> all() {
    return attempt(
        "listing its tables",
        () ->
            namespaces().stream()
                .flatMap(namespace -> catalog.listTables(namespace).stream())
                .toList());
  }

  private List<Namespace> namespaces() {
    try {
      return catalog.listNamespaces();
    } catch (NoSuchNamespaceException none) {
      return List.of();
    }
  }

  /** Does it, with what fails in our kinds. */
  <T> T attempt(String what, Supplier<T> work) {
    try {
      return work.get();
    } catch (RuntimeException e) {
      throw HadoopFailures.of("the warehouse " + folder + ": " + what, e);
    }
  }

  /** Idempotent. */
  @Override
  public void close() {
    try {
      catalog.close();
    } catch (IOException e) {
      throw HadoopFailures.of("closing the warehouse " + folder, e);
    }
  }

  /** For what only an operator can mend. */
  static DoppioException rejected(String message) {
    return new DoppioException(FailureKind.TARGET_REJECTED, message);
  }
}
