package dev.doppio.hazards;

import dev.doppio.guarantees.Violation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** What came of the faults of a run, and its place in docs/guarantees.md. Used by one thread. */
final class Results {
  private static final String BEGIN = "<!-- make torture writes from here -->";
  private static final String END = "<!-- to here -->";
  private final String title;
  private final Map<String, List<Outcome>> outcomes = new LinkedHashMap<>();
  private Optional<Outcome> sabotage = Optional.empty();
  private int transactions;

  /**
   * @param title of the table: seed, commit, length
   */
  Results(String title) {
    this.title = title;
  }

  void add(Outcome outcome) {
    outcomes.computeIfAbsent(outcome.fault().name(), name -> new ArrayList<>()).add(outcome);
  }

  /** A deliberate lie, which has to be found. */
  void sabotaged(Outcome outcome) {
    sabotage = Optional.of(outcome);
  }

  /** Transactions of a flow that has ended. */
  void transactions(int more) {
    transactions += more;
  }

  /** True when nothing was lost, doubled, torn or out of order, and the lie was found. */
  boolean isGood() {
    return all().stream().allMatch(outcome -> outcome.violations().isEmpty())
        && sabotage.filter(lie -> !lie.violations().isEmpty()).isPresent();
  }

  private List<Outcome> all() {
    return outcomes.values().stream().flatMap(List::stream).toList();
  }

  private static long count(List<Outcome> some, Violation.Kind kind) {
    return some.stream().mapToLong(outcome -> outcome.count(kind)).sum();
  }

  private static double slowest(List<Outcome> some) {
    return some.stream()
            .map(Outcome::recovery)
            .max(Duration::compareTo)
            .orElse(Duration.ZERO)
            .toMillis()
        / 1e3;
  }

  /** The last line of a run. */
  String verdict() {
    return String.format(
        "torture: %d transactions, %d faults, lost %d, doubled %d, torn %d, out of order %d,"
            + " slowest recovery %.1f s",
        transactions,
        all().size(),
        count(all(), Violation.Kind.LOST),
        count(all(), Violation.Kind.DOUBLED),
        count(all(), Violation.Kind.TORN),
        count(all(), Violation.Kind.OUT_OF_ORDER),
        slowest(all()));
  }

  /** Markdown. */
  String table() {
    List<String> lines = new ArrayList<>();
    lines.add(title);
    lines.add("");
    lines.add(
        "| fault | injected | observed effect, the last time | transactions during it | lost |"
            + " doubled | torn | out of order | slowest recovery, s |");
    lines.add("|---|---|---|---|---|---|---|---|---|");
    outcomes.forEach((name, some) -> lines.add(row(name, some)));
    sabotage.ifPresent(
        lie ->
            lines.add(
                row(lie.fault().name(), List.of(lie))
                    + (lie.violations().isEmpty() ? " NOT DETECTED" : " detected, as it must be")));
    lines.add("");
    lines.add("`" + verdict() + "`");
    return String.join("\n", lines) + "\n";
  }

  private static String row(String name, List<Outcome> some) {
    return String.format(
        "| %s | %d | %s | %d | %d | %d | %d | %d | %.1f |",
        name,
        some.size(),
        some.get(some.size() - 1).observed(),
        some.stream().mapToInt(Outcome::transactions).sum(),
        count(some, Violation.Kind.LOST),
        count(some, Violation.Kind.DOUBLED),
        count(some, Violation.Kind.TORN),
        count(some, Violation.Kind.OUT_OF_ORDER),
        slowest(some));
  }

  /** Puts the table where the page has its place for it. */
  void publish(Path page) throws IOException {
    String text = Files.readString(page);
    String before = text.substring(0, text.indexOf(BEGIN) + BEGIN.length());
    String after = text.substring(text.indexOf(END));
    Files.writeString(page, before + "\n\n" + table() + "\n" + after);
  }

  /** What went wrong, one a line. */
  String violations() {
    return all().stream()
        .filter(outcome -> !outcome.violations().isEmpty())
        .map(outcome -> outcome.fault() + ": " + outcome.violations())
        .collect(Collectors.joining("\n"));
  }
}
