package dev.doppio.bench.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.doppio.local.LocalException;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

final class ProcTest {
  private static final String STAT =
      "4711 (a (strange) name 12) S 1 4711 4711 0 -1 4194560 900 0 0 0 1234 66 7 8 20 0 40 0 99 1";

  @Test
  void cpuIsUserAndSystemWhateverTheProcessIsCalled() {
    assertThat(Proc.cpuSeconds(STAT)).isEqualTo(13.00);
  }

  @Test
  void threadsOfOneKindHaveOneName() {
    assertThat(Proc.threadName(STAT)).isEqualTo("a (strange) name");
    assertThat(Proc.threadName("1 (GC Thread#3) R 1")).isEqualTo("GC Thread");
    assertThat(Proc.threadName("1 (log-writer) R 1")).isEqualTo("log-writer");
  }

  @Test
  void thePeakIsNotTheMemoryOfNow() {
    String status = "Name:\tjava\nVmPeak:\t 9000 kB\nVmHWM:\t  2048 kB\nVmRSS:\t  1024 kB\n";

    assertThat(Proc.peakRssBytes(status)).isEqualTo(2048 * 1024);
    assertThatThrownBy(() -> Proc.peakRssBytes("Name:\tkthreadd\n"))
        .isInstanceOf(LocalException.class);
  }

  @Test
  void aNewThreadCountsFromItsStart() {
    assertThat(Proc.since(Map.of("old", 2.0, "gone", 5.0), Map.of("old", 3.5, "new", 1.0)))
        .containsExactlyInAnyOrderEntriesOf(Map.of("old", 1.5, "new", 1.0));
  }

  @Test
  void thisProcessHasUsedCpuAndMemory() {
    long self = ProcessHandle.current().pid();

    assertThat(Proc.cpuSeconds(self)).isPositive();
    assertThat(Proc.peakRssBytes(self)).isGreaterThan(10_000_000);
    assertThat(Proc.cpuSecondsByThread(self)).isNotEmpty();
  }

  @Test
  void threadsThatEndWhileTheyAreLookedAtAreLeftOut() throws InterruptedException {
    AtomicBoolean enough = new AtomicBoolean();
    Thread restless =
        new Thread(
            () -> {
              while (!enough.get()) {
                new Thread(() -> {}, "brief").start();
              }
            });
    restless.start();
    try {
      for (int i = 0; i < 200; i++) {
        assertThat(Proc.cpuSecondsByThread(ProcessHandle.current().pid())).isNotEmpty();
      }
    } finally {
      enough.set(true);
      restless.join();
    }
  }

  @Test
  void aWindowCountsWhatIsUsedWhileItIsOpen() {
    Window window = Window.open(Map.of("self", ProcessHandle.current().pid()));
    double sum = 0;
    while (window.usage().cpuSeconds().get("self") < 0.05) {
      sum += Math.sqrt(sum + 1);
    }
    Window.Usage usage = window.usage();

    assertThat(sum).isPositive();
    assertThat(usage.seconds()).isPositive();
    assertThat(usage.cpuSeconds().get("self")).isBetween(0.05, 60.0);
  }

  @Test
  void aProcessThatHasEndedIsSaid() {
    assertThatThrownBy(() -> Proc.cpuSeconds(Long.MAX_VALUE))
        .isInstanceOf(LocalException.class)
        .hasMessageContaining("has the process ended?");
  }
}
