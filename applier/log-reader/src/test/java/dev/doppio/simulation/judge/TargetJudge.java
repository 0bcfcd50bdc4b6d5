package dev.doppio.simulation.judge;

import java.util.List;
import java.util.Optional;

/** One partition of the target: what it shows is what its checkpoint says, at every moment. */
final class TargetJudge {
  private final String name;
  private Optional<String> log = Optional.empty();
  private Optional<Place> at = Optional.empty();

  TargetJudge(String name) {
    this.name = name;
  }

  Optional<Place> at() {
    return at;
  }

  Optional<String> log() {
    return log;
  }

  /** Changes that everybody can see from now on, and the checkpoint beside them. */
  void shows(List<String> lines, String checkpointLog, Place checkpoint, History history) {
    String move = name + " from " + at.map(Place::toString).orElse("nothing") + " to " + checkpoint;
    if (log.isPresent() && !log.get().equals(checkpointLog)) {
      throw new Violation("G7", move + " goes on in another log");
    }
    if (!history.knows(checkpoint)) {
      throw new Violation("G7", move + ", which is no run of the log");
    }
    List<String> due =
        history
            .between(at, checkpoint)
            .orElseThrow(() -> new Violation("G6", move + ", which does not come after it"));
    if (!due.equals(lines)) {
      throw new Violation(guarantee(due, lines), move + " shows " + lines + ", due are " + due);
    }
    log = Optional.of(checkpointLog);
    at = Optional.of(checkpoint);
  }

  private static String guarantee(List<String> due, List<String> lines) {
    if (due.isEmpty()) {
      return "G4";
    }
    if (lines.size() > due.size()) {
      return "G2";
    }
    return lines.size() < due.size() ? "G1" : "G5";
  }
}
