package dev.doppio.cli;

import dev.doppio.cli.config.ReadableLog;
import dev.doppio.cli.daemon.StopSignal;
import dev.doppio.cli.replay.Lines;
import dev.doppio.cli.replay.ProgressLine;
import dev.doppio.cli.replay.Replay;
import dev.doppio.cli.replay.ReplayFile;
import dev.doppio.cli.replay.Sink;
import dev.doppio.cli.replay.Summary;
import dev.doppio.schemas.failure.ExitCode;
import java.io.FilterWriter;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
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
          + " partition: as JSON lines to the screen or into a file. Without a begin it begins with"
          + " the log; without an end it ends with what is there now.",
      "Shows contents of documents. Ctrl-C ends it in order, and it says how to go on."
    })
final class ReplayCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ConfigurationFile configuration;
  @Mixin private ReplayOptions options;

  @Option(
      names = "--database",
      description = "As in 'databases'; may be left out where there is one.")
  private Optional<String> database = Optional.empty();

  @Option(names = "--partition", split = ",", paramLabel = "N[,N..]", description = "Default: all.")
  private Set<Integer> partitions = new HashSet<>();

  @Option(names = "--into-file", paramLabel = "FILE", description = "Instead of to the screen.")
  private Optional<Path> file = Optional.empty();

  @Option(
      names = "--resume",
      description = "Goes on behind what the file holds; the other options as before.")
  private boolean resume;

  @Option(names = "--dry-run", description = "Counts, and names the first and the last.")
  private boolean dryRun;

  @Option(names = "--rate", paramLabel = "N", description = "So many changes a second at most.")
  private Optional<Double> rate = Optional.empty();

  @Override
  public Integer call() {
    ReadableLog log = ReadableLog.of(configuration.load());
    Logging.silence();
    try (StopSignal stop = new StopSignal(Duration.ofSeconds(10))) {
      ExitCode code = replay(log, stop);
      stop.drained(code.code());
      return code.code();
    }
  }

  private ExitCode replay(ReadableLog log, StopSignal stop) {
    PrintWriter out = spec.commandLine().getOut();
    Replay replay = wanted(log);
    Optional<ReplayFile> into = dryRun ? Optional.empty() : file.map(path -> opened(path, replay));
    Sink target = dryRun ? Sink.nowhere() : into.map(ReplayFile::sink).orElseGet(() -> screen(out));
    Replay rest = into.map(ReplayFile::done).map(replay::behind).orElse(replay);
    Summary summary;
    try (Sink sink = target) {
      summary = rest.run(sink, progress(), () -> stop.isRequested() || out.checkError());
    }
    tell(summary);
    return summary.complete() ? ExitCode.OK : ExitCode.UNDRAINED;
  }

  private ReplayFile opened(Path path, Replay replay) {
    return resume ? ReplayFile.resumed(path, replay.database()) : ReplayFile.anew(path);
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
    try {
      if (resume && (file.isEmpty() || dryRun)) {
        throw new IllegalArgumentException("--resume goes on with a file: name it, --into-file");
      }
      return new Replay(
          log,
          log.database(database),
          partitions,
          options.begin(),
          options.end(),
          options.selection(),
          rate.orElse(Double.POSITIVE_INFINITY));
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage());
    }
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
          file.isPresent()
              ? "stopped; the same command with --resume goes on"
              : "stopped; to go on, give --after " + summary.after() + " in place of the begin");
    }
    spec.commandLine().getOut().flush();
    err.flush();
  }
}
