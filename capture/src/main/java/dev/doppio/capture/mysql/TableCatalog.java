package dev.doppio.capture.mysql;

import dev.doppio.capture.structure.ColumnFacts;
import dev.doppio.capture.structure.ForeignKeyFacts;
import dev.doppio.capture.structure.IndexFacts;
import dev.doppio.capture.structure.TableFacts;
import dev.doppio.schemas.document.TableName;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** Tables as the server has them now, out of {@code information_schema}. */
public final class TableCatalog {
  private static final String COLUMNS =
      "SELECT TABLE_NAME, COLUMN_NAME, DATA_TYPE, COLUMN_TYPE, CHARACTER_MAXIMUM_LENGTH,"
          + " NUMERIC_PRECISION, DATETIME_PRECISION, NUMERIC_SCALE, COLLATION_NAME, IS_NULLABLE,"
          + " EXTRA FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = ? ORDER BY TABLE_NAME,"
          + " ORDINAL_POSITION";

  private static final String INDEXES =
      "SELECT TABLE_NAME, INDEX_NAME, COLUMN_NAME FROM information_schema.STATISTICS WHERE"
          + " TABLE_SCHEMA = ? AND NON_UNIQUE = 0 ORDER BY TABLE_NAME, INDEX_NAME, SEQ_IN_INDEX";

  private static final String FOREIGN_KEYS =
      "SELECT k.TABLE_NAME, k.CONSTRAINT_NAME, k.COLUMN_NAME, k.REFERENCED_TABLE_SCHEMA,"
          + " k.REFERENCED_TABLE_NAME, r.UPDATE_RULE, r.DELETE_RULE FROM"
          + " information_schema.REFERENTIAL_CONSTRAINTS r JOIN"
          + " information_schema.KEY_COLUMN_USAGE k ON k.CONSTRAINT_SCHEMA = r.CONSTRAINT_SCHEMA"
          + " AND k.CONSTRAINT_NAME = r.CONSTRAINT_NAME AND k.TABLE_NAME = r.TABLE_NAME WHERE"
          + " r.CONSTRAINT_SCHEMA = ? ORDER BY k.TABLE_NAME, k.CONSTRAINT_NAME,"
          + " k.ORDINAL_POSITION";

  private final SqlSession sql;

  /** Asks over this connection. */
  public TableCatalog(SqlSession sql) {
    this.sql = sql;
  }

  /** Schemas of the server that pass, without the server's own. */
  public List<String> databases(Predicate<String> wanted) {
    return sql
        .query("SELECT SCHEMA_NAME FROM information_schema.SCHEMATA", row -> row.getString(1))
        .stream()
        .filter(wanted)
        .toList();
  }

  /** The charset of a schema's tables that name none; empty when there is no such schema. */
  public Optional<String> defaultCharset(String schema) {
    return sql
        .query(
            "SELECT DEFAULT_CHARACTER_SET_NAME FROM information_schema.SCHEMATA WHERE SCHEMA_NAME"
                + " = ?",
            row -> row.getString(1),
            schema)
        .stream()
        .findFirst();
  }

  /** The charset of a table's columns that name none; empty when there is no such table. */
  public Optional<String> defaultCharset(TableName table) {
    return sql
        .query(
            "SELECT c.CHARACTER_SET_NAME FROM information_schema.TABLES t JOIN"
                + " information_schema.COLLATIONS c ON c.COLLATION_NAME = t.TABLE_COLLATION WHERE"
                + " t.TABLE_SCHEMA = ? AND t.TABLE_NAME = ?",
            row -> row.getString(1),
            table.database(),
            table.table())
        .stream()
        .findFirst();
  }

  /** Base tables of a schema that the account can see and that pass. */
  public List<TableFacts> tables(String database, Predicate<TableName> wanted) {
    Map<String, List<ColumnFacts>> columns = new LinkedHashMap<>();
    sql.query(COLUMNS, row -> add(columns, row.getString(1), column(row)), database);
    Map<String, Map<String, List<String>>> indexes = indexes(database);
    Map<String, List<ForeignKeyFacts>> foreignKeys = foreignKeys(database);
    List<TableFacts> tables = new ArrayList<>();
    engines(database)
        .forEach(
            (table, engine) -> {
              TableName name = new TableName(database, table);
              if (columns.containsKey(table) && wanted.test(name)) {
                tables.add(
                    facts(
                        name,
                        engine,
                        columns.get(table),
                        indexes.getOrDefault(table, Map.of()),
                        foreignKeys.getOrDefault(table, List.of())));
              }
            });
    return tables;
  }

