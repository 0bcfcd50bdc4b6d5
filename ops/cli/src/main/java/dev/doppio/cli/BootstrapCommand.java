package dev.doppio.cli;

import dev.doppio.cli.bootstrap.ReplicaBootstrap;
import dev.doppio.cli.bootstrap.SourceBootstrap;
import dev.doppio.cli.config.ApplySettings;
import dev.doppio.cli.config.Configurations;
import dev.doppio.cli.config.DaemonConfiguration;
import dev.doppio.cli.config.SidecarSettings;
import dev.doppio.cli.daemon.StopSignal;
import dev.doppio.cli.replay.ProgressLine;
import dev.doppio.cli.replay.TargetReplay;
import dev.doppio.schemas.failure.ExitCode;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
    name = "bootstrap",
    mixinStandardHelpOptions = true,
    description = {
      "Builds a new target, a replica or an index, which then stands at known places of the log:"
          + " from another replica, copied with its checkpoints while it is at work; or from the"
          + " source, which is read into the log again where the log does not reach back far"
          + " enough. Start the target's applier afterwards.",
      "Broken off, it is begun again by the same command."
    })
final class BootstrapCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ConfigurationOptions configuration;

  @Option(
      names = "--from",
      required = true,
      paramLabel = "FILE",
      description =
          "Of a replica: its applier's configuration; of the source: its sidecar's, which has to"
              + " run.")
  private Path from;

  @Override
  public Integer call() {
    ApplySettings target = configuration.load(Configurations::apply).settings();
    DaemonConfiguration origin =
        new Configurations(System.getenv()).any(from, List.of()).settings();
    Logging.silence();
    try (StopSignal stop = new StopSignal(Duration.ofSeconds(10))) {
      ExitCode code =
          origin.match(
              new DaemonConfiguration.Cases<ExitCode>() {
                @Override
                public ExitCode sidecar(SidecarSettings sidecar) {
                  return fromSource(target, sidecar, stop);
                }

                @Override
                public ExitCode applier(ApplySettings applier) {
                  return fromReplica(target, applier, stop);
                }
              });
      stop.drained(code.code());
      return code.code();
    }
  }

  private ExitCode fromSource(ApplySettings target, SidecarSettings source, StopSignal stop) {
    PrintWriter err = spec.commandLine().getErr();
    ProgressLine progress =
        new ProgressLine(
            Terminal.lines(err),
            note -> err.println("doppio: " + note),
            Duration.ofSeconds(Terminal.isTerminal() ? 1 : 10),
            System::nanoTime);
    TargetReplay.Outcome outcome =
        new SourceBootstrap(target, source).run(progress, Terminal.lines(err), stop);
    return ended(outcome.complete(), outcome.lines());
  }

  private ExitCode fromReplica(ApplySettings target, ApplySettings replica, StopSignal stop) {
    PrintWriter err = spec.commandLine().getErr();
    Pulse pulse = new Pulse(err);
    Optional<List<String>> done =
        new ReplicaBootstrap(target, replica)
            .run(
                (table, rows) ->
                    pulse.beat(String.format(Locale.ROOT, "%,d rows  %s", rows, table)),
                stop::isRequested);
    return ended(done.isPresent(), done.orElse(List.of()));
  }

  private ExitCode ended(boolean complete, List<String> lines) {
    PrintWriter out = spec.commandLine().getOut();
    if (Terminal.isTerminal()) {
      out.println();
    }
    lines.forEach(out::println);
    out.println(
        complete
            ? "complete: start its applier, doppio apply"
            : "stopped; the same command begins again");
    out.flush();
    return complete ? ExitCode.OK : ExitCode.UNDRAINED;
  }

  /** A line now and then. */
  private static final class Pulse {
    private static final long EVERY_NANOS = Duration.ofSeconds(2).toNanos();

    private final PrintWriter err;
    private long toldAt = System.nanoTime();

    Pulse(PrintWriter err) {
      this.err = err;
    }

    void beat(String line) {
      if (System.nanoTime() - toldAt > EVERY_NANOS) {
        toldAt = System.nanoTime();
        Terminal.lines(err).accept(line);
      }
    }
  }
}
