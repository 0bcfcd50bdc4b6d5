package dev.doppio.bench.drain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.doppio.bench.process.Window;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DrainedTest {
  @TempDir Path folder;

  @Test
  void theBenchReadsWhatTheDrainWrote() {
    Drained drained =
        new Drained(
            200_000,
            new Window.Usage(
                Instant.parse("2026-01-02T03:04:05.678Z"), 1.25, Map.of("own", 2.5, "mysql", 0.75)),
            123_456_789);
    Turns turns = new Turns(folder);

    turns.done(drained);

    assertThat(new Turns(folder).drained()).isEqualTo(drained);
  }

  @Test
  void benchAndDrainTakeTurns() throws InterruptedException {
    Turns bench = new Turns(folder);
    Turns drain = new Turns(folder);

    assertThat(bench.isPrepared()).isFalse();
    drain.prepared();
    assertThat(bench.isPrepared()).isTrue();
    bench.go(4_711);
    assertThat(drain.awaitGo()).isEqualTo(4_711);
  }
}
