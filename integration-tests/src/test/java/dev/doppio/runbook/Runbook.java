package dev.doppio.runbook;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The {@code console} blocks of docs/operations.md by the heading above them. A block has prompts
 * with commands, below each what it answers, and {@code exit code N} where that is not 0. Used by
 * one thread.
 */
public final class Runbook {
  private static final Path PAGE = Path.of("..", "docs", "operations.md");
  private static final Pattern PROMPT = Pattern.compile("(\\$|\\w+>) (.+)");
  private static final Pattern EXIT_CODE = Pattern.compile("exit code (\\d+)");

  private final Map<String, List<Step>> sections = new LinkedHashMap<>();
  private final Set<String> played = new TreeSet<>();

  /** Reads the page. */
  public Runbook() {
    try {
      read(Files.readAllLines(PAGE));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The steps below a heading, which counts as played from now on. */
  public List<Step> play(String heading) {
    assertThat(sections).as("headings with console blocks").containsKey(heading);
    played.add(heading);
    return sections.get(heading);
  }

  /** Headings whose steps nobody has played. */
  public Set<String> left() {
    Set<String> left = new TreeSet<>(sections.keySet());
    left.removeAll(played);
    return left;
  }

  private void read(List<String> page) {
    String heading = "";
    boolean inside = false;
    List<String> block = new ArrayList<>();
    for (int number = 1; number <= page.size(); number++) {
      String line = page.get(number - 1);
      if (inside && line.equals("```")) {
        sections.computeIfAbsent(heading, h -> new ArrayList<>()).addAll(steps(block, number));
        inside = false;
      } else if (inside) {
        block.add(line);
      } else if (line.equals("```console")) {
        inside = true;
        block.clear();
      } else if (line.matches("#+ .+")) {
        heading = line.replaceFirst("#+ ", "");
      }
    }
  }

  private static List<Step> steps(List<String> block, int end) {
    List<Step> steps = new ArrayList<>();
    List<String> says = new ArrayList<>();
    int exitCode = 0;
    for (int i = block.size() - 1; i >= 0; i--) {
      String line = block.get(i);
      Matcher prompt = PROMPT.matcher(line);
      Matcher code = EXIT_CODE.matcher(line);
      if (prompt.matches()) {
        steps.add(
            0, new Step(end - block.size() + i, prompt.group(1), prompt.group(2), says, exitCode));
        says.clear();
        exitCode = 0;
      } else if (code.matches()) {
        exitCode = Integer.parseInt(code.group(1));
      } else if (!line.isBlank()) {
        says.add(0, line);
      }
    }
    assertThat(says).as("answers in front of a prompt, above line " + end).isEmpty();
    return steps;
  }
}
