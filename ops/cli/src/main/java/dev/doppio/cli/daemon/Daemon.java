package dev.doppio.cli.daemon;

import dev.doppio.cli.config.DaemonSettings;
import dev.doppio.console.Console;
import dev.doppio.console.Health;
import dev.doppio.console.Metrics;
import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.ExitCode;
import dev.doppio.schemas.failure.FailureKind;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A process that runs one pipeline until a signal or a failure ends it. The order of a life:
 * console, pipeline, agents; the end in reverse, within a bound.
 */
final class Daemon {
  private static final Logger LOG = LoggerFactory.getLogger(Daemon.class);
  private static final long LOOK_MILLIS = 100;

  private final DaemonSettings settings;
  private final Clock clock;
  private volatile Optional<Pipeline> pipeline = Optional.empty();

  Daemon(DaemonSettings settings, Clock clock) {
    this.settings = settings;
    this.clock = clock;
  }

  /**
   * Runs until the end.
   *
   * @return OK when drained after a signal, UNDRAINED when that could not be finished
   * @throws DoppioException what ended it, when no signal did
   */
  ExitCode run(Pipeline.Recipe recipe) {
    Duration bound = settings.drainWait();
    try (StopSignal stop = new StopSignal(bound)) {
      ExitCode code = ExitCode.INTERNAL;
      try {
        code = run(recipe, stop);
      } catch (DoppioException e) {
        code = e.kind().exitCode();
        throw e;
      } finally {
        stop.drained(code.code());
      }
      return code;
    }
  }

  /** As {@link #run(Pipeline.Recipe)}, with the signal that ends it. */
  ExitCode run(Pipeline.Recipe recipe, StopSignal stop) {
    Closing closing = new Closing();
    Optional<Crew> crew = Optional.empty();
    Optional<DoppioException> exhausted = Optional.empty();
    try (closing) {
      Metrics metrics = closing.add(new Metrics());
      Console console = closing.add(console(metrics));
      pipeline = recipe.open(new Patience(clock, stop, settings.startWait()));
      if (pipeline.isPresent()) {
        Pipeline running = pipeline.get();
        crew = Optional.of(closing.add(new Crew(running, settings.drainWait(), stop::request)));
        metrics.add(running.meters());
        LOG.info("starting: {}; console {}", running.describe(), console.url());
        crew.get().start();
        exhausted = watch(running, crew.get(), stop);
        LOG.info("draining, at most {} s", settings.drainWait().toSeconds());
      }
    }
    crew.flatMap(Crew::failure).ifPresent(this::rethrow);
    exhausted.ifPresent(this::rethrow);
    return closing.failure().isPresent() ? undrained(closing.failure().get()) : drained();
  }

  private static ExitCode drained() {
    LOG.info("drained, all closed");
    return ExitCode.OK;
  }

  private static ExitCode undrained(Throwable failure) {
    LOG.error(
        "not drained: {}; nothing is lost, the next start goes on from where the log and the"
            + " target stand",
        failure.getMessage());
    return ExitCode.UNDRAINED;
  }

  /**
   * Until something ends it; says once when all is in motion.
   *
   * @return why only an operator can help; empty when something else ended it
   */
  private static Optional<DoppioException> watch(Pipeline running, Crew crew, StopSignal stop) {
    boolean ready = false;
    ClassKeeper classes = ClassKeeper.ofThisProcess();
    while (!stop.await(LOOK_MILLIS)) {
      if (!ready && running.obstacles().isEmpty()) {
        LOG.info("ready: {}", running.describe());
        ready = true;
      }
      if (ready) {
        classes.look(System.nanoTime());
      }
      Optional<DoppioException> exhausted = running.exhausted();
      if (exhausted.isPresent() || crew.failure().isPresent()) {
        return exhausted;
      }
    }
    return Optional.empty();
  }

  private Console console(Metrics metrics) {
    InetSocketAddress address =
        new InetSocketAddress(settings.consoleAddress(), settings.consolePort());
    if (address.isUnresolved()) {
      throw new DoppioException(
          FailureKind.CONFIGURATION,
          "console.address: no such host " + settings.consoleAddress() + "; use 127.0.0.1");
    }
    try {
      return Console.start(address, metrics, new PipelineHealth());
    } catch (IOException e) {
      throw new DoppioException(
          FailureKind.CONFIGURATION,
          "console.port: "
              + e.getMessage()
              + "; choose another port with console.port (0 takes a free one), or end the process"
              + " that has it",
          e);
    }
  }

  private void rethrow(Throwable failure) {
    if (failure instanceof DoppioException known) {
      throw known;
    }
    throw new DoppioException(
        FailureKind.INTERNAL, "a defect, please report it: " + failure, failure);
  }

  /** Before there is a pipeline, the daemon lives and is not ready. */
  private final class PipelineHealth implements Health {
    @Override
    public boolean live() {
      return pipeline.map(Pipeline::live).orElse(true);
    }

    @Override
    public List<String> obstacles() {
      return pipeline.map(Pipeline::obstacles).orElse(List.of("starting"));
    }

    @Override
    public String status() {
      return pipeline.map(Pipeline::status).orElseGet(() -> DaemonReport.starting().toJson());
    }
  }
}
