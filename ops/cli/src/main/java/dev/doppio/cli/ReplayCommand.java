package dev.doppio.cli;

import dev.doppio.cli.config.ApplySettings;
import dev.doppio.cli.config.DaemonConfiguration;
import dev.doppio.cli.config.ReadableLog;
import dev.doppio.cli.config.SidecarSettings;
import dev.doppio.cli.daemon.StopSignal;
import dev.doppio.cli.desk.Operator;
import dev.doppio.cli.replay.Begin;
import dev.doppio.cli.replay.GroupRewind;
import dev.doppio.cli.replay.Lines;
import dev.doppio.cli.replay.PlainGroup;
import dev.doppio.cli.replay.ProgressLine;
import dev.doppio.cli.replay.Replay;
import dev.doppio.cli.replay.ReplayFile;
import dev.doppio.cli.replay.Sink;
import dev.doppio.cli.replay.SourceReplay;
import dev.doppio.cli.replay.Summary;
import dev.doppio.cli.replay.TargetReplay;
import dev.doppio.cli.replay.TopicReplay;
import dev.doppio.schemas.failure.ExitCode;
import java.io.FilterWriter;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
    name = "replay",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Brings a stretch of the log out again, verified, in whole transactions, in the order of each"
          + " partition: as JSON lines to the screen or into a file, into another topic, into a"
          + " target, or by setting back a group of consumers. Without a begin it begins with the"
          + " log, or where a target stands; without an end it ends with what is there now.",
      "Shows contents of documents. Ctrl-C ends it in order, and it says how to go on."
    })
final class ReplayCommand implements Callable<Integer> {
  private static final String WHOLE =
      "a checkpoint speaks for every document of its partition, and would say of what is left out"
          + " that it was applied";

  @Spec private CommandSpec spec;
  @Mixin private ConfigurationFile configuration;
  @Mixin private ReplayOptions options;
  @Mixin private ReplayDestination destination;

  @Option(
      names = "--database",
      description = "As in 'databases'; may be left out where there is one.")
  private Optional<String> database = Optional.empty();

  @Option(names = "--partition", split = ",", paramLabel = "N[,N..]", description = "Default: all.")
  private Set<Integer> partitions = new HashSet<>();

  @Option(names = "--dry-run", description = "Counts, and names the first and the last.")
  private boolean dryRun;

  @Option(
      names = "--rate",
      paramLabel = "N",
      description = "So many changes a second at most; records, into a topic or a target.")
  private Optional<Double> rate = Optional.empty();

  @Override
  public Integer call() {
    DaemonConfiguration settings = configuration.load();
    Logging.silence();
    Way way = way(settings);
    try (StopSignal stop = new StopSignal(Duration.ofSeconds(10))) {
      ExitCode code = way.go(stop);
      stop.drained(code.code());
      return code.code();
    }
  }

  /** All that the options say, understood. */
  private interface Way {
    ExitCode go(StopSignal stop);
  }

