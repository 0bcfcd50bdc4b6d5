package dev.doppio.cli.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.doppio.cli.verify.Finding.Kind;
import dev.doppio.schemas.document.TableName;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class StateFileTest {
  private static final TableName SLASHED = new TableName("shop", "a/b~c.d");

  @TempDir private Path folder;

  private Path file() {
    return folder.resolve("state.json");
  }

  @Test
  void whatWasSavedIsReadAgain() {
    StateFile saved = StateFile.open(file(), "shop");
    saved.passed(new TableName("shop", "first"), Optional.empty());
    saved.passed(SLASHED, Optional.of(List.of("31", "")));
    saved.passed(SLASHED, Optional.of(List.of("32", "ff")));
    saved.counts().equal(7);
    saved.counts().repaired(1);
    saved.counts().found("shop.first", Kind.EXTRA, 2);
    TablePlan plan = new TablePlan(Documents.TABLE, new KeptTable(false, List.of(), Set.of()));
    saved.save(List.of(new Again.Batch(plan, List.of(Documents.place(4), Documents.place(5)))));

    StateFile read = StateFile.open(file(), "shop");

    assertThat(read.done()).isEqualTo(Set.of(new TableName("shop", "first")));
    assertThat(read.upTo()).containsOnlyKeys(SLASHED).containsValue(List.of("32", "ff"));
    assertThat(read.again().get(Documents.TABLE.name()))
        .containsExactly(Documents.place(4), Documents.place(5));
    assertThat(read.counts().equal()).isEqualTo(7);
    assertThat(read.counts().repaired()).isEqualTo(1);
    assertThat(read.counts().differences()).isEqualTo(2);
    assertThat(folder).isDirectoryNotContaining("glob:**.new");
  }

  @Test
  void whatAnotherComparisonHasLeftIsRefused() {
    StateFile.open(file(), "shop").save(List.of());

    assertThatThrownBy(() -> StateFile.open(file(), "mailbox"))
        .hasMessageContaining("was left by a comparison of shop, this is one of mailbox");
  }

  @Test
  void whatIsNoneOfOursIsRefused() throws Exception {
    Files.writeString(file(), "{\"format\"");

    assertThatThrownBy(() -> StateFile.open(file(), "shop"))
        .hasMessageContaining("can't be read as what a verify has left");
  }

  @Test
  void onceAllIsDoneTheNextBeginsAnew() {
    StateFile state = StateFile.open(file(), "shop");
    state.passed(SLASHED, Optional.empty());
    state.save(List.of());
    state.delete();

    assertThat(StateFile.open(file(), "shop").done()).isEmpty();
  }
}
