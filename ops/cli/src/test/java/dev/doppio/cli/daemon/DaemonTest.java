package dev.doppio.cli.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.doppio.cli.config.DaemonSettings;
import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.ExitCode;
import dev.doppio.schemas.failure.FailureKind;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class DaemonTest {
  private static final Duration DRAIN = Duration.ofMillis(600);

  private final List<String> calls = new CopyOnWriteArrayList<>();
  private final CountDownLatch never = new CountDownLatch(1);
  private List<String> undone = List.of();

  @Test
  void afterASignalItDrainsThenClosesAndEndsWithZero() {
    assertThat(runUntilSignalled(() -> {})).isEqualTo(ExitCode.OK);

    assertThat(calls).endsWith("drain", "close");
  }

  @Test
  void whatAPipelineLeftUndoneIsNoSuccess() {
    undone = List.of("the log could not be reached");

    assertThat(runUntilSignalled(() -> {})).isEqualTo(ExitCode.UNDRAINED);
    assertThat(calls).endsWith("drain", "close");
  }

  @Test
  void aStepThatAnInterruptEndsIsNoSuccessAndThePipelineIsClosedAfterIt() {
    ExitCode code =
        runUntilSignalled(
            () -> {
              try {
                never.await();
              } catch (InterruptedException e) {
                calls.add("interrupted");
              }
            });

    assertThat(code).isEqualTo(ExitCode.UNDRAINED);
    assertThat(calls).containsSubsequence("interrupted", "drain", "close");
  }

  @Test
  void aPipelineIsNotClosedWhileAStepIsInIt() {
    try {
      ExitCode code =
          runUntilSignalled(
              () -> {
                while (never.getCount() > 0) {
                  try {
                    never.await();
                  } catch (InterruptedException deaf) {
                    calls.add("interrupted");
                  }
                }
              });

      assertThat(code).isEqualTo(ExitCode.UNDRAINED);
      assertThat(calls).contains("interrupted").doesNotContain("close");
    } finally {
      never.countDown();
    }
  }

  @Test
  void aFailureOfADutyIsWhatTheDaemonEndsWith() {
    Runnable broken =
        () -> {
          throw new DoppioException(FailureKind.LOG_REFUSED, "no such topic");
        };

    assertThatThrownBy(() -> runUntilSignalled(broken)).hasMessage("no such topic");
    assertThat(calls).containsExactly("step", "close");
  }

  private ExitCode runUntilSignalled(Runnable step) {
    DaemonSettings settings = new DaemonSettings("127.0.0.1", 0, Duration.ofSeconds(1), DRAIN);
    try (StopSignal stop = new StopSignal(DRAIN)) {
      CountDownLatch stepping = new CountDownLatch(1);
      Thread signal = new Thread(() -> requestOnce(stepping, stop), "signal");
      signal.setDaemon(true);
      signal.start();
      return new Daemon(settings, Clock.systemUTC())
          .run(patience -> Optional.of(new Recording(step, stepping)), stop);
    }
  }

  private static void requestOnce(CountDownLatch stepping, StopSignal stop) {
    try {
      stepping.await(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    stop.request();
  }

  /** A pipeline of one duty. */
  private final class Recording implements Pipeline, Duty {
    private final Runnable step;
    private final CountDownLatch stepping;

    Recording(Runnable step, CountDownLatch stepping) {
      this.step = step;
      this.stepping = stepping;
    }

    @Override
    public String name() {
      return "recording";
    }

    @Override
    public boolean step() {
      calls.add("step");
      stepping.countDown();
      step.run();
      return true;
    }

    @Override
    public void drain() {
      calls.add("drain");
    }

    @Override
    public List<Duty> duties() {
      return List.of(this);
    }

    @Override
    public List<MeterBinder> meters() {
      return List.of();
    }

    @Override
    public String describe() {
      return "nothing -> nowhere";
    }

    @Override
    public List<String> obstacles() {
      return List.of();
    }

    @Override
    public DaemonReport report() {
      return DaemonReport.starting();
    }

    @Override
    public List<String> undone() {
      return undone;
    }

    @Override
    public void close() {
      calls.add("close");
    }
  }
}
