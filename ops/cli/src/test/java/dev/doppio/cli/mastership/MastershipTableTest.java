package dev.doppio.cli.mastership;

import static org.assertj.core.api.Assertions.assertThat;

import dev.doppio.logwriter.Tenure;
import dev.doppio.schemas.log.Generation;
import dev.doppio.schemas.log.Origin;
import dev.doppio.schemas.log.PartitionId;
import dev.doppio.schemas.log.Scn;
import dev.doppio.schemas.mastership.LedgerEntry;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MastershipTableTest {
  private static final LedgerEntry ENTRY =
      LedgerEntry.of(
          new Generation(2),
          new LedgerEntry.Candidate(new Origin("dc1", "n1"), "doppio-dc1-n1", "x"),
          Instant.parse("2026-01-02T03:04:05Z"));

  private static Tenure tenure(int number, Optional<LedgerEntry> entry, String end) {
    return new Tenure(
        new PartitionId("shop", number),
        entry,
        Optional.of(end).filter(e -> !e.isEmpty()).map(Scn::parse));
  }

  @Test
  void eachPartitionIsALineWithItsState() {
    List<String> lines =
        MastershipTable.of(
            List.of(
                tenure(0, Optional.of(ENTRY), "2:17"),
                tenure(1, Optional.of(ENTRY), "1:9"),
                tenure(2, Optional.of(ENTRY.released("x", ENTRY.since())), "2:3"),
                tenure(3, Optional.of(ENTRY), "3:1"),
                tenure(4, Optional.empty(), "")));
    assertThat(lines.get(0)).startsWith("partition  generation  owner");
    assertThat(lines.get(1)).matches("shop/0 +2 +dc1/n1 +2026-01-02T03:04:05Z +2:17 +open");
    assertThat(lines.get(2)).contains("1:9").contains("takeover unfinished");
    assertThat(lines.get(3)).matches("shop/2 +2 +- .* released");
    assertThat(lines.get(4)).contains("ledger behind the log");
    assertThat(lines.get(5)).matches("shop/4 .*never mastered");
  }
}
