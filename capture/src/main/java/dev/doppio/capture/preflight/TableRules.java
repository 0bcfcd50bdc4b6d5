package dev.doppio.capture.preflight;

import dev.doppio.capture.config.CaptureConfig;
import dev.doppio.capture.structure.ColumnFacts;
import dev.doppio.capture.structure.ForeignKeyFacts;
import dev.doppio.capture.structure.IndexFacts;
import dev.doppio.capture.structure.TableFacts;
import dev.doppio.schemas.document.TableName;
import dev.doppio.schemas.document.TableVersion;
import dev.doppio.schemas.partition.DatabaseLayout;
import dev.doppio.schemas.partition.PartitionMode;
import dev.doppio.schemas.partition.Partitioner;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What captured tables must look like; asked at start and after every statement that changes one.
 */
public final class TableRules {
  private final CaptureConfig config;

  /** Rules for this configuration. */
  public TableRules(CaptureConfig config) {
    this.config = config;
  }

  List<Finding> judge(NodeFacts facts) {
    List<Finding> findings = new ArrayList<>();
    if (facts.tables().isEmpty()) {
      findings.add(nothingCaptured());
    }
    facts.unreadable().forEach((table, why) -> findings.add(unreadable(table, why)));
    facts.tables().forEach(table -> findings.addAll(judge(table, facts.charsets())));
    return findings;
  }

  private Finding nothingCaptured() {
    List<String> databases = config.databases().stream().map(DatabaseLayout::database).toList();
    return Finding.refusal(
        "databases " + databases + " at " + config.endpoint().address(),
        "there is no table to capture, or account " + config.endpoint().user() + " sees none",
        "Create the tables first, correct databases and capture.tables in the configuration, or "
            + Grants.of(config).get(2));
  }

  private Finding unreadable(TableName table, String why) {
    return Finding.refusal(
        "table " + table,
        "account " + config.endpoint().user() + " can't read it (" + why + ")",
        "GRANT SELECT ON " + table.quoted() + " TO " + Grants.account(config.endpoint().user()));
  }

  /**
   * Everything against one table.
   *
   * @param charsets charsets that Doppio decodes exactly
   */
  public List<Finding> judge(TableFacts table, Set<String> charsets) {
    List<Finding> findings = new ArrayList<>();
    engine(table).ifPresent(findings::add);
    if (table.primaryKey().isEmpty()) {
      findings.add(
          Finding.refusal(
              "table " + table.name(),
              "it has no primary key",
              "ALTER TABLE "
                  + table.name().quoted()
                  + " ADD PRIMARY KEY (...), or exclude the table under capture.tables.exclude"));
    }
    table.unsupported().forEach(column -> findings.add(unsupported(table, column)));
    table.columns().stream()
        .filter(column -> isUndecodable(column, charsets))
        .forEach(column -> findings.add(undecodable(table, column)));
    cascades(table, findings);
    table.version().ifPresent(version -> placement(table, version, findings));
    return findings;
  }

  private static Optional<Finding> engine(TableFacts table) {
    return table.engine().equalsIgnoreCase("InnoDB")
        ? Optional.empty()
        : Optional.of(
            Finding.refusal(
                "table " + table.name(),
                "its engine is " + table.engine() + ", which has no transactions",
                "ALTER TABLE "
                    + table.name().quoted()
                    + " ENGINE = InnoDB, or exclude the table under capture.tables.exclude"));
  }

  private static Finding unsupported(TableFacts table, ColumnFacts column) {
    return Finding.refusal(
        "column " + column.name() + " of table " + table.name(),
        "type " + column.fullType() + " is not supported yet",
        "Exclude the table under capture.tables.exclude, or drop the column");
  }

  private static boolean isUndecodable(ColumnFacts column, Set<String> charsets) {
    return column
        .column()
        .flatMap(c -> c.type().charset())
        .filter(charset -> !charsets.contains(charset))
        .isPresent();
  }

  private static Finding undecodable(TableFacts table, ColumnFacts column) {
    return Finding.refusal(
        "column " + column.name() + " of table " + table.name(),
        "its charset can't be read exactly yet (collation " + column.collation().orElse("") + ")",
        "ALTER TABLE "
            + table.name().quoted()
            + " CONVERT TO CHARACTER SET utf8mb4, or exclude the table under"
            + " capture.tables.exclude");
  }

