package dev.doppio.applier.hadoop;

import dev.doppio.schemas.document.TableName;
import java.util.List;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.types.Types.NestedField;

/** The two Iceberg tables of a document table, with the columns that are ours. */
enum Kind {
  /** Every change, in the order of the log within a partition; rows are added only. */
  CHANGES(
      List.of(
          NestedField.required(1, Names.OPERATION, Types.StringType.get()),
          NestedField.required(2, Names.LOG_PARTITION, Types.IntegerType.get()),
          NestedField.required(3, Names.GENERATION, Types.IntegerType.get()),
          NestedField.required(4, Names.SEQUENCE, Types.LongType.get()),
          NestedField.required(5, Names.ORDINAL, Types.IntegerType.get()),
          NestedField.required(6, Names.SOURCE_TIME, Types.TimestampType.withZone()),
          NestedField.required(7, Names.ORIGIN, Types.StringType.get()),
          NestedField.optional(8, Names.GTID, Types.StringType.get()),
          NestedField.optional(9, Names.KEY, Types.StringType.get()))) {
    @Override
    TableIdentifier of(TableName table) {
      return Names.changes(table);
    }

    @Override
    PartitionSpec spec(HadoopTargetConfig.Slices slices) {
      PartitionSpec.Builder spec = PartitionSpec.builderFor(ours());
      return switch (slices) {
        case DAY -> spec.day(Names.SOURCE_TIME).build();
        case HOUR -> spec.hour(Names.SOURCE_TIME).build();
      };
    }
  },

  /** The documents as they are; one is replaced by a delete of its key and a row. */
  CURRENT(
      List.of(
          NestedField.required(1, Names.KEY, Types.StringType.get()),
          NestedField.required(2, Names.LOG_PARTITION, Types.IntegerType.get()),
          NestedField.required(3, Names.GENERATION, Types.IntegerType.get()),
          NestedField.required(4, Names.SEQUENCE, Types.LongType.get()),
          NestedField.required(5, Names.SOURCE_TIME, Types.TimestampType.withZone()))) {
    @Override
    TableIdentifier of(TableName table) {
      return Names.current(table);
    }

    @Override
    PartitionSpec spec(HadoopTargetConfig.Slices slices) {
      return PartitionSpec.unpartitioned();
    }
  };

  /** Table property: the document table; a folder's name may be another's too. */
  static final String TABLE = "doppio.table";

  /** Table property: which of the two it is. */
  static final String PROPERTY = "doppio.kind";

  private final Schema ours;

  Kind(List<NestedField> ours) {
    this.ours = new Schema(ours);
  }

  /** Its columns before those of the document. */
  Schema ours() {
    return ours;
  }

  abstract TableIdentifier of(TableName table);

  abstract PartitionSpec spec(HadoopTargetConfig.Slices slices);
}
