package dev.doppio.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.doppio.cli.compare.Difference;
import dev.doppio.cli.compare.Report;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

final class ScreenTest {
  private final StringWriter written = new StringWriter();
  private double seconds;

  private final DatacenterRow dc1 =
      new DatacenterRow(
          "dc1",
          151.6,
          OptionalLong.of(12_345),
          Optional.empty(),
          OptionalLong.of(3),
          OptionalDouble.of(0.04),
          "sidecar running");

  private final DatacenterRow unknown =
      new DatacenterRow(
          "dc2",
          0,
          OptionalLong.empty(),
          Optional.empty(),
          OptionalLong.empty(),
          OptionalDouble.empty(),
          "applier killed");

  @Test
  void aRowHasItsNumbersUnderTheirNames() {
    List<String> lines = LiveTable.render(List.of(dc1, unknown));

    assertThat(lines.get(0))
        .isEqualTo("           rate/s    log end    applied    lag tx    lag s   daemon");
    assertThat(lines.get(1))
        .isEqualTo("  dc1         152     12,345          -         3      0.0   sidecar running");
    assertThat(lines.get(2))
        .isEqualTo("  dc2           0          ?          -         ?        ?   applier killed");
  }

  @Test
  void onATerminalTheTableIsRedrawnBelowWhatIsSaid() {
    Screen screen = screen(true);
    screen.table(List.of(dc1));
    screen.say("kill -9");

    String text = written.toString();
    assertThat(text).contains("\u001b[2A\r\u001b[J");
    assertThat(text.indexOf("kill -9")).isLessThan(text.lastIndexOf("dc1"));
  }

  @Test
  void elsewhereItIsPlainLinesNowAndThen() {
    Screen screen = screen(false);
    for (int i = 0; i < 7; i++) {
      seconds = i;
      screen.table(List.of(dc1));
    }

    assertThat(written.toString()).doesNotContain("\u001b");
    assertThat(written.toString().lines().filter(line -> line.contains("dc1"))).hasSize(3);
    assertThat(written.toString().lines().filter(line -> line.contains("rate/s"))).hasSize(1);
    assertThat(written.toString()).contains("    3.0 s  ");
  }

  @Test
  void theVerdictSaysWhatWasCompared() {
    Report equal = new Report(2, 2_400, 5_300_000, 0, List.of());

    assertThat(lines(equal))
        .anySatisfy(line -> assertThat(line).contains("2 tables, 2,400 rows, 5.3 MB"))
        .anySatisfy(line -> assertThat(line).contains("EQUAL: the replica"));
  }

  @Test
  void theVerdictNamesWhatDiffers() {
    Difference difference = new Difference("mailbox.message", "m1/42", "differs in body");
    Report different = new Report(2, 2_400, 5_300_000, 1, List.of(difference));

    assertThat(lines(different))
        .anySatisfy(
            line -> assertThat(line).contains("DIFFERENT: the replica in dc2, 1 row differs"))
        .anySatisfy(line -> assertThat(line).contains("mailbox.message m1/42: differs in body"));
  }

  @Test
  void nothingComparedIsNoSuccess() {
    assertThat(lines(new Report(0, 0, 0, 0, List.of())))
        .anySatisfy(line -> assertThat(line).contains("NOTHING WAS COMPARED"));
  }

  private static List<String> lines(Report report) {
    return Verdict.lines(List.of(new Verdict.Compared(Verdict.Copy.REPLICA, report)), "mailbox");
  }

  private Screen screen(boolean terminal) {
    return new Screen(new PrintWriter(written), terminal, () -> seconds);
  }
}
