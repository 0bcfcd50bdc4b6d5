package dev.doppio.bench;

import dev.doppio.bench.arm.Measurement;
import dev.doppio.bench.drain.Drained;
import dev.doppio.bench.drain.EngineDrain;
import dev.doppio.bench.drain.LibraryDrain;
import dev.doppio.bench.drain.Turns;
import dev.doppio.capture.Capture;
import dev.doppio.capture.config.CaptureConfig;
import dev.doppio.cli.Logging;
import dev.doppio.cli.config.Configurations;
import dev.doppio.schemas.failure.ExitCode;
import dev.doppio.schemas.source.SourcePosition;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What the bench starts as processes of their own. */
@Command(
    name = "drain",
    hidden = true,
    description = "Part of 'bench capture': reads a stretch of binlog and throws it away.")
final class DrainCommand implements Callable<Integer> {
  @Option(names = "--config", required = true, description = "A sidecar's configuration.")
  private Path file;

  @Option(names = "--turns", required = true, description = "Folder of this drain.")
  private Path folder;

  @Option(names = "--process", description = "name=pid: a process whose CPU counts too.")
  private Map<String, Long> processes = new HashMap<>();

  @Option(names = "--after", description = "GTID set: the client library reads from there on.")
  private Optional<String> after;

  @Option(names = "--rows", description = "How many the client library has to read.")
  private long rows;

  @Override
  public Integer call() throws InterruptedException {
    Logging.bridge();
    CaptureConfig config =
        new Configurations(Map.of()).sidecar(file, List.of()).settings().capture();
    processes.put(Measurement.OWN, ProcessHandle.current().pid());
    Turns turns = new Turns(folder);
    turns.done(after.isPresent() ? library(config, after.get()) : engine(config, turns));
    return ExitCode.OK.code();
  }

  private Drained library(CaptureConfig config, String position) {
    return new LibraryDrain(config.endpoint(), position, rows, processes).run();
  }

  private Drained engine(CaptureConfig config, Turns turns) throws InterruptedException {
    EngineDrain drain = new EngineDrain(new Capture(config).opener(), processes);
    SourcePosition position = drain.prepare();
    turns.prepared();
    return drain.run(position, turns.awaitGo());
  }
}
