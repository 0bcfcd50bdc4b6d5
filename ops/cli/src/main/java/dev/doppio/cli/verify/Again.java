package dev.doppio.cli.verify;

import dev.doppio.schemas.document.DocumentKey;
import dev.doppio.schemas.document.TableName;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Single documents that have to be read again, as they were touched. Not thread-safe. */
final class Again {
  private final Map<TableName, OfTable> tables = new LinkedHashMap<>();
  private int size;

  private static final class OfTable {
    private final Map<DocumentKey, DocumentPlace> places = new LinkedHashMap<>();
    private TablePlan plan;
  }

  /** Some of a table. */
  record Batch(TablePlan plan, List<DocumentPlace> places) {
    Batch {
      places = List.copyOf(places);
    }
  }

  /** One more; its table is compared by this plan from now on. */
  void add(TablePlan plan, DocumentPlace place) {
    OfTable table = tables.computeIfAbsent(plan.name(), name -> new OfTable());
    table.plan = plan;
    size += table.places.put(place.document(), place) == null ? 1 : 0;
  }

  /** Those of a table are read with the rest of it. */
  void drop(TableName table) {
    OfTable dropped = tables.remove(table);
    size -= dropped == null ? 0 : dropped.places.size();
  }

  /** The next ones, of one table, which are no longer here then; there has to be one. */
  Batch next(int most) {
    TableName table = tables.keySet().iterator().next();
    OfTable first = tables.remove(table);
    List<DocumentPlace> taken = new ArrayList<>();
    Iterator<DocumentPlace> places = first.places.values().iterator();
    while (places.hasNext() && taken.size() < most) {
      taken.add(places.next());
      places.remove();
    }
    size -= taken.size();
    if (!first.places.isEmpty()) {
      tables.put(table, first);
    }
    return new Batch(first.plan, taken);
  }

  /** All, which are no longer here then. */
  List<Batch> drain() {
    List<Batch> all = batches();
    tables.clear();
    size = 0;
    return all;
  }

  /** All, which stay. */
  List<Batch> batches() {
    return tables.values().stream()
        .map(table -> new Batch(table.plan, List.copyOf(table.places.values())))
        .toList();
  }

  int size() {
    return size;
  }

  boolean isEmpty() {
    return size == 0;
  }
}
