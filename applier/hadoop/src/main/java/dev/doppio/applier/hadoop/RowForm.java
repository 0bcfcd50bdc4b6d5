package dev.doppio.applier.hadoop;

import dev.doppio.schemas.document.Row;
import dev.doppio.schemas.document.TableVersion;
import org.apache.iceberg.Schema;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.types.Types.NestedField;

/** Puts rows of one version into records of one Iceberg table, as its fields are now. */
final class RowForm {
  private static final int NOWHERE = -1;

  private final TableVersion version;
  private final int[] places;
  private final int[] literals;
  private final NestedField[] fields;

  /**
   * @param metadata of a table that is ready for the version
   */
  RowForm(TableMetadata metadata, TableVersion version) {
    Schema schema = metadata.schema();
    int[] ids = Layout.find(metadata.properties(), version).orElseThrow().fields();
    this.version = version;
    this.places = new int[ids.length];
    this.literals = new int[ids.length];
    this.fields = new NestedField[ids.length];
    for (int i = 0; i < ids.length; i++) {
      NestedField field = schema.findField(ids[i]);
      places[i] = place(schema, field);
      fields[i] = field;
      literals[i] =
          field == null ? NOWHERE : place(schema, schema.findField(Names.literal(field.name())));
    }
  }

  private static int place(Schema schema, NestedField field) {
    return field == null ? NOWHERE : schema.columns().indexOf(field);
  }

  /** Values of columns that have no field any more are left out: another partition saw them go. */
  void fill(Record into, Row row) {
    for (int i = 0; i < places.length; i++) {
      fill(into, i, row.values()[i]);
    }
  }

  /** One column; null is NULL. */
  void fill(Record into, int column, Object value) {
    if (value == null || places[column] == NOWHERE) {
      return;
    }
    if (ColumnForm.isBeyond(value, version.columns().get(column).type())) {
      into.set(literals[column], String.valueOf(value));
    } else {
      into.set(
          places[column],
          ColumnForm.value(value, version.columns().get(column).type(), fields[column].type()));
    }
  }
}
