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
import java.util.ArrayList;
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

  /** Of the time to drain, what is left for closing clients. */
  private static final int CLOSING_SHARE = 3;

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
   * @return OK when drained after a signal
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

  private ExitCode run(Pipeline.Recipe recipe, StopSignal stop) {
    List<Agent> agents = new ArrayList<>();
    try (Closing closing = new Closing()) {
      Metrics metrics = closing.add(new Metrics());
      Console console = closing.add(console(metrics));
      Patience patience = new Patience(clock, stop, settings.startWait());
      pipeline = recipe.open(patience);
      if (pipeline.isPresent()) {
        Pipeline running = closing.add(pipeline.get());
        metrics.add(running.meters());
        LOG.info("starting: {}; console {}", running.describe(), console.url());
        start(running, agents, closing, stop);
        watch(running, agents, stop);
        LOG.info("draining, at most {} s", settings.drainWait().toSeconds());
        agents.forEach(Agent::stop);
      }
    }
    agents.stream().flatMap(agent -> agent.failure().stream()).findFirst().ifPresent(this::rethrow);
    pipeline.flatMap(Pipeline::exhausted).ifPresent(this::rethrow);
    LOG.info("drained, all closed");
    return ExitCode.OK;
  }

  private void start(Pipeline running, List<Agent> agents, Closing closing, StopSignal stop) {
    Duration bound = settings.drainWait().dividedBy(CLOSING_SHARE);
    for (Duty duty : running.duties()) {
      agents.add(closing.add(new Agent(duty, bound, stop::request)));
    }
    agents.forEach(Agent::start);
  }

  /** Until something ends it; says once when all is in motion. */
  private static void watch(Pipeline running, List<Agent> agents, StopSignal stop) {
    boolean said = false;
    while (!stop.await(LOOK_MILLIS)) {
      if (!said && running.obstacles().isEmpty()) {
        LOG.info("ready: {}", running.describe());
        said = true;
      }
      if (running.exhausted().isPresent()
          || agents.stream().anyMatch(agent -> agent.failure().isPresent())) {
        return;
      }
    }
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
  }
}
