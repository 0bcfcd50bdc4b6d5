package dev.doppio.applier.search;

import static dev.doppio.applier.search.Shop.column;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.doppio.logreader.TargetPartition;
import dev.doppio.schemas.change.DocumentChange;
import dev.doppio.schemas.document.Column;
import dev.doppio.schemas.document.ColumnType;
import dev.doppio.schemas.document.JsonValue;
import dev.doppio.schemas.document.MySqlLiteral;
import dev.doppio.schemas.document.MySqlType;
import dev.doppio.schemas.document.TableVersion;
import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a person types finds what the columns hold, in the form that each type asks for. */
final class SearchIndexTest {
  private static final TableVersion THING =
      Shop.table(
          "thing",
          column("id", MySqlType.BIGINT),
          column("subject", MySqlType.VARCHAR),
          column("weight", MySqlType.DOUBLE),
          column("ratio", MySqlType.FLOAT),
          column("price", MySqlType.DECIMAL),
          new Column(
              "big",
              new ColumnType(MySqlType.BIGINT, 0, 0, true, Optional.empty(), List.of()),
              true,
              false),
          column("born", MySqlType.DATE),
          column("sent_at", MySqlType.DATETIME),
          column("length", MySqlType.TIME),
          column("colour", MySqlType.SET),
          column("digest", MySqlType.VARBINARY),
          column("flag", MySqlType.BIT),
          column("profile", MySqlType.JSON),
          column("_hidden", MySqlType.TEXT));

  private static final TableVersion OTHER =
      Shop.table(
          "other",
          column("id", MySqlType.VARCHAR),
          column("weight", MySqlType.VARCHAR),
          column("born", MySqlType.INT));

  private static final String JSON =
      "{\"city\": \"Paris\", \"age\": 41, \"height\": 1.75, \"vip\": true, \"none\": null,"
          + " \"tags\": [\"red wine\", \"tea\"], \"deep\": {\"a\": [{\"b\": 7}]},"
          + " \"huge\": 18446744073709551615}";

  @TempDir Path folder;
  private LuceneTarget target;
  private TargetPartition part;

  @BeforeEach
  void index() {
    target = LuceneTarget.connect(Shop.config(folder));
    part = target.open(Shop.PARTITION);
    Shop.commit(part, 1, full(), plain(), Shop.insert(OTHER, "x/y", "heavy", 2026L));
  }

  private static DocumentChange full() {
    long day = LocalDate.of(2026, 3, 1).toEpochDay();
    long noon = (day * 86_400 + 43_200) * 1_000_000 + 500_000;
    return Shop.insert(
        THING,
        1L,
        "Gr\u00fc\u00dfe aus K\u00f6ln",
        1.5,
        0.1f,
        new BigDecimal("12345.67"),
        new MySqlLiteral("18446744073709551615"),
        day,
        noon,
        -90_000_000L,
        "red,blue",
        new byte[] {0, (byte) 0xFF},
        new byte[] {1},
        new JsonValue(JSON, Optional.empty()),
        "underscore");
  }

  private static DocumentChange plain() {
    return Shop.insert(
        THING,
        2L,
        "plain words",
        2.5,
        0.2f,
        new BigDecimal("-1.00"),
        7L,
        new MySqlLiteral("0000-00-00"),
        null,
        null,
        "red",
        null,
        null,
        new JsonValue("\"a scalar\"", Optional.empty()),
        null);
  }

