package dev.doppio.guarantees;

import static org.assertj.core.api.Assertions.assertThat;

import dev.doppio.oracle.LogDump;
import dev.doppio.oracle.LogEntry;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * G3: within a partition the log's order is the binlog's, and sequences rise by one from the
 * opening of their generation.
 *
 * @param binlog GTIDs in the order mysqlbinlog prints them
 * @param log what the stock consumer saw
 */
public record OrderKept(List<String> binlog, LogDump log) implements Guarantee {
  @Override
  public void check() {
    assertThat(binlog).as("transactions in the binlog").isNotEmpty();
    Map<String, Integer> place = new HashMap<>();
    binlog.forEach(gtid -> place.put(gtid, place.size()));
    assertThat(log.entries()).as("records in the log").isNotEmpty();
    log.byPartition().forEach((partition, entries) -> check(partition, entries, place));
  }

  private static void check(int partition, List<LogEntry> entries, Map<String, Integer> place) {
    int generation = 0;
    long sequence = -1;
    int last = -1;
    for (LogEntry entry : entries) {
      if (!entry.begin()) {
        assertThat(entry.sequence()).as(entry.place()).isEqualTo(sequence);
        continue;
      }
      boolean opens = entry.kind() == 1 && entry.sequence() == 0 && entry.generation() > generation;
      assertThat(opens || (entry.generation() == generation && entry.sequence() == sequence + 1))
          .as("%s follows %d:%d", entry.place(), generation, sequence)
          .isTrue();
      generation = entry.generation();
      sequence = entry.sequence();
      if (entry.kind() == 0) {
        Integer at = place.get(entry.gtid().orElseThrow());
        assertThat(at).as("%s %s is in the binlog", entry.place(), entry.gtid()).isNotNull();
        assertThat(at).as("binlog order at %s of %d", entry.place(), partition).isGreaterThan(last);
        last = at;
      }
    }
  }
}
