package dev.doppio.cli;

import dev.doppio.local.LocalException;
import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.ExitCode;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.TreeMap;
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
    exitCodeListHeading = "%nExit codes:%n",
    subcommands = {
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
      DemoCommand.class
    })
public final class DoppioCommand implements Runnable {
  @Spec private CommandSpec spec;

  /** Ends the JVM with one of {@link ExitCode}. */
  public static void main(String[] arguments) {
    System.exit(commandLine().execute(arguments));
  }

  static CommandLine commandLine() {
    CommandLine commandLine = new CommandLine(new DoppioCommand());
    ServiceLoader.load(Subcommand.class).forEach(commandLine::addSubcommand);
    commandLine.getCommandSpec().usageMessage().exitCodeList(exitCodes());
    commandLine.setCaseInsensitiveEnumValuesAllowed(true);
    commandLine.setExecutionExceptionHandler(DoppioCommand::failed);
    commandLine.setParameterExceptionHandler(DoppioCommand::misused);
    return commandLine;
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
