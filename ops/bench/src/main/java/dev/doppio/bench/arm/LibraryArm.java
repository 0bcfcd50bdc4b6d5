package dev.doppio.bench.arm;

import dev.doppio.bench.process.JavaProgram;
import java.nio.file.Path;
import java.util.List;

/** The client library alone. */
public final class LibraryArm implements Arm {
  private final Servers servers;
  private final JavaProgram program;

  /**
   * @param servers of which it uses MySQL
   * @param program the {@code doppio} command
   */
  public LibraryArm(Servers servers, JavaProgram program) {
    this.servers = servers;
    this.program = program;
  }

  @Override
  public String name() {
    return "library";
  }

  @Override
  public String settings() {
    return "mysql-binlog-connector-java, text as bytes, times as numbers; "
        + String.join(" ", program.flags());
  }

  @Override
  public Prepared prepare(String database, int run) {
    Path folder = servers.workspace().folder(database, "library-" + run);
    Path file =
        new SidecarFile(servers, "library", database, SidecarFile.DEFAULT, 1).write(folder, 0);
    return backlog ->
        DrainProcess.launch(
                servers,
                program,
                folder,
                List.of(
                    "--config=" + file, "--after=" + backlog.before(), "--rows=" + backlog.rows()))
            .result(backlog, name());
  }
}
