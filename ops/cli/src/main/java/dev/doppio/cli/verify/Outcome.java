package dev.doppio.cli.verify;

import dev.doppio.cli.replay.Pace;
import dev.doppio.schemas.document.TableName;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Takes down what a pass finds, has it repaired where that is wanted, and keeps how far it is. Not
 * thread-safe.
 */
final class Outcome implements PassListener {
  /** So many findings are shown on the screen. */
  private static final int SHOWN = 20;

  private final Counts counts;
  private final FindingLines lines;
  private final Pace pace;
  private final Optional<StateFile> state;
  private final Optional<Repairer> repairer;
  private final List<String> examples = new ArrayList<>();

  Outcome(
      Counts counts,
      FindingLines lines,
      Pace pace,
      Optional<StateFile> state,
      Optional<Repairer> repairer) {
    this.counts = counts;
    this.lines = lines;
    this.pace = pace;
    this.state = state;
    this.repairer = repairer;
  }

  @Override
  public void read(int rows) {
    pace.took(rows);
  }

  @Override
  public void equal(TableName table, int documents) {
    counts.equal(documents);
  }

  @Override
  public List<DocumentPlace> found(TablePlan plan, List<Finding> findings) {
    List<Finding> firm =
        findings.stream().filter(f -> f.kind().isDifference() && f.place().isPresent()).toList();
    boolean takesRows = plan.replica().objections().isEmpty();
    if (repairer.isEmpty() || firm.isEmpty() || !takesRows) {
      findings.forEach(finding -> take(finding, false));
      return List.of();
    }
    List<Finding> repaired = repairer.get().repair(plan, firm);
    repaired.forEach(finding -> take(finding, true));
    counts.repaired(repaired.size());
    Set<Finding> done = new HashSet<>(repaired);
    findings.stream().filter(f -> !firm.contains(f)).forEach(finding -> take(finding, false));
    return firm.stream()
        .filter(finding -> !done.contains(finding))
        .map(finding -> finding.place().orElseThrow())
        .toList();
  }

  private void take(Finding finding, boolean repaired) {
    counts.found(finding);
    lines.add(finding, repaired);
    if (examples.size() < SHOWN) {
      examples.add(finding.line() + (repaired ? "  repaired" : ""));
    }
  }

  @Override
  public void passed(TableName table, Optional<List<String>> upTo) {
    state.ifPresent(known -> known.passed(table, upTo));
  }

  /** False while it is held back. */
  boolean mayRead() {
    return pace.allows();
  }

  Counts counts() {
    return counts;
  }

  /** How far it is, for a run that goes on. */
  void save(Pass pass) {
    lines.flush();
    state.ifPresent(known -> known.save(pass.unresolved()));
  }

  /** The first findings, and how many more there are. */
  List<String> examples() {
    List<String> shown = new ArrayList<>(examples);
    long more = counts.differences() + counts.of(Finding.Kind.UNSETTLED) - examples.size();
    if (more > 0) {
      shown.add("and " + more + " more; --report FILE gets them all");
    }
    return shown;
  }
}
