package dev.doppio.applier.hadoop;

import dev.doppio.schemas.document.TableName;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What one transaction of a partition does to the tables: removals, then what was too much for the
 * memory and lies in files already, then the rest. A removal comes alone, so the order holds. Owned
 * by its partition, then by the commit that it was offered to.
 */
final class Work {
  private final Map<TableName, List<Entry>> entries = new LinkedHashMap<>();
  private final Map<TableName, Map<Kind, List<Step>>> sealed = new LinkedHashMap<>();
  private final List<Removal> removals = new ArrayList<>();
  private final List<Rewriting> rewritings = new ArrayList<>();
  private int rows;
  private long bytes;

  void add(Entry entry) {
    entries.computeIfAbsent(entry.change().table(), any -> new ArrayList<>()).add(entry);
    rows++;
    bytes += entry.weight();
  }

  void add(Removal removal) {
    removals.add(removal);
  }

  void add(Rewriting rewriting) {
    rewritings.add(rewriting);
  }

  /** The rows in memory; they are the caller's now. */
  Map<TableName, List<Entry>> takeEntries() {
    Map<TableName, List<Entry>> taken = new LinkedHashMap<>(entries);
    entries.clear();
    rows = 0;
    bytes = 0;
    return taken;
  }

  void seal(TableName table, Kind kind, Step step) {
    if (!step.isEmpty()) {
      sealed
          .computeIfAbsent(table, any -> new EnumMap<>(Kind.class))
          .computeIfAbsent(kind, any -> new ArrayList<>())
          .add(step);
    }
  }

  List<Entry> entries(TableName table) {
    return entries.getOrDefault(table, List.of());
  }

  List<Step> sealed(TableName table, Kind kind) {
    return sealed.getOrDefault(table, Map.of()).getOrDefault(kind, List.of());
  }

  List<Removal> removals(TableName table) {
    return removals.stream().filter(removal -> removal.table().equals(table)).toList();
  }

  List<Rewriting> rewritings(TableName into) {
    return rewritings.stream().filter(all -> all.after().name().equals(into)).toList();
  }

  /** All that is touched. */
  Set<TableName> tables() {
    Set<TableName> tables = new TreeSet<>(java.util.Comparator.comparing(TableName::toString));
    tables.addAll(entries.keySet());
    tables.addAll(sealed.keySet());
    removals.forEach(removal -> tables.add(removal.table()));
    rewritings.forEach(rewriting -> tables.add(rewriting.after().name()));
    return tables;
  }

  /** Tables that documents of others come to. */
  List<TableName> moveTo() {
    return rewritings.stream().map(rewriting -> rewriting.after().name()).toList();
  }

  int rows() {
    return rows;
  }

  long bytes() {
    return bytes;
  }
}
