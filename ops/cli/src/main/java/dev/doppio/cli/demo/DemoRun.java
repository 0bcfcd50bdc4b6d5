package dev.doppio.cli.demo;

import dev.doppio.local.LocalException;
import dev.doppio.local.Workspace;
import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.ExitCode;
import java.io.PrintWriter;
import java.sql.SQLException;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;

/** The door: runs a demo in this process and takes everything away afterwards. */
public final class DemoRun {
  private final DemoOptions options;
  private final String mainClass;
  private final CountDownLatch interrupted = new CountDownLatch(1);
  private volatile Optional<ExitCode> verdict = Optional.empty();

  /**
   * @param options what is asked for
   * @param mainClass of the {@code doppio} command
   */
  public DemoRun(DemoOptions options, String mainClass) {
    this.options = options;
    this.mainClass = mainClass;
  }

  /**
   * @param out where to print
   * @param terminal whether it is one
   * @return OK when source and replica are equal, DIFFERENT when not
   * @throws LocalException when it could not be carried through; the logs are kept then
   */
  public ExitCode run(PrintWriter out, boolean terminal) {
    long start = System.nanoTime();
    Screen screen = new Screen(out, terminal, () -> (System.nanoTime() - start) / 1e9);
    try (Workspace workspace = Workspace.open("demo", screen::say)) {
      Thread hook = new Thread(() -> end(workspace), "demo-end");
      Runtime.getRuntime().addShutdownHook(hook);
      try {
        ExitCode code =
            new Demo(options, screen, new OwnProgram(mainClass), workspace, interrupted)
                .run(known -> verdict = Optional.of(known));
        if (code == ExitCode.DIFFERENT && !options.tamper()) {
          workspace.keepLogs();
        }
        screen.say("done");
        return code;
      } catch (SQLException | DoppioException | InterruptedException e) {
        throw failed(workspace, new LocalException(e.getMessage(), e));
      } catch (RuntimeException e) {
        throw failed(workspace, e);
      }
    }
  }

  /**
   * Ctrl-C, or the ordinary end, where the workspace is closed already. Ctrl-C after the verdict is
   * how {@code --keep} ends; before it, the JVM's own status tells of the signal.
   */
  private void end(Workspace workspace) {
    interrupted.countDown();
    workspace.close();
    verdict.ifPresent(code -> Runtime.getRuntime().halt(code.code()));
  }

  /** What fails because all was taken away is nobody's news: the JVM is ending. */
  private RuntimeException failed(Workspace workspace, RuntimeException failure) {
    while (interrupted.getCount() == 0) {
      LockSupport.park();
    }
    workspace.keepLogs();
    return failure;
  }
}
