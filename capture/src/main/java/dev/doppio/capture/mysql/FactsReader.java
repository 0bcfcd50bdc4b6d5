package dev.doppio.capture.mysql;

import dev.doppio.capture.config.CaptureConfig;
import dev.doppio.capture.preflight.NodeFacts;
import dev.doppio.capture.preflight.ServerFacts;
import dev.doppio.capture.structure.TableFacts;
import dev.doppio.schemas.document.TableName;
import dev.doppio.schemas.gtid.GtidSet;
import dev.doppio.schemas.source.SourcePosition;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Reads what preflight judges. Reads only. */
public final class FactsReader {
  private static final String VARIABLES =
      "SHOW GLOBAL VARIABLES WHERE Variable_name IN ('log_bin', 'binlog_format',"
          + " 'binlog_row_image', 'binlog_row_value_options', 'binlog_row_metadata',"
          + " 'binlog_transaction_compression', 'gtid_mode', 'enforce_gtid_consistency',"
          + " 'sync_binlog', 'innodb_flush_log_at_trx_commit', 'server_id',"
          + " 'binlog_expire_logs_seconds', 'binlog_expire_logs_auto_purge', 'expire_logs_days',"
          + " 'log_replica_updates', 'log_slave_updates', 'server_uuid', 'lower_case_table_names')";

  private static final Pattern VERSION = Pattern.compile("(\\d{1,4})\\.(\\d{1,4})\\.(\\d{1,4})");

  private final SqlSession sql;
  private final CaptureConfig config;

  /** Asks over this connection. */
  public FactsReader(SqlSession sql, CaptureConfig config) {
    this.sql = sql;
    this.config = config;
  }

  /**
   * Everything preflight wants to know.
   *
   * @param after where capture would resume; empty on the first start
   */
  public NodeFacts read(Charsets charsets, Optional<SourcePosition> after) {
    List<TableFacts> tables = tables();
    Map<TableName, String> unreadable = new LinkedHashMap<>();
    for (TableFacts table : tables) {
      sql.refusalOf("SELECT * FROM " + table.name().quoted() + " LIMIT 0")
          .ifPresent(why -> unreadable.put(table.name(), why));
    }
    Set<TableName> uncaptured =
        tables.stream()
            .map(TableFacts::name)
            .filter(table -> !unreadable.containsKey(table))
            .filter(table -> after.filter(at -> !at.scope().covers(table)).isPresent())
            .filter(this::holdsRows)
            .collect(Collectors.toSet());
    return new NodeFacts(server(), tables, unreadable, uncaptured, charsets.decodable());
  }

  private boolean holdsRows(TableName table) {
    return !sql.query("SELECT 1 FROM " + table.quoted() + " LIMIT 1", row -> row.getInt(1))
        .isEmpty();
  }

  /** Captured tables as they are now. */
  public List<TableFacts> tables() {
    TableCatalog catalog = new TableCatalog(sql);
    List<TableFacts> tables = new ArrayList<>();
    for (String database : catalog.databases(config.scope()::coversSchema)) {
      tables.addAll(catalog.tables(database, config::isCaptured));
    }
    return tables;
  }

  private ServerFacts server() {
    Instant time = new SourceClock(sql).time();
    Map<String, String> variables = new LinkedHashMap<>();
    sql.query(VARIABLES, row -> variables.put(row.getString(1), row.getString(2)));
    String version = one("SELECT VERSION()");
    return new ServerFacts(
        config.endpoint().address(),
        version,
        variables,
        gtids("SELECT @@global.gtid_executed"),
        gtids("SELECT @@global.gtid_purged"),
        privileges(),
        sql.queryIfAllowed(replicas(version), row -> row.getLong(1)),
        time);
  }

  /** The statement has another name since 8.0.22; the old one is gone in 8.4. */
  static String replicas(String version) {
    Matcher parts = VERSION.matcher(version);
    boolean old =
        parts.lookingAt()
            && parts.group(1).equals("8")
            && parts.group(2).equals("0")
            && Integer.parseInt(parts.group(3)) < 22;
    return old ? "SHOW SLAVE HOSTS" : "SHOW REPLICAS";
  }

  private String one(String query) {
    return sql.query(query, row -> Optional.ofNullable(row.getString(1)).orElse("")).get(0);
  }

  private GtidSet gtids(String query) {
    return GtidSet.parse(one(query).replace("\n", ""));
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
