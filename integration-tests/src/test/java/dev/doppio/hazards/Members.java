package dev.doppio.hazards;

import dev.doppio.schemas.document.Column;
import dev.doppio.schemas.document.ColumnType;
import dev.doppio.schemas.document.MySqlType;
import dev.doppio.schemas.document.Row;
import dev.doppio.schemas.document.TableName;
import dev.doppio.schemas.document.TableVersion;
import dev.doppio.schemas.partition.DatabaseLayout;
import dev.doppio.schemas.partition.PartitionMode;
import dev.doppio.schemas.partition.Partitioner;
import dev.doppio.workload.Tenures;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** Where a router finds the documents of a member; the log shows whether it is right. */
final class Members implements Tenures.Placement {
  private final TableVersion table;
  private final Partitioner partitioner;

  Members(String database, int partitions) {
    ColumnType name =
        new ColumnType(
            MySqlType.VARCHAR, 40, 0, false, Optional.of("utf8mb4_0900_ai_ci"), List.of());
    Column member = new Column("member_id", name, false, false);
    this.table = new TableVersion(new TableName(database, "member"), List.of(member), List.of(0));
    List<Integer> all = IntStream.range(0, partitions).boxed().toList();
    this.partitioner =
        new Partitioner(
            new DatabaseLayout(database, partitions, PartitionMode.HASH, all, Map.of(), Map.of()));
  }

  @Override
  public int partitionOf(String member) {
    return partitioner.partitionOf(new Row(table, new Object[] {member})).number();
  }
}
