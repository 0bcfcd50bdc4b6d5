package dev.doppio.cli.config;

import dev.doppio.applier.mysql.UniquePolicy;
import dev.doppio.schemas.document.TableName;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Section {@code databases} of an applier.
 *
 * @param names of the logs
 * @param only partitions of those that name some of theirs
 * @param partitions of those that say how many
 * @param schemas at a MySQL replica
 * @param unique at a MySQL replica
 */
record AppliedDatabases(
    List<String> names,
    Map<String, List<Integer>> only,
    Map<String, Integer> partitions,
    List<String> schemas,
    Map<TableName, UniquePolicy> unique) {

  /**
   * @param replica whether the target is a MySQL replica, which has more to be said
   */
  static Value<AppliedDatabases> read(Section databases, boolean replica) {
    List<String> names = databases.names();
    if (names.isEmpty()) {
      return DatabaseSettings.missing(databases, "databases: {mailbox: {}}");
    }
    Map<String, List<Integer>> only = new LinkedHashMap<>();
    Map<String, Integer> partitions = new LinkedHashMap<>();
    List<String> schemas = new ArrayList<>();
    Map<TableName, UniquePolicy> unique = new LinkedHashMap<>();
    for (String name : names) {
      Section section = databases.section(name);
      Value<Optional<Integer>> count =
          section.maybe("partitions", Kind.number(1, DatabaseSettings.MOST_PARTITIONS));
      Value<List<Integer>> some =
          section.list("only", Kind.number(0, DatabaseSettings.MOST_PARTITIONS - 1));
      section.build(
          () -> {
            count.get().ifPresent(number -> partitions.put(name, number));
            some.get().forEach(n -> only.computeIfAbsent(name, any -> new ArrayList<>()).add(n));
            return partitions;
          });
      if (replica) {
        readReplica(section, name, schemas, unique);
      }
    }
    return databases.build(() -> new AppliedDatabases(names, only, partitions, schemas, unique));
  }

  private static void readReplica(
      Section section, String name, List<String> schemas, Map<TableName, UniquePolicy> unique) {
    Value<List<String>> own = section.list("schemas", Kind.TEXT);
    Section policies = section.section("unique");
    for (String table : policies.names()) {
      Value<UniquePolicy> policy =
          policies.required(table, Kind.choice(UniquePolicy.class), "pin or relax");
      policies.build(
          () -> Optional.ofNullable(unique.put(new TableName(name, table), policy.get())));
    }
    section.build(() -> schemas.addAll(own.get().isEmpty() ? List.of(name) : own.get()));
  }
}
