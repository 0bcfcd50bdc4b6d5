package dev.doppio.schemas.partition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.doppio.schemas.document.Column;
import dev.doppio.schemas.document.ColumnType;
import dev.doppio.schemas.document.MySqlLiteral;
import dev.doppio.schemas.document.MySqlType;
import dev.doppio.schemas.document.Row;
import dev.doppio.schemas.document.TableName;
import dev.doppio.schemas.document.TableVersion;
import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;
import dev.doppio.schemas.log.PartitionId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PartitionerTest {
  private static final int PARTITIONS = 16;
  private static final ColumnType INT = ColumnType.of(MySqlType.INT);

  @Test
  void documentsOfOneResourceShareAPartitionAcrossTables() {
    Partitioner partitioner = new Partitioner(hash(Map.of(), Map.of()));
    TableVersion member = table("member", INT);
    TableVersion letter = table("letter", INT, INT);
    for (long id = 0; id < 100; id++) {
      PartitionId partition = partitioner.partitionOf(row(member, id));
      assertThat(partitioner.partitionOf(row(letter, id, 1L))).isEqualTo(partition);
      assertThat(partitioner.partitionOf(row(letter, id, 2L))).isEqualTo(partition);
    }
  }

  @Test
  void resourcesSpreadOverAllPartitions() {
    Partitioner partitioner = new Partitioner(hash(Map.of(), Map.of()));
    TableVersion member = table("member", INT);
    Set<PartitionId> seen = new HashSet<>();
    for (long id = 0; id < 1000; id++) {
      seen.add(partitioner.partitionOf(row(member, id)));
    }
    assertThat(seen).hasSize(PARTITIONS);
  }

  @Test
  void aKeyWrittenInAnotherCaseStaysWhereItWas() {
    Partitioner partitioner = new Partitioner(hash(Map.of(), Map.of()));
    TableVersion member = table("member", text("utf8mb4_general_ci"));
    PartitionId partition = partitioner.partitionOf(row(member, "bob"));
    assertThat(partitioner.partitionOf(row(member, "BOB"))).isEqualTo(partition);
    assertThat(partitioner.partitionOf(row(member, "Bob  "))).isEqualTo(partition);
  }

  @Test
  void severalColumnsCanBeTheResourceIdAndTheirBordersCount() {
    DatabaseLayout layout = hash(Map.of("letter", List.of("C1", "c0")), Map.of());
    TableVersion letter = table("letter", text("utf8mb4_bin"), text("utf8mb4_bin"), INT);
    ResourceId id = new ResourceId(letter, List.of(1, 0));
    assertThat(id.canonicalBytes(row(letter, "bc", "a", 1L)))
        .isEqualTo(new byte[] {0, 0, 0, 1, 'a', 0, 0, 0, 2, 'b', 'c'});
    Partitioner partitioner = new Partitioner(layout);
    assertThat(partitioner.objections(letter)).isEmpty();
    assertThat(partitioner.partitionOf(row(letter, "bc", "a", 1L)))
        .isEqualTo(partitioner.partitionOf(row(letter, "bc", "a", 2L)));
  }

  @Test
  void theRuleThatTheLogTellsPlacesDocumentsAsTheirWriterDid() {
    TableVersion letter = table("letter", text("utf8mb4_general_ci"), INT, INT);
    for (DatabaseLayout layout :
        List.of(
            hash(Map.of(), Map.of()),
            hash(Map.of("letter", List.of("c1", "c0")), Map.of()),
            hash(Map.of(), Map.of("letter", 5)),
            new DatabaseLayout(
                "shop", PARTITIONS, PartitionMode.OWNED, List.of(9, 3), Map.of(), Map.of()))) {
      Partitioner partitioner = new Partitioner(layout);
      Placement.Finder told = partitioner.placement(letter).of(letter);
      for (long id = 0; id < 200; id++) {
        Row row = row(letter, "Bob" + id, id, 0L);
        Row asText = row(letter, new MySqlLiteral("Bob" + id), new MySqlLiteral("" + id), null);
        assertThat(told.partitionOf(row)).isEqualTo(partitioner.partitionOf(row).number());
        assertThat(told.partitionOf(asText)).isEqualTo(told.partitionOf(row));
      }
    }
  }

  @Test
  void aNodeHashesOverThePartitionsItOwns() {
    DatabaseLayout layout =
        new DatabaseLayout(
            "shop", PARTITIONS, PartitionMode.OWNED, List.of(9, 3), Map.of(), Map.of());
    Partitioner partitioner = new Partitioner(layout);
    TableVersion member = table("member", INT);
    Set<Integer> seen = new HashSet<>();
    for (long id = 0; id < 100; id++) {
      seen.add(partitioner.partitionOf(row(member, id)).number());
    }
    assertThat(seen).containsExactlyInAnyOrder(3, 9);
  }

  @Test
  void theNumberOfASchemaIsItsPartition() {
    Partitioner partitioner = new Partitioner(bySchema());
    TableVersion twelve = table(new TableName("mailbox_12", "letter"), List.of(INT));
    assertThat(partitioner.objections(twelve)).isEmpty();
    assertThat(partitioner.partitionOf(row(twelve, 1L))).isEqualTo(new PartitionId("mailbox", 12));
    for (String schema : List.of("mailbox_16", "mailbox_012", "mailbox_99999999999")) {
      TableVersion beyond = table(new TableName(schema, "letter"), List.of(INT));
      assertThat(partitioner.objections(beyond)).singleElement().asString().contains(schema);
    }
  }

  @Test
  void aPinnedTableLivesInOnePartitionWhateverItsKey() {
    Partitioner partitioner = new Partitioner(hash(Map.of(), Map.of("rates", 5)));
    TableVersion rates = table("rates", ColumnType.of(MySqlType.DOUBLE));
    assertThat(partitioner.objections(rates)).isEmpty();
    assertThat(partitioner.partitionOf(row(rates, 1.5)).number()).isEqualTo(5);
  }

  @Test
  void aPinOutsideTheNodesPartitionsIsRefused() {
    Partitioner partitioner =
        new Partitioner(
            new DatabaseLayout(
                "shop", 16, PartitionMode.OWNED, List.of(1), Map.of(), Map.of("rates", 5)));
    assertThat(partitioner.objections(table("rates", INT)))
        .singleElement()
        .asString()
        .contains("shop.rates", "partition 5", "[1]");
  }

  @Test
  void aResourceIdOutsideThePrimaryKeyIsRefusedWithTheRemedy() {
    Partitioner partitioner =
        new Partitioner(hash(Map.of("member", List.of("country", "extra")), Map.of()));
    List<Column> columns =
        List.of(new Column("id", INT, false, false), new Column("country", INT, false, false));
    TableVersion member = new TableVersion(new TableName("shop", "member"), columns, List.of(0));
    assertThat(partitioner.objections(member)).hasSize(2);
    assertThat(partitioner.objections(member).get(0))
        .contains("country", "shop.member", "[id]", "resource-ids", "pin");
    assertThatThrownBy(() -> partitioner.partitionOf(row(member, 1L, 1L)))
        .isInstanceOfSatisfying(
            DoppioException.class,
            e -> assertThat(e.kind()).isEqualTo(FailureKind.SOURCE_UNSUPPORTED));
  }

  @Test
  void aCollationWithoutFoldingIsRefusedByNameWithTheRemedy() {
    Partitioner partitioner = new Partitioner(hash(Map.of(), Map.of()));
    assertThat(partitioner.objections(table("member", text("utf8mb4_czech_ci"))))
        .singleElement()
        .asString()
        .contains("c0", "shop.member", "utf8mb4_czech_ci", "COLLATE utf8mb4_bin", "pin");
  }

  @Test
  void aTypeWithoutCanonicalBytesIsRefused() {
    Partitioner partitioner = new Partitioner(hash(Map.of(), Map.of()));
    for (MySqlType type : List.of(MySqlType.FLOAT, MySqlType.DOUBLE, MySqlType.BLOB)) {
      assertThat(partitioner.objections(table("member", ColumnType.of(type))))
          .singleElement()
          .asString()
          .contains(type.name());
    }
  }

  private static DatabaseLayout hash(
      Map<String, List<String>> resourceIds, Map<String, Integer> pinned) {
    List<Integer> all = IntStream.range(0, PARTITIONS).boxed().toList();
    return new DatabaseLayout("shop", PARTITIONS, PartitionMode.HASH, all, resourceIds, pinned);
  }

  private static DatabaseLayout bySchema() {
    List<Integer> all = IntStream.range(0, PARTITIONS).boxed().toList();
    return new DatabaseLayout("mailbox", PARTITIONS, PartitionMode.SCHEMA, all, Map.of(), Map.of());
  }

  private static ColumnType text(String collation) {
    return new ColumnType(MySqlType.VARCHAR, 20, 0, false, Optional.of(collation), List.of());
  }

  /** All columns, c0 and on, are the key. */
  private static TableVersion table(String name, ColumnType... types) {
    return table(new TableName("shop", name), List.of(types));
  }

  private static TableVersion table(TableName name, List<ColumnType> types) {
    List<Column> columns = new ArrayList<>();
    for (ColumnType type : types) {
      columns.add(new Column("c" + columns.size(), type, false, false));
    }
    return new TableVersion(name, columns, IntStream.range(0, types.size()).boxed().toList());
  }

  private static Row row(TableVersion table, Object... values) {
    return new Row(table, values);
  }
}
