package dev.doppio.bench.durability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

final class DurabilityReportTest {
  private static final long MILLI = 1_000_000;

  @Test
  void percentilesAreOfTheOrderedWaits() {
    long[] waits = LongStream.rangeClosed(1, 1_000).map(i -> (1_001 - i) * MILLI).toArray();

    assertThat(Latencies.of(waits)).isEqualTo(new Latencies(500, 990, 999, 1_000));
    assertThat(Latencies.of(new long[] {7 * MILLI})).isEqualTo(new Latencies(7, 7, 7, 7));
  }

  @Test
  void whereNothingWasAcknowledgedThereAreNone() {
    assertThatIllegalArgumentException().isThrownBy(() -> Latencies.of(new long[0]));
  }

  @Test
  void lostIsWhatWasAcknowledgedAndIsNotThere() {
    BitSet acknowledged = bits(1, 2, 3, 5);
    BitSet found = bits(2, 3, 4);

    assertThat(Fate.missing(acknowledged, found)).isEqualTo(2);
    assertThat(acknowledged.cardinality()).as("it is not changed").isEqualTo(4);
  }

  @Test
  void aRoundIsALineAndAnObject() throws IOException {
    Fate fate = new Fate(Acks.LEADER, 20_000, 19_990, 10, 7, 0, new Latencies(1, 2, 3, 4), 4_711);
    DurabilityReport report =
        new DurabilityReport(Map.of(), new DurabilityLoad(2_000, 10, 870), List.of(fate));

    assertThat(report.lines()).hasSize(2);
    assertThat(report.lines().get(1).trim().split(" +"))
        .containsExactly(
            "leader", "20,000", "19,990", "10", "7", "0", "1.00", "2.00", "3.00", "4.00", "4,711");
    assertThat(new ObjectMapper().readTree(report.json()).at("/rounds/0/lost").asInt())
        .isEqualTo(7);
  }

  private static BitSet bits(int... members) {
    BitSet bits = new BitSet();
    for (int member : members) {
      bits.set(member);
    }
    return bits;
  }
}
