package dev.doppio.bench.arm;

import dev.doppio.bench.process.JavaProgram;
import dev.doppio.bench.process.Waiting;
import dev.doppio.bench.workload.Backlog;
import dev.doppio.local.Child;
import java.nio.file.Path;
import java.time.Duration;

/** A log of ours that holds a backlog, brought into it by the sidecar. One thread. */
public final class OurLog {
  private static final Duration AT_MOST = Duration.ofHours(1);

  private final Servers servers;
  private final SidecarFile file;
  private final SidecarProcess sidecar;
  private final JavaProgram program;

  /**
   * @param servers between which it brings
   * @param node name of the sidecar, unique in the bench
   * @param database that is captured
   * @param partitions of the log
   * @param program the {@code doppio} command
   */
  public OurLog(
      Servers servers, String node, String database, int partitions, JavaProgram program) {
    this(
        servers,
        new SidecarFile(servers, node, database, SidecarFile.DEFAULT, partitions),
        program);
  }

  private OurLog(Servers servers, SidecarFile file, JavaProgram program) {
    this.servers = servers;
    this.file = file;
    this.sidecar = new SidecarProcess(file);
    this.program = program;
  }

  /** Of a source that may forget what it has committed, and that a sidecar would refuse. */
  public static OurLog ofUnsafeSource(
      Servers servers, String node, String database, int partitions, JavaProgram program) {
    return new OurLog(
        servers,
        new SidecarFile(
            servers, node, database, SidecarFile.DEFAULT, partitions, "unsafe-durability: true"),
        program);
  }

  /**
   * Takes up its place before an empty table, where a first start takes the snapshot of nothing.
   */
  public void begin() throws InterruptedException {
    sidecar.stop(start());
  }

  /** The sidecar, ready, for whoever stops it with {@link #stop}. */
  public Child start() throws InterruptedException {
    Child child = sidecar.launch(program);
    sidecar.awaitReady(child);
    return child;
  }

  /** SIGTERM; it has to end in good order. */
  public void stop(Child child) {
    sidecar.stop(child);
  }

  /** Brings all of the backlog into the log. */
  public void bring(Backlog backlog) {
    try (PositionWatch position = new PositionWatch(servers.kafka(), file)) {
      Child child = sidecar.launch(program);
      position.awaitCovering(backlog.after(), new Waiting(child, AT_MOST));
      sidecar.stop(child);
    }
  }

  /** Of the names of its topics, as {@code topics.prefix} has it. */
  public String prefix() {
    return file.prefix();
  }

  public String database() {
    return file.database();
  }

  public int partitions() {
    return file.partitions();
  }

  /** Where the sidecar's configuration is. */
  public Path folder() {
    return sidecar.folder();
  }
}