  @AfterEach
  void close() {
    part.close();
    target.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "*:* | thing/1 thing/2 other/x%2Fy",
        "gr\u00fc\u00dfe | thing/1",
        "subject:WORDS | thing/2",
        "subject:\"plain words\" | thing/2",
        "subject#exact:\"plain words\" | thing/2",
        "subject#exact:plain | ",
        "subject:pla* | thing/2",
        "subject:wrods~ | thing/2",
        "underscore | thing/1",
        "__hidden:underscore | thing/1",
        "_id:thing\\/1 | thing/1",
        "_id:\"other/x%2Fy\" | other/x%2Fy",
        "_table:thing AND _database:shop | thing/1 thing/2",
        "_time:2026-01-01 | thing/1 thing/2 other/x%2Fy",
        "_time:[2026-01-02 TO *] | ",
        "id:1 | thing/1",
        "id:[1 TO 2} | thing/1",
        "id:{1.5 TO 2.5] | thing/2",
        "id:[* TO *] | thing/1 thing/2 other/x%2Fy",
        "id:[-1e400 TO 1e400] | thing/1 thing/2",
        "weight:1.5 | thing/1",
        "weight:[1 TO 3] | thing/1 thing/2",
        "weight:heavy | other/x%2Fy",
        "weight:* | thing/1 thing/2 other/x%2Fy",
        "ratio:0.1 | thing/1",
        "ratio:{0.1 TO 1] | thing/2",
        "price:12345.670 | thing/1",
        "price:[-5 TO 0] | thing/2",
        "big:18446744073709551615 | thing/1",
        "big:[8 TO *] | thing/1",
        "big:[* TO 8] | thing/2",
        "born:2026-03-01 | thing/1",
        "born:[2026-01-01 TO 2026-03-01] | thing/1",
        "born:{2026-03-01 TO *] | ",
        "born:0000-00-00 | thing/2",
        "born:2026 | other/x%2Fy",
        "sent_at:2026-03-01 | thing/1",
        "sent_at:\"2026-03-01 12:00:00.5\" | thing/1",
        "sent_at:\"2026-03-01T12:00\" | thing/1",
        "sent_at:[2026-02-01 TO \"2026-03-01 11:59\"] | ",
        "length:\"-00:01:30\" | thing/1",
        "length:[\"-00:02\" TO \"00:00\"] | thing/1",
        "colour:blue | thing/1",
        "colour:red AND NOT colour:blue | thing/2",
        "digest:0x00ff | thing/1",
        "flag:1 | thing/1",
        "profile.city:paris | thing/1",
        "profile.age:[40 TO 41.5] | thing/1",
        "profile.height:1.75 | thing/1",
        "profile.vip:true | thing/1",
        "profile.tags:\"red wine\" | thing/1",
        "profile.deep.a.b:7 | thing/1",
        "profile.huge:18446744073709551615 | thing/1",
        "profile:tea | thing/1",
        "profile:scalar | thing/2",
      })
  void aQueryFindsTheDocumentsItMeans(String query, String expected) {
    assertThat(find(query))
        .containsExactlyInAnyOrder(expected == null ? new String[0] : expected.split(" "));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "nothing:x",
        "subject:",
        "subject:(a",
        "[a",
        "price:heavy",
        "weight#long:1",
        "sent_at:[a TO b]"
      })
  void aQueryThatCanNotBeAskedSaysWhy(String query) {
    assertThatThrownBy(() -> find(query))
        .isInstanceOfSatisfying(
            DoppioException.class,
            e -> {
              assertThat(e.kind()).isEqualTo(FailureKind.CONFIGURATION);
              assertThat(e.getMessage()).contains("'" + query + "' can't be asked: ");
            });
  }

  @Test
  void aHitTellsWhereItComesFromAndAllItsValues() {
    try (SearchIndex index = SearchIndex.open(folder)) {
      Hit hit = index.search("_id:\"thing/1\"", 10).hits().get(0);
      assertThat(hit.partition()).isEqualTo(Shop.PARTITION);
      assertThat(hit.scn()).isEqualTo(Shop.at(1).scn());
      assertThat(
              hit.values().stream()
                  .map(value -> value.column() + " " + value.form() + " " + value.text()))
          .containsExactly(
              "id NUMBER 1",
              "subject TEXT Gr\u00fc\u00dfe aus K\u00f6ln",
              "weight NUMBER 1.5",
              "ratio NUMBER 0.1",
              "price TEXT 12345.67",
              "big TEXT 18446744073709551615",
              "born TEXT 2026-03-01",
              "sent_at TEXT 2026-03-01 12:00:00.500000",
              "length TEXT -00:01:30.000000",
              "colour TEXT red,blue",
              "digest BYTES 0x00ff",
              "flag BYTES 0x01",
              "profile JSON " + JSON,
              "_hidden TEXT underscore");
    }
  }

  @Test
  void theLimitBoundsTheHitsAndNotTheTotal() {
    try (SearchIndex index = SearchIndex.open(folder)) {
      SearchIndex.Found found = index.search("*:*", 2);
      assertThat(found.hits()).hasSize(2);
      assertThat(found.total()).isEqualTo(3);
    }
  }

  @Test
  void beyondTheMostPathsOfJsonAValueIsFoundByItsColumnAndCounted() {
    StringBuilder many = new StringBuilder("{\"first\": \"one\"");
    for (int i = 0; i < 20; i++) {
      many.append(", \"key").append(i).append("\": \"word").append(i).append('"');
    }
    Object[] values = new Object[THING.columns().size()];
    values[0] = 3L;
    values[12] = new JsonValue(many.append("}").toString(), Optional.empty());
    Shop.commit(part, 2, Shop.insert(THING, values));

    assertThat(find("profile:word19")).containsExactly("thing/3");
    assertThat(target.stats().unmapped()).isEqualTo(21 - 3);
    assertThatThrownBy(() -> find("profile.key19:word19")).hasMessageContaining("no document has");
  }

  @Test
  void aWordWithoutAFieldIsFoundAmongThousandsOfPaths() {
    StringBuilder many = new StringBuilder("{");
    for (int i = 0; i < 3_000; i++) {
      many.append(i == 0 ? "" : ", ").append("\"key").append(i).append("\": \"word").append(i);
      many.append('"');
    }
    Object[] values = new Object[THING.columns().size()];
    values[0] = 3L;
    values[12] = new JsonValue(many.append("}").toString(), Optional.empty());
    Path other = folder.resolve("many");
    LuceneTargetConfig config = new LuceneTargetConfig(other, "dc1", 4 << 20, 1, 10_000);
    try (LuceneTarget wide = LuceneTarget.connect(config);
        TargetPartition open = wide.open(Shop.PARTITION)) {
      Shop.commit(open, 1, Shop.insert(THING, values));
    }
    try (SearchIndex index = SearchIndex.open(other)) {
      assertThat(index.search("word2999", 1).total()).isEqualTo(1);
      assertThat(index.search("profile.key2999:word2999", 1).total()).isEqualTo(1);
      assertThat(index.search("profile.key2998:word2999", 1).total()).isZero();
    }
  }

  @Test
  void aFolderWithoutIndexIsSaidToHaveNone() {
    assertThatThrownBy(() -> SearchIndex.open(folder.resolve("elsewhere")))
        .isInstanceOfSatisfying(
            DoppioException.class, e -> assertThat(e.kind()).isEqualTo(FailureKind.TARGET_REFUSED))
        .hasMessageContaining("there is no index in");
  }

  private List<String> find(String query) {
    try (SearchIndex index = SearchIndex.open(folder)) {
      return index.search(query, 100).hits().stream().map(Hit::id).toList();
    }
  }
}
