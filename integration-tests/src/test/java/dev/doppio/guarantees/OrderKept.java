package dev.doppio.guarantees;

import static org.assertj.core.api.Assertions.assertThat;

import dev.doppio.guarantees.Violation.Kind;
import dev.doppio.oracle.LogDump;
import dev.doppio.oracle.LogEntry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * G3: within a partition the log's order is the binlog's, sequences rise by one from the opening of
 * their generation, the running count of data transactions rises with each of them, and all of it
 * is one log.
 *
 * @param binlog GTIDs in the order mysqlbinlog prints them
 * @param log what the stock consumer saw
 */
public record OrderKept(List<String> binlog, LogDump log) implements Guarantee {
  @Override
  public List<Violation> violations() {
    assertThat(binlog).as("transactions in the binlog").isNotEmpty();
    Map<String, Integer> place = new HashMap<>();
    binlog.forEach(gtid -> place.put(gtid, place.size()));
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
    private final Map<String, Integer> place;
    private final UUID logId;
    private final List<Violation> violations;
    private int generation;
    private long sequence = -1;
    private long transactions;
    private int last = -1;

    Pass(Map<String, Integer> place, UUID logId, List<Violation> violations) {
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
      Integer at = place.get(entry.gtid().orElseThrow());
      hold(at != null, "%s: %s is not in the binlog", entry.place(), entry.gtid());
      if (at != null) {
        hold(at > last, "%s: %s comes after a later one", entry.place(), entry.gtid());
        last = at;
      }
    }

    private void hold(boolean condition, String format, Object... arguments) {
      Violation.unless(condition, violations, Kind.OUT_OF_ORDER, format, arguments);
    }
  }
}
