package dev.doppio.bench;

import dev.doppio.cli.Logging;
import dev.doppio.local.LocalException;
import dev.doppio.local.Workspace;
import java.io.PrintWriter;
import java.sql.SQLException;
import java.util.Locale;
import java.util.function.Consumer;

/** Runs a bench in a workspace of its own, with which all ends that it started. */
final class Stage {
  private Stage() {}

  /** A bench. */
  interface Play {
    /**
     * @param say takes a sentence, and prints it with its time
     */
    void run(Workspace workspace, Consumer<String> say) throws SQLException, InterruptedException;
  }

  /**
   * @param screen where to print
   * @throws LocalException when it could not be carried through; the logs are kept then
   */
  static void run(PrintWriter screen, Play play) {
    Logging.silence();
    Consumer<String> say = sayer(screen);
    try (Workspace workspace = Workspace.open("bench", say)) {
      Runtime.getRuntime().addShutdownHook(new Thread(workspace::close, "bench-end"));
      try {
        play.run(workspace, say);
      } catch (SQLException | InterruptedException e) {
        workspace.keepLogs();
        throw new LocalException("The bench failed: " + e.getMessage(), e);
      } catch (RuntimeException e) {
        workspace.keepLogs();
        throw e;
      }
    }
  }

  private static Consumer<String> sayer(PrintWriter screen) {
    long begin = System.nanoTime();
    return sentence -> {
      double seconds = (System.nanoTime() - begin) / 1e9;
      screen.println(String.format(Locale.ROOT, "%7.1f s  %s", seconds, sentence));
      screen.flush();
    };
  }
}
