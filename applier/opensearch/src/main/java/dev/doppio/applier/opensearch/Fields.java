package dev.doppio.applier.opensearch;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.doppio.schemas.document.Column;
import dev.doppio.schemas.document.Row;
import dev.doppio.schemas.document.TableVersion;
import java.io.IOException;
import java.util.List;

/**
 * Where the columns of a table version stand in the documents of an index.
 *
 * @param version of the table
 * @param index that was asked
 * @param names of the fields, in the order of the columns
 */
record Fields(TableVersion version, String index, List<String> names) {
  Fields {
    names = List.copyOf(names);
  }

  /** Writes every column that is not NULL. */
  void write(JsonGenerator to, Row row) throws IOException {
    List<Column> columns = version.columns();
    for (int i = 0; i < columns.size(); i++) {
      Object value = row.values()[i];
      if (value != null) {
        to.writeFieldName(names.get(i));
        ColumnForm.write(to, columns.get(i), value);
      }
    }
  }
}
