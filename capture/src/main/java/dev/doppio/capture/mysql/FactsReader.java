package dev.doppio.capture.mysql;

import dev.doppio.capture.config.CaptureConfig;
import dev.doppio.capture.preflight.NodeFacts;
import dev.doppio.capture.preflight.ServerFacts;
import dev.doppio.capture.structure.TableFacts;
import dev.doppio.schemas.document.TableName;
import dev.doppio.schemas.gtid.GtidSet;
import dev.doppio.schemas.partition.DatabaseLayout;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads what preflight judges. Reads only. */
public final class FactsReader {
  private static final String VARIABLES =
      "SHOW GLOBAL VARIABLES WHERE Variable_name IN ('log_bin', 'binlog_format',"
          + " 'binlog_row_image', 'binlog_row_value_options', 'binlog_row_metadata',"
          + " 'binlog_transaction_compression', 'gtid_mode', 'enforce_gtid_consistency',"
          + " 'sync_binlog', 'innodb_flush_log_at_trx_commit', 'server_id',"
          + " 'binlog_expire_logs_seconds')";

  private final SqlSession sql;
  private final CaptureConfig config;

  /** Asks over this connection. */
  public FactsReader(SqlSession sql, CaptureConfig config) {
    this.sql = sql;
    this.config = config;
  }

  /** Everything preflight wants to know. */
  public NodeFacts read(Charsets charsets) {
    List<TableFacts> tables = tables();
    Map<TableName, String> unreadable = new LinkedHashMap<>();
    for (TableFacts table : tables) {
      sql.refusalOf("SELECT * FROM " + table.name().quoted() + " LIMIT 0")
          .ifPresent(why -> unreadable.put(table.name(), why));
    }
    return new NodeFacts(server(), tables, unreadable, charsets.decodable());
  }

  /** Captured tables as they are now. */
  public List<TableFacts> tables() {
    TableCatalog catalog = new TableCatalog(sql);
    List<TableFacts> tables = new ArrayList<>();
    for (String database : catalog.databases(this::isCaptured)) {
      tables.addAll(catalog.tables(database, name -> config.layoutOf(name).isPresent()));
    }
    return tables;
  }

  private boolean isCaptured(String database) {
    TableName any = new TableName(database, "x");
    return config.databases().stream().anyMatch((DatabaseLayout layout) -> layout.covers(any));
  }

  private ServerFacts server() {
    Map<String, String> variables = new LinkedHashMap<>();
    sql.query(VARIABLES, row -> variables.put(row.getString(1), row.getString(2)));
    return new ServerFacts(
        config.endpoint().address(),
        one("SELECT VERSION()"),
        variables,
        gtids("SELECT @@global.gtid_executed"),
        gtids("SELECT @@global.gtid_purged"),
        privileges(),
        replicas(),
        sql.queryIfAllowed("SHOW BINARY LOGS", row -> row.getString(1)));
  }

  private String one(String query) {
    return sql.query(query, row -> Optional.ofNullable(row.getString(1)).orElse("")).get(0);
  }

  private GtidSet gtids(String query) {
    return GtidSet.parse(one(query).replace("\n", ""));
  }

  private Optional<List<Long>> replicas() {
    Optional<List<Long>> replicas = sql.queryIfAllowed("SHOW REPLICAS", row -> row.getLong(1));
    return replicas.isPresent()
        ? replicas
        : sql.queryIfAllowed("SHOW SLAVE HOSTS", row -> row.getLong(1));
  }

  /** Of lines such as {@code GRANT SELECT, RELOAD ON *.* TO `u`@`%`}; those of active roles too. */
  private Set<String> privileges() {
    String roles = one("SELECT CURRENT_ROLE()");
    String using = roles.isEmpty() || roles.equals("NONE") ? "" : " USING " + roles;
    Set<String> privileges = new HashSet<>();
    for (String line :
        sql.query("SHOW GRANTS FOR CURRENT_USER()" + using, row -> row.getString(1))) {
      int on = line.indexOf(" ON *.* TO ");
      if (line.startsWith("GRANT ") && on > 0) {
        for (String privilege : line.substring("GRANT ".length(), on).split(",")) {
          privileges.add(privilege.trim().toUpperCase(Locale.ROOT));
        }
      }
    }
    return privileges;
  }
}