  /** One table; empty when there is none, or the account can't see it. */
  public Optional<TableFacts> table(TableName name) {
    return tables(name.database(), name::equals).stream().findFirst();
  }

  private Map<String, String> engines(String database) {
    Map<String, String> engines = new LinkedHashMap<>();
    sql.query(
        "SELECT TABLE_NAME, ENGINE FROM information_schema.TABLES WHERE TABLE_SCHEMA = ? AND"
            + " TABLE_TYPE = 'BASE TABLE' ORDER BY TABLE_NAME",
        row -> engines.put(row.getString(1), Optional.ofNullable(row.getString(2)).orElse("none")),
        database);
    return engines;
  }

  private static TableFacts facts(
      TableName name,
      String engine,
      List<ColumnFacts> columns,
      Map<String, List<String>> indexes,
      List<ForeignKeyFacts> foreignKeys) {
    List<IndexFacts> unique = new ArrayList<>();
    indexes.forEach(
        (index, parts) -> {
          if (!index.equals("PRIMARY")) {
            unique.add(new IndexFacts(index, parts));
          }
        });
    List<String> key = indexes.getOrDefault("PRIMARY", List.of());
    return new TableFacts(name, engine, columns, key, unique, foreignKeys);
  }

  private static ColumnFacts column(ResultSet row) throws SQLException {
    long characters = row.getLong("CHARACTER_MAXIMUM_LENGTH");
    long digits = row.getLong("NUMERIC_PRECISION");
    long fraction = row.getLong("DATETIME_PRECISION");
    String extra = row.getString("EXTRA").toUpperCase(Locale.ROOT);
    return new ColumnFacts(
        row.getString("COLUMN_NAME"),
        row.getString("DATA_TYPE"),
        row.getString("COLUMN_TYPE"),
        Math.max(characters, Math.max(digits, fraction)),
        row.getInt("NUMERIC_SCALE"),
        Optional.ofNullable(row.getString("COLLATION_NAME")),
        row.getString("IS_NULLABLE").equals("YES"),
        extra.contains("VIRTUAL GENERATED") || extra.contains("STORED GENERATED"));
  }

  private Map<String, Map<String, List<String>>> indexes(String database) {
    Map<String, Map<String, List<String>>> indexes = new LinkedHashMap<>();
    sql.query(
        INDEXES,
        row -> {
          List<String> parts =
              indexes
                  .computeIfAbsent(row.getString(1), table -> new LinkedHashMap<>())
                  .computeIfAbsent(row.getString(2), index -> new ArrayList<>());
          Optional.ofNullable(row.getString(3)).ifPresent(parts::add);
          return parts;
        },
        database);
    return indexes;
  }

  private Map<String, List<ForeignKeyFacts>> foreignKeys(String database) {
    Map<String, List<ForeignKeyFacts>> keys = new LinkedHashMap<>();
    sql.query(FOREIGN_KEYS, row -> addForeignKey(keys, row), database);
    return keys;
  }

  private static ForeignKeyFacts addForeignKey(
      Map<String, List<ForeignKeyFacts>> keys, ResultSet row) throws SQLException {
    List<ForeignKeyFacts> ofTable =
        keys.computeIfAbsent(row.getString(1), table -> new ArrayList<>());
    String name = row.getString(2);
    List<String> columns = new ArrayList<>();
    if (!ofTable.isEmpty() && ofTable.get(ofTable.size() - 1).name().equals(name)) {
      columns.addAll(ofTable.remove(ofTable.size() - 1).columns());
    }
    columns.add(row.getString(3));
    TableName references = new TableName(row.getString(4), row.getString(5));
    ForeignKeyFacts key =
        new ForeignKeyFacts(name, columns, references, row.getString(6), row.getString(7));
    ofTable.add(key);
    return key;
  }

  private static <T> T add(Map<String, List<T>> map, String key, T value) {
    map.computeIfAbsent(key, k -> new ArrayList<>()).add(value);
    return value;
  }
}
