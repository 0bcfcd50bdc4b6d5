package dev.doppio.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/**
 * Every command that docs/operations.md shows is one that {@code doppio} takes. What its console
 * blocks say is played by OperatorJourneyIT.
 */
final class OperationsCommandsTest {
  private static final Path PAGE = Path.of("..", "..", "docs", "operations.md");

  /** In a block of its own, or in a sentence with its flags. */
  private static final Pattern COMMAND =
      Pattern.compile("(?m)^(?:\\$ )?doppio (.+)$|`doppio ([^`]* --config [^`]*)`");

  private static final Pattern WORD = Pattern.compile("'([^']*)'|\"([^\"]*)\"|(\\S+)");

  @Test
  void everyCommandOfThePageIsTaken() throws IOException {
    CommandLine doppio = DoppioCommand.commandLine();
    int commands = 0;
    for (MatchResult command : COMMAND.matcher(Files.readString(PAGE)).results().toList()) {
      String typed = command.group(1) != null ? command.group(1) : command.group(2);
      String[] words = words(typed.replaceFirst(" +(?:# .*|>\\S+|\\.\\.\\.)$", ""));
      assertThatCode(() -> doppio.parseArgs(words))
          .as("doppio %s", typed)
          .doesNotThrowAnyException();
      commands++;
    }
    assertThat(commands).isGreaterThan(50);
  }

  /** A section of the runbook has boxes that are played, or says that it has none. */
  @Test
  void everySectionOfTheRunbookIsPlayedOrListedAsNotPlayed() throws IOException {
    String page = Files.readString(PAGE);
    String list = page.substring(page.indexOf("Not played, and so marked: ")).split("\n\n", 2)[0];
    List<String> listed =
        Pattern.compile("\"([^\"]+)\"").matcher(list).results().map(name -> name.group(1)).toList();
    List<String> marked = new ArrayList<>();
    int played = 0;
    String runbook = page.substring(page.indexOf("\n## Runbook\n"), page.indexOf("\n## Log\n"));
    for (String section : runbook.substring(runbook.indexOf("\n### ") + 5).split("\n### ")) {
      boolean boxes = section.contains("\n```console\n");
      assertThat(section.contains("<!-- not played -->")).as(section).isNotEqualTo(boxes);
      played += boxes ? 1 : 0;
      if (!boxes) {
        marked.add(section.lines().findFirst().orElseThrow());
      }
    }
    assertThat(played).isGreaterThan(8);
    assertThat(listed).isEqualTo(marked);
  }

  private static String[] words(String typed) {
    List<String> words = new ArrayList<>();
    for (MatchResult word : WORD.matcher(typed).results().toList()) {
      words.add(word.group(word.group(1) != null ? 1 : word.group(2) != null ? 2 : 3));
    }
    return words.toArray(String[]::new);
  }
}
