package dev.doppio.simulation;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.stream.Collectors;

/** The last steps of a simulation, for whoever has to understand what went wrong. */
final class Trace {
  private static final int KEPT = 40;

  private final Deque<Line> lines = new ArrayDeque<>();
  private int steps;
  private int depth;
  private int digest;

  private record Line(int step, int depth, String actor, String what, Object outcome) {
    @Override
    public String toString() {
      String indent = "  ".repeat(depth);
      return String.format("%6d %s%-12s %s %s", step, indent, actor, what, outcome);
    }
  }

  /**
   * @param outcome is made text when somebody wants to read it
   */
  void add(String actor, String what, Object outcome) {
    steps++;
    digest = 31 * (31 * digest + actor.hashCode()) + what.hashCode();
    if (lines.size() == KEPT) {
      lines.remove();
    }
    lines.add(new Line(steps, depth, actor, what, outcome));
  }

  /** What follows happens while somebody stands still. */
  void deeper() {
    depth++;
  }

  /** The one who stood still goes on. */
  void back() {
    depth--;
  }

  int depth() {
    return depth;
  }

  /** Equal for equal traces. */
  int digest() {
    return digest;
  }

  @Override
  public String toString() {
    return lines.stream().map(Line::toString).collect(Collectors.joining("\n"));
  }
}
