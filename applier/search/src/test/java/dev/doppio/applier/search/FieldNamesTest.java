package dev.doppio.applier.search;

import static org.assertj.core.api.Assertions.assertThat;

import dev.doppio.schemas.document.DocumentKey;
import dev.doppio.schemas.document.TableName;
import dev.doppio.schemas.log.PartitionId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class FieldNamesTest {
  private static final List<String> COLUMNS =
      List.of(
          "a", "_id", "__id", "_", "a#text", "a##text", "a#", "#", "a.b", "json", "#json",
          "x#json");

  @Test
  void everyColumnComesBackFromItsStoredField() {
    for (String column : COLUMNS) {
      assertThat(FieldNames.column(FieldNames.stored(column))).contains(column);
      assertThat(FieldNames.column(FieldNames.storedJson(column))).contains(column);
      assertThat(FieldNames.isJson(FieldNames.stored(column))).as(column).isFalse();
      assertThat(FieldNames.isJson(FieldNames.storedJson(column))).as(column).isTrue();
    }
    assertThat(FieldNames.column(FieldNames.ID)).isEmpty();
  }

  @Test
  void noTwoFieldsHaveOneName() {
    List<String> names = new ArrayList<>(List.of("_id", "_table", "_database", "_scn", "_time"));
    names.add(FieldNames.indexed("_time", Kind.INSTANT));
    for (String column : COLUMNS) {
      names.add(FieldNames.stored(column));
      names.add(FieldNames.storedJson(column));
      for (Kind kind : Kind.values()) {
        names.add(FieldNames.indexed(FieldNames.stored(column), kind));
      }
    }
    assertThat(new HashSet<>(names)).hasSameSizeAs(names);
  }

  @Test
  void anIndexedFieldTellsItsKind() {
    assertThat(FieldNames.parse("profile.a#long"))
        .isEqualTo(Optional.of(new FieldNames.Indexed("profile.a", Kind.LONG)));
    assertThat(FieldNames.parse("profile#json")).isEmpty();
    assertThat(FieldNames.parse("_id")).isEmpty();
  }

  @Test
  void theIdNamesTheDatabaseOnlyWhereItIsNotTheLogsOwn() {
    DocumentKey key = new DocumentKey("doc/1");
    PartitionId partition = new PartitionId("mailbox", 3);
    assertThat(FieldNames.id(partition, new TableName("mailbox", "doc"), key)).isEqualTo("doc/1");
    assertThat(FieldNames.id(partition, new TableName("mailbox_3", "doc"), key))
        .isEqualTo("mailbox_3:doc/1");
  }
}