  private Way way(DaemonConfiguration settings) {
    try {
      ReadableLog log = ReadableLog.of(settings);
      return switch (destination.kind()) {
        case SCREEN, FILE -> lines(wanted(log));
        case TOPIC -> topic(log);
        case TARGET -> target(applier(settings, "--into-target"), log);
        case GROUP -> group(settings, log);
        case SOURCE -> source(settings);
      };
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage());
    }
  }

  private Way lines(Replay replay) {
    return stop -> lines(replay, stop);
  }

  private ExitCode lines(Replay replay, StopSignal stop) {
    PrintWriter out = spec.commandLine().getOut();
    Optional<ReplayFile> into =
        dryRun ? Optional.empty() : destination.file().map(path -> opened(path, replay));
    Sink target = dryRun ? Sink.nowhere() : into.map(ReplayFile::sink).orElseGet(() -> screen(out));
    Replay rest = into.map(ReplayFile::done).map(replay::behind).orElse(replay);
    Summary summary;
    try (Sink sink = target) {
      summary = rest.run(sink, progress(), () -> stop.isRequested() || out.checkError());
    }
    tell(summary);
    return summary.complete() ? ExitCode.OK : ExitCode.UNDRAINED;
  }

  private Way target(ApplySettings settings, ReadableLog log) {
    options.refuseSelection("--into-target", WHOLE);
    TargetReplay replay =
        new TargetReplay(
            settings,
            log.database(database),
            partitions,
            options.begin(),
            options.end(),
            new TargetReplay.Mode(
                destination.rewind(),
                destination.anew(),
                dryRun,
                perSecond(),
                Map.of(),
                Operator.name()));
    return stop -> told(replay.run(progress(), stop), "the same command without a begin goes on");
  }

  private Way topic(ReadableLog log) {
    options.refuseSelection(
        "--into-topic", "runs stay whole there, with their counts and checksums");
    String name = log.database(database);
    String prefix = TopicReplay.prefixOf(destination.topic(), name, log.config().topicPrefix());
    TopicReplay replay =
        new TopicReplay(
            log,
            name,
            partitions,
            options.begin(),
            options.end(),
            prefix,
            destination.resume(),
            perSecond());
    return stop ->
        told(
            replay.run(progress(), stop::isRequested, dryRun),
            "the same command with --resume goes on");
  }

  private Way source(DaemonConfiguration settings) {
    options.refuseSelection("--into-source", "a transaction is executed whole, or not at all");
    SourceReplay replay =
        new SourceReplay(
            sidecar(settings),
            destination.server(),
            options.since(),
            new SourceReplay.Mode(dryRun, destination.emptyOthers()));
    return stop -> told(replay.run(progress(), stop::isRequested), "the same command goes on");
  }

  private Way group(DaemonConfiguration settings, ReadableLog log) {
    options.refuseSelection("--group", WHOLE);
    if (options.hasEnd() || options.hasBegin() == destination.undo()) {
      throw new IllegalArgumentException(
          "--group takes a place to go back to (--offset, --scn, --time, --gtid), or --undo, and no"
              + " end: its consumers go on to where they are, and further");
    }
    String name = log.database(database);
    Begin place = options.begin();
    if (destination.group().isPresent()) {
      PlainGroup group = new PlainGroup(log, name, partitions, destination.group().get());
      return stop -> say(destination.undo() ? group.undo() : group.to(place, dryRun));
    }
    GroupRewind rewind =
        new GroupRewind(applier(settings, "--group"), name, partitions, Operator.name());
    return stop -> say(destination.undo() ? rewind.undo() : rewind.to(place, dryRun));
  }

  private static SidecarSettings sidecar(DaemonConfiguration settings) {
    return settings.match(
        new DaemonConfiguration.Cases<SidecarSettings>() {
          @Override
          public SidecarSettings sidecar(SidecarSettings sidecar) {
            return sidecar;
          }

          @Override
          public SidecarSettings applier(ApplySettings applier) {
            throw new IllegalArgumentException(
                "--into-source takes a sidecar's configuration, which names the storage node");
          }
        });
  }

  private static ApplySettings applier(DaemonConfiguration settings, String option) {
    return settings.match(
        new DaemonConfiguration.Cases<ApplySettings>() {
          @Override
          public ApplySettings sidecar(SidecarSettings sidecar) {
            throw new IllegalArgumentException(
                option + " takes an applier's configuration, which names the target");
          }

          @Override
          public ApplySettings applier(ApplySettings applier) {
            return applier;
          }
        });
  }

  private ExitCode told(TargetReplay.Outcome outcome, String resuming) {
    if (Terminal.isTerminal()) {
      spec.commandLine().getErr().println();
    }
    say(outcome.lines());
    if (!outcome.complete()) {
      spec.commandLine().getErr().println("stopped; " + resuming);
      spec.commandLine().getErr().flush();
    }
    return outcome.complete() ? ExitCode.OK : ExitCode.UNDRAINED;
  }

  private ExitCode say(List<String> lines) {
    lines.forEach(spec.commandLine().getOut()::println);
    spec.commandLine().getOut().flush();
    return ExitCode.OK;
  }

  private double perSecond() {
    double most = rate.orElse(Double.POSITIVE_INFINITY);
    if (!(most > 0)) {
      throw new IllegalArgumentException("--rate " + most + " is not above 0");
    }
    return most;
  }

  private ReplayFile opened(Path path, Replay replay) {
    return destination.resume()
        ? ReplayFile.resumed(path, replay.database())
        : ReplayFile.anew(path);
  }

  /** It stays open for others. */
  private static Sink screen(PrintWriter screen) {
    return new Lines(
        "the screen",
        () ->
            new FilterWriter(screen) {
              @Override
              public void close() {
                screen.flush();
              }
            });
  }

  private Replay wanted(ReadableLog log) {
    if (destination.resume() && dryRun) {
      throw new IllegalArgumentException("--resume writes, and --dry-run does not: one of them");
    }
    return new Replay(
        log,
        log.database(database),
        partitions,
        options.begin(),
        options.end(),
        options.selection(),
        perSecond());
  }

  /** Beside what is replayed, which goes to standard output. */
  private Replay.Listener progress() {
    PrintWriter err = spec.commandLine().getErr();
    return new ProgressLine(
        Terminal.lines(err),
        note -> err.println("doppio: " + note),
        Duration.ofSeconds(Terminal.isTerminal() ? 1 : 10),
        System::nanoTime);
  }

  private void tell(Summary summary) {
    PrintWriter err = spec.commandLine().getErr();
    if (Terminal.isTerminal()) {
      err.println();
    }
    summary.lines().forEach(dryRun ? spec.commandLine().getOut()::println : err::println);
    if (!summary.complete() && !dryRun) {
      err.println(
          destination.file().isPresent()
              ? "stopped; the same command with --resume goes on"
              : "stopped; to go on, give --after " + summary.after() + " in place of the begin");
    }
    spec.commandLine().getOut().flush();
    err.flush();
  }
}
