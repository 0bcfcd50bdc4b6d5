package dev.doppio.applier.opensearch;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.doppio.logreader.ColumnRenames;
import dev.doppio.logreader.NewColumn;
import dev.doppio.schemas.change.ControlRecord;
import dev.doppio.schemas.document.Column;
import dev.doppio.schemas.document.DocumentKey;
import dev.doppio.schemas.document.TableVersion;
import dev.doppio.schemas.log.PartitionId;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A table's documents under its next version. The source's rows changed without a row event: the
 * table or a column has another name, a column has gone, its values are printed otherwise, or a new
 * one has a value.
 */
final class StructureChange {
  private final TableVersion before;
  private final TableVersion after;

  /** Columns of the version before, by their places in the one after; empty for a new column. */
  private final List<Optional<Column>> origins = new ArrayList<>();

  /** Values of new columns, by their places in the version after. */
  private final Map<Integer, JsonNode> filled = new HashMap<>();

  private boolean changes;

  /**
   * @throws dev.doppio.logreader.UndecidableChange when nobody can tell which column became which
   */
  StructureChange(TableVersion before, TableVersion after, ControlRecord.SchemaChange change) {
    this.before = before;
    this.after = after;
    Map<String, String> renamed = new HashMap<>();
    ColumnRenames.of(before, after, change.statement())
        .forEach((from, to) -> renamed.put(fold(to), from));
    int kept = 0;
    for (Column column : after.columns()) {
      String name = renamed.getOrDefault(fold(column.name()), column.name());
      Optional<Column> origin = before.indexOf(name).map(before.columns()::get);
      if (origin.isEmpty()) {
        int place = origins.size();
        NewColumn.value(column, change.fills())
            .ifPresent(value -> filled.put(place, json(column, value)));
      }
      origins.add(origin);
      kept += origin.isPresent() ? 1 : 0;
      changes |= origin.filter(was -> differs(was, column)).isPresent();
    }
    changes |= kept < before.columns().size() || !filled.isEmpty() || isRenamed();
  }

  private static boolean differs(Column was, Column is) {
    return !was.name().equals(is.name()) || !was.type().equals(is.type());
  }

  private static String fold(String name) {
    return name.toLowerCase(Locale.ROOT);
  }

  private static JsonNode json(Column column, Object value) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (JsonGenerator to = Cluster.JSON.createGenerator(out)) {
      ColumnForm.write(to, column, value);
      to.flush();
      return Cluster.JSON.readTree(out.toByteArray());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** False when every document already is what it has to be. */
  boolean isNeeded() {
    return changes;
  }

  boolean isRenamed() {
    return !before.name().equals(after.name());
  }

  /** The id of the same document in the table of the other name. */
  String moved(PartitionId partition, String id) {
    int colon = id.indexOf(':'); // of no key, which is percent-encoded
    DocumentKey key = new DocumentKey(id.substring(colon + 1)).in(after.name());
    return Names.id(partition, after.name(), key);
  }

  /**
   * The same document.
   *
   * @param from where it has its columns
   * @param to where it is to have them
   */
  JsonNode rewritten(JsonNode document, Fields from, Fields to) {
    ObjectNode next = Cluster.object();
    ObjectNode ours = next.putObject(Names.OURS);
    ours.setAll((ObjectNode) document.path(Names.OURS));
    ours.put(Names.DATABASE, after.name().database());
    ours.put(Names.VERSION, after.fingerprint().toString());
    for (int i = 0; i < origins.size(); i++) {
      JsonNode value = value(document, i, from);
      if (value != null) {
        next.set(to.names().get(i), value);
      }
    }
    return next;
  }

  /** Null where the column is NULL, and has no field. */
  private JsonNode value(JsonNode document, int place, Fields from) {
    if (origins.get(place).isEmpty()) {
      return filled.get(place);
    }
    Column origin = origins.get(place).get();
    int was = before.indexOf(origin.name()).orElseThrow();
    JsonNode held = document.get(from.names().get(was));
    return held == null
        ? null
        : ColumnForm.fitted(held, origin.type(), after.columns().get(place).type());
  }
}
