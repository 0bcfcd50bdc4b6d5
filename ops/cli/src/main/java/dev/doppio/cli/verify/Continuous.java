package dev.doppio.cli.verify;

import dev.doppio.cli.daemon.StopSignal;
import dev.doppio.console.Console;
import dev.doppio.console.Health;
import dev.doppio.console.Metrics;
import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.ExitCode;
import dev.doppio.schemas.failure.FailureKind;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compares again and again, as a daemon with a console. What keeps one comparison from its end is
 * told, and the next one is tried. Run by one thread; others look at {@link Rounds}.
 */
public final class Continuous {
  private static final Logger LOG = LoggerFactory.getLogger(Continuous.class);
  private static final Duration AFTER_FAILURE = Duration.ofSeconds(10);

  private final Verify verify;
  private final Duration pause;
  private final InetSocketAddress address;
  private final Clock clock;
  private volatile Rounds rounds = Rounds.NONE;

  /**
   * @param pause between the end of one comparison and the next
   * @param address of the console
   */
  public Continuous(Verify verify, Duration pause, InetSocketAddress address, Clock clock) {
    this.verify = verify;
    this.pause = pause;
    this.address = address;
    this.clock = clock;
  }

  /**
   * Runs until a signal comes.
   *
   * @throws DoppioException CONFIGURATION when the console can't listen, or for what no later try
   *     can mend
   */
  public ExitCode run(StopSignal stop) {
    try (Metrics metrics = new Metrics();
        Console console = Console.start(address, metrics, new RoundsHealth())) {
      metrics.add(List.of(new RoundMeters(() -> rounds, clock)));
      LOG.info("comparing {}; console {}", verify.pair().words(), console.url());
      while (!stop.isRequested()) {
        Duration rest = once(stop) ? pause : AFTER_FAILURE;
        stop.await(rest.toMillis());
      }
      return ExitCode.OK;
    } catch (IOException e) {
      throw new DoppioException(
          FailureKind.CONFIGURATION, "--console-port: " + e.getMessage() + "; choose another", e);
    }
  }

  /** Its meters, before anything was compared. */
  public static MeterBinder meters() {
    return new RoundMeters(() -> Rounds.NONE, Clock.systemUTC());
  }

  private boolean once(StopSignal stop) {
    try {
      verify.run(new RoundsScreen(), stop::isRequested);
      if (!stop.isRequested()) {
        rounds = rounds.completed(clock.instant());
      }
      return true;
    } catch (DoppioException e) {
      if (e.kind() == FailureKind.CONFIGURATION) {
        throw e;
      }
      LOG.warn("the comparison was not completed: {}", e.getMessage());
      rounds = rounds.failed(e.getMessage());
      return false;
    }
  }

  private final class RoundsScreen implements Verify.Screen {
    @Override
    public void progress(String line) {
      LOG.info("{}", line);
    }

    @Override
    public void say(String line) {
      LOG.info("{}", line);
    }

    @Override
    public void figures(Figures figures) {
      rounds = rounds.with(figures);
    }

    @Override
    public Duration every() {
      return Duration.ofMinutes(1);
    }
  }

  private final class RoundsHealth implements Health {
    @Override
    public boolean live() {
      return true;
    }

    /** Ready when it can compare; what it has found is in the metrics. */
    @Override
    public List<String> obstacles() {
      Rounds now = rounds;
      List<String> obstacles = new ArrayList<>();
      now.failure().ifPresent(obstacles::add);
      if (now.failure().isEmpty() && now.ended().isEmpty()) {
        obstacles.add("the first comparison is under way");
      }
      return obstacles;
    }

    @Override
    public String status() {
      return String.format(
          "{\"daemon\": \"verify\", \"compared\": %d, \"passes\": %d}",
          rounds.compared(), rounds.passes());
    }
  }
}
