package dev.doppio.cli;

import dev.doppio.applier.hadoop.Maintenance;
import dev.doppio.applier.hadoop.Watermark;
import dev.doppio.schemas.failure.ExitCode;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
    name = "watermark",
    mixinStandardHelpOptions = true,
    description =
        "Says up to which time of the source a table is complete, and the run of each partition"
            + " that it is complete to. Ends with 4 while no time is known.")
final class HadoopWatermarkCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private WarehouseOptions warehouse;

  @Override
  public Integer call() {
    WarehouseOptions.Asked asked = warehouse.asked();
    Logging.silence();
    try (Maintenance maintenance = new Maintenance(asked.config(), Clock.systemUTC())) {
      Watermark watermark = maintenance.watermark(asked.table());
      PrintWriter out = spec.commandLine().getOut();
      String complete = watermark.complete().map(Instant::toString).orElse("unknown");
      out.println(watermark.table() + " is complete before " + complete);
      watermark.partitions().forEach((partition, scn) -> out.println(partition + "  " + scn));
      out.flush();
      return (watermark.complete().isPresent() ? ExitCode.OK : ExitCode.UNAVAILABLE).code();
    }
  }
}
