package dev.doppio.bench.arm;

import dev.doppio.bench.process.JavaProgram;
import dev.doppio.bench.process.Waiting;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Capture alone: an engine to decoded transactions, nothing behind it. */
public final class EngineArm implements Arm {
  private static final Duration PREPARED_WITHIN = Duration.ofMinutes(3);

  private final Servers servers;
  private final String engine;
  private final JavaProgram program;

  /**
   * @param servers of which Kafka only keeps what the engine has to remember of tables
   * @param engine of capture
   * @param program the {@code doppio} command
   */
  public EngineArm(Servers servers, String engine, JavaProgram program) {
    this.servers = servers;
    this.engine = engine;
    this.program = program;
  }

  @Override
  public String name() {
    return "source:" + engine;
  }

  @Override
  public String settings() {
    return "ChangeSource of capture.engine " + engine + "; " + String.join(" ", program.flags());
  }

  /** Its process waits before the backlog: the structures it has seen are in its memory. */
  @Override
  public Prepared prepare(String database, int run) throws InterruptedException {
    String node = "source-" + engine + "-" + run;
    Path folder = servers.workspace().folder(database, node);
    Path file = new SidecarFile(servers, node, database, engine, 1).write(folder, 0);
    DrainProcess process =
        DrainProcess.launch(servers, program, folder, List.of("--config=" + file));
    Waiting waiting = new Waiting(process.child(), PREPARED_WITHIN);
    while (!process.turns().isPrepared()) {
      waiting.pause("the snapshot of empty tables");
    }
    return backlog -> {
      process.turns().go(backlog.rows());
      return process.result(backlog, name());
    };
  }
}
