package dev.doppio.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

final class ReplayDestinationTest {
  @Command
  private static final class Parsed {
    @Mixin private ReplayDestination destination;
  }

  private static ReplayDestination parse(String... arguments) {
    Parsed parsed = new Parsed();
    new CommandLine(parsed).parseArgs(arguments);
    return parsed.destination;
  }

  @Test
  void eachWayHasItsOption() {
    assertThat(parse().kind()).isEqualTo(ReplayDestination.Kind.SCREEN);
    assertThat(parse("--into-file", "f").kind()).isEqualTo(ReplayDestination.Kind.FILE);
    assertThat(parse("--into-topic", "a.b").kind()).isEqualTo(ReplayDestination.Kind.TOPIC);
    assertThat(parse("--into-target", "--rewind").kind()).isEqualTo(ReplayDestination.Kind.TARGET);
    assertThat(parse("--into-source").kind()).isEqualTo(ReplayDestination.Kind.SOURCE);
  }

  @Test
  void aGroupIsTheTargetsUnlessItIsNamed() {
    assertThat(parse("--group").kind()).isEqualTo(ReplayDestination.Kind.GROUP);
    assertThat(parse("--group").group()).isEmpty();
    assertThat(parse("--group", "--undo").group()).isEmpty();
    assertThat(parse("--group", "billing").group()).contains("billing");
  }

  @Test
  void whatDoesNotGoTogetherIsRefused() {
    for (String[] wrong :
        new String[][] {
          {"--into-file", "f", "--into-target"},
          {"--undo"},
          {"--rewind"},
          {"--anew", "--into-source"},
          {"--into-target", "--anew", "--rewind"},
          {"--resume"},
          {"--server", "a:1"},
          {"--into-target", "--empty-others"}
        }) {
      ReplayDestination destination = parse(wrong);
      assertThatIllegalArgumentException()
          .as(String.join(" ", wrong))
          .isThrownBy(destination::kind);
    }
  }
}
