package dev.doppio.guarantees;

import static org.assertj.core.api.Assertions.assertThat;

import dev.doppio.guarantees.Violation.Kind;
import dev.doppio.oracle.LogDump;
import dev.doppio.oracle.LogEntry;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * G3: within a partition the log's order is that of each master's binlog, sequences rise by one
 * from the opening of their generation, the running count of data transactions rises with each of
 * them, and all of it is one log.
 *
 * @param binlogs of each master, GTIDs in the order mysqlbinlog prints them
 * @param log what the stock consumer saw
 */
public record OrderKept(Collection<List<String>> binlogs, LogDump log) implements Guarantee {
  /** Of a log with one master. */
  public OrderKept(List<String> binlog, LogDump log) {
    this(Set.of(binlog), log);
  }

  /** Where a transaction stands in its master's binlog. */
  private record Standing(int master, int place) {}

  @Override
  public List<Violation> violations() {
    Map<String, Standing> place = new HashMap<>();
    int master = 0;
    for (List<String> binlog : binlogs) {
      assertThat(binlog).as("transactions in a binlog").isNotEmpty();
      for (String gtid : binlog) {
        place.put(gtid, new Standing(master, place.size()));
      }
      master++;
    }
    assertThat(log.entries()).as("records in the log").isNotEmpty();
    List<Violation> violations = new ArrayList<>();
    UUID logId = log.entries().get(0).logId().orElseThrow();
    for (List<LogEntry> entries : log.byPartition().values()) {
      new Pass(place, logId, violations).over(entries);
    }
    return violations;
  }

  /** Over one partition. */
  private static final class Pass {
    private final Map<String, Standing> place;
    private final Map<Integer, Integer> last = new HashMap<>();
    private final UUID logId;
    private final List<Violation> violations;
    private int generation;
    private long sequence = -1;
    private long transactions;

    Pass(Map<String, Standing> place, UUID logId, List<Violation> violations) {
      this.place = place;
      this.logId = logId;
      this.violations = violations;
    }

    void over(List<LogEntry> entries) {
      for (LogEntry entry : entries) {
        if (entry.begin()) {
          begin(entry);
        }
        hold(
            entry.generation() == generation && entry.sequence() == sequence,
            "%s inside run %d:%d",
            entry.place(),
            generation,
            sequence);
        hold(
            entry.transactions() == transactions,
            "%s counts %d data transactions, it is number %d",
            entry.place(),
            entry.transactions(),
            transactions);
      }
    }

    private void begin(LogEntry entry) {
      boolean opens = entry.kind() == 1 && entry.sequence() == 0 && entry.generation() > generation;
      boolean next = entry.generation() == generation && entry.sequence() == sequence + 1;
      hold(opens || next, "%s follows %d:%d", entry.place(), generation, sequence);
      hold(
          entry.logId().filter(logId::equals).isPresent(),
          "%s is of log %s, others of %s",
          entry.place(),
          entry.logId(),
          logId);
      generation = entry.generation();
      sequence = entry.sequence();
      if (entry.kind() == 0) {
        transactions++;
        data(entry);
      }
    }

    private void data(LogEntry entry) {
      Standing at = place.get(entry.gtid().orElseThrow());
      hold(at != null, "%s: %s is in no binlog", entry.place(), entry.gtid());
      if (at != null) {
        int before = last.getOrDefault(at.master(), -1);
        hold(at.place() > before, "%s: %s comes after a later one", entry.place(), entry.gtid());
        last.put(at.master(), at.place());
      }
    }

    private void hold(boolean condition, String format, Object... arguments) {
      Violation.unless(condition, violations, Kind.OUT_OF_ORDER, format, arguments);
    }
  }
}
