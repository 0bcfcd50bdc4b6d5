package dev.doppio.cli.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.doppio.logreader.kafka.PublishedVersion;
import dev.doppio.schemas.document.Column;
import dev.doppio.schemas.document.ColumnType;
import dev.doppio.schemas.document.MySqlType;
import dev.doppio.schemas.document.TableName;
import dev.doppio.schemas.document.TableVersion;
import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class SchemasTest {
  private static final Instant TIME = Instant.parse("2026-01-02T03:04:05Z");
  private static final Column ID =
      new Column(
          "id",
          new ColumnType(MySqlType.BIGINT, 0, 0, true, Optional.empty(), List.of()),
          false,
          false);
  private static final Column PRICE =
      new Column(
          "price",
          new ColumnType(MySqlType.DECIMAL, 5, 2, false, Optional.empty(), List.of()),
          true,
          false);
  private static final Column DEARER =
      new Column(
          "price",
          new ColumnType(MySqlType.DECIMAL, 9, 2, false, Optional.empty(), List.of()),
          true,
          false);
  private static final Column KIND =
      new Column(
          "kind",
          new ColumnType(
              MySqlType.ENUM, 0, 0, false, Optional.of("latin1_bin"), List.of("a", "it's")),
          false,
          false);
  private static final Column TWICE =
      new Column("twice", ColumnType.of(MySqlType.DOUBLE), true, true);

  private static final TableVersion FIRST = version("doc", ID, PRICE, KIND);
  private static final TableVersion SECOND = version("doc", KIND, ID, DEARER, TWICE);
  private static final TableVersion OTHER = version("bill", ID);
  private static final Schemas SCHEMAS =
      new Schemas(List.of(at(FIRST, 0), at(OTHER, 1), at(SECOND, 2)));

  private static TableVersion version(String table, Column... columns) {
    List<Column> all = List.of(columns);
    return new TableVersion(new TableName("shop", table), all, List.of(all.indexOf(ID)));
  }

  private static PublishedVersion at(TableVersion version, long offset) {
    return new PublishedVersion(version, TIME.plusSeconds(offset), offset);
  }

  @Test
  void versionsAreListedByTableTheOldestFirst() {
    assertThat(SCHEMAS.list(Optional.empty()))
        .containsExactly(
            "table      fingerprint       published             columns  key",
            "shop.bill  " + OTHER.fingerprint() + "  2026-01-02T03:04:06Z  1        id",
            "shop.doc   " + FIRST.fingerprint() + "  2026-01-02T03:04:05Z  3        id",
            "shop.doc   " + SECOND.fingerprint() + "  2026-01-02T03:04:07Z  4        id");
    assertThat(SCHEMAS.list(Optional.of("shop.bill"))).hasSize(2);
  }

  @Test
  void aVersionIsShownWithItsColumnsByTableOrByFingerprint() {
    assertThat(SCHEMAS.show("shop.doc"))
        .containsExactly(
            "shop.doc " + SECOND.fingerprint() + ", primary key id",
            "column  type",
            "kind    enum('a','it''s') latin1_bin NOT NULL",
            "id      bigint unsigned NOT NULL",
            "price   decimal(9,2)",
            "twice   double GENERATED");
    assertThat(SCHEMAS.show(FIRST.fingerprint().toString().substring(0, 12)).get(0))
        .isEqualTo("shop.doc " + FIRST.fingerprint() + ", primary key id");
  }

  @Test
  void twoVersionsAreComparedColumnByColumn() {
    assertThat(SCHEMAS.diffOfNewest("shop.doc"))
        .containsExactly(
            "shop.doc@" + FIRST.fingerprint() + " -> shop.doc@" + SECOND.fingerprint(),
            "   column  before         after",
            "~  price   decimal(5,2)   decimal(9,2)",
            "+  twice   -              double GENERATED",
            "~  order   id,price,kind  kind,id,price,twice");
    assertThat(SCHEMAS.diff("shop.doc", FIRST.fingerprint().toString()))
        .contains("-  twice   double GENERATED     -");
    assertThat(SCHEMAS.diff("shop.doc", "shop.doc")).last().isEqualTo("equal");
  }

  @Test
  void whatNamesNoVersionOrSeveralIsRefused() {
    for (String which : List.of("shop.none", "zz", "")) {
      assertThatThrownBy(() -> SCHEMAS.show(which))
          .as(which)
          .isInstanceOf(DoppioException.class)
          .extracting(e -> ((DoppioException) e).kind())
          .isEqualTo(FailureKind.CONFIGURATION);
    }
    assertThatThrownBy(() -> SCHEMAS.diffOfNewest("shop.bill"))
        .hasMessageContaining("has 1 versions");
  }
}
