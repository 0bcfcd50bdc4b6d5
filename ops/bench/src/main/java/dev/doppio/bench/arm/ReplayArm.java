package dev.doppio.bench.arm;

import dev.doppio.bench.process.JavaProgram;
import dev.doppio.bench.process.Proc;
import dev.doppio.bench.workload.Backlog;
import dev.doppio.bench.workload.Loader;
import dev.doppio.bench.workload.Workload;
import dev.doppio.local.Child;
import dev.doppio.local.LocalException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** {@code doppio replay} of a whole log into JSON lines, as a process of its own. One thread. */
public final class ReplayArm {
  private static final Duration AT_MOST = Duration.ofHours(1);
  private static final long LOOK_MILLIS = 20;
  private static final int BUFFER_BYTES = 1 << 20;

  private final OurLog log;
  private final Servers servers;
  private final JavaProgram program;

  /**
   * @param servers that hold the log
   * @param database of the documents, of this arm alone
   * @param partitions of the log
   * @param program the {@code doppio} command
   */
  public ReplayArm(Servers servers, String database, int partitions, JavaProgram program) {
    this(new OurLog(servers, "replayed", database, partitions, program), servers, program);
  }

  private ReplayArm(OurLog log, Servers servers, JavaProgram program) {
    this.log = log;
    this.servers = servers;
    this.program = program;
  }

  /** The same log, replayed by another command line. */
  public ReplayArm with(JavaProgram other) {
    return new ReplayArm(log, servers, other);
  }

  /**
   * One round.
   *
   * @param lines of the file, one for each change
   * @param seconds from the process's start to its end
   * @param cpuSeconds of the process
   * @param peakRssBytes of the process
   * @param bytes of the file
   */
  public record Round(
      long lines, double seconds, double cpuSeconds, long peakRssBytes, long bytes) {}

  /** Writes documents, and has the sidecar bring them into the log. */
  public Backlog prepare(Workload workload) throws SQLException, InterruptedException {
    Loader loader = new Loader(servers.mysql());
    loader.create(log.database());
    log.begin();
    Backlog backlog = loader.fill(log.database(), workload);
    log.bring(backlog);
    return backlog;
  }

  /**
   * Replays all of it.
   *
   * @throws LocalException when it fails, or does not bring each row once
   */
  public Round replay(Backlog backlog, int round) throws InterruptedException {
    Path out = log.folder().resolve("replayed-" + round + ".json");
    long begin = System.nanoTime();
    Child child = start(out, round);
    long peak = 0;
    double cpu = 0;
    while (child.isAlive()) {
      try {
        peak = Math.max(peak, Proc.peakRssBytes(child.pid()));
        cpu = Proc.cpuSeconds(child.pid());
      } catch (LocalException ended) {
        break;
      }
      Thread.sleep(LOOK_MILLIS);
    }
    int code = child.waitFor(AT_MOST);
    double seconds = (System.nanoTime() - begin) / 1e9;
    Round done = new Round(lines(out), seconds, cpu, peak, size(out));
    if (code != 0 || done.lines() != backlog.rows()) {
      String came = done.lines() + " of " + backlog.rows() + " lines";
      throw new LocalException(
          "the replay ended with " + code + " and " + came + "; " + child.lastWords());
    }
    delete(out);
    return done;
  }

  private Child start(Path out, int round) {
    Path folder = log.folder();
    List<String> arguments =
        List.of(
            "replay",
            "--config",
            folder.resolve("sidecar.yaml").toString(),
            "--into-file",
            out.toString());
    return servers
        .workspace()
        .children()
        .start(
            "replay-" + round, program.command(arguments), Map.of(), folder.resolve("replay.log"));
  }

  private static long lines(Path file) {
    byte[] buffer = new byte[BUFFER_BYTES];
    long lines = 0;
    try (InputStream in = Files.newInputStream(file)) {
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        for (int i = 0; i < read; i++) {
          lines += buffer[i] == '\n' ? 1 : 0;
        }
      }
      return lines;
    } catch (IOException e) {
      throw new LocalException("Cannot read " + file + ": " + e, e);
    }
  }

  private static long size(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      throw new LocalException("Cannot read " + file + ": " + e, e);
    }
  }

  private static void delete(Path file) {
    try {
      Files.delete(file);
    } catch (IOException e) {
      throw new LocalException("Cannot delete " + file + ": " + e, e);
    }
  }
}
