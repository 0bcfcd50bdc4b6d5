package dev.doppio.cli;

import dev.doppio.cli.daemon.StopSignal;
import dev.doppio.cli.status.Status;
import dev.doppio.cli.status.StatusJson;
import dev.doppio.cli.status.StatusText;
import dev.doppio.cli.status.Survey;
import dev.doppio.schemas.failure.ExitCode;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
    name = "status",
    mixinStandardHelpOptions = true,
    description = {
      "Shows who masters each partition, where the log ends, what storage nodes have and the log"
          + " has not, and how far each consumer is behind.",
      "Ends with 0 when all is well, with 6 when something is wrong, with 4 when something can't be"
          + " told."
    })
final class StatusCommand implements Callable<Integer> {
  private static final String DEFAULT_SECONDS = "5";
  private static final long MILLIS = 1_000;

  @Spec private CommandSpec spec;
  @Mixin private ConfigurationFiles configurations;

  @Option(names = "--json", description = "One JSON object on a line; what is unknown is null.")
  private boolean json;

  @Option(
      names = "--watch",
      arity = "0..1",
      paramLabel = "SECONDS",
      fallbackValue = DEFAULT_SECONDS,
      description = "Again and again until Ctrl-C; default: every ${FALLBACK-VALUE} s.")
  private Optional<Integer> watch;

  @Option(
      names = "--max-lag",
      paramLabel = "SECONDS",
      description = "A consumer that is further behind, or may be, is not healthy.")
  private Optional<Integer> mostLag;

  @Override
  public Integer call() {
    if (watch.filter(seconds -> seconds < 1).isPresent()
        || mostLag.filter(seconds -> seconds < 0).isPresent()) {
      throw new ParameterException(spec.commandLine(), "--watch takes 1 or more, --max-lag 0");
    }
    Logging.silence();
    Survey survey = new Survey(configurations.load(), mostLag.map(Duration::ofSeconds));
    return watch.map(seconds -> watch(survey, seconds)).orElseGet(() -> show(survey)).code();
  }

  private ExitCode show(Survey survey) {
    Status status = survey.look();
    print(status);
    return status.exitCode();
  }

  /** Ends with the last look's code. */
  private ExitCode watch(Survey survey, int seconds) {
    try (StopSignal stop = new StopSignal(Duration.ofMinutes(1))) {
      boolean clears = !json && Terminal.isTerminal();
      ExitCode last = ExitCode.OK;
      do {
        Status status = survey.look();
        if (clears) {
          Terminal.clear(spec.commandLine().getOut());
        }
        print(status);
        last = status.exitCode();
      } while (!stop.await(seconds * MILLIS));
      stop.drained(last.code());
      return last;
    }
  }

  private void print(Status status) {
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(StatusJson.of(status));
    } else {
      StatusText.of(status).forEach(out::println);
    }
    out.flush();
  }
}
