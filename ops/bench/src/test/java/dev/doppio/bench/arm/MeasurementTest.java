package dev.doppio.bench.arm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.doppio.bench.process.Window;
import dev.doppio.bench.workload.Backlog;
import dev.doppio.bench.workload.Workload;
import dev.doppio.local.LocalException;
import dev.doppio.schemas.gtid.GtidSet;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class MeasurementTest {
  private static final Backlog BACKLOG =
      new Backlog(
          Workload.parse("1x870x1000"),
          "bench1",
          GtidSet.empty(),
          GtidSet.parse("3e11fa47-71ca-11e1-9e33-c80aa9429562:1-1000"),
          1_000_000);

  @Test
  void figuresAreOfTheRowsThatCameOut() {
    Measurement measurement = measurement(1_000);

    assertThat(measurement.rowsPerSecond()).isEqualTo(500);
    assertThat(measurement.cpuSecondsPerMillionRows(Measurement.OWN)).isEqualTo(30);
    assertThat(measurement.cpuSecondsPerMillionRows(Measurement.BROKER)).isNaN();
  }

  @Test
  void anotherNumberOfRowsThanWasWrittenFailsTheBench() {
    assertThat(measurement(1_000).mustCover(BACKLOG, "library")).isNotNull();
    for (long rows : new long[] {0, 999, 1_001}) {
      assertThatThrownBy(() -> measurement(rows).mustCover(BACKLOG, "library"))
          .isInstanceOf(LocalException.class)
          .hasMessageContaining("library came to " + rows + " rows where 1000 were written");
    }
  }

  private static Measurement measurement(long rows) {
    Window.Usage usage = new Window.Usage(Instant.EPOCH, 2.0, Map.of(Measurement.OWN, 0.03));
    return new Measurement(rows, usage, 200_000_000, Optional.empty(), Map.of());
  }
}
