package dev.doppio.applier.hadoop;

import dev.doppio.schemas.document.Column;
import dev.doppio.schemas.document.DocumentKey;
import dev.doppio.schemas.document.TableVersion;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types.NestedField;

/** Writes the documents of a {@link Rewriting} anew, in bounded memory. Used once. */
final class Rewriter {
  private static final int ROWS_OF_A_STEP = 20_000;

  private final Rewriting rewriting;
  private final StepWriter writer;
  private final BaseTable from;
  private final TableFiles into;
  private final List<Carried> carried = new ArrayList<>();

  /** How a column's value comes into the new record. */
  private record Carried(String from, String to, Type type) {}

  Rewriter(Rewriting rewriting, StepWriter writer) {
    this.rewriting = rewriting;
    this.writer = writer;
    this.from = writer.files(rewriting.before().name(), Kind.CURRENT).table();
    this.into = writer.files(rewriting.after().name(), Kind.CURRENT);
    plan();
  }

  private void plan() {
    TableMetadata old = from.operations().current();
    TableMetadata young = into.table().operations().current();
    TableVersion after = rewriting.after();
    for (int i = 0; i < after.columns().size(); i++) {
      Column column = after.columns().get(i);
      Optional<NestedField> to = field(young, after, i);
      Optional<NestedField> source =
          rewriting.step().origin(column).flatMap(place -> field(old, rewriting.before(), place));
      if (to.isPresent() && source.isPresent()) {
        carry(source.get().name(), to.get());
        String literal = Names.literal(source.get().name());
        if (old.schema().findField(literal) != null) {
          carry(literal, young.schema().findField(Names.literal(to.get().name())));
        }
      }
    }
  }

  private void carry(String name, NestedField to) {
    carried.add(new Carried(name, to.name(), to.type()));
  }

  private static Optional<NestedField> field(
      TableMetadata metadata, TableVersion version, int column) {
    int id = Layout.find(metadata.properties(), version).orElseThrow().fields()[column];
    return Optional.ofNullable(metadata.schema().findField(id));
  }

  List<Step> run() {
    List<Step> steps = new ArrayList<>();
    List<Record> rows = new ArrayList<>();
    RowForm filled = new RowForm(into.table().operations().current(), rewriting.after());
    try (CloseableIterable<Record> documents =
        IcebergGenerics.read(from)
            .where(Expressions.equal(Names.LOG_PARTITION, rewriting.partition().number()))
            .build()) {
      for (Record document : documents) {
        rows.add(row(document, filled));
        if (rows.size() == ROWS_OF_A_STEP) {
          steps.add(step(rows));
          rows.clear();
        }
      }
    } catch (IOException e) {
      throw HadoopFailures.of(from.name() + ", reading its rows", e);
    }
    if (!rows.isEmpty()) {
      steps.add(step(rows));
    }
    return steps;
  }

  private Step step(List<Record> rows) {
    List<String> keys = rows.stream().map(row -> (String) row.getField(Names.KEY)).toList();
    return writer.step(into, keys, rows, row -> row);
  }

  private Record row(Record document, RowForm form) {
    Record row = into.record();
    for (NestedField ours : Kind.CURRENT.ours().columns()) {
      row.setField(ours.name(), document.getField(ours.name()));
    }
    String key = (String) document.getField(Names.KEY);
    row.setField(Names.KEY, new DocumentKey(key).in(rewriting.after().name()).path());
    for (Carried column : carried) {
      row.setField(column.to(), widened(document.getField(column.from()), column.type()));
    }
    rewriting.filled().forEach((column, value) -> form.fill(row, column, value));
    return row;
  }

  private static Object widened(Object value, Type type) {
    if (value instanceof Integer number && type.typeId() == Type.TypeID.LONG) {
      return number.longValue();
    }
    return value instanceof Float number && type.typeId() == Type.TypeID.DOUBLE
        ? (Object) number.doubleValue()
        : value;
  }
}
