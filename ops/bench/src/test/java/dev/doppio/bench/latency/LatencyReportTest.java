package dev.doppio.bench.latency;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

final class LatencyReportTest {
  private static final long MICROS_PER_MILLI = 1_000;

  @Test
  void aTransactionIsDueByItsNumberHoweverLateTheOneBeforeItWas() {
    Schedule schedule = new Schedule(4_711, 3_000, 1_000, 5);

    assertThat(schedule.due(0)).isEqualTo(5);
    assertThat(schedule.due(1_500)).isEqualTo(5 + 1_500_000_000L);
    assertThat(schedule.end()).isEqualTo(schedule.due(2_999));
  }

  @Test
  void aPipelineAtARateIsALineAndAnObject() throws IOException {
    Histogram visible = Times.histogram();
    for (int millis = 1; millis <= 1_000; millis++) {
      visible.recordValue(millis * MICROS_PER_MILLI);
    }
    Histogram committed = Times.histogram();
    committed.recordValue(2 * MICROS_PER_MILLI);
    LatencyReport.Line line = LatencyReport.Line.of("doppio", 1_000, visible, committed);
    LatencyReport report = new LatencyReport(Map.of(), Map.of("doppio", "default"), List.of(line));

    List<String> text = report.text();
    assertThat(text.get(text.size() - 1)).startsWith("doppio            1,000         1,000");
    assertThat(new ObjectMapper().readTree(report.json()).at("/lines/0/p99").asDouble())
        .isBetween(989.0, 991.0);
    assertThat(line.p999()).isBetween(998.0, 1_000.0);
    assertThat(line.commitP50()).isBetween(1.9, 2.1);
  }
}
