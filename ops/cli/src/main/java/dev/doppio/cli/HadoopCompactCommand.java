package dev.doppio.cli;

import dev.doppio.applier.hadoop.Compacted;
import dev.doppio.applier.hadoop.Maintenance;
import dev.doppio.schemas.failure.ExitCode;
import java.io.PrintWriter;
import java.time.Clock;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
    name = "compact",
    mixinStandardHelpOptions = true,
    description =
        "Writes small files of a table together and applies its deletes, beside a running daemon;"
            + " removes files that processes left which died.")
final class HadoopCompactCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private WarehouseOptions warehouse;

  @Override
  public Integer call() {
    WarehouseOptions.Asked asked = warehouse.asked();
    Logging.silence();
    try (Maintenance maintenance = new Maintenance(asked.config(), Clock.systemUTC())) {
      PrintWriter out = spec.commandLine().getOut();
      maintenance.compact(asked.table()).forEach(done -> out.println(line(done)));
      out.flush();
    }
    return ExitCode.OK.code();
  }

  private static String line(Compacted done) {
    return done.table()
        + ": "
        + done.filesBefore()
        + " data files and "
        + done.deletesBefore()
        + " delete files became "
        + done.filesAfter()
        + " data files; "
        + done.orphans()
        + " files of nobody's removed";
  }
}
