package dev.doppio.cli.replay;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * What a replay has brought.
 *
 * @param complete whether every partition has come to its end
 * @param stretches of all partitions
 */
public record Summary(boolean complete, List<Stretch> stretches) {
  public Summary {
    stretches = List.copyOf(stretches);
  }

  /** Changes, in all partitions. */
  public long changes() {
    return stretches.stream().mapToLong(Stretch::changes).sum();
  }

  /** For the operator: a line for each partition, and one for all. */
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    for (Stretch stretch : stretches) {
      lines.add(
          String.format(
              Locale.ROOT,
              "%s: %,d changes in %,d runs%s",
              stretch.partition(),
              stretch.changes(),
              stretch.runs(),
              stretch
                  .first()
                  .map(first -> ", from " + first + " to " + stretch.latest().orElseThrow())
                  .orElse("")));
    }
    lines.add(
        String.format(
            Locale.ROOT,
            "%,d changes in %,d runs",
            changes(),
            stretches.stream().mapToLong(Stretch::runs).sum()));
    return lines;
  }

  /**
   * What {@code --after} has to say for a replay that goes on where this one ended; may be empty.
   */
  public String after() {
    return stretches.stream()
        .filter(stretch -> stretch.done().isPresent())
        .map(stretch -> stretch.partition().number() + ":" + stretch.done().get())
        .collect(Collectors.joining(","));
  }
}
