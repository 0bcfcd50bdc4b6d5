package dev.doppio.applier.search;

import dev.doppio.logreader.ColumnRenames;
import dev.doppio.logreader.NewColumn;
import dev.doppio.schemas.change.ControlRecord;
import dev.doppio.schemas.document.Column;
import dev.doppio.schemas.document.ColumnType;
import dev.doppio.schemas.document.MySqlType;
import dev.doppio.schemas.document.Row;
import dev.doppio.schemas.document.TableVersion;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.lucene.document.Document;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.Term;

/**
 * A table's documents under its next version. The source's rows changed without a row event: the
 * table or a column has another name, a column has gone, its values are printed otherwise, or a new
 * one has a value. Where it is NULL in every document there is nothing to be written.
 */
final class TableRewrite {
  private static final Set<MySqlType> WITH_FRACTION =
      EnumSet.of(MySqlType.TIME, MySqlType.DATETIME, MySqlType.TIMESTAMP);

  private final TableVersion before;
  private final TableVersion after;

  /** Columns of the version before, by their places in the one after; empty for a new column. */
  private final List<Optional<Column>> origins;

  /** Values of new columns, by their places in the version after. */
  private final Map<Integer, Object> filled = new HashMap<>();

  private final boolean changes;

  /**
   * @throws dev.doppio.logreader.UndecidableChange when nobody can tell which column became which
   */
  TableRewrite(TableVersion before, TableVersion after, ControlRecord.SchemaChange change) {
    Map<String, String> renamed = new HashMap<>();
    ColumnRenames.of(before, after, change.statement())
        .forEach((from, to) -> renamed.put(fold(to), from));
    this.before = before;
    this.after = after;
    this.origins = new ArrayList<>();
    int kept = 0;
    boolean differs = false;
    for (Column column : after.columns()) {
      String name = renamed.getOrDefault(fold(column.name()), column.name());
      Optional<Column> origin = before.indexOf(name).map(before.columns()::get);
      if (origin.isEmpty()) {
        int place = origins.size();
        NewColumn.value(column, change.fills()).ifPresent(value -> filled.put(place, value));
      }
      origins.add(origin);
      kept += origin.isPresent() ? 1 : 0;
      differs |= origin.filter(old -> differs(old, column)).isPresent();
    }
    this.changes = differs || kept < before.columns().size() || !filled.isEmpty() || isRenamed();
  }

  private boolean isRenamed() {
    return !before.name().equals(after.name());
  }

  /** False when every document already is what it has to be. */
  boolean isNeeded() {
    return changes;
  }

  /** Writes every document of the table anew; bounded memory, as the writer flushes. */
  void run(IndexWriter writer, DocumentFields fields, Counters.Tally tally) throws IOException {
    try (DirectoryReader reader = DirectoryReader.open(writer)) {
      StoredVisit.each(
          reader,
          TableQuery.of(before.name()),
          old -> {
            Term id = new Term(FieldNames.ID, old.get(FieldNames.ID));
            Row row = row(old);
            writer.updateDocument(
                id, isRenamed() ? fields.moved(old, row, tally) : fields.again(old, row, tally));
            tally.indexed();
          });
    }
  }

  private Row row(Document old) {
    Object[] values = new Object[origins.size()];
    for (int i = 0; i < values.length; i++) {
      ColumnType type = after.columns().get(i).type();
      values[i] =
          origins
              .get(i)
              .flatMap(origin -> StoredRow.value(old, origin))
              .map(value -> fitted(value, type))
              .orElse(filled.get(i));
    }
    return new Row(after, values);
  }

  /** A decimal with more digits behind the point is printed with them. */
  private static Object fitted(Object value, ColumnType type) {
    return value instanceof BigDecimal number && type.type() == MySqlType.DECIMAL
        ? number.setScale(type.scale())
        : value;
  }

  private static boolean differs(Column old, Column young) {
    ColumnType was = old.type();
    ColumnType is = young.type();
    boolean printed =
        is.type() == MySqlType.DECIMAL && was.scale() != is.scale()
            || WITH_FRACTION.contains(is.type()) && was.length() != is.length();
    return printed
        || !old.name().equals(young.name())
        || was.type() != is.type()
        || was.unsigned() != is.unsigned();
  }

  private static String fold(String name) {
    return name.toLowerCase(Locale.ROOT);
  }
}
