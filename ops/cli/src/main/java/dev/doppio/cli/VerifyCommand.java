package dev.doppio.cli;

import dev.doppio.cli.config.Durations;
import dev.doppio.cli.daemon.StopSignal;
import dev.doppio.cli.verify.Continuous;
import dev.doppio.cli.verify.Figures;
import dev.doppio.cli.verify.Pair;
import dev.doppio.cli.verify.Verify;
import dev.doppio.cli.verify.Wanted;
import dev.doppio.schemas.failure.ExitCode;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
    name = "verify",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Compares a MySQL replica, a search index or tables in Hadoop with the source, document by"
          + " document at the same place of the log, beside whatever is written to either. Takes"
          + " the configurations of the source's sidecar and of the replica's applier, which have"
          + " to run. Locks nothing and writes nothing.",
      "With --repair it writes what differs to a MySQL replica, in the place of the log where each"
          + " partition of it stands, and records that there."
    })
final class VerifyCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ConfigurationFiles configuration;

  @Option(names = "--database", description = "Needed where both have several in common.")
  private Optional<String> database = Optional.empty();

  @Option(
      names = "--tables",
      split = ",",
      paramLabel = "DATABASE.TABLE",
      description = "Captured tables; * stands for any characters. Default: all.")
  private List<String> tables = List.of();

  @Option(names = "--partitions", split = ",", paramLabel = "N", description = "Default: all.")
  private Set<Integer> partitions = new HashSet<>();

  @ArgGroup private Writing writing = new Writing();

  @Option(
      names = "--report",
      paramLabel = "FILE",
      description = "Gets all that is found, a JSON object a line. Keys, never contents.")
  private Optional<Path> report = Optional.empty();

  @Option(
      names = "--resume",
      paramLabel = "FILE",
      description = "Keeps there how far it is; where it is there already, goes on from it.")
  private Optional<Path> state = Optional.empty();

  @Option(names = "--rate", paramLabel = "N", description = "So many rows a second at most.")
  private Optional<Double> rate = Optional.empty();

  @Option(
      names = "--max-lag",
      paramLabel = "TIME",
      defaultValue = "10s",
      description =
          "Reads no further while the replica needs longer than this to what was read at the"
              + " source; default: ${DEFAULT-VALUE}.")
  private String maxLag;

  @Option(
      names = "--patience",
      paramLabel = "TIME",
      defaultValue = "10m",
      description = "Ends when it needs longer than this; default: ${DEFAULT-VALUE}.")
  private String patience;

  @Option(
      names = "--settle",
      paramLabel = "TIME",
      defaultValue = "1m",
      description =
          "Documents that are written all the time are looked at again for so long in the end;"
              + " default: ${DEFAULT-VALUE}.")
  private String settle;

  @Option(
      names = "--continuous",
      description =
          "Compares again and again, as a daemon with metrics; what it finds is in its log.")
  private boolean continuous;

  @Option(
      names = "--every",
      paramLabel = "TIME",
      defaultValue = "1h",
      description = "Pause between two of these comparisons; default: ${DEFAULT-VALUE}.")
  private String every;

  @Option(
      names = "--console-port",
      paramLabel = "PORT",
      defaultValue = "9105",
      description = "Of that daemon, at the applier's console.address; default: ${DEFAULT-VALUE}.")
  private int consolePort;

  private static final class Writing {
    @Option(names = "--repair", description = "Writes what differs to a MySQL replica.")
    private boolean repair;

    @Option(names = "--dry-run", description = "Writes nothing, as without it.")
    private boolean dryRun;
  }

  @Override
  public Integer call() {
    if (!continuous) {
      Logging.silence();
    }
    Wanted wanted = wanted();
    Duration pause = duration("--every", every);
    Pair pair = Pair.of(configuration.load(), database);
    Verify verify = new Verify(pair, wanted);
    try (StopSignal stop = new StopSignal(Duration.ofSeconds(20))) {
      ExitCode code =
          continuous
              ? new Continuous(verify, pause, console(pair), Clock.systemUTC()).run(stop)
              : verify.run(screen(), stop::isRequested);
      stop.drained(code.code());
      return code.code();
    }
  }

  private InetSocketAddress console(Pair pair) {
    return new InetSocketAddress(pair.applier().daemon().consoleAddress(), consolePort);
  }

  private Duration duration(String option, String text) {
    try {
      return Durations.parse(text);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), option + ": " + e.getMessage());
    }
  }

  private Wanted wanted() {
    if (continuous && (state.isPresent() || report.isPresent())) {
      throw new ParameterException(
          spec.commandLine(), "--continuous takes neither --resume nor --report: see its log");
    }
    Duration lag = duration("--max-lag", maxLag);
    Duration waits = duration("--patience", patience);
    Duration settles = duration("--settle", settle);
    try {
      Wanted.Limits limits =
          new Wanted.Limits(rate.orElse(Double.POSITIVE_INFINITY), lag, waits, settles);
      return new Wanted(tables, partitions, limits, report, state, writing.repair);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage());
    }
  }

  private Verify.Screen screen() {
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    Consumer<String> lines = Terminal.lines(err);
    return new Verify.Screen() {
      private boolean told;

      @Override
      public void progress(String line) {
        told = true;
        lines.accept(line);
      }

      @Override
      public void say(String line) {
        if (told && Terminal.isTerminal()) {
          err.println();
          err.flush();
        }
        told = false;
        out.println(line);
        out.flush();
      }

      @Override
      public void figures(Figures figures) {
        // They are in the lines.
      }

      @Override
      public Duration every() {
        return Duration.ofSeconds(Terminal.isTerminal() ? 1 : 10);
      }
    };
  }
}
