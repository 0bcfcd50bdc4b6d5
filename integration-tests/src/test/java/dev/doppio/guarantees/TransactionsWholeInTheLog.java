package dev.doppio.guarantees;

import static org.assertj.core.api.Assertions.assertThat;

import dev.doppio.guarantees.Violation.Kind;
import dev.doppio.oracle.LogDump;
import dev.doppio.oracle.LogEntry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;

/**
 * G4 in the log: each run is contiguous from B to E, its ordinals, its row count and its checksum
 * agree, and E tells in how many partitions the source transaction is found.
 *
 * @param log what the stock consumer saw
 */
public record TransactionsWholeInTheLog(LogDump log) implements Guarantee {
  @Override
  public List<Violation> violations() {
    assertThat(log.entries()).as("records in the log").isNotEmpty();
    List<Violation> violations = new ArrayList<>();
    Map<String, Integer> found = new HashMap<>();
    Map<String, Integer> told = new HashMap<>();
    for (List<LogEntry> entries : log.byPartition().values()) {
      new Pass(found, told, violations).over(entries);
    }
    told.forEach(
        (gtid, partitions) ->
            Violation.unless(
                partitions.equals(found.get(gtid)),
                violations,
                Kind.TORN,
                "%s is in %d partitions, its end says %d",
                gtid,
                found.get(gtid),
                partitions));
    return violations;
  }

  /** Over one partition. */
  private static final class Pass {
    private final Map<String, Integer> found;
    private final Map<String, Integer> told;
    private final List<Violation> violations;
    private CRC32C checksum = new CRC32C();
    private boolean open;
    private String gtid = "";
    private int ordinal;
    private int rows;

    Pass(Map<String, Integer> found, Map<String, Integer> told, List<Violation> violations) {
      this.found = found;
      this.told = told;
      this.violations = violations;
    }

    void over(List<LogEntry> entries) {
      for (LogEntry entry : entries) {
        hold(entry.begin() != open, "%s begins a run: %s", entry.place(), entry.begin());
        if (entry.begin()) {
          ordinal = -1;
          rows = 0;
          gtid = entry.gtid().orElseThrow();
          checksum = new CRC32C();
        }
        open = !entry.end();
        rows += entry.endsRow() ? 1 : 0;
        hold(entry.ordinal() == ++ordinal, "%s is record %d", entry.place(), ordinal);
        entry.addTo(checksum);
        if (entry.end()) {
          end(entry);
        }
      }
      hold(!open, "a run is open at the end of the log");
    }

    private void end(LogEntry entry) {
      int written = entry.rows().orElseThrow();
      hold(written == rows, "%s: %d rows, its end says %d", entry.place(), rows, written);
      hold(
          entry.checksum().orElseThrow() == (int) checksum.getValue(),
          "%s: CRC32C is %08x, its end says %08x",
          entry.place(),
          (int) checksum.getValue(),
          entry.checksum().orElseThrow());
      if (entry.kind() == 0) {
        found.merge(gtid, 1, Integer::sum);
        told.put(gtid, entry.partitions().orElseThrow());
      }
    }

    private void hold(boolean condition, String format, Object... arguments) {
      Violation.unless(condition, violations, Kind.TORN, format, arguments);
    }
  }
}
