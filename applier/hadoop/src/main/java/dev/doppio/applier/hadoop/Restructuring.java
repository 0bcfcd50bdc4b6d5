package dev.doppio.applier.hadoop;

import dev.doppio.schemas.document.Column;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Transaction;
import org.apache.iceberg.UpdateSchema;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.types.Types.NestedField;

/**
 * One Iceberg table's fields under a new version, with the version's {@link Layout}, in one commit.
 * Used once.
 */
final class Restructuring {
  private final String table;
  private final Transaction transaction;
  private final Map<String, String> properties;
  private final Evolution evolution;
  private final boolean empty;
  private final Set<Integer> deleted = new HashSet<>();
  private final Map<Integer, String> added = new HashMap<>();
  private Schema schema;

  /**
   * @param empty whether no row was ever in it, so that a field of another type may take a name
   */
  Restructuring(String table, PinnedOperations operations, Evolution evolution, boolean empty) {
    this.table = table;
    this.schema = operations.current().schema();
    this.properties = operations.current().properties();
    this.evolution = evolution;
    this.empty = empty;
    this.transaction = new BaseTable(operations, table).newTransaction();
  }

  /**
   * @param taken property that tells that it is done
   * @throws dev.doppio.schemas.failure.DoppioException TARGET_REJECTED when Iceberg can't
   */
  void run(String taken) {
    Optional<Layout> before =
        evolution.before().flatMap(version -> Layout.find(properties, version));
    retireClashes(before);
    Layout layout = Evolution.none(evolution.after());
    UpdateSchema update = transaction.updateSchema();
    drop(before, update);
    for (int i = 0; i < layout.fields().length; i++) {
      Column column = evolution.after().columns().get(i);
      if (!column.generated()) {
        Optional<NestedField> origin = origin(before, column).filter(this::isKept);
        if (origin.isPresent()) {
          layout.fields()[i] = keep(column, origin.get(), update);
        } else {
          added.put(i, Names.column(column.name()));
          String mysql = "MySQL " + column.type().type();
          update.addColumn(null, added.get(i), ColumnForm.type(column.type()), mysql);
        }
      }
    }
    update.commit();
    Schema now = transaction.table().schema();
    added.forEach((i, name) -> layout.fields()[i] = now.findField(name).fieldId());
    transaction
        .updateProperties()
        .set(taken, "taken")
        .set(Layout.property(evolution.after().fingerprint()), layout.toString())
        .commit();
    transaction.commitTransaction();
  }

  /** A field of another type gives its name away; iceberg looks at names as they were before. */
  private void retireClashes(Optional<Layout> before) {
    UpdateSchema update = transaction.updateSchema();
    for (Column column : evolution.after().columns()) {
      Optional<NestedField> clash = column.generated() ? Optional.empty() : origin(before, column);
      clash
          .filter(field -> !ColumnForm.fits(field.type(), ColumnForm.type(column.type())))
          .ifPresent(field -> retire(column, field, update));
    }
    update.commit();
    schema = transaction.table().schema();
  }

  /** What rows of a table that was dropped had under the name stays readable under another. */
  private void retire(Column column, NestedField field, UpdateSchema update) {
    if (!empty && !evolution.anew()) {
      throw Warehouse.rejected(
          "column "
              + column.name()
              + " of "
              + evolution.table()
              + " becomes "
              + ColumnForm.type(column.type())
              + ", and Iceberg can't make that of "
              + field.type()
              + " in "
              + table);
    }
    deleted.add(field.fieldId());
    rename(field, field.name() + "__" + field.fieldId(), update);
  }

  private boolean isKept(NestedField field) {
    return !deleted.contains(field.fieldId());
  }

  private void drop(Optional<Layout> before, UpdateSchema update) {
    if (!evolution.drops()) {
      return;
    }
    for (int place : evolution.gone()) {
      Column column = evolution.before().orElseThrow().columns().get(place);
      field(before, place, column)
          .filter(this::isKept)
          .ifPresent(
              field -> {
                deleted.add(field.fieldId());
                update.deleteColumn(field.name());
                literal(field).ifPresent(beside -> update.deleteColumn(beside.name()));
              });
    }
  }

  private Optional<NestedField> literal(NestedField field) {
    return Optional.ofNullable(schema.findField(Names.literal(field.name())));
  }

  private Optional<NestedField> origin(Optional<Layout> before, Column column) {
    Optional<NestedField> known =
        evolution
            .origin(column)
            .flatMap(i -> field(before, i, evolution.before().orElseThrow().columns().get(i)));
    return known.or(() -> Optional.ofNullable(schema.findField(Names.column(column.name()))));
  }

  /** By the layout of the version before; by name where this table has not met that version. */
  private Optional<NestedField> field(Optional<Layout> before, int place, Column column) {
    return before.isPresent()
        ? Optional.ofNullable(schema.findField(before.get().fields()[place]))
        : Optional.ofNullable(schema.findField(Names.column(column.name())));
  }

  private int keep(Column column, NestedField field, UpdateSchema update) {
    Type wanted = ColumnForm.type(column.type());
    if (ColumnForm.widens(field.type(), wanted)) {
      update.updateColumn(field.name(), wanted.asPrimitiveType());
    }
    rename(field, Names.column(column.name()), update);
    return field.fieldId();
  }

  private void rename(NestedField field, String name, UpdateSchema update) {
    if (!field.name().equals(name)) {
      update.renameColumn(field.name(), name);
      literal(field).ifPresent(beside -> update.renameColumn(beside.name(), Names.literal(name)));
    }
  }

  /** Adds the text column beside one, in a commit of its own. */
  static void addLiteral(String table, PinnedOperations operations, String column) {
    new BaseTable(operations, table)
        .updateSchema()
        .addColumn(null, Names.literal(column), Types.StringType.get())
        .commit();
  }
}
