package dev.doppio.cli;

import dev.doppio.local.LocalException;
import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.ExitCode;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.TreeMap;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

/** The command {@code doppio}. */
@Command(
    name = "doppio",
    description = "Change-data-capture replication for document stores.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    synopsisSubcommandLabel = "COMMAND",
    exitCodeListHeading = "%nExit codes:%n")
public final class DoppioCommand implements Runnable {
  private static final List<Class<?>> COMMANDS =
      List.of(
          SidecarCommand.class,
          ApplyCommand.class,
          SearchCommand.class,
          HadoopCommand.class,
          StatusCommand.class,
          DoctorCommand.class,
          TailCommand.class,
          ReplayCommand.class,
          VerifyCommand.class,
          BootstrapCommand.class,
          SchemaCommand.class,
          SnapshotCommand.class,
          SkipCommand.class,
          MastershipCommand.class,
          GrantsCommand.class,
          DemoCommand.class);

  @Spec private CommandSpec spec;

  /** Ends the JVM with one of {@link ExitCode}. */
  public static void main(String[] arguments) {
    System.exit(run(arguments));
  }

  /**
   * Runs one command in this JVM.
   *
   * @return one of {@link ExitCode}
   */
  public static int run(String... arguments) {
    return commandLine(arguments).execute(arguments);
  }

  /**
   * With all commands, or with the one alone that the arguments call: to make ready those that
   * nobody called would be a tenth of a daemon's start.
   */
  static CommandLine commandLine(String... arguments) {
    CommandLine commandLine = new CommandLine(new DoppioCommand());
    List<Class<?>> called = commands().filter(command -> isCalled(command, arguments)).toList();
    (called.isEmpty() ? commands() : called.stream()).forEach(commandLine::addSubcommand);
    commandLine.getCommandSpec().usageMessage().exitCodeList(exitCodes());
    commandLine.setCaseInsensitiveEnumValuesAllowed(true);
    commandLine.setExecutionExceptionHandler(DoppioCommand::failed);
    commandLine.setParameterExceptionHandler(DoppioCommand::misused);
    return commandLine;
  }

  private static Stream<Class<?>> commands() {
    return Stream.concat(
        COMMANDS.stream(),
        ServiceLoader.load(Subcommand.class).stream().map(ServiceLoader.Provider::type));
  }

  private static boolean isCalled(Class<?> command, String... arguments) {
    String name = command.getAnnotation(Command.class).name();
    return arguments.length > 0 && arguments[0].equals(name);
  }

  /** Without a command there is nothing to run. */
  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "which command? 'doppio --help' lists them");
  }

  private static Map<String, String> exitCodes() {
    Map<String, String> codes = new TreeMap<>();
    Arrays.stream(ExitCode.values())
        .forEach(code -> codes.put(String.format("%2d", code.code()), code.meaning()));
    return codes;
  }

  private static int failed(Exception failure, CommandLine command, ParseResult arguments) {
    PrintWriter err = command.getErr();
    if (failure instanceof DoppioException known) {
      Logging.lastWords(known.getMessage(), err);
      return known.kind().exitCode().code();
    }
    if (failure instanceof LocalException local) {
      err.println("doppio: " + local.getMessage());
      err.flush();
      return ExitCode.INCOMPLETE.code();
    }
    err.println("doppio: a defect, please report it: " + failure);
    failure.printStackTrace(err);
    err.flush();
    return ExitCode.INTERNAL.code();
  }

  private static int misused(ParameterException misuse, String[] arguments) {
    PrintWriter err = misuse.getCommandLine().getErr();
    err.println("doppio: " + misuse.getMessage());
    if (!CommandLine.UnmatchedArgumentException.printSuggestions(misuse, err)) {
      err.println(
          "doppio: try '" + misuse.getCommandLine().getCommandSpec().qualifiedName() + " --help'");
    }
    err.flush();
    return ExitCode.USAGE.code();
  }
}
