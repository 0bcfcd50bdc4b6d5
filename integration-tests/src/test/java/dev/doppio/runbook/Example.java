package dev.doppio.runbook;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Names and figures of the page, and what they are in this run. Names are given; a figure, such as
 * an SCN that an answer shows and the next command takes, is learned from the answer. Used by one
 * thread.
 */
public final class Example {
  /** Times, SCNs, GTIDs, offsets, counts, addresses. */
  private static final Pattern FIGURE =
      Pattern.compile("\\b(?:[0-9a-f]{8}-[0-9a-f-]{27}(?::\\d+)?|\\d(?:[\\w:.,-]*\\w)?)");

  private static final String REAL_FIGURE = "([\\w:.,-]*\\w)";

  private final Map<String, String> names;
  private final Map<String, String> figures = new LinkedHashMap<>();

  /**
   * @param names longest first where one is part of another
   */
  public Example(Map<String, String> names) {
    this.names = new LinkedHashMap<>(names);
  }

  /** What was learned is forgotten: another section has another example. */
  public void forgetFigures() {
    figures.clear();
  }

  /** A command of the page as it is typed here. */
  public String real(String command) {
    String real =
        FIGURE
            .matcher(command)
            .replaceAll(
                found ->
                    Matcher.quoteReplacement(figures.getOrDefault(found.group(), found.group())));
    return named(real);
  }

  /** True when a line of the answer is the page's, whatever the figures. */
  public boolean isAmong(String line, String answer) {
    return find(line, answer).isPresent();
  }

  /** Takes the answer's figures for the page's; the first one that a figure stands for counts. */
  public void learn(List<String> lines, String answer) {
    for (String line : lines) {
      List<String> shown = FIGURE.matcher(line).results().map(MatchResult::group).toList();
      MatchResult match = find(line, answer).orElseThrow();
      for (int i = 0; i < shown.size(); i++) {
        figures.putIfAbsent(shown.get(i), match.group(i + 1));
      }
    }
  }

  private Optional<MatchResult> find(String line, String answer) {
    String pattern =
        Arrays.stream(FIGURE.split(line.strip(), -1))
            .map(this::pattern)
            .collect(Collectors.joining(REAL_FIGURE));
    return answer
        .lines()
        .map(said -> Pattern.compile(pattern).matcher(said.strip()))
        .filter(Matcher::matches)
        .map(Matcher::toMatchResult)
        .findFirst();
  }

  /** Of what stands between figures; the width of a gap is that of a table's columns. */
  private String pattern(String words) {
    return Arrays.stream(named(words).split("\\.\\.\\.", -1))
        .map(part -> Pattern.quote(part).replaceAll(" +", "\\\\E\\\\s+\\\\Q"))
        .collect(Collectors.joining(".*"));
  }

  private String named(String text) {
    String real = text;
    for (Map.Entry<String, String> name : names.entrySet()) {
      real = real.replace(name.getKey(), name.getValue());
    }
    return real;
  }
}
