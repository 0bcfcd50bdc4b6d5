package dev.doppio.logreader;

import dev.doppio.schemas.change.DocumentChange;
import dev.doppio.schemas.log.PartitionId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Compares what every commit shows with what the source did: the partition's history up to the end
 * of one of its transactions, each change once, in order.
 */
class JudgedTarget extends MemoryTarget {
  private final SimulatedTraffic traffic;
  private final Map<PartitionId, List<String>> seen = new HashMap<>();

  JudgedTarget(SimulatedTraffic traffic) {
    this.traffic = traffic;
  }

  @Override
  protected void store(Commit commit) {
    super.store(commit);
    show(commit.partition(), commit.changes());
    judge(commit);
  }

  /** Changes that others can see from now on. */
  protected final void show(PartitionId partition, List<DocumentChange> changes) {
    List<String> lines = seen.computeIfAbsent(partition, p -> new ArrayList<>());
    changes.forEach(
        change ->
            lines.add(
                SimulatedTraffic.line(
                    change.operation(), change.after().or(change::before).orElseThrow())));
  }

  private void judge(Commit commit) {
    List<String> lines = seen.get(commit.partition());
    int whole = 0;
    int at = 0;
    for (List<String> transaction : traffic.expected(commit.partition().number())) {
      if (at == lines.size()) {
        break;
      }
      int end = at + transaction.size();
      if (end > lines.size() || !lines.subList(at, end).equals(transaction)) {
        throw new AssertionError(
            commit.partition()
                + " at "
                + commit.checkpoint().scn()
                + ": its transaction "
                + (whole + 1)
                + " is "
                + lines.subList(at, Math.min(end, lines.size()))
                + ", at the source it was "
                + transaction);
      }
      at = end;
      whole++;
    }
    if (at != lines.size()) {
      throw new AssertionError(commit.partition() + " has more than the source: " + lines);
    }
  }

  /** How many changes of the partition can be seen. */
  int seen(PartitionId partition) {
    return seen.getOrDefault(partition, List.of()).size();
  }
}