  private static void cascades(TableFacts table, List<Finding> findings) {
    for (ForeignKeyFacts key : table.foreignKeys()) {
      if (key.changesRows()) {
        findings.add(
            Finding.refusal(
                "foreign key " + key.name() + " of table " + table.name(),
                "ON UPDATE "
                    + key.onUpdate()
                    + " ON DELETE "
                    + key.onDelete()
                    + " changes rows that the binlog does not tell",
                "ALTER TABLE "
                    + table.name().quoted()
                    + " DROP FOREIGN KEY `"
                    + key.name()
                    + "`, ADD FOREIGN KEY ("
                    + String.join(", ", key.columns())
                    + ") REFERENCES "
                    + key.references().quoted()
                    + " (...) ON UPDATE RESTRICT ON DELETE RESTRICT, and let the application"
                    + " change the rows; or exclude the table"));
      }
    }
  }

  private void placement(TableFacts table, TableVersion version, List<Finding> findings) {
    Optional<DatabaseLayout> layout = config.layoutOf(table.name());
    if (layout.isEmpty()) {
      return;
    }
    new Partitioner(layout.get())
        .objections(version).stream()
            .map(
                objection ->
                    Finding.refusal(
                        "table " + table.name(),
                        "its documents can't be placed in partitions",
                        objection))
            .forEach(findings::add);
    PartitionMode mode = layout.get().mode();
    boolean pinned = layout.get().pinned().containsKey(table.name().table());
    List<String> resourceId = resourceId(layout.get(), version);
    if (mode != PartitionMode.SCHEMA
        && !pinned
        && !config.overrides().relaxesUniqueKeysOf(table.name())) {
      uniqueAcrossPartitions(table, resourceId, findings);
    }
    if (!config.overrides().relaxesForeignKeysOf(table.name())) {
      table.foreignKeys().stream()
          .filter(key -> !staysInside(key, layout.get(), table, resourceId))
          .forEach(key -> findings.add(refersAcross(table, key, resourceId)));
    }
  }

  private static List<String> resourceId(DatabaseLayout layout, TableVersion version) {
    String leading = version.columns().get(version.key().get(0)).name();
    return layout.resourceIds().getOrDefault(version.name().table(), List.of(leading));
  }

  private static boolean contains(List<String> columns, List<String> resourceId) {
    return resourceId.stream().allMatch(c -> columns.stream().anyMatch(c::equalsIgnoreCase));
  }

  private void uniqueAcrossPartitions(
      TableFacts table, List<String> resourceId, List<Finding> findings) {
    for (IndexFacts index : table.uniqueIndexes()) {
      if (!contains(index.columns(), resourceId)) {
        findings.add(
            Finding.refusal(
                "unique key " + index.name() + " of table " + table.name(),
                "it does not contain the resource id "
                    + resourceId
                    + ", so it spans partitions, which replicas apply independently",
                pinning(table)
                    + ", or add "
                    + table.name()
                    + " to capture.override.relaxed-unique-keys: replicas then keep no such unique"
                    + " index"));
      }
    }
  }

  private static String pinning(TableFacts table) {
    return "Pin table " + table.name().table() + " to one partition under databases.<name>.pinned";
  }

  /** True when referring and referred-to document lie in one partition, as far as names tell. */
  private static boolean staysInside(
      ForeignKeyFacts key, DatabaseLayout layout, TableFacts table, List<String> resourceId) {
    if (layout.mode() == PartitionMode.SCHEMA) {
      return key.references().database().equals(table.name().database());
    }
    Optional<Integer> pin = Optional.ofNullable(layout.pinned().get(table.name().table()));
    Optional<Integer> other = Optional.ofNullable(layout.pinned().get(key.references().table()));
    boolean together = layout.covers(key.references()) && pin.equals(other);
    return together && (pin.isPresent() || contains(key.columns(), resourceId));
  }

  private static Finding refersAcross(
      TableFacts table, ForeignKeyFacts key, List<String> resourceId) {
    return Finding.refusal(
        "foreign key " + key.name() + " of table " + table.name(),
        "its columns "
            + key.columns()
            + " do not hold the resource id "
            + resourceId
            + " within one database, so it spans partitions, which replicas apply independently",
        pinning(table)
            + ", and "
            + key.references().table()
            + " to the same; or add "
            + table.name()
            + " to capture.override.relaxed-foreign-keys: at replicas nobody enforces it then; or"
            + " drop it");
  }
}
