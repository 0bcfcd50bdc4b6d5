package dev.doppio.capture.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.doppio.capture.Configs;
import dev.doppio.schemas.document.TableName;
import dev.doppio.schemas.partition.PartitionMode;
import dev.doppio.schemas.source.CaptureScope;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is captured, and what may be. */
final class CaptureConfigTest {
  private static final CaptureConfig CONFIG =
      Configs.with(
          new TableFilter(List.of("Shop.*", "mailbox_*.mail"), List.of("Shop.tmp_*")),
          Configs.layout("Shop", PartitionMode.HASH),
          Configs.layout("mailbox", PartitionMode.SCHEMA));

  private static TableName name(String text) {
    return TableName.parse(text);
  }

  @Test
  void theScopeCoversWhatIsCapturedAndNothingElse() {
    CaptureScope scope = CONFIG.scope();
    assertThat(scope.databases())
        .isEqualTo(Map.of("Shop", PartitionMode.HASH, "mailbox", PartitionMode.SCHEMA));
    for (String captured : List.of("Shop.doc", "mailbox_12.mail")) {
      assertThat(CONFIG.isCaptured(name(captured))).as(captured).isTrue();
      assertThat(scope.covers(name(captured))).as(captured).isTrue();
    }
    for (String other : List.of("Shop.tmp_1", "mailbox_12.other", "mailbox_x.mail", "else.doc")) {
      assertThat(CONFIG.isCaptured(name(other))).as(other).isFalse();
      assertThat(scope.covers(name(other))).as(other).isFalse();
    }
  }

  @Test
  void theOwnTablesOfAppliersAreNeverCaptured() {
    CaptureConfig own =
        Configs.with(TableFilter.all(), Configs.layout("doppio", PartitionMode.HASH));
    assertThat(own.isCaptured(name("doppio.captured_checkpoint"))).isFalse();
  }

  @Test
  void aNameInAnotherCaseMayBeCaptured() {
    assertThat(CONFIG.mayCoverSchema("SHOP")).isTrue();
    assertThat(CONFIG.mayCoverSchema("MailBox_3")).isTrue();
    assertThat(CONFIG.mayCoverSchema("shopping")).isFalse();
    assertThat(CONFIG.mayCapture(name("SHOP.DOC"))).isTrue();
    assertThat(CONFIG.mayCapture(name("Shop.doc"))).isTrue();
    assertThat(CONFIG.mayCapture(name("shop.TMP_1"))).isFalse();
  }
}
