package dev.doppio.cli.config;

import dev.doppio.schemas.partition.DatabaseLayout;
import dev.doppio.schemas.partition.PartitionMode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Section {@code databases}: a database a name. */
final class DatabaseSettings {
  static final int MOST_PARTITIONS = 100_000;

  private DatabaseSettings() {}

  static Value<List<DatabaseLayout>> layouts(Section databases) {
    List<Value<DatabaseLayout>> layouts = new ArrayList<>();
    List<String> names = databases.names();
    for (String name : names) {
      layouts.add(layout(databases.section(name), name));
    }
    if (names.isEmpty()) {
      return missing(databases, "databases: {mailbox: {partitions: 8}}");
    }
    return databases.build(() -> layouts.stream().map(Value::get).toList());
  }

  static <T> Value<T> missing(Section databases, String example) {
    databases.reading().effective().known(databases.path(), "<name>.partitions");
    databases
        .reading()
        .problems()
        .add(databases.path(), "is missing: name at least one, as '" + example + "'");
    return Value.broken();
  }

  private static Value<DatabaseLayout> layout(Section section, String name) {
    Value<Integer> partitions =
        section.required(
            "partitions",
            Kind.number(1, MOST_PARTITIONS),
            "their number, which can't be changed later");
    Value<PartitionMode> mode =
        section.optional("mode", Kind.choice(PartitionMode.class), PartitionMode.HASH);
    Value<List<Integer>> owned = section.list("owned", Kind.number(0, MOST_PARTITIONS - 1));
    Map<String, Value<List<String>>> resourceIds = new LinkedHashMap<>();
    Section ids = section.section("resource-ids");
    ids.names().forEach(table -> resourceIds.put(table, ids.list(table, Kind.TEXT)));
    Map<String, Value<Integer>> pinned = new LinkedHashMap<>();
    Section pins = section.section("pinned");
    pins.names()
        .forEach(
            table ->
                pinned.put(
                    table,
                    pins.required(
                        table, Kind.number(0, MOST_PARTITIONS - 1), "the partition it lives in")));
    return section.build(
        () ->
            new DatabaseLayout(
                name,
                partitions.get(),
                mode.get(),
                owned.get().isEmpty() ? all(partitions.get()) : owned.get(),
                values(resourceIds),
                values(pinned)));
  }

  private static List<Integer> all(int partitions) {
    return IntStream.range(0, partitions).boxed().toList();
  }

  private static <T> Map<String, T> values(Map<String, Value<T>> read) {
    Map<String, T> values = new LinkedHashMap<>();
    read.forEach((key, value) -> values.put(key, value.get()));
    return values;
  }
}
