package dev.doppio.cli.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.doppio.schemas.failure.DoppioException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file says how far a replay into it is, and keeps nothing of half a run. */
final class ReplayFileTest {
  @TempDir private Path folder;

  private Path file(String... lines) throws IOException {
    return Files.writeString(folder.resolve("changes.json"), String.join("\n", lines));
  }

  private static String line(int partition, String scn, boolean end) {
    return "{\"database\":\"shop\",\"partition\":"
        + partition
        + ",\"scn\":\""
        + scn
        + "\",\"operation\":\"INSERT\""
        + (end ? ",\"end\":true" : "")
        + "}";
  }

  private static String resumed(Path path, String expected) throws IOException {
    ReplayFile file = ReplayFile.resumed(path, "shop");
    assertThat(file.done()).hasToString(expected);
    try (Sink sink = file.sink()) {
      sink.flush();
    }
    return Files.readString(path);
  }

  @Test
  void itGoesOnBehindTheLastWholeRunOfEachPartition() throws Exception {
    String whole =
        line(0, "1:4", false) + "\n" + line(0, "1:4", true) + "\n" + line(1, "2:9", true) + "\n";
    assertThat(resumed(file(whole + line(1, "2:10", false) + "\n{\"data"), "{0=1:4, 1=2:9}"))
        .isEqualTo(whole);
  }

  @Test
  void aRunInPartsWithOthersBetweenThemIsCutWithAllBehindItsFirst() throws Exception {
    String whole = line(0, "1:4", true) + "\n";
    String parts = line(1, "1:7", false) + "\n" + line(0, "1:5", true) + "\n";
    assertThat(resumed(file(whole + parts), "{0=1:4}")).isEqualTo(whole);
    String ended = whole + parts + line(1, "1:7", true) + "\n";
    assertThat(resumed(file(ended), "{0=1:5, 1=1:7}")).isEqualTo(ended);
  }

  @Test
  void aChangeOfAStructureIsWhole() throws Exception {
    String schema =
        "{\"database\":\"shop\",\"partition\":2,\"scn\":\"1:1\",\"operation\":\"SCHEMA\"}\n";
    assertThat(resumed(file(schema), "{2=1:1}")).isEqualTo(schema);
  }

  @Test
  void oneThatIsNotThereHoldsNothing() throws Exception {
    assertThat(resumed(folder.resolve("new.json"), "{}")).isEmpty();
  }

  @Test
  void whatIsNoReplaysFileStaysAsItIs() throws Exception {
    Path letters = file("Dear Sir", "");
    assertThatThrownBy(() -> ReplayFile.resumed(letters, "shop"))
        .isInstanceOf(DoppioException.class)
        .hasMessageContaining("can't be read as a replay's");
    Path others = file(line(0, "1:4", true), "");
    assertThatThrownBy(() -> ReplayFile.resumed(others, "forum"))
        .hasMessageContaining("no change of forum");
    assertThatThrownBy(() -> ReplayFile.anew(others)).hasMessageContaining("--resume");
    assertThat(Files.readString(others)).isEqualTo(line(0, "1:4", true) + "\n");
  }
}
